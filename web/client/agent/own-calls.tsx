/** My calls, newest first, by date, number and result; each with its own recording (AGT-15). */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import type { CallEnding } from '../../../daemon/terms/calls.js';
import { api } from '../parts/api.js';
import { CallItem } from '../parts/call-item.js';
import { Icon } from '../parts/icon.js';
import { followRecentCalls, loadEarlier, recent } from '../parts/recent-calls.js';
import { words } from '../words/words.js';
import { dayOf } from './local-time.js';
import { siteTimeZone } from './own-settings.js';

const results: readonly CallEnding[] = ['completed', 'abandoned', 'unanswered', 'interrupted'];
const pageSize = 30;
const typingPauseMs = 300;

export function OwnCalls() {
  const w = words.value;
  const date = useSignal('');
  const number = useSignal('');
  const result = useSignal<CallEnding | ''>('');
  const open = useSignal(false);
  const digits = useComputed(() => number.value.replace(/\D/g, ''));
  const filtered = date.value !== '' || digits.value.length >= 3 || result.value !== '';
  useEffect(() => followRecentCalls(), []);
  return (
    <div class="own-calls">
      <div class="day-head">
        <h2>{w.calls.mine}</h2>
        <button
          type="button"
          class={filtered ? 'chosen' : 'quiet'}
          data-testid="log-filters"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          <Icon name="search" /> {w.log.filters}
        </button>
      </div>
      {open.value ? (
        <div class="log-filters">
          <label>
            <span>{w.log.date}</span>
            <input
              type="date"
              data-testid="log-date"
              value={date.value}
              onInput={(event) => {
                date.value = event.currentTarget.value;
              }}
            />
          </label>
          <label>
            <span>{w.log.result}</span>
            <select
              data-testid="log-result"
              value={result.value}
              onInput={(event) => {
                result.value = event.currentTarget.value as CallEnding | '';
              }}
            >
              <option value="">{w.log.all}</option>
              {results.map((each) => (
                <option key={each} value={each}>
                  {w.endings[each]}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{w.log.number}</span>
            <input
              inputMode="tel"
              data-testid="log-number"
              maxLength={24}
              placeholder={w.log.numberHint}
              value={number.value}
              onInput={(event) => {
                number.value = event.currentTarget.value;
              }}
            />
          </label>
          <button
            type="button"
            disabled={!filtered}
            onClick={() => {
              date.value = '';
              number.value = '';
              result.value = '';
            }}
          >
            {w.log.clear}
          </button>
        </div>
      ) : null}
      {filtered ? (
        <Filtered date={date.value} number={digits.value.length >= 3 ? digits.value : ''} result={result.value} />
      ) : (
        <Newest />
      )}
    </div>
  );
}

function Newest() {
  const w = words.value;
  const { calls, state, more } = recent.value;
  if (calls.length === 0) {
    return (
      <p class="empty">{state === 'failed' ? w.calls.failed : state === 'loading' ? w.loading : w.calls.mineEmpty}</p>
    );
  }
  return <Items calls={calls} more={more ? loadEarlier : null} />;
}

function Filtered({
  date,
  number,
  result,
}: {
  readonly date: string;
  readonly number: string;
  readonly result: string;
}) {
  const w = words.value;
  const calls = useSignal<readonly CallSummary[] | 'failed' | null>(null);
  const more = useSignal(false);
  const zone = siteTimeZone.value;

  async function read(before: string | null, stillAsked: () => boolean): Promise<void> {
    const day = date === '' ? null : dayOf(date, zone);
    const filter = { from: day?.from, to: day === null ? undefined : day.to - 1, number, result };
    const answer = await api.calls(before, pageSize, filter);
    if (!stillAsked()) return;
    if (!answer.ok) {
      calls.value = 'failed';
      return;
    }
    const earlier = before !== null && Array.isArray(calls.value) ? calls.value : [];
    calls.value = [...earlier, ...answer.value.calls];
    more.value = answer.value.calls.length >= pageSize;
  }

  useEffect(() => {
    let asked = true;
    calls.value = null;
    more.value = false;
    const timer = window.setTimeout(() => void read(null, () => asked), typingPauseMs);
    return () => {
      asked = false;
      window.clearTimeout(timer);
    };
  }, [date, number, result, zone]);

  const list = calls.value;
  if (list === null || list === 'failed') return <p class="empty">{list === null ? w.loading : w.calls.failed}</p>;
  if (list.length === 0) return <p class="empty">{w.log.none}</p>;
  const last = list.at(-1)?.id ?? null;
  return <Items calls={list} more={more.value ? () => void read(last, () => true) : null} />;
}

function Items({ calls, more }: { readonly calls: readonly CallSummary[]; readonly more: (() => void) | null }) {
  return (
    <>
      <ol class="call-items">
        {calls.map((call) => (
          <CallItem key={call.id} call={call} testId="call-row" lead="number" />
        ))}
      </ol>
      {more === null ? null : (
        <button type="button" class="quiet wide" onClick={more}>
          {words.value.more}
        </button>
      )}
    </>
  );
}
