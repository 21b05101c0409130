/** The eleven results (china.md 7), each with its key; without one the next call does not come (OUT-19). */
import { useEffect, useRef } from 'preact/hooks';
import { type ResultCode, resultCodes } from '../../../../daemon/terms/outbound.js';
import { me } from '../../live/live.js';
import { Icon } from '../../parts/icon.js';
import { formatNumber } from '../../parts/number.js';
import { isConnected, pending } from '../actions.js';
import { ExtendButton } from '../extend.js';
import { WrapUpRing } from '../wrap-up-ring.js';
import { outboundWords } from './outbound-words.js';
import { focusResult, setResultPane } from './result-focus.js';
import { resultSigns } from './result-keys.js';
import { chooseResult, justBack, lastAttempt, machine, mayChoose, ofEarlierCall, proposed, stage } from './work.js';

export function ResultPane() {
  const w = outboundWords.value;
  const agent = me.value;
  const pane = useRef<HTMLElement>(null);
  const now = stage.value;
  const given = lastAttempt.value?.given ?? null;
  const likely = given === null ? proposed.value : null;
  useEffect(() => {
    setResultPane(pane.current);
    return () => setResultPane(null);
  }, []);
  // After the call: where the focus was on nothing, it comes here; nobody who types is disturbed.
  useEffect(() => {
    if (now === 'owed' && (document.activeElement === document.body || document.activeElement === null)) focusResult();
  }, [now]);
  const until = agent?.state === 'wrap-up' ? agent.wrapUpUntil : null;
  return (
    <section
      ref={pane}
      class={`panel dispositions outbound-results ${now === 'owed' ? 'owed' : ''}`}
      aria-labelledby="outbound-results-title"
      data-testid="outbound-results"
      data-stage={now ?? ''}
    >
      <header>
        <h2 id="outbound-results-title">
          {w.resultTitle} {now === 'owed' ? <span class="tag bad">{w.resultWanted}</span> : null}
        </h2>
        {agent !== null && until !== null ? (
          <span class="wrap-up-time">
            <ExtendButton />
            <WrapUpRing since={agent.since} until={until} />
          </span>
        ) : null}
      </header>
      <ResultFor />
      <fieldset class="disposition-keys" aria-busy={pending.value.has('outbound-result')}>
        <legend class="hidden">{w.resultTitle}</legend>
        {resultCodes.map((result, place) => (
          <ResultButton
            key={result}
            result={result}
            sign={resultSigns[place] ?? ''}
            chosen={given === result}
            likely={likely === result}
          />
        ))}
      </fieldset>
      <label class="choice-row machine">
        <input
          type="checkbox"
          data-testid="result-machine"
          checked={machine.value}
          disabled={now === null || now === 'calling' || given !== null}
          onChange={(event) => {
            machine.value = event.currentTarget.checked;
          }}
        />
        <span>{w.machine}</span>
      </label>
      <p class={now === 'owed' ? 'result-must' : 'muted small'} role="status" data-testid="result-says">
        {says(given)}
      </p>
    </section>
  );
}

/** Whose result it is: another's may have been given a moment ago. */
function ResultFor() {
  const w = outboundWords.value;
  const lead = lastAttempt.value?.lead;
  if (lead === undefined) return null;
  return (
    <p class="result-for" role="status" data-testid="result-for" data-fresh={justBack.value ? '' : undefined}>
      <b>{lead.name || w.nameless}</b> <span class="number">{formatNumber(lead.number)}</span>{' '}
      {ofEarlierCall.value ? <span class="tag bad">{w.earlierCall}</span> : null}
    </p>
  );
}

function says(given: ResultCode | null): string {
  const w = outboundWords.value;
  switch (stage.value) {
    case 'talking':
      return w.resultDuring;
    case 'owed':
      return w.resultMust;
    case 'given':
      return given === null ? '' : w.resultGiven(w.results[given]);
    case 'network':
      return w.notReached;
    default:
      return w.resultLater;
  }
}

function ResultButton(props: {
  readonly result: ResultCode;
  readonly sign: string;
  readonly chosen: boolean;
  readonly likely: boolean;
}) {
  const w = outboundWords.value;
  const { result, sign, chosen, likely } = props;
  return (
    <button
      type="button"
      class={chosen ? 'chosen' : likely ? 'likely' : ''}
      data-testid={`result-${result}`}
      data-likely={likely ? '' : undefined}
      aria-pressed={chosen}
      aria-keyshortcuts={`Alt+${sign}`}
      disabled={!isConnected() || !mayChoose(result)}
      onClick={() => chooseResult(result)}
    >
      <kbd>{sign}</kbd>
      <span>{w.results[result]}</span>
      {chosen ? <Icon name="check" /> : likely ? <small class="likely-mark">{w.proposed}</small> : null}
    </button>
  );
}
