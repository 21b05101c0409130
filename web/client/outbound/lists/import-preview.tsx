/** The first rows of a file: how it was read, and what each column is taken for; all of it can be corrected. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ColumnMeaning, Delimiter, TextEncoding } from '../../../../daemon/contract/pages-imports.js';
import type { StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { columnsProblem, leadMeanings } from './column-meanings.js';
import type { Importing } from './import-file.js';
import { listsWords } from './lists-words.js';

export function ImportPreview({ list, importing }: { readonly list: StoredList; readonly importing: Importing }) {
  const t = listsWords.value.import;
  const preview = importing.shown.value?.preview;
  const columns = useSignal<readonly ColumnMeaning[]>([]);
  const areaCode = useSignal('');
  // Read again, the file may have other columns.
  useEffect(() => {
    columns.value = preview?.columns.map(({ meaning }) => meaning) ?? [];
  }, [preview]);
  if (!preview) return null;
  const problem = columnsProblem(columns.value);
  const wrongArea = areaCode.value !== '' && !/^0\d{2,3}$/.test(areaCode.value);
  return (
    <div class="stack">
      <HowRead importing={importing} />
      <p class="muted small">{t.check}</p>
      <Rows importing={importing} columns={columns.value} put={(next) => (columns.value = next)} />
      <div class="box-foot import-foot">
        <label class="area-code">
          <span>{t.areaCode}</span>
          <input
            inputMode="numeric"
            maxLength={4}
            placeholder={t.areaCodeHelp}
            data-testid="import-area"
            aria-invalid={wrongArea}
            value={areaCode.value}
            onInput={(event) => (areaCode.value = event.currentTarget.value.trim())}
          />
        </label>
        <span class="problem" role="alert" data-testid="import-columns-problem">
          {wrongArea ? t.areaCodeWrong : problem === null ? '' : problemWords(problem)}
        </span>
        <button type="button" onClick={importing.drop}>
          {t.other}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="import-go"
          disabled={problem !== null || wrongArea}
          aria-busy={importing.busy.value}
          onClick={() =>
            void importing.start({
              list: list.id,
              columns: [...columns.value],
              ...(areaCode.value === '' ? {} : { areaCode: areaCode.value }),
            })
          }
        >
          {t.go}
        </button>
      </div>
    </div>
  );
}

function problemWords(problem: NonNullable<ReturnType<typeof columnsProblem>>): string {
  const t = listsWords.value.import;
  if (problem === 'no-number') return t.needNumber;
  return problem === 'too-many-data' ? t.tooManyData : t.once(t.meanings[problem]);
}

function HowRead({ importing }: { readonly importing: Importing }) {
  const t = listsWords.value.import;
  const shown = importing.shown.value;
  if (shown === null) return null;
  const { preview, file } = shown;
  const choice = <T extends string>(
    name: string,
    label: string,
    value: T,
    of: readonly (readonly [T, string])[],
    put: (value: T) => void,
  ) => (
    <label>
      <span>{label}</span>
      <select data-testid={`import-${name}`} value={value} onChange={(event) => put(event.currentTarget.value as T)}>
        {of.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const again = importing.readAgain;
  const options = importing.options.value;
  return (
    <div class="how-read">
      <div class="file-name">
        <span class="small muted">{t.file}</span>
        <b>{file}</b>
      </div>
      {preview.encoding === null
        ? null
        : choice(
            'encoding',
            t.encoding,
            preview.encoding,
            Object.entries(t.encodings) as [TextEncoding, string][],
            (encoding) => void again({ ...options, encoding }),
          )}
      {preview.delimiter === null
        ? null
        : choice(
            'delimiter',
            t.delimiter,
            preview.delimiter,
            Object.entries(t.delimiters) as [Delimiter, string][],
            (delimiter) => void again({ ...options, delimiter }),
          )}
      {preview.sheet === null || preview.sheets.length < 2
        ? null
        : choice(
            'sheet',
            t.sheet,
            preview.sheet,
            preview.sheets.map((sheet) => [sheet, sheet] as const),
            (sheet) => void again({ ...options, sheet }),
          )}
      <label class="tick-label">
        <input
          type="checkbox"
          data-testid="import-header"
          checked={preview.header}
          onChange={(event) => void again({ ...options, header: event.currentTarget.checked })}
        />
        {t.header}
      </label>
    </div>
  );
}

function Rows(props: {
  readonly importing: Importing;
  readonly columns: readonly ColumnMeaning[];
  put(columns: readonly ColumnMeaning[]): void;
}) {
  const t = listsWords.value.import;
  const preview = props.importing.shown.value?.preview;
  if (!preview) return null;
  return (
    <div class="preview-frame" data-testid="import-preview" aria-busy={props.importing.busy.value}>
      <table class="preview">
        <thead>
          <tr>
            <th class="line">{t.line}</th>
            {preview.columns.map(({ name }, column) => {
              const meaning = props.columns[column] ?? 'skip';
              return (
                <th key={`${column} ${name}`} class={`means-${meaning}`}>
                  <span class="column-name">{name}</span>
                  <select
                    aria-label={t.meaningOf(name)}
                    data-testid={`import-column-${column}`}
                    value={meaning}
                    onChange={(event) => {
                      const value = event.currentTarget.value as ColumnMeaning;
                      props.put(props.columns.map((each, at) => (at === column ? value : each)));
                    }}
                  >
                    {leadMeanings.map((each) => (
                      <option key={each} value={each}>
                        {t.meanings[each]}
                      </option>
                    ))}
                  </select>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map(({ line, cells }) => (
            <tr key={line}>
              <td class="line muted">{line}</td>
              {preview.columns.map(({ name }, column) => (
                <td key={`${column} ${name}`} class={`means-${props.columns[column] ?? 'skip'}`}>
                  {cells[column] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
