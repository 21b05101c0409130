/** One file on its way into a list, as the page follows it: uploaded, looked at, read, undone. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type {
  FileProblem,
  ImportShown,
  ImportStart,
  ImportUndone,
  TableOptions,
} from '../../../../daemon/contract/pages-imports.js';
import { onTold, returns } from '../../live/live.js';
import type { FailureCode } from '../../live/requests.js';
import { call } from '../../parts/api.js';
import { failureText } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { listsWords } from './lists-words.js';

/** As the server takes it: maxImportFileBytes of the contract, whose schemas would come into the page with it. */
export const maxFileBytes = 64 * 1024 ** 2;

export interface Importing {
  readonly shown: Signal<ImportShown | null>;
  readonly busy: Signal<boolean>;
  /** In words; '' none. */
  readonly problem: Signal<string>;
  readonly undone: Signal<ImportUndone | null>;
  /** What was read with other options than guessed ones. */
  readonly options: Signal<TableOptions>;
  send(file: File): Promise<void>;
  readAgain(options: TableOptions): Promise<void>;
  start(start: ImportStart): Promise<void>;
  cancel(): Promise<void>;
  undo(): Promise<void>;
  /** Another file: what waits is forgotten. */
  drop(): void;
}

export function useImporting(first: ImportShown | null, changed: () => void): Importing {
  const shown = useSignal(first);
  const busy = useSignal(false);
  const problem = useSignal('');
  const undone = useSignal<ImportUndone | null>(null);
  const options = useSignal<TableOptions>({});

  /** An end is never overtaken by what was answered before it. */
  const take = (next: ImportShown): void => {
    const before = shown.peek();
    if (before === null || before.id !== next.id) return;
    if (ended(before) && !ended(next)) return;
    shown.value = next;
    if (ended(next) && !ended(before)) changed();
  };
  useEffect(() => onTold('import', (told) => take(told.import)), []);
  useEffect(() => {
    const id = shown.peek()?.id;
    if (returns.value === 0 || id === undefined || shown.peek()?.state !== 'running') return;
    void call<ImportShown>('GET', `/imports/${id}`).then((answer) => {
      if (answer.ok) take(answer.value);
    });
  }, [returns.value]);

  async function once<T>(ask: () => Promise<Asked<T>>, good: (value: T) => void): Promise<void> {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = '';
    const answer = await ask();
    busy.value = false;
    if (answer.ok) good(answer.value);
    else problem.value = problemText(answer.code, answer.error?.message ?? '');
  }
  const path = (deed: string): string => `/imports/${shown.peek()?.id ?? ''}${deed}`;

  return {
    shown,
    busy,
    problem,
    undone,
    options,
    async send(file) {
      if (file.size > maxFileBytes) {
        problem.value = listsWords.peek().import.tooBig;
        return;
      }
      await once(
        () => upload(file),
        (value) => {
          options.value = {};
          undone.value = null;
          shown.value = value;
        },
      );
    },
    readAgain: (next) =>
      once(
        () => call<ImportShown>('POST', path('/preview'), next),
        (value) => {
          options.value = next;
          shown.value = value;
        },
      ),
    start: (start) => once(() => call<ImportShown>('POST', path('/start'), start), take),
    cancel: () => once(() => call<ImportShown>('POST', path('/cancel')), take),
    undo: () =>
      once(
        () => call<ImportUndone>('POST', path('/undo')),
        (value) => {
          undone.value = value;
          const before = shown.peek();
          if (before !== null) shown.value = { ...before, state: 'undone' };
          changed();
        },
      ),
    drop() {
      const before = shown.peek();
      // Nobody waits for this: what is left behind is forgotten by the server after a day.
      if (before?.state === 'waiting') void call('POST', `/imports/${before.id}/cancel`);
      shown.value = null;
      undone.value = null;
      problem.value = '';
    },
  };
}

type Asked<T> = Awaited<ReturnType<typeof call<T>>>;

export function ended({ state }: ImportShown): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** The file itself, not JSON. */
async function upload(file: File): Promise<Asked<ImportShown>> {
  const name = file.name.slice(-200);
  try {
    const response = await fetch(`/api/v1/imports?kind=leads&name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    });
    const content: unknown = await response.json();
    if (response.ok) return { ok: true, value: content as ImportShown };
    const { error } = content as { readonly error: { readonly code: FailureCode; readonly message: string } };
    return { ok: false, code: error.code, waitMs: 0, error: error as never };
  } catch {
    return { ok: false, code: 'offline', waitMs: 0 };
  }
}

/** A refusal of a file begins with its FileProblem. */
export function problemText(code: FailureCode, message: string): string {
  const { fileProblems, tooBig } = listsWords.value.import;
  const word = /^[a-z-]+/.exec(message)?.[0] ?? '';
  if (word in fileProblems) return fileProblems[word as FileProblem];
  if (code === 'too-large') return tooBig;
  return failureText(words.value, code);
}
