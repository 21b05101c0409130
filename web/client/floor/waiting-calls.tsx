/** Who waits now: place, how long, how long it will take, who is important; and why nobody takes it. */
import type { LiveCall } from '../../../daemon/terms/live.js';
import { calls } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { customerNumber, formatNumber } from '../parts/number.js';
import { formatDuration } from '../parts/time.js';
import { Timer } from '../parts/timer.js';
import { words } from '../words/words.js';
import { queueName, whoIs } from './floor-actions.js';
import { open } from './floor-state.js';
import { floorWords } from './floor-words.js';

/** More rows than anybody reads; the queue's own count tells the rest. */
const maxRows = 50;

export function waitingCalls(all: Iterable<LiveCall>): readonly LiveCall[] {
  return [...all]
    .filter(
      ({ stage, queue, queuedAt }) =>
        (stage === 'queued' || stage === 'ringing') && queue !== null && queuedAt !== null,
    )
    .sort(
      (a, b) =>
        (a.position ?? 0) - (b.position ?? 0) || (a.queuedAt ?? 0) - (b.queuedAt ?? 0) || a.id.localeCompare(b.id),
    );
}

export function WaitingCalls() {
  const f = floorWords.value;
  const all = waitingCalls(calls.value.values());
  return (
    <section class="panel waiting-panel" aria-labelledby="waiting-title">
      <header>
        <h2 id="waiting-title">{f.waiting.title}</h2>
        <span class={all.length > 0 ? 'tag stage-queued' : 'tag'} data-testid="waiting-count">
          {all.length}
        </span>
      </header>
      {all.length === 0 ? (
        <p class="empty">{f.waiting.empty}</p>
      ) : (
        <ul class="waiting-calls">
          {all.slice(0, maxRows).map((call) => (
            <Waiting key={call.id} call={call} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Waiting({ call }: { readonly call: LiveCall }) {
  const w = words.value;
  const f = floorWords.value;
  const number = customerNumber(call);
  const text = number === '' ? w.customer.withheld : formatNumber(number);
  const rings = call.parties?.find(({ role, state }) => role === 'agent' && state === 'ringing')?.agent ?? call.agent;
  return (
    <li class="waiting-call" data-testid="waiting-call" data-call-id={call.id}>
      <b class="place" title={f.waiting.position}>
        <span class="hidden">{f.waiting.position} </span>
        {call.position ?? w.none}
      </b>
      <span class="waiting-who">
        <span class="number">
          {call.customerClass === undefined ? null : (
            <span
              class="vip"
              role="img"
              aria-label={f.waiting.vip(call.customerClass)}
              title={f.waiting.vip(call.customerClass)}
            >
              <Icon name="star" />
              {call.customerClass}{' '}
            </span>
          )}
          {text}
        </span>
        <span class="small muted">
          {queueName(call.queue ?? '')}
          {call.stage === 'ringing' && rings !== null ? ` · ${f.waiting.ringingAt(whoIs(rings))}` : ''}
        </span>
      </span>
      <span class="waiting-time">
        <span class="small muted">{f.waiting.waited}</span> <Timer since={call.queuedAt ?? call.startedAt} />
        <span class="small muted">
          {' '}
          {f.waiting.expected} {call.expectedWaitMs === undefined ? w.none : formatDuration(call.expectedWaitMs)}
        </span>
      </span>
      <button
        type="button"
        class="why"
        data-testid="why"
        title={f.waiting.why}
        aria-label={`${f.waiting.why} ${text}`}
        onClick={() => {
          open.value = { box: 'why', call: call.id };
        }}
      >
        {f.waiting.whyShort}
      </button>
    </li>
  );
}
