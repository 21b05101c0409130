/** 待我质检: what was drawn for this login, oldest first. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { WorkList } from '../../../daemon/contract/pages.js';
import { call } from '../parts/api.js';
import { Dialog } from '../parts/dialog.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { chosen, shownIds } from './page-state.js';
import { RecordingRow } from './recording-row.js';
import { recordingsWords } from './recordings-words.js';

export function WorkTab() {
  const t = recordingsWords.value;
  const { read, again } = useRead<WorkList>('/quality/work', chosen.value);
  const dropping = useSignal(false);
  const reason = useSignal('');
  const list = typeof read === 'string' ? [] : read.work;
  useEffect(() => {
    shownIds.value = list.map(({ recording }) => recording.id);
  }, [list]);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{t.failed}</p>;
  const mine = list.some(({ recording }) => recording.id === chosen.value);
  async function drop(): Promise<void> {
    const answer = await call<null>('POST', `/quality/work/${chosen.value}/drop`, { reason: reason.value });
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    dropping.value = false;
    reason.value = '';
    tellGood(() => recordingsWords.value.work.dropped);
    again();
  }
  return (
    <div class="search">
      <p class="work-head">
        <b>{t.work.title}</b> <span class="muted small">{t.work.done(read.done)}</span>
        {mine ? (
          <button
            type="button"
            class="quiet row-end"
            data-testid="work-drop"
            onClick={() => {
              dropping.value = true;
            }}
          >
            {t.work.drop}
          </button>
        ) : null}
      </p>
      {list.length === 0 ? <p class="empty">{t.work.empty}</p> : null}
      <div class="recording-list" role="listbox" aria-label={t.work.title} tabIndex={0} data-testid="work-list">
        {list.map(({ recording, why }) => (
          <RecordingRow key={recording.id} recording={recording} note={t.work.why[why]} />
        ))}
      </div>
      {dropping.value ? (
        <Dialog
          title={t.work.drop}
          testId="drop-box"
          onClose={() => {
            dropping.value = false;
          }}
        >
          <form
            class="small-form"
            onSubmit={(event) => {
              event.preventDefault();
              void drop();
            }}
          >
            <label>
              <span>{t.work.dropWhy}</span>
              <input
                data-autofocus
                data-testid="drop-reason"
                maxLength={200}
                value={reason.value}
                onInput={(event) => {
                  reason.value = event.currentTarget.value;
                }}
              />
            </label>
            <button type="submit" class="primary" disabled={reason.value.trim().length < 2}>
              {t.work.dropGo}
            </button>
          </form>
        </Dialog>
      ) : null}
    </div>
  );
}
