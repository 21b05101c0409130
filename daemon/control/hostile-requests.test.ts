/** Requests that somebody made up, over a real connection: each line gets one answer, and harms nobody else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallboxError } from '../base/errors.js';
import { controlRequests, controlVersion } from '../contract/control.js';
import type { Site } from '../terms/site.js';
import { ControlServer } from './control-server.js';

const emptySite: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 1 },
  numbers: [],
  defaultFlow: 'main',
  flows: [],
  queues: [],
  agents: [],
};
const log = { info() {}, warn() {}, error() {} };
const folder = mkdtempSync(join(tmpdir(), 'control-'));
const path = join(folder, 'control.sock');
const server = new ControlServer({ log, maxBadLines: 1_000 });

beforeAll(async () => {
  await server.listen(path);
  server.start({
    ask: async () => {},
    order: async () => {},
    explain: (number) => ({ kind: 'mobile', number, refused: null, route: '1', trunks: [] }),
    why: () => {
      throw new CallboxError('unknown-call', 'no such call');
    },
    site: () => ({ version: 1, site: emptySite }),
    outbound: () => Promise.reject(new CallboxError('not-now', 'there are no campaigns here')),
    changeSite: async () => ({ version: 2 }),
    snapshot: () => ({ agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [] }),
    meters: () => ({ lines: { slips: 0 }, spans: [], process: { cpuUs: 1, rssBytes: 2 } }),
    startedAt: 1,
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** All answers to these bytes; the server ends after the last one. */
async function answersTo(pieces: readonly Buffer[]): Promise<unknown[]> {
  const socket = connect({ path, allowHalfOpen: true });
  for (const piece of pieces) socket.write(piece);
  socket.end();
  return (await text(socket))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const method = fc.oneof(fc.constantFrom(...Object.keys(controlRequests)), fc.constantFrom('__proto__', 'toString', ''));
const anything = fc.jsonValue({ maxDepth: 3 });
const hostileText = fc.constantFrom('x'.repeat(5_000), '\u0000', "'; drop table calls; --", '../../etc/passwd', '-1');
const params = fc.oneof(
  anything,
  fc.dictionary(
    fc.constantFrom('agentId', 'number', 'callId', 'queueId', 'reason', 'pages', 'span', 'channel', 'id', '__proto__'),
    fc.oneof(anything, hostileText, fc.integer(), fc.constantFrom('8001', '13800138000', 1, 0)),
  ),
);
const request = fc.record({ id: fc.oneof(fc.integer({ min: 1, max: 9 }), anything), method, params });
const line = fc
  .oneof({ weight: 3, arbitrary: request }, { weight: 1, arbitrary: anything })
  .map((it) => JSON.stringify(it));

test('each line is answered once, whatever it asks and however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 300 }), async (lines, size) => {
      const hello = JSON.stringify({ id: 1, method: 'hello', params: { version: controlVersion } });
      const bytes = Buffer.from([hello, ...lines, ''].join('\n'));
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const answers = await answersTo(pieces);
      expect(answers.filter((answer) => 'ok' in (answer as object))).toHaveLength(lines.length + 1);
    }),
    { numRuns: 50 },
  );
});
