/** Desk telephones (FXS) and exchange lines (FXO): hook state as the line tells it. */
import type { LiveChannel } from '../../../daemon/terms/live.js';
import { agents, channels } from '../live/live.js';
import { words } from '../words/words.js';

export function Telephones() {
  const w = words.value;
  const lines = [...channels.value.values()]
    .filter((channel) => channel.kind !== 'bearer')
    .sort((a, b) => a.line - b.line);
  const holders = new Map([...agents.value.values()].map((agent) => [agent.station, agent.name]));
  return (
    <section class="panel" aria-labelledby="telephones-title">
      <header>
        <h2 id="telephones-title">{w.floor.telephones}</h2>
      </header>
      {lines.length === 0 ? (
        <p class="empty">{w.floor.noTelephones}</p>
      ) : (
        <ul class="telephones">
          {lines.map((line) => (
            <Telephone key={line.channel} line={line} holder={holders.get(line.name)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Telephone({ line, holder }: { readonly line: LiveChannel; readonly holder: string | undefined }) {
  const w = words.value;
  return (
    <li class={`telephone channel-${line.state}`} data-testid="line-cell" data-state={line.state}>
      <b>{line.name}</b>
      {holder === undefined ? null : <span>{holder}</span>}
      <span class="small">{w.channelStates[line.state]}</span>
    </li>
  );
}
