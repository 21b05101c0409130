// @ts-check
/** Asks the daemon over its control socket (daemon/contract/control.ts), one question after the other. */
import { createConnection } from 'node:net';

const controlVersion = 1;
const answerWithinMs = 10_000;
const maxLineBytes = 2 * 2 ** 20;

/** @typedef {{ ask(method: string, params: object): Promise<any>, close(): void }} ControlLine */

/** @param {string} path @returns {Promise<ControlLine>} throws when nobody is there */
export async function openControlLine(path) {
  const socket = createConnection(path);
  let rest = '';
  let lastId = 0;
  /** @type {Map<number, (answer: any) => void>} */
  const waiting = new Map();
  /** @type {Error | null} */
  let broken = null;
  const fail = (/** @type {Error} */ error) => {
    broken ??= error;
    for (const tell of waiting.values()) tell({ ok: false, error: { message: broken.message } });
    waiting.clear();
  };
  socket.setEncoding('utf8');
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the daemon has closed the connection')));
  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineBytes) return void socket.destroy(new Error('a line without end'));
    for (const line of lines) {
      const message = JSON.parse(line);
      waiting.get(message.id)?.(message); // events have none
      waiting.delete(message.id);
    }
  });
  /** @param {string} method @param {object} params */
  async function ask(method, params) {
    if (broken !== null) throw broken;
    const id = ++lastId;
    const answer = await new Promise((resolve) => {
      const limit = setTimeout(() => {
        waiting.delete(id);
        resolve({ ok: false, error: { message: `no answer within ${answerWithinMs / 1000} s` } });
      }, answerWithinMs);
      waiting.set(id, (message) => {
        clearTimeout(limit);
        resolve(message);
      });
      socket.write(`${JSON.stringify({ id, method, params })}\n`);
    });
    if (answer.ok) return answer.result;
    throw new Error(`${method}: ${answer.error.message}`);
  }
  const line = { ask, close: () => void socket.destroy() };
  try {
    await ask('hello', { version: controlVersion });
  } catch (error) {
    line.close();
    throw error;
  }
  return line;
}
