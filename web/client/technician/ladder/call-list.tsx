/** Which call: those that are on, then the last ones, found by number or by having failed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallPage, CallSummary } from '../../../../daemon/contract/pages.js';
import { Check } from '../../admin/fields.js';
import { calls } from '../../live/live.js';
import type { FailureCode } from '../../live/requests.js';
import { call } from '../../parts/api.js';
import { Cause } from '../../parts/cause.js';
import { formatNumber } from '../../parts/number.js';
import { formatMoment } from '../../parts/time.js';
import { failureText } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { ladderWords } from './ladder-words.js';
import { RefusedList } from './refused-list.js';

const afterTypingMs = 250;
const readEveryMs = 5_000;
const asked = 60;

/** Of the calls that are over and not as they should be: nobody was reached, or a fault ended it. */
export function hasFailed({ endedAt, cause, ending }: CallSummary): boolean {
  if (endedAt === null) return false;
  return (cause !== null && cause !== 16 && cause !== 31) || ending === 'unanswered' || ending === 'interrupted';
}

export function CallList({ shown }: { readonly shown: string }) {
  const w = ladderWords.value;
  const number = useSignal('');
  const failedOnly = useSignal(false);
  const list = useSignal<readonly CallSummary[] | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const digits = number.value.replace(/[\s-]/g, '');
  const search = /^\+?\d{3,24}$/.test(digits) ? digits : '';
  useEffect(() => {
    let old = false;
    const read = async (): Promise<void> => {
      const query = new URLSearchParams({ limit: String(asked), ...(search === '' ? {} : { number: search }) });
      const answer = await call<CallPage>('GET', `/lines/calls?${query}`);
      if (old) return;
      failure.value = answer.ok ? null : answer.code;
      if (answer.ok) list.value = answer.value.calls;
    };
    const first = window.setTimeout(() => void read(), search === '' ? 0 : afterTypingMs);
    const timer = window.setInterval(() => void read(), readEveryMs);
    return () => {
      old = true;
      window.clearTimeout(first);
      window.clearInterval(timer);
    };
  }, [search]);
  const found = (list.value ?? []).filter((each) => !failedOnly.value || hasFailed(each));
  return (
    <section class="panel ladder-list" aria-label={w.recent}>
      <input
        aria-label={w.search}
        placeholder={w.search}
        inputMode="tel"
        data-testid="ladder-search"
        value={number.value}
        onInput={(event) => {
          number.value = event.currentTarget.value;
        }}
      />
      <Check
        name="failed-only"
        label={w.failedOnly}
        checked={failedOnly.value}
        onCheck={(on) => {
          failedOnly.value = on;
        }}
      />
      {failure.value === null ? null : <p class="problem">{failureText(words.value, failure.value)}</p>}
      {list.value !== null && found.length === 0 ? <p class="empty">{w.none}</p> : null}
      <RefusedList shown={shown} />
      <ul>
        {found.map((each) => (
          <CallRow key={each.id} call={each} shown={each.id === shown} />
        ))}
      </ul>
    </section>
  );
}

function CallRow({ call: each, shown }: { readonly call: CallSummary; readonly shown: boolean }) {
  const w = ladderWords.value;
  const isOn = each.endedAt === null && calls.value.has(each.id);
  return (
    <li>
      <a href={`/lines/ladder/${each.id}`} aria-current={shown ? 'true' : undefined} data-testid="ladder-call">
        <b class="number">
          {each.callingNumber === '' ? w.withheld : formatNumber(each.callingNumber)} {w.to}{' '}
          {formatNumber(each.calledNumber)}
        </b>
        <span class="small muted">
          {formatMoment(each.startedAt, Date.now())}{' '}
          {isOn ? <span class="tag good">{w.live}</span> : each.cause === null ? null : <Cause cause={each.cause} />}
        </span>
      </a>
    </li>
  );
}
