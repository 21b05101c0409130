import type { Middleware } from 'koa';
import { CallboxError } from '../../../daemon/base/errors.js';
import { matchingKey } from '../../../daemon/terms/matching-numbers.js';
import type { Right } from '../../../daemon/terms/rights.js';
import { masked, maskText } from './masking.js';

interface Who {
  readonly rights: ReadonlySet<Right>;
}

/** What is told to this person: as it is, or with every number masked. Rest, live messages and files all ask here. */
export function toldTo<T>(who: Who, value: T): T {
  return who.rights.has('numbers.full') ? value : masked(value);
}

/** For files that are made row by row. */
export function cellsFor(who: Who): (cells: readonly string[]) => readonly string[] {
  return who.rights.has('numbers.full') ? (cells) => cells : (cells) => cells.map(maskText);
}

/** Every answer below /api: JSON and text. Sound and files leave by streams, which ask `cellsFor` themselves. */
export function hideNumbers(): Middleware {
  return async (context, next) => {
    await next();
    const who = context.state.holder as Who | null | undefined;
    if (!who || who.rights.has('numbers.full') || !context.path.startsWith('/api/')) return;
    const { body } = context;
    if (typeof body === 'string') context.body = maskText(body);
    else if (isJson(body)) context.body = masked(body);
  };
}

function isJson(body: unknown): body is object {
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return false;
  return !('pipe' in body) && !('getReader' in body);
}

/** Of an international number the last eleven, of a short one all. */
const wholeDigits = 10;

/**
 * Who may not see numbers may ask for one he was told, not find one out digit by digit.
 * @throws CallboxError bad-request
 */
export function assertWholeNumber(who: Who, number: string): void {
  if (who.rights.has('numbers.full') || matchingKey(number).length >= wholeDigits) return;
  throw new CallboxError('bad-request', 'Give the whole number; parts of numbers are not searched for this login.');
}

/** A number as pages show it to who may not see it: it stands for no number by itself. */
export function isMasked(number: string): boolean {
  return number.includes('****');
}
