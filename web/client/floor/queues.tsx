/** Queues: who waits, how long, who could take it, how the day went. An agent dropped on a row is moved there. */
import { useComputed, useSignal } from '@preact/signals';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { percentText } from '../../../daemon/terms/metrics.js';
import { agents, alarms, queues } from '../live/live.js';
import { serverNowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { Timer } from '../parts/timer.js';
import { language, words } from '../words/words.js';
import { dragType } from './agent-row.js';
import { estimateMove } from './estimate.js';
import { EstimateText } from './estimate-text.js';
import { move } from './floor-actions.js';
import { chosenQueue, dragged } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { queuesAfterDrop } from './moves.js';
import {
  abandonedLines,
  answeredLines,
  goalOf,
  overflowedLines,
  serviceLevelLines,
  serviceLevelOf,
} from './queue-figures.js';
import { Explained } from './tooltip.js';

export function Queues() {
  const w = words.value;
  const f = floorWords.value;
  const all = [...queues.value.values()];
  const { waiting, longest, ready, serviceLevel, answered, abandoned, overflowed } = f.queues.columns;
  return (
    <section class="panel queues-panel" aria-label={w.floor.queues}>
      {all.length === 0 ? (
        <p class="empty">{w.floor.noQueues}</p>
      ) : (
        <ul class="queues" aria-label={w.floor.queues}>
          <li class="queue-heads small muted" aria-hidden="true">
            <b>{w.floor.queues}</b>
            {[waiting, longest, ready, serviceLevel, answered, abandoned, overflowed].map((name) => (
              <span key={name}>{name}</span>
            ))}
          </li>
          {all.map((queue) => (
            <QueueRow key={queue.id} queue={queue} />
          ))}
        </ul>
      )}
    </section>
  );
}

function QueueRow({ queue }: { readonly queue: LiveQueue }) {
  const over = useSignal(false);
  const f = floorWords.value;
  const alarmed = useComputed(() => [...alarms.value.values()].some(({ about }) => about === queue.id)).value;
  const isChosen = useComputed(() => chosenQueue.value === queue.id).value;
  const goal = goalOf(queue);
  const name = queue.name[language.value];
  const classes = ['queue', queue.waiting > 0 ? 'waiting' : '', alarmed ? 'alarmed' : '', over.value ? 'over' : ''];
  return (
    <li
      class={classes.join(' ')}
      data-testid="queue-row"
      data-queue={queue.id}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes(dragType)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = event.ctrlKey || event.metaKey ? 'copy' : 'move';
        over.value = true;
      }}
      onDragLeave={() => {
        over.value = false;
      }}
      onDrop={(event) => {
        over.value = false;
        const id = event.dataTransfer?.getData(dragType) ?? '';
        const agent = agents.peek().get(id);
        if (agent === undefined) return;
        event.preventDefault();
        void move(id, queuesAfterDrop(agent.queues ?? [], queue.id, event.ctrlKey || event.metaKey));
      }}
    >
      <button
        type="button"
        class="queue-name"
        aria-pressed={isChosen}
        onClick={() => {
          chosenQueue.value = isChosen ? '' : queue.id;
        }}
      >
        <b>
          {alarmed ? <Icon name="alert" /> : null}
          {name}
        </b>
        <span class="small muted">
          {queue.closed ? `${f.queues.closed} · ` : ''}
          {`${goal.formula} ${goal.withinMs / 1000} s ≥ ${goal.percent} %`}
          {queue.callBacksOpen ? ` · ${f.queues.callBacks(queue.callBacksOpen)}` : ''}
        </span>
      </button>
      <Figures queue={queue} />
      {dragged.value !== null && over.value ? <DropHint queue={queue} agentId={dragged.value} /> : null}
    </li>
  );
}

function Figures({ queue }: { readonly queue: LiveQueue }) {
  const w = words.value;
  const f = floorWords.value;
  const { today } = queue;
  const share = serviceLevelOf(queue);
  const percent = share === null ? w.none : percentText(share);
  const low = share !== null && share.whole > 0 && (100 * share.part) / share.whole < goalOf(queue).percent;
  return (
    <>
      <b class={queue.waiting > 0 ? 'fig hot' : 'fig'} data-testid="queue-waiting">
        {queue.waiting}
      </b>
      <b class={queue.oldestSince === null ? 'fig' : 'fig hot'}>
        {queue.oldestSince === null ? <i class="muted">{w.none}</i> : <Timer since={queue.oldestSince} />}
      </b>
      <b class={queue.agentsReady === 0 && queue.waiting > 0 ? 'fig hot' : 'fig'}>
        {queue.agentsReady}
        <small class="muted">/{queue.agentsSignedIn}</small>
      </b>
      <Explained class={low ? 'fig low' : 'fig'} lines={serviceLevelLines(f, queue)} testId="queue-service-level">
        {low ? '▼' : ''}
        {percent}
      </Explained>
      <Explained
        class="fig"
        lines={today === undefined ? [f.formulas.answered] : answeredLines(f, today)}
        testId="queue-answered"
      >
        {queue.answeredToday}
      </Explained>
      <Explained
        class="fig"
        lines={today === undefined ? [f.formulas.abandoned] : abandonedLines(f, today)}
        testId="queue-abandoned"
      >
        {queue.abandonedToday}
      </Explained>
      <Explained
        class="fig"
        lines={today === undefined ? [f.formulas.overflowed] : overflowedLines(f, today, queue.waiting)}
        testId="queue-overflowed"
      >
        {today?.overflowed ?? w.none}
      </Explained>
    </>
  );
}

function DropHint({ queue, agentId }: { readonly queue: LiveQueue; readonly agentId: string }) {
  const f = floorWords.value;
  const all = [...agents.peek().values()];
  const estimates = estimateMove(agentId, [queue.id], queues.peek().values(), all, serverNowMs());
  return (
    <p class="drop-hint small" data-testid="drop-hint">
      {f.queues.drop} <EstimateText estimates={estimates} only={queue.id} />
    </p>
  );
}
