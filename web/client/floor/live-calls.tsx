/** Calls that are going on: where each is, since when, with whom. */
import { agents, calls, queues } from '../live/live.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { Timer } from '../parts/timer.js';
import { language, words } from '../words/words.js';

export function LiveCalls() {
  const w = words.value;
  const all = [...calls.value.values()]
    .filter((call) => call.stage !== 'ended')
    .sort((a, b) => a.startedAt - b.startedAt);
  return (
    <section class="panel" aria-labelledby="live-title">
      <header>
        <h2 id="live-title">{w.floor.live}</h2>
        <span class="muted small">{w.floor.liveCount(all.length)}</span>
      </header>
      {all.length === 0 ? (
        <p class="empty">{w.floor.noLive}</p>
      ) : (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th>{w.floor.stage}</th>
                <th>{w.calls.number}</th>
                <th class="wide-only">{w.calls.called}</th>
                <th class="wide-only">{w.calls.queue}</th>
                <th>{w.calls.agent}</th>
                <th>{w.floor.since}</th>
              </tr>
            </thead>
            <tbody>
              {all.map((call) => (
                <tr key={call.id} data-testid="live-call-row" data-stage={call.stage}>
                  <td>
                    <span class={`tag stage-${call.stage}`}>{w.stages[call.stage]}</span>
                  </td>
                  <td class="number" title={customerNumber(call)}>
                    {customerNumber(call) === '' ? w.customer.withheld : formatNumber(customerNumber(call))}
                  </td>
                  <td class="number wide-only">{formatNumber(call.calledNumber)}</td>
                  <td class="wide-only">
                    {call.queue === null ? w.none : (queues.value.get(call.queue)?.name[language.value] ?? call.queue)}
                  </td>
                  <td>{call.agent === null ? w.none : (agents.value.get(call.agent)?.name ?? call.agent)}</td>
                  <td>
                    <Timer since={call.talkStartedAt ?? call.queuedAt ?? call.startedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
