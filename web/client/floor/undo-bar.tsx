/** After a move: what is in force now, and ten seconds to take it back. */
import { nowMs } from '../parts/clock.js';
import { Icon } from '../parts/icon.js';
import { queueNames, undo, whoIs } from './floor-actions.js';
import { floorWords } from './floor-words.js';
import { lastMove } from './moves.js';

export function UndoBar() {
  const f = floorWords.value;
  const move = lastMove.value;
  void nowMs.value; // counts down once a second
  return (
    <div role="status" aria-live="polite">
      {move === null ? null : (
        <div class="floor-undo" data-testid="undo-bar">
          <Icon name="check" />
          <span>{f.move.done(whoIs(move.agent), queueNames(move.after.queues))}</span>
          <button type="button" data-testid="undo" onClick={() => void undo(move.agent)}>
            {f.move.undo(Math.max(0, Math.ceil((move.until - performance.now()) / 1000)))}
          </button>
        </div>
      )}
    </div>
  );
}
