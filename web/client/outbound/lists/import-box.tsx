/** A file into a list, in three steps: choose it, say what its columns are, see what came of each row. */
import { useSignal } from '@preact/signals';
import type { ImportShown } from '../../../../daemon/contract/pages-imports.js';
import type { StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { type Importing, useImporting } from './import-file.js';
import { ImportPreview } from './import-preview.js';
import { ImportResult } from './import-result.js';
import { listsWords } from './lists-words.js';
import './import.css';

export function ImportBox(props: {
  readonly list: StoredList;
  /** One that has been started before; null: a new one. */
  readonly shown: ImportShown | null;
  onClose(): void;
  changed(): void;
}) {
  const importing = useImporting(props.shown, props.changed);
  const state = importing.shown.value?.state ?? 'none';
  const close = (): void => {
    importing.drop();
    props.onClose();
  };
  return (
    <Dialog
      title={listsWords.value.import.title(props.list.name)}
      testId="import-box"
      class="import-box"
      onClose={close}
    >
      {importing.problem.value === '' ? null : (
        <p class="problem import-problem" role="alert" data-testid="import-problem">
          <Icon name="alert" /> {importing.problem.value}
        </p>
      )}
      {state === 'none' ? (
        <Choose importing={importing} />
      ) : state === 'waiting' ? (
        <ImportPreview key={importing.shown.value?.id} list={props.list} importing={importing} />
      ) : state === 'running' ? (
        <Running importing={importing} />
      ) : (
        <ImportResult importing={importing} onClose={close} />
      )}
    </Dialog>
  );
}

function Choose({ importing }: { readonly importing: Importing }) {
  const t = listsWords.value.import;
  const over = useSignal(false);
  const busy = importing.busy.value;
  const take = (file: File | undefined): void => {
    if (file) void importing.send(file);
  };
  return (
    <section
      aria-label={t.drop}
      class={`drop${over.value ? ' over' : ''}`}
      data-testid="import-drop"
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        take(event.dataTransfer?.files[0]);
      }}
    >
      <Icon name="download" />
      <b>{busy ? t.reading : t.drop}</b>
      <label class={`file-button${busy ? ' busy' : ''}`}>
        <input
          type="file"
          class="hidden"
          accept=".csv,.txt,.tsv,.xlsx,text/csv"
          disabled={busy}
          data-testid="import-file"
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        {t.pick}
      </label>
      <span class="small muted">{t.formats}</span>
    </section>
  );
}

function Running({ importing }: { readonly importing: Importing }) {
  const t = listsWords.value.import;
  const shown = importing.shown.value;
  if (shown === null) return null;
  const refused = Object.values(shown.refused).reduce((sum, count) => sum + count, 0);
  return (
    <div class="stack" data-testid="import-running" aria-live="polite">
      <p>
        <b>{t.states.running}</b> <span class="muted">{shown.file}</span>
      </p>
      <progress max={100} value={shown.percent} aria-label={t.states.running} />
      <p class="muted">
        {t.progress(shown.rows, shown.percent)} · {t.counts(shown.added, refused)}
      </p>
      <div class="box-foot">
        <span class="muted small">{t.cancelled}</span>
        <button
          type="button"
          class="danger"
          data-testid="import-cancel"
          aria-busy={importing.busy.value}
          onClick={() => void importing.cancel()}
        >
          {t.cancel}
        </button>
      </div>
    </div>
  );
}
