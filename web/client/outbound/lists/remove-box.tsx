/** A list goes with all its people: its name has to be typed. */
import { useSignal } from '@preact/signals';
import type { StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { call } from '../../parts/api.js';
import { Dialog } from '../../parts/dialog.js';
import { tellFailure, tellGood } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { openPlace } from '../page-state.js';
import { listsWords } from './lists-words.js';

export function RemoveBox(props: {
  readonly list: StoredList;
  readonly leads: number;
  onClose(): void;
  removed(): void;
}) {
  const t = listsWords.value.remove;
  const { list, leads } = props;
  const typed = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal('');
  const sure = typed.value.trim() === list.name.trim();
  async function go(): Promise<void> {
    if (busy.value || !sure) return;
    busy.value = true;
    const answer = await call<{ readonly removed: number }>('DELETE', `/lists/${encodeURIComponent(list.id)}`);
    busy.value = false;
    if (!answer.ok) {
      if (answer.code === 'conflict') problem.value = listsWords.value.remove.inUse;
      else tellFailure(answer.code);
      return;
    }
    tellGood(() => listsWords.value.remove.done(answer.value.removed));
    props.onClose();
    openPlace('');
    props.removed();
  }
  return (
    <Dialog title={t.title} testId="remove-box" onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p>{t.what(list.name, leads)}</p>
        <label>
          <span>{t.type}</span>
          <input
            data-autofocus
            data-testid="remove-name"
            placeholder={list.name}
            value={typed.value}
            onInput={(event) => (typed.value = event.currentTarget.value)}
          />
        </label>
        <div class="box-foot">
          {problem.value === '' ? null : (
            <span class="problem" role="alert">
              {problem.value}
            </span>
          )}
          <button type="button" onClick={props.onClose}>
            {words.value.cancel}
          </button>
          <button type="submit" class="danger" data-testid="remove-go" disabled={!sure} aria-busy={busy.value}>
            {t.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
