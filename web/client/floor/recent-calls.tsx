/** Calls that are over: how they ended in plain words, with the network's number beside, and the recording. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { agents } from '../live/live.js';
import { endingText, talkMs } from '../parts/call-words.js';
import { Cause } from '../parts/cause.js';
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { followRecentCalls, loadEarlier, recent } from '../parts/recent-calls.js';
import { Recording } from '../parts/recording.js';
import { formatDuration, formatFull, formatMoment } from '../parts/time.js';
import { words } from '../words/words.js';

const columns = 7;

export function RecentCalls() {
  const w = words.value;
  useEffect(() => followRecentCalls(), []);
  const { calls, state, more } = recent.value;
  return (
    <section class="panel" aria-labelledby="recent-title">
      <header>
        <h2 id="recent-title">{w.calls.recent}</h2>
      </header>
      {calls.length === 0 ? (
        <p class="empty">
          {state === 'failed' ? w.calls.failed : state === 'loading' ? w.loading : w.calls.recentEmpty}
        </p>
      ) : (
        <div class="table-frame">
          <table class="recent">
            <thead>
              <tr>
                <th>{w.calls.time}</th>
                <th>{w.calls.number}</th>
                <th>{w.calls.ending}</th>
                <th class="wide-only">{w.calls.agent}</th>
                <th class="wide-only">{w.calls.talk}</th>
                <th class="wide-only">{w.calls.cause}</th>
                <th>
                  <span class="hidden">{w.calls.recording}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <Row key={call.id} call={call} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more ? (
        <button type="button" class="quiet wide" onClick={loadEarlier}>
          {w.more}
        </button>
      ) : null}
    </section>
  );
}

function Row({ call }: { readonly call: CallSummary }) {
  const w = words.value;
  const open = useSignal(false);
  const spoken = talkMs(call);
  return (
    <>
      <tr data-testid="call-row" data-call-id={call.id}>
        <td title={formatFull(call.startedAt)}>{formatMoment(call.startedAt, nowMs.peek())}</td>
        <td class="number" title={customerNumber(call)}>
          {customerNumber(call) === '' ? w.customer.withheld : formatNumber(customerNumber(call))}
        </td>
        <td>
          <span class={`tag ending-${call.ending ?? 'open'}`}>{endingText(w, call)}</span>
          {call.disposition === null ? null : <span class="small muted"> {w.dispositions[call.disposition]}</span>}
        </td>
        <td class="wide-only">{call.agent === null ? w.none : (agents.value.get(call.agent)?.name ?? call.agent)}</td>
        <td class="wide-only timer">{spoken === null ? w.none : formatDuration(spoken)}</td>
        <td class="wide-only">{call.cause === null ? w.none : <Cause cause={call.cause} />}</td>
        <td class="play-cell">
          {call.recorded ? (
            <button
              type="button"
              class="round"
              data-testid="recording-play"
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
          <td colSpan={columns}>
            <Recording callId={call.id} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
