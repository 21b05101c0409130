import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { ErrorBody } from '../../../daemon/contract/pages.js';
import type { ErrorCode } from '../../../daemon/terms/errors.js';

const statuses: Readonly<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'too-large': 413,
  'unknown-method': 405,
  'not-signed-in': 401,
  'wrong-password': 401,
  throttled: 429,
  forbidden: 403,
  'not-found': 404,
  'daemon-down': 503,
  conflict: 409,
  loop: 409,
  limit: 429,
  locked: 423,
  'key-missing': 409,
  damaged: 409,
  'unknown-queue': 404,
  'unknown-target': 404,
  'not-now': 409,
  'unknown-agent': 404,
  'station-taken': 409,
  'unknown-call': 404,
  'unknown-channel': 404,
  internal: 500,
};

export function statusOf(code: ErrorCode): number {
  return statuses[code];
}

export function errorBody(code: ErrorCode, message: string): ErrorBody {
  return { error: { code, message } };
}

/** A refusal with more for the page than its code: each wrong line of an import, where somebody is signed in. */
export function refusal(code: ErrorCode, message: string, more: Omit<ErrorBody['error'], 'code' | 'message'>) {
  return new CallboxError(code, message, { more: JSON.stringify(more) });
}

function bodyOf({ code, message, detail }: CallboxError): ErrorBody {
  const more = detail.more === undefined ? {} : (JSON.parse(String(detail.more)) as object);
  const { why, zh } = detail;
  const told = { ...(why === undefined ? {} : { why: String(why) }), ...(zh === undefined ? {} : { zh: String(zh) }) };
  return { error: { ...more, ...told, code, message } };
}

const httpCodes: Readonly<Record<number, ErrorCode>> = { 404: 'not-found', 405: 'unknown-method', 413: 'too-large' };

/** What is told outside: our own errors in full; anything unexpected only by its code, its text stays in the log. */
export function asCallboxError(error: unknown): CallboxError {
  if (error instanceof CallboxError) return error;
  const status = (error as { status?: unknown })?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new CallboxError(httpCodes[status] ?? 'bad-request', 'The request could not be understood.');
  }
  return new CallboxError(
    'internal',
    'Something went wrong inside; the log of callbox-web says what.',
    {},
    {
      cause: error,
    },
  );
}

/** Turns what is thrown below it into an ErrorBody. `forbidden`: somebody known was refused. */
export function answerFailures(log: Logger, forbidden: (context: Context) => void): Middleware {
  return async (context, next) => {
    try {
      await next();
      if (context.path.startsWith('/api/')) answerUnhandled(context);
    } catch (thrown) {
      const error = asCallboxError(thrown);
      if (error.code === 'internal') log.error({ err: error.cause ?? error, path: context.path }, 'request failed');
      context.status = statusOf(error.code);
      const retryAfterS = error.detail.retryAfterS;
      if (retryAfterS !== undefined) context.set('Retry-After', String(retryAfterS));
      context.body = bodyOf(error);
      if (error.code === 'forbidden') forbidden(context);
    }
  };
}

function answerUnhandled(context: Context): void {
  if (context.body !== undefined && context.body !== null) return;
  if (context.status === 404) {
    context.status = 404;
    context.body = errorBody('not-found', 'There is nothing at this address.');
  } else if (context.status === 405 || context.status === 501) {
    context.status = 405;
    context.body = errorBody('unknown-method', 'This address does not take this method.');
  }
}
