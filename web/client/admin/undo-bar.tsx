/** The last change of the site, and the way back from it. */
import { formatMoment } from '../parts/time.js';
import { adminWords } from './admin-words.js';
import { Problems } from './fields.js';
import { SaveResult, useSaving } from './save-bar.js';
import { versions } from './site-store.js';
import { versionText } from './version-text.js';

export function UndoBar() {
  const w = adminWords.value.undo;
  const saving = useSaving();
  const [newest] = versions.value;
  if (newest === undefined) return null;
  const undone = newest.change?.change === 'undo';
  return (
    <div class="undo-bar" data-testid="undo-bar">
      <span class="undo-text">
        <span class="muted">{w.last}</span> <b>{versionText(newest)}</b>{' '}
        <span class="muted">
          {newest.by ?? ''} · {formatMoment(newest.at, Date.now())} · {w.version(newest.version)}
        </span>
      </span>
      {newest.by === null ? null : (
        <button
          type="button"
          data-testid="undo"
          title={w.why}
          aria-busy={saving.busy.value}
          onClick={() => void saving.save(null, () => ({ change: 'undo' }))}
        >
          {undone ? w.redo : w.undo}
        </button>
      )}
      <SaveResult saving={saving} />
      <Problems wrong={saving.wrong} />
    </div>
  );
}
