/** My recent calls. */
import { useEffect } from 'preact/hooks';
import { CallItem } from '../parts/call-item.js';
import { followRecentCalls, loadEarlier, recent } from '../parts/recent-calls.js';
import { words } from '../words/words.js';

export function OwnCalls() {
  const w = words.value;
  useEffect(() => followRecentCalls(), []);
  const { calls, state, more } = recent.value;
  return (
    <section class="panel own-calls" aria-labelledby="own-calls-title">
      <header>
        <h2 id="own-calls-title">{w.calls.mine}</h2>
      </header>
      {calls.length === 0 ? (
        <p class="empty">{state === 'failed' ? w.calls.failed : state === 'loading' ? w.loading : w.calls.mineEmpty}</p>
      ) : (
        <ol class="call-items">
          {calls.map((call) => (
            <CallItem key={call.id} call={call} testId="call-row" lead="number" />
          ))}
        </ol>
      )}
      {more ? (
        <button type="button" class="quiet wide" onClick={loadEarlier}>
          {w.more}
        </button>
      ) : null}
    </section>
  );
}
