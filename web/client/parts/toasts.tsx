/** Short messages at the lower edge: what happened, read aloud by screen readers. */
import { signal } from '@preact/signals';
import type { FailureCode } from '../live/requests.js';
import { type Words, words } from '../words/words.js';
import { Icon } from './icon.js';

interface Toast {
  readonly id: number;
  readonly kind: 'good' | 'bad';
  readonly text: (words: Words) => string;
}
const toasts = signal<readonly Toast[]>([]);
const maxToasts = 3;
const goodForMs = 2_500;
const badForMs = 8_000;
let nextId = 1;

function show(kind: Toast['kind'], text: Toast['text']): number {
  const id = nextId++;
  toasts.value = [...toasts.value.slice(1 - maxToasts), { id, kind, text }];
  window.setTimeout(() => dismiss(id), kind === 'good' ? goodForMs : badForMs);
  return id;
}
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function tellGood(text: Toast['text']): void {
  show('good', text);
}

/** Where the code alone does not say what to do. Its id, for `dismiss` when it is no longer true. */
export function tellBad(text: Toast['text']): number {
  return show('bad', text);
}

export function tellFailure(code: FailureCode): void {
  show('bad', (words) => failureText(words, code));
}

/** As the server refused it, in the reader's language; the code's own words where it says no more. */
export function refusalText(
  words: Words,
  { code, error }: { readonly code: FailureCode; readonly error?: { readonly message: string; readonly zh?: string } },
): string {
  const why = error?.zh === undefined ? undefined : words.locale === 'zh-CN' ? error.zh : error.message;
  if (why === undefined) return failureText(words, code);
  // An English message is a sentence of a log: it begins small and ends open.
  return /^[a-z]/.test(why) ? `${why.charAt(0).toUpperCase()}${why.slice(1)}.` : why;
}

export function failureText(words: Words, code: FailureCode): string {
  const known: Readonly<Record<string, string>> = { ...words.errors, ...words.localErrors };
  return known[code] ?? words.errors.internal;
}

export function Toasts() {
  return (
    <div class="toasts" aria-live="polite" role="status">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.kind}`} data-testid="toast">
          <Icon name={toast.kind === 'good' ? 'check' : 'alert'} />
          <span>{toast.text(words.value)}</span>
          <button type="button" class="quiet" aria-label={words.value.close} onClick={() => dismiss(toast.id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
