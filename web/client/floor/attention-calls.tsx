/** Today's calls that a rule says to look into, with what the rule found and the recording (SUP-07). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallPage, CallSummary } from '../../../daemon/contract/pages.js';
import { queues } from '../live/live.js';
import { api } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { Recording } from '../parts/recording.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { words } from '../words/words.js';
import { type Attention, type AttentionRule, attentionOf } from './attention.js';
import { whoIs } from './floor-actions.js';
import { floorWords } from './floor-words.js';

const pageSize = 200;
/** Of the day's calls so many are looked at, the newest. */
const maxPages = 10;
/** The day's calls are read again when calls have ended, but not for each of them. */
const settleMs = 15_000;

/** Of this machine's day: the office and its calls are in one time zone. */
function midnight(): number {
  return new Date(nowMs.peek()).setHours(0, 0, 0, 0);
}

async function readDay(current: () => boolean): Promise<readonly CallSummary[] | 'failed'> {
  const all: CallSummary[] = [];
  let before: string | null = null;
  for (let page = 0; page < maxPages && current(); page++) {
    const answer: Awaited<ReturnType<typeof api.calls>> = await api.calls(before, pageSize, { from: midnight() });
    if (!answer.ok) return 'failed';
    const { calls }: CallPage = answer.value;
    all.push(...calls);
    before = calls.at(-1)?.id ?? null;
    if (calls.length < pageSize) break;
  }
  return all;
}

function useAttention(): readonly Attention[] | 'loading' | 'failed' {
  const found = useSignal<readonly Attention[] | 'loading' | 'failed'>('loading');
  const key = [...queues.value.values()].map((queue) => `${queue.answeredToday}/${queue.abandonedToday}`).join();
  const first = found.value === 'loading';
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<void> => {
      const calls = await readDay(() => isCurrent);
      if (isCurrent) found.value = calls === 'failed' ? calls : attentionOf(calls);
    };
    const timer = window.setTimeout(() => void read(), first || key === '' ? 0 : settleMs);
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [key, first, found]);
  return found.value;
}

export function AttentionCalls() {
  const w = words.value;
  const f = floorWords.value;
  const found = useAttention();
  const rows = typeof found === 'string' ? [] : found;
  return (
    <section class="panel" aria-labelledby="attention-title">
      <header>
        <h2 id="attention-title">{f.attention.title}</h2>
        <span class={rows.length > 0 ? 'count' : 'muted small'}>{rows.length}</span>
      </header>
      {rows.length === 0 ? (
        <p class={found === 'failed' ? 'problem' : 'empty'}>
          {found === 'loading' ? w.loading : found === 'failed' ? f.log.failed : f.attention.empty}
        </p>
      ) : (
        <div class="table-frame attention-frame">
          <table>
            <tbody>
              {rows.map((row) => (
                <Row key={row.call.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function ruleText(rule: AttentionRule, { waitMs, talkMs, times }: Attention): string {
  const r = floorWords.value.attention.rules;
  const length = (ms: number | null): string => formatDuration(ms ?? 0);
  switch (rule) {
    case 'lost-after-long-wait':
    case 'answered-late':
      return r[rule](length(waitMs));
    case 'very-short':
    case 'very-long':
      return r[rule](length(talkMs));
    case 'called-again':
      return r[rule](times);
    default:
      return r[rule];
  }
}

function Row({ row }: { readonly row: Attention }) {
  const w = words.value;
  const open = useSignal(false);
  const { call, rules } = row;
  return (
    <>
      <tr data-testid="attention-row" data-rules={rules.join(' ')}>
        <td title={formatFull(call.startedAt)}>{formatMoment(call.startedAt, nowMs.peek())}</td>
        <td class="number">{call.callingNumber === '' ? w.customer.withheld : formatNumber(call.callingNumber)}</td>
        <td>{call.agent === null ? w.none : whoIs(call.agent)}</td>
        <td class="attention-rules">
          {rules.map((rule) => (
            <span key={rule} class="tag ending-abandoned">
              {ruleText(rule, row)}
            </span>
          ))}
        </td>
        <td class="play-cell">
          {call.recorded ? (
            <button
              type="button"
              class="round"
              aria-expanded={open.value}
              aria-label={open.value ? w.calls.stop : w.calls.play}
              onClick={() => {
                open.value = !open.value;
              }}
            >
              <Icon name={open.value ? 'cross' : 'play'} />
            </button>
          ) : null}
        </td>
      </tr>
      {open.value ? (
        <tr class="recording-row">
          <td colSpan={5}>
            <Recording callId={call.id} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
