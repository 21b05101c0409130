/** What came of a file: how many are in, which rows are not and why, the rest of them as a file, and the way back. */
import { useSignal } from '@preact/signals';
import type { ImportShown, RowProblem } from '../../../../daemon/contract/pages-imports.js';
import { Icon } from '../../parts/icon.js';
import { countText } from '../names.js';
import { type Importing, problemText } from './import-file.js';
import { listsWords } from './lists-words.js';

export function ImportResult({ importing, onClose }: { readonly importing: Importing; readonly onClose: () => void }) {
  const t = listsWords.value.import;
  const shown = importing.shown.value;
  if (shown === null) return null;
  const refused = Object.values(shown.refused).reduce((sum, count) => sum + count, 0);
  const undone = importing.undone.value;
  return (
    <div class="stack" data-testid="import-result" data-state={shown.state}>
      <p class={`import-verdict ${shown.state}`}>
        <Icon name={shown.state === 'done' ? 'check' : 'alert'} />
        <b>{t.states[shown.state]}</b>
        <span data-testid="import-counts">{t.counts(shown.added, refused)}</span>
        <span class="muted small">{shown.file}</span>
      </p>
      {shown.failed === null ? null : <p class="problem">{failedText(shown.failed)}</p>}
      {shown.state === 'cancelled' ? <p class="muted">{t.cancelled}</p> : null}
      {undone === null ? null : (
        <p class="muted" data-testid="import-undone">
          {t.undone(undone.removed, undone.kept)}
        </p>
      )}
      {shown.neutralised > 0 ? <p class="muted small">{t.neutralised(shown.neutralised)}</p> : null}
      {refused === 0 ? null : <Refused shown={shown} refused={refused} />}
      <div class="box-foot">
        <Undo importing={importing} shown={shown} />
        {refused > 0 || shown.state !== 'done' ? (
          <button type="button" data-testid="import-anew" onClick={importing.drop}>
            {t.anew}
          </button>
        ) : null}
        <button type="button" class="primary" data-testid="import-finish" onClick={onClose}>
          {t.finish}
        </button>
      </div>
    </div>
  );
}

function failedText(failed: string): string {
  const t = listsWords.value.import;
  if (failed.startsWith('interrupted')) return t.interrupted;
  const word = /^[a-z-]+/.exec(failed)?.[0] ?? '';
  return word in t.fileProblems ? problemText('bad-request', failed) : t.failedOther;
}

/** Sums by reason, which also narrow the rows; then the rows by their line. */
function Refused({ shown, refused }: { readonly shown: ImportShown; readonly refused: number }) {
  const t = listsWords.value.import;
  const only = useSignal<RowProblem | null>(null);
  const sums = (Object.entries(shown.refused) as [RowProblem, number][]).sort((a, b) => b[1] - a[1]);
  const rows = shown.problems.filter(({ problem }) => only.value === null || problem === only.value);
  const chip = (problem: RowProblem | null, text: string, count: number) => (
    <button
      key={problem ?? ''}
      type="button"
      class={`chip${only.value === problem ? ' chosen' : ''}`}
      aria-pressed={only.value === problem}
      data-testid={`import-reason-${problem ?? 'all'}`}
      onClick={() => (only.value = problem)}
    >
      {text} <b>{countText(count)}</b>
    </button>
  );
  const fix = only.value === null ? undefined : t.fixes[only.value];
  return (
    <section aria-label={t.problems}>
      <div class="refused-head">
        <h3>{t.problems}</h3>
        <span class="small muted">{t.errorFileHelp}</span>
        <a class="button-link" data-testid="import-errors-gbk" download href={errorFile(shown.id, 'gb18030')}>
          <Icon name="download" /> {t.errorFile} GBK
        </a>
        <a class="button-link" data-testid="import-errors" download href={errorFile(shown.id, 'utf-8')}>
          UTF-8
        </a>
      </div>
      <div class="chips">
        {sums.length > 1 ? chip(null, t.allReasons, refused) : null}
        {sums.map(([problem, count]) => chip(problem, t.reasons[problem], count))}
      </div>
      {fix === undefined ? null : <p class="small fix">{fix}</p>}
      <div class="preview-frame refused-rows">
        <table>
          <thead>
            <tr>
              <th class="line">{t.line}</th>
              <th>{t.problem}</th>
              <th>{t.value}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, problem, value }) => (
              <tr key={`${line} ${problem}`} data-testid="refused-row" data-line={line} data-problem={problem}>
                <td class="line">{line}</td>
                <td>{t.reasons[problem]}</td>
                <td class="refused-value">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {refused > shown.problems.length ? <p class="small muted">{t.onlyFirst(shown.problems.length)}</p> : null}
    </section>
  );
}

function errorFile(id: string, encoding: 'utf-8' | 'gb18030'): string {
  return `/api/v1/imports/${id}/errors.csv?encoding=${encoding}`;
}

/** Asked twice: it takes people off the list. */
function Undo({ importing, shown }: { readonly importing: Importing; readonly shown: ImportShown }) {
  const t = listsWords.value.import;
  const sure = useSignal(false);
  if (shown.state === 'undone' || shown.added === 0) return null;
  if (!sure.value) {
    return (
      <button type="button" class="undo-first" data-testid="import-undo" onClick={() => (sure.value = true)}>
        {t.undo}
      </button>
    );
  }
  return (
    <>
      <span class="small">{t.undoSure(shown.added)}</span>
      <button
        type="button"
        class="danger"
        data-testid="import-undo-go"
        aria-busy={importing.busy.value}
        onClick={() => void importing.undo()}
      >
        {t.undoGo}
      </button>
    </>
  );
}
