/** Every agent in one row: who, state, call, today, and the strip of the day. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { agents, queues } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { stateText } from '../parts/state-badge.js';
import { language, words } from '../words/words.js';
import { fits, inOrder, orders } from './agent-list.js';
import { AgentRow } from './agent-row.js';
import { colourScheme } from './colour-scheme.js';
import { chosen, filter, order, shownWindow, windows } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { drawSample } from './strip-paint.js';
import { dayFailed } from './strips.js';

/** What can be searched for beside name and number: as it stands on the screen. */
function wordsOf(agent: LiveAgent): string {
  const names = (agent.queues ?? []).map((id) => queues.value.get(id)?.name[language.value] ?? id);
  return `${stateText(agent.state, agent.reason)} ${names.join(' ')}`;
}

export function shownAgents(): readonly LiveAgent[] {
  const all = [...agents.value.values()].filter((agent) => fits(agent, filter.value, wordsOf));
  return inOrder(all, order.value);
}

export const filterFieldId = 'floor-filter';

export function Agents() {
  const w = words.value;
  const f = floorWords.value;
  const shown = shownAgents();
  const all = agents.value.size;
  const legend = useSignal(false);
  return (
    <section class="panel agents-panel" aria-label={w.floor.agents}>
      <header>
        <Tools />
        <span class="muted small" data-testid="agents-shown">
          {w.floor.ready} {[...agents.value.values()].filter(({ state }) => state === 'ready').length} ·{' '}
          {f.agents.shown(shown.length, all)}
        </span>
        <button
          type="button"
          class="quiet small"
          aria-expanded={legend.value}
          onClick={() => {
            legend.value = !legend.value;
          }}
        >
          <Icon name="help" />
          {f.agents.legend}
        </button>
      </header>
      {legend.value ? <Legend /> : null}
      {dayFailed.value ? <p class="problem small">{f.agents.noDay}</p> : null}
      {all === 0 ? (
        <p class="empty">{w.floor.noAgents}</p>
      ) : shown.length === 0 ? (
        <p class="empty">{f.agents.nobody}</p>
      ) : (
        <List shown={shown} />
      )}
    </section>
  );
}

function List({ shown }: { readonly shown: readonly LiveAgent[] }) {
  const f = floorWords.value;
  const active = useComputed(() => (chosen.value === '' ? undefined : `agent-${chosen.value}`));
  const { agent, state, call, today, strip } = f.agents.columns;
  return (
    <div class="agents-frame">
      <div class="agent-heads small muted" aria-hidden="true">
        {[agent, state, call, today, strip].map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      {/* The arrow keys work from anywhere on the page; the list only says which row they have reached. */}
      <div
        class="agents"
        role="listbox"
        tabIndex={0}
        data-testid="agents"
        aria-label={words.value.floor.agents}
        aria-activedescendant={active}
      >
        {shown.map((each) => (
          <AgentRow key={each.id} agent={each} />
        ))}
      </div>
    </div>
  );
}

function Tools() {
  const f = floorWords.value;
  return (
    <div class="tools">
      <label class="find">
        <span class="hidden">{f.agents.filter}</span>
        <input
          id={filterFieldId}
          type="search"
          data-testid="agents-filter"
          placeholder={`/  ${f.agents.filterHint}`}
          value={filter.value}
          onInput={(event) => {
            filter.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') filter.value = '';
            if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
              event.currentTarget.blur();
              if (chosen.peek() === '' || event.key === 'Enter') chosen.value = shownAgents()[0]?.id ?? '';
            }
          }}
        />
      </label>
      <label class="inline">
        <span class="hidden">{f.agents.order}</span>
        <select
          value={order.value}
          aria-label={f.agents.order}
          onChange={(event) => {
            order.value = event.currentTarget.value as typeof order.value;
          }}
        >
          {orders.map((each) => (
            <option key={each} value={each}>
              {f.agents.orders[each]}
            </option>
          ))}
        </select>
      </label>
      <label class="inline">
        <span class="hidden">{f.agents.window}</span>
        <select
          value={shownWindow.value}
          aria-label={f.agents.window}
          onChange={(event) => {
            shownWindow.value = event.currentTarget.value as typeof shownWindow.value;
          }}
        >
          {windows.map((each) => (
            <option key={each} value={each}>
              {f.agents.windows[each]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const explainedStates: readonly AgentState[] = [
  'ready',
  'ringing',
  'talking',
  'held',
  'conference',
  'wrap-up',
  'dialling',
  'not-ready',
  'unreachable',
];

function Legend() {
  const w = words.value;
  const f = floorWords.value;
  return (
    <ul class="strip-legend small">
      {explainedStates.map((state) => (
        <li key={state}>
          <Sample state={state} mark={f.agents.marks[state]} />
          {w.states[state]}
        </li>
      ))}
      <li class="muted">{f.agents.stripHow}</li>
    </ul>
  );
}

function Sample({ state, mark }: { readonly state: AgentState; readonly mark: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = colourScheme.value;
  useEffect(() => {
    if (canvas.current !== null) drawSample(canvas.current, state, mark);
  }, [state, mark, scheme]);
  return <canvas ref={canvas} class="strip-sample" />;
}
