/** Queues of one agent, by keyboard: with what each choice would do to the service level. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SiteInForce } from '../../../daemon/terms/site-change.js';
import { agents, queues } from '../live/live.js';
import { call } from '../parts/api.js';
import { serverNowMs } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { tellFailure } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { estimateMove } from './estimate.js';
import { EstimateText } from './estimate-text.js';
import { move, whoIs } from './floor-actions.js';
import { closeBox } from './floor-state.js';
import { floorWords } from './floor-words.js';
import { membershipOf } from './moves.js';

const levelsThere = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export function MoveBox({ agentId }: { readonly agentId: string }) {
  const w = words.value;
  const f = floorWords.value;
  const wanted = useSignal<readonly string[]>(agents.peek().get(agentId)?.queues ?? []);
  const levels = useSignal<Readonly<Record<string, number>>>({});
  const busy = useSignal(false);
  const read = useSignal(false);
  // Levels are in the site, not on the floor.
  useEffect(() => {
    let current = true;
    void call<SiteInForce>('GET', '/site').then((answer) => {
      if (!current) return;
      if (!answer.ok) return tellFailure(answer.code);
      const membership = membershipOf(answer.value, agentId);
      levels.value = membership?.levels ?? {};
      read.value = true;
    });
    return () => {
      current = false;
    };
  }, [agentId, levels, read]);
  const go = async (): Promise<void> => {
    if (busy.value || !read.value) return;
    busy.value = true;
    const done = await move(agentId, wanted.value, levels.value);
    busy.value = false;
    if (done) closeBox();
  };
  const estimates = estimateMove(
    agentId,
    wanted.value,
    queues.value.values(),
    [...agents.value.values()],
    serverNowMs(),
  );
  const same = wanted.value.join() === (agents.value.get(agentId)?.queues ?? []).join();
  return (
    <Dialog title={f.move.title(whoIs(agentId))} testId="move-box" class="floor-box" onClose={closeBox}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <ul class="move-queues">
          {[...queues.value.values()].map((queue, at) => {
            const isIn = wanted.value.includes(queue.id);
            return (
              <li key={queue.id}>
                <label class="choice">
                  <input
                    type="checkbox"
                    data-testid={`move-${queue.id}`}
                    data-autofocus={at === 0 ? true : undefined}
                    checked={isIn}
                    onChange={() => {
                      wanted.value = isIn ? wanted.value.filter((id) => id !== queue.id) : [...wanted.value, queue.id];
                    }}
                  />
                  <span>
                    <b>{queue.name[language.value]}</b>{' '}
                    <span class="muted small">
                      {f.queues.columns.waiting} {queue.waiting} · {f.queues.columns.ready} {queue.agentsReady}/
                      {queue.agentsSignedIn}
                    </span>
                  </span>
                </label>
                <label class="inline small">
                  {f.move.level}{' '}
                  <select
                    disabled={!isIn}
                    value={levels.value[queue.id] ?? 1}
                    onChange={(event) => {
                      levels.value = { ...levels.value, [queue.id]: Number(event.currentTarget.value) };
                    }}
                  >
                    {levelsThere.map((level) => (
                      <option key={level} value={level}>
                        {level}
                      </option>
                    ))}
                  </select>
                </label>
              </li>
            );
          })}
        </ul>
        <p class="box-line" aria-live="polite">
          {wanted.value.length === 0 ? (
            <span class="problem">{f.move.none}</span>
          ) : same ? (
            <span class="muted">{f.move.now}</span>
          ) : (
            <EstimateText estimates={estimates} />
          )}
        </p>
        <div class="box-foot">
          <button type="button" onClick={closeBox}>
            {w.cancel}
          </button>
          <button type="submit" class="primary" data-testid="go" aria-busy={busy.value || !read.value}>
            {f.move.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
