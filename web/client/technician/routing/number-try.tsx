/** "What would happen to this number?", live as one types, with unsaved changes counted in. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SiteChange } from '../../../../daemon/terms/site-change.js';
import type { IncomingExplained, NumberExplained, SentNumberType } from '../../../../daemon/terms/trunks.js';
import { Choice, Problems } from '../../admin/fields.js';
import { readProblems, type Wrong } from '../../admin/site-problems.js';
import { siteInForce } from '../../admin/site-store.js';
import { channels } from '../../live/live.js';
import { type Answer, call } from '../../parts/api.js';
import { formatNumber } from '../../parts/number.js';
import { failureText } from '../../parts/toasts.js';
import { language, words } from '../../words/words.js';
import { faultOf } from '../trunks/trunks-state.js';
import { trunkDraft, unsavedChanges } from './drafts.js';
import { routingWords } from './routing-words.js';

const afterTypingMs = 200;
export const numberTypes = ['unknown', 'international', 'national', 'network-specific', 'subscriber'] as const;

// Kept while other pages are looked at: the same number is tried again and again.
const outgoing = signal({ number: '', agentId: '' });
const incoming = signal({ trunk: '', callingNumber: '', callingType: 'unknown' as SentNumberType, calledNumber: '' });
const direction = signal<'out' | 'in'>('out');

export function NumberTry({ first }: { readonly first: 'out' | 'in' }) {
  const w = routingWords.value.try;
  useEffect(() => {
    direction.value = first;
  }, [first]);
  return (
    <section class="panel number-try" aria-labelledby="try-title">
      <header>
        <h2 id="try-title">{w.title}</h2>
        <fieldset class="choice" aria-label={w.title}>
          {(['out', 'in'] as const).map((each) => (
            <button
              key={each}
              type="button"
              class={direction.value === each ? 'chosen' : ''}
              aria-pressed={direction.value === each}
              data-testid={`try-${each}`}
              onClick={() => (direction.value = each)}
            >
              {w[each]}
            </button>
          ))}
        </fieldset>
      </header>
      {direction.value === 'out' ? <Outgoing /> : <Incoming />}
    </section>
  );
}

/** The last question's answer; an older one that comes late is passed over. */
function useExplained<T>(path: string, asked: object | null): Answer<T> | null {
  const answer = useSignal<Answer<T> | null>(null);
  const body = asked === null ? null : JSON.stringify(asked);
  useEffect(() => {
    if (body === null) {
      answer.value = null;
      return;
    }
    let old = false;
    const timer = window.setTimeout(async () => {
      const given = await call<T>('POST', path, JSON.parse(body));
      if (!old) answer.value = given;
    }, afterTypingMs);
    return () => {
      old = true;
      window.clearTimeout(timer);
    };
  }, [path, body]);
  return answer.value;
}

function Outgoing() {
  const w = routingWords.value.try;
  const { number, agentId } = outgoing.value;
  const site = siteInForce.value?.site;
  const changes = unsavedChanges.value;
  const typed = number.trim();
  const asked = typed === '' ? null : { number: typed.slice(0, 32), ...(agentId === '' ? {} : { agentId }), changes };
  const answer = useExplained<NumberExplained>('/lines/explain', asked);
  const agents = (site?.agents ?? []).map(({ id, name }) => [id, `${id} ${name}`] as const);
  return (
    <>
      <div class="try-fields">
        <label>
          <span>{w.number}</span>
          <input
            inputMode="tel"
            autocomplete="off"
            maxLength={32}
            placeholder={w.numberExample}
            data-testid="try-number"
            value={number}
            onInput={(event) => (outgoing.value = { ...outgoing.peek(), number: event.currentTarget.value })}
          />
        </label>
        <div class="labelled">
          <span>{w.agent}</span>
          <Choice
            name="try-agent"
            label={w.agent}
            value={agentId}
            options={[['', w.nobody], ...agents]}
            onChoice={(id) => (outgoing.value = { ...outgoing.peek(), agentId: id })}
          />
        </div>
      </div>
      <Result asked={asked !== null} answer={answer} changes={changes}>
        {answer?.ok ? <OutgoingResult explained={answer.value} /> : null}
      </Result>
    </>
  );
}

function Result(props: {
  readonly asked: boolean;
  readonly answer: Answer<unknown> | null;
  readonly changes: readonly SiteChange[];
  readonly children: preact.ComponentChildren;
}) {
  const w = routingWords.value.try;
  const { answer, changes } = props;
  return (
    <div class="try-answer" role="status" aria-live="polite" data-testid="try-answer">
      <p class={changes.length > 0 ? 'notice small' : 'muted small'}>{changes.length > 0 ? w.unsaved : w.inForce}</p>
      {!props.asked ? (
        <p class="empty">{w.type}</p>
      ) : answer === null ? null : answer.ok ? (
        props.children
      ) : (
        <Failed answer={answer} />
      )}
    </div>
  );
}

function Failed({ answer }: { readonly answer: Answer<unknown> & { readonly ok: false } }) {
  const wrong: readonly Wrong[] = answer.code === 'bad-request' ? readProblems(answer.error?.message ?? '') : [];
  if (wrong.length === 0) return <p class="problem">{failureText(words.value, answer.code)}</p>;
  return (
    <>
      <p class="problem">{routingWords.value.try.wrong}</p>
      <Problems wrong={wrong} />
    </>
  );
}

/** Of a trunk that calls could take now. */
function freeOf(trunk: string): number {
  return [...channels.value.values()].filter(
    (channel) => channel.trunk === trunk && channel.state === 'idle' && faultOf(channel) === null,
  ).length;
}

export function trunkName(id: string): string {
  const trunks = trunkDraft.value?.mine ?? siteInForce.value?.site.trunks ?? [];
  return trunks.find((trunk) => trunk.id === id)?.name[language.value] ?? id;
}

function OutgoingResult({ explained }: { readonly explained: NumberExplained }) {
  const w = routingWords.value.try;
  const { kind, number, refused, route, trunks } = explained;
  return (
    <>
      <p>
        {w.stored} <b data-testid="try-kind">{w.kinds[kind]}</b> <span class="number">{number}</span>
      </p>
      {refused !== null ? (
        <p class="alarm" data-testid="try-refused">
          {w.refused[refused]}
        </p>
      ) : (
        <p data-testid="try-route">{route === null ? w.noRoute : route === '' ? w.routeEvery : w.route(route)}</p>
      )}
      <ol class="try-trunks">
        {trunks.map(({ trunk, calledNumber, calledType, callingNumber }, at) => {
          const free = freeOf(trunk);
          return (
            <li key={trunk} data-testid={`try-trunk-${trunk}`}>
              <p>
                <b>
                  {at + 1}. {trunkName(trunk)}
                </b>{' '}
                <span class={free === 0 ? 'problem small' : 'muted small'}>
                  {free > 0 ? w.free(free) : at === trunks.length - 1 ? w.last : w.noneFree}
                </span>
              </p>
              <p class="small">
                {w.sends} <b class="mono">{calledNumber}</b>{' '}
                {calledType === 'unknown' ? '' : w.as(routingWords.value.groups.types[calledType])} ·{' '}
                {callingNumber === '' ? w.showsNone : w.shows(formatNumber(callingNumber))}
              </p>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Incoming() {
  const w = routingWords.value.try;
  const now = incoming.value;
  const put = (part: Partial<typeof now>): void => {
    incoming.value = { ...incoming.peek(), ...part };
  };
  const changes = unsavedChanges.value;
  const asked = now.calledNumber === '' && now.callingNumber === '' ? null : { ...now, changes };
  const answer = useExplained<IncomingExplained>('/lines/explain-in', asked);
  const trunks = trunkDraft.value?.mine ?? siteInForce.value?.site.trunks ?? [];
  const { types } = routingWords.value.groups;
  const field = (key: 'callingNumber' | 'calledNumber', label: string, example: string) => (
    <label>
      <span>{label}</span>
      <input
        inputMode="tel"
        autocomplete="off"
        maxLength={32}
        placeholder={example}
        data-testid={`try-${key}`}
        value={now[key]}
        onInput={(event) => put({ [key]: event.currentTarget.value.trim() })}
      />
    </label>
  );
  return (
    <>
      <div class="try-fields">
        <div class="labelled">
          <span>{w.trunk}</span>
          <Choice
            name="try-trunk"
            label={w.trunk}
            value={now.trunk}
            options={[['', w.noTrunk], ...trunks.map(({ id }) => [id, trunkName(id)] as const)]}
            onChoice={(trunk) => put({ trunk })}
          />
        </div>
        <div class="labelled">
          <span>{w.callingType}</span>
          <Choice
            name="try-type"
            label={w.callingType}
            value={now.callingType}
            options={numberTypes.map((type) => [type, types[type]] as const)}
            onChoice={(callingType) => put({ callingType })}
          />
        </div>
        {field('callingNumber', w.calling, '013812345678')}
        {field('calledNumber', w.called, '02160001000')}
      </div>
      <Result asked={asked !== null} answer={answer} changes={changes}>
        {answer?.ok ? <IncomingResult explained={answer.value} /> : null}
      </Result>
    </>
  );
}

function IncomingResult({ explained }: { readonly explained: IncomingExplained }) {
  const w = routingWords.value.try;
  const { callingNumber, callingKind, calledNumber, service, flow, listed } = explained;
  return (
    <>
      <p>
        {callingNumber === '' ? (
          w.withheld
        ) : (
          <>
            {w.readCalling} <b data-testid="try-calling">{formatNumber(callingNumber)}</b> ({w.kinds[callingKind]})
          </>
        )}
      </p>
      {calledNumber === '' ? null : (
        <>
          <p>
            {w.readCalled} <b>{calledNumber}</b>{' '}
            {service === null ? '' : `(${routingWords.value.numbers.service(formatNumber(service))})`}
          </p>
          <p class={listed ? '' : 'notice'} data-testid="try-flow">
            {listed ? w.goes(flow) : w.goesDefault(flow)}
          </p>
        </>
      )}
    </>
  );
}
