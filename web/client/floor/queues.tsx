/** Who waits, how long, and who could take it. */
import { queues } from '../live/live.js';
import { Timer } from '../parts/timer.js';
import { language, words } from '../words/words.js';

export function Queues() {
  const w = words.value;
  const all = [...queues.value.values()];
  return (
    <section class="panel" aria-labelledby="queues-title">
      <header>
        <h2 id="queues-title">{w.floor.queues}</h2>
      </header>
      {all.length === 0 ? (
        <p class="empty">{w.floor.noQueues}</p>
      ) : (
        <ul class="queues">
          {all.map((queue) => (
            <li
              key={queue.id}
              class={queue.waiting > 0 ? 'queue waiting' : 'queue'}
              data-testid="queue-row"
              data-queue={queue.id}
            >
              <b class="queue-name">{queue.name[language.value]}</b>
              <Figure name={w.floor.waiting} strong={queue.waiting > 0}>
                {queue.waiting}
              </Figure>
              <Figure name={w.floor.oldest} strong={queue.oldestSince !== null}>
                {queue.oldestSince === null ? w.none : <Timer since={queue.oldestSince} />}
              </Figure>
              <Figure name={w.floor.ready} strong={queue.agentsReady === 0 && queue.waiting > 0}>
                {queue.agentsReady}
                <small> / {queue.agentsSignedIn}</small>
              </Figure>
              <Figure name={w.floor.answered}>{queue.answeredToday}</Figure>
              <Figure name={w.floor.abandoned}>{queue.abandonedToday}</Figure>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figure(props: {
  readonly name: string;
  readonly strong?: boolean;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <span class={props.strong ? 'figure strong' : 'figure'}>
      <span class="muted small">{props.name}</span>
      <b>{props.children}</b>
    </span>
  );
}
