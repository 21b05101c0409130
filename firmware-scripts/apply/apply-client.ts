/** The daemon's way to the applier. */
import { connect } from 'node:net';
import { CallboxError } from '../../daemon/base/errors.js';
import type { Timers } from '../../daemon/base/timers.js';
import { type ApplyAnswer, type ApplyRequest, maxAnswerBytes } from './request.js';

/** Eight spans, each of which the driver's program may take its time for. */
const limitMs = 300_000;

/** Rejects with 'not-now' if there is no applier, 'internal' if it does not answer as it should. */
export function askApplier(path: string, request: ApplyRequest, timers: Timers): Promise<ApplyAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    let received = '';
    const cancel = timers.after(limitMs, () => fail('internal', `no answer within ${limitMs / 1_000} s`));
    const fail = (code: 'not-now' | 'internal', why: string): void => {
      cancel();
      socket.destroy();
      reject(new CallboxError(code, `the applier of driver configurations (${path}): ${why}`));
    };
    socket.setEncoding('utf8');
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail('not-now', `${error.code ?? error.message}; is the unit callbox-apply.socket running?`),
    );
    socket.on('connect', () => socket.end(`${JSON.stringify(request)}\n`));
    socket.on('data', (part: string) => {
      received += part;
      if (received.length > maxAnswerBytes) fail('internal', 'its answer is too long');
    });
    socket.on('end', () => {
      const answer = answerOf(received);
      if (answer === null) return fail('internal', 'it went away without an answer; it takes back what it began');
      cancel();
      resolve(answer);
    });
  });
}

function answerOf(line: string): ApplyAnswer | null {
  try {
    const { ok, problem, message, said, copies } = JSON.parse(line) as Partial<ApplyAnswer>;
    if (typeof ok !== 'boolean' || typeof problem !== 'string' || typeof message !== 'string') return null;
    if (typeof said !== 'string' || !Array.isArray(copies)) return null;
    return { ok, problem, message, said, copies: copies.map(String) };
  } catch {
    return null;
  }
}
