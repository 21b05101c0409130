/** Every agent: state by colour, icon and word, and since when. Those who are busy with callers come first. */
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { agents } from '../live/live.js';
import { StateBadge } from '../parts/state-badge.js';
import { Timer } from '../parts/timer.js';
import { words } from '../words/words.js';

const order: readonly AgentState[] = [
  'unreachable',
  'ringing',
  'reserved',
  'talking',
  'held',
  'consulting',
  'conference',
  'dialling',
  'wrap-up',
  'ready',
  'not-ready',
  'signed-out',
];

function byState(a: LiveAgent, b: LiveAgent): number {
  return order.indexOf(a.state) - order.indexOf(b.state) || a.since - b.since || a.id.localeCompare(b.id);
}

export function Agents() {
  const w = words.value;
  const all = [...agents.value.values()].sort(byState);
  return (
    <section class="panel" aria-labelledby="agents-title">
      <header>
        <h2 id="agents-title">{w.floor.agents}</h2>
        <span class="muted small">
          {w.floor.ready} {all.filter((agent) => agent.state === 'ready').length} · {w.floor.signedIn}{' '}
          {all.filter((agent) => agent.state !== 'signed-out').length} / {all.length}
        </span>
      </header>
      {all.length === 0 ? (
        <p class="empty">{w.floor.noAgents}</p>
      ) : (
        <ul class="agents">
          {all.map((agent) => (
            <li
              key={agent.id}
              class={agent.state === 'signed-out' ? 'agent gone' : 'agent'}
              data-testid="agent-row"
              data-agent={agent.id}
              data-state={agent.state}
            >
              <span class="agent-name">
                <b>{agent.name}</b>
                <span class="muted small">
                  {agent.id}
                  {agent.station === null ? '' : ` · ${agent.station}`}
                  {` · ${w.floor.answeredTodayShort} ${agent.answeredToday}`}
                </span>
              </span>
              <StateBadge state={agent.state} reason={agent.reason} />
              <Timer since={agent.since} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
