/** Calls in that never reached call control, of the last 24 hours: refused by the lines, or answered by nobody. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RefusedSetups } from '../../../../daemon/contract/pages-ladder.js';
import type { RefusedSetup } from '../../../../daemon/terms/line-trace.js';
import { Choice } from '../../admin/fields.js';
import type { FailureCode } from '../../live/requests.js';
import { call } from '../../parts/api.js';
import { Cause } from '../../parts/cause.js';
import { serverNowMs } from '../../parts/clock.js';
import { formatNumber } from '../../parts/number.js';
import { formatMoment } from '../../parts/time.js';
import { failureText } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { allSpans } from '../trunks/trunks-state.js';
import { ladderWords } from './ladder-words.js';
import { setupId } from './setup-id.js';

const periods = [3_600_000, 6 * 3_600_000, 86_400_000] as const;

export function RefusedList({ shown }: { readonly shown: string }) {
  const w = ladderWords.value.refused;
  const open = useSignal(shown.startsWith('setup-'));
  const span = useSignal('');
  const period = useSignal(String(periods[0]));
  const found = useSignal<RefusedSetups | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const again = useSignal(0);
  useEffect(() => {
    if (!open.value) return;
    let old = false;
    const read = async (): Promise<void> => {
      const to = Math.ceil(serverNowMs());
      const query = new URLSearchParams({ from: String(to - Number(period.value)), to: String(to) });
      if (span.value !== '') query.set('span', span.value);
      const answer = await call<RefusedSetups>('GET', `/refused-setups?${query}`);
      if (old) return;
      failure.value = answer.ok ? null : answer.code;
      if (answer.ok) found.value = answer.value;
    };
    void read();
    return () => {
      old = true;
    };
  }, [open.value, span.value, period.value, again.value]);
  const setups = found.value?.setups ?? [];
  return (
    <details
      class="refused"
      open={open.value}
      data-testid="refused"
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{w.title}</summary>
      <p class="muted small">{w.how}</p>
      <div class="refused-choices">
        <Choice
          name="refused-span"
          label={w.span}
          value={span.value}
          options={[['', w.allSpans], ...allSpans.value.map((each) => [String(each.span), each.name] as const)]}
          onChoice={(each) => {
            span.value = each;
          }}
        />
        <Choice
          name="refused-period"
          label={w.period}
          value={period.value}
          options={periods.map((each) => [String(each), w.hours(each / 3_600_000)] as const)}
          onChoice={(each) => {
            period.value = each;
          }}
        />
        <button
          type="button"
          onClick={() => {
            again.value += 1;
          }}
        >
          {w.again}
        </button>
      </div>
      {failure.value === null ? null : <p class="problem small">{failureText(words.value, failure.value)}</p>}
      {found.value === null && failure.value === null ? <p class="muted small">{words.value.loading}</p> : null}
      {found.value !== null && setups.length === 0 ? <p class="empty small">{w.none}</p> : null}
      <ul>
        {setups.map((each) => (
          <Row key={setupId(each)} setup={each} shown={shown} />
        ))}
      </ul>
      {found.value?.cut ? <p class="muted small">{w.cut(setups.length)}</p> : null}
    </details>
  );
}

function Row({ setup, shown }: { readonly setup: RefusedSetup; readonly shown: string }) {
  const { refused: w, withheld, to } = ladderWords.value;
  const { span, timeslot, atUs, callingNumber, calledNumber, cause } = setup;
  const id = setupId(setup);
  return (
    <li>
      <a href={`/lines/ladder/${id}`} aria-current={id === shown ? 'true' : undefined} data-testid="refused-setup">
        <b class="number">
          {callingNumber === '' ? withheld : formatNumber(callingNumber)} {to}{' '}
          {calledNumber === '' ? w.noNumber : formatNumber(calledNumber)}
        </b>
        <span class="small muted">
          {formatMoment(atUs / 1_000, Date.now())} · E1-{span}
          {timeslot === 0 ? '' : `:${timeslot}`}{' '}
          {cause === null ? <span class="tag bad">{w.unanswered}</span> : <Cause cause={cause} />}
        </span>
      </a>
    </li>
  );
}
