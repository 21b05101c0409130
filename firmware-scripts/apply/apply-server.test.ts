import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Timers } from '../../daemon/base/timers.js';
import { askApplier } from './apply-client.js';
import { ApplyServer } from './apply-server.js';
import type { ApplyAnswer, ApplyRequest } from './request.js';

const request: ApplyRequest = { version: 1, ask: 'blink', span: 1, port: 1, on: true };
const well: ApplyAnswer = { ok: true, problem: '', message: 'well', said: '', copies: [] };
const noTimers: Timers = { after: () => () => {} };

let folder = '';
let path = '';
let asked: string[];
let server: ApplyServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-apply-'));
  path = join(folder, 'apply.sock');
  asked = [];
  server = new ApplyServer({
    applier: {
      async answer(line) {
        asked.push(line);
        return well;
      },
    },
    patienceMs: 200,
  });
  await server.listen(path);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What comes back until the end. */
function exchanged(send: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true });
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
    socket.on('end', () => socket.end());
    socket.on('connect', () => send(socket));
  });
}

describe('the applier’s socket', () => {
  test('only its group may write to it', () => expect(statSync(path).mode & 0o777).toBe(0o660));

  test('one request, one answer', async () => {
    expect(await askApplier(path, request, noTimers)).toEqual(well);
    expect(asked).toEqual([JSON.stringify(request)]);
  });

  test('a second request on the same connection is not looked at', async () => {
    const line = `${JSON.stringify(request)}\n`;
    expect(JSON.parse(await exchanged((socket) => socket.write(line + line)))).toEqual(well);
    expect(asked.length).toBe(1);
  });

  test('a request that never ends, too long or too slow, is put out', async () => {
    expect(await exchanged((socket) => socket.write('x'.repeat(200_000)))).toBe('');
    expect(await exchanged((socket) => socket.write('{"version":'))).toBe('');
    expect(asked).toEqual([]);
  });

  test('nobody there: not now, and says what to look at', async () => {
    const absent = askApplier(join(folder, 'nobody.sock'), request, noTimers);
    await expect(absent).rejects.toMatchObject({ code: 'not-now', message: expect.stringContaining('callbox-apply') });
  });

  test.each([
    ['', 'nothing'],
    ['not json\n', 'no JSON'],
    ['{"ok":"yes"}\n', 'no answer'],
  ])('an applier that answers %j', async (text) => {
    const other = join(folder, 'other.sock');
    const odd = createServer((socket) => {
      socket.resume();
      socket.end(text);
    });
    await new Promise<void>((resolve) => odd.listen(other, resolve));
    await expect(askApplier(other, request, noTimers)).rejects.toMatchObject({ code: 'internal' });
    odd.close();
  });

  test('a socket file that a killed one left is replaced', async () => {
    await server.close();
    expect(existsSync(path)).toBe(false);
    const left = createServer();
    await new Promise<void>((resolve) => left.listen(path, resolve));
    await server.listen(path);
    expect(await askApplier(path, request, noTimers)).toEqual(well);
    left.close();
  });
});
