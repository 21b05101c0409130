import type { ErrorCode } from '../terms/errors.js';

/**
 * The one error class. `code` is listed in terms/errors and put into the reader's words where it is
 * shown; `message` is English for logs: what happened, what it means, what to do.
 */
export class CallboxError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: Readonly<Record<string, string | number | boolean>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CallboxError';
  }
}

/** 'not-now' that a page shows to who asked: `en` is its message, `zh` goes with it as a detail. */
export function notNow({ zh, en }: { readonly zh: string; readonly en: string }): CallboxError {
  return new CallboxError('not-now', en, { zh });
}
