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

/** An answer to who asked, and no fault: where it was made says nothing, and to find out costs more than the asking. */
export function refusal(...given: ConstructorParameters<typeof CallboxError>): CallboxError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new CallboxError(...given);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** 'not-now' that a page shows to who asked: `en` is its message, `zh` goes with it as a detail. */
export function notNow({ zh, en }: { readonly zh: string; readonly en: string }): CallboxError {
  return new CallboxError('not-now', en, { zh });
}
