/** The floor's requests over a real connection: what reaches call control, and what never does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CallboxError } from '../base/errors.js';
import { controlVersion, maxLineBytes } from '../contract/control.js';
import type { CallExplained } from '../terms/live.js';
import type { PersonRequest } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import { ControlServer } from './control-server.js';

const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 1 },
  numbers: [],
  defaultFlow: 'main',
  flows: [],
  queues: [],
  agents: [],
};
const callId = '01h00000000000000000000001';
const explained: CallExplained = {
  callId,
  queue: 'sales',
  position: 1,
  waitedMs: 5,
  summary: 'nobody-ready',
  agents: [{ agentId: '8007', why: 'wrap-up', endsInMs: 12_000 }],
};

let folder: string;
let server: ControlServer;
let socket: Socket;
let answers: AsyncIterator<string>;
let asked: PersonRequest[];
let changes: unknown[];
let lastId: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  const path = join(folder, 'control.sock');
  asked = [];
  changes = [];
  lastId = 1;
  server = new ControlServer({ log: { info() {}, warn() {}, error() {} } });
  await server.listen(path);
  server.start({
    ask: async (person) => {
      asked.push(person);
    },
    order: async () => {},
    explain: (number) => ({ kind: 'mobile', number, refused: null, route: '1', trunks: [] }),
    why: (id) => {
      if (id !== callId) throw new CallboxError('unknown-call', 'this call waits in no queue');
      return explained;
    },
    site: () => ({ version: 7, site }),
    outbound: () => Promise.reject(new CallboxError('not-now', 'there are no campaigns here')),
    changeSite: async (by, version, change) => {
      changes.push([by, version, change]);
      if (version !== 7) throw new CallboxError('conflict', 'the site was changed since');
      return { version: 8 };
    },
    snapshot: () => ({ agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [] }),
    meters: () => ({ lines: {}, spans: [], process: { cpuUs: 1, rssBytes: 2 } }),
    startedAt: 1,
  });
  socket = connect(path);
  socket.on('error', () => {});
  answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  await request('hello', { version: controlVersion });
});
afterEach(async () => {
  socket.destroy();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function request(method: string, params: unknown): Promise<{ ok?: boolean; result?: unknown; error?: unknown }> {
  socket.write(`${JSON.stringify({ id: lastId++, method, params })}\n`);
  const { value, done } = await answers.next();
  return done ? {} : JSON.parse(value);
}

const agentId = '8001';
const target = { to: 'number', number: '13900000001' } as const;
const by = 'lead';

test.each<[string, object, PersonRequest]>([
  ['agent.dial', { agentId, target }, { ask: 'dial', agentId, target }],
  ['agent.hold', { agentId }, { ask: 'hold', agentId }],
  ['agent.retrieve', { agentId }, { ask: 'retrieve', agentId }],
  ['agent.mute', { agentId, on: true }, { ask: 'mute', agentId, on: true }],
  ['agent.transfer', { agentId, target }, { ask: 'transfer', agentId, target }],
  ['agent.consult', { agentId, target }, { ask: 'consult', agentId, target }],
  ['agent.toggle', { agentId }, { ask: 'toggle', agentId }],
  ['agent.complete', { agentId }, { ask: 'complete', agentId }],
  ['agent.cancel', { agentId }, { ask: 'cancel', agentId }],
  ['agent.conference', { agentId }, { ask: 'conference', agentId }],
  ['agent.drop', { agentId, party: 2 }, { ask: 'drop', agentId, party: 2 }],
  ['agent.park', { agentId }, { ask: 'park', agentId }],
  ['agent.park', { agentId, slot: 701 }, { ask: 'park', agentId, slot: 701 }],
  ['agent.pick-up', { agentId, slot: 701 }, { ask: 'pick-up', agentId, slot: 701 }],
  ['agent.pick-up-call', { agentId, callId }, { ask: 'pick-up-call', agentId, callId }],
  ['agent.rate', { agentId }, { ask: 'rate', agentId }],
  [
    'agent.set-data',
    { agentId, callId, section: '订单', key: 'No', value: null },
    { ask: 'set-data', agentId, callId, section: '订单', key: 'No', value: null },
  ],
  ['agent.extend-wrap-up', { agentId, reason: ' 写工单 ' }, { ask: 'extend-wrap-up', agentId, reason: '写工单' }],
  ['agent.next-call-back', { agentId }, { ask: 'next-call-back', agentId }],
  ['agent.set-own', { agentId, own: { headset: true } }, { ask: 'set-own', agentId, own: { headset: true } }],
  ['supervisor.supervise', { by, agentId, mode: 'whisper' }, { ask: 'supervise', by, agentId, mode: 'whisper' }],
  ['supervisor.stop-supervising', { by }, { ask: 'stop-supervising', by }],
  ['supervisor.take-over', { by, agentId }, { ask: 'take-over', by, agentId }],
  ['supervisor.force-release', { by, agentId, reason: 'x' }, { ask: 'force-release', by, agentId, reason: 'x' }],
  [
    'supervisor.force-state',
    { by, agentId, state: 'ready', reason: '高峰' },
    { ask: 'force-state', by, agentId, state: 'ready', reason: '高峰' },
  ],
])('%s %j', async (method, params, wish) => {
  expect(await request(method, params)).toMatchObject({ ok: true, result: {} });
  expect(asked).toEqual([wish]);
});

test.each<[string, object]>([
  ['agent.dial', { agentId, target: { to: 'number', number: "1'; drop" } }],
  ['agent.dial', { agentId, target: { to: 'number', number: '1'.repeat(33) } }],
  ['agent.dial', { agentId, target: { to: 'agent' } }],
  ['agent.dial', { agentId, target: { to: 'agent', agent: '8002', queue: 'sales' } }],
  ['agent.dial', { agentId, target: '13900000001' }],
  ['agent.dial', { agentId }],
  ['agent.hold', { agentId: 8001 }],
  ['agent.hold', { agentId: '' }],
  ['agent.hold', { agentId, by: 'lead' }],
  ['agent.mute', { agentId, on: 'yes' }],
  ['agent.drop', { agentId, party: 0 }],
  ['agent.drop', { agentId, party: 1.5 }],
  ['agent.park', { agentId, slot: 10_000 }],
  ['agent.pick-up', { agentId }],
  ['agent.pick-up-call', { agentId, callId: 'short' }],
  ['agent.set-data', { agentId, callId, section: 'a b', key: 'k', value: '' }],
  ['agent.set-data', { agentId, callId, section: 'a', key: '', value: '' }],
  ['agent.set-data', { agentId, callId, section: 'a', key: 'k', value: 'x'.repeat(8_193) }],
  ['agent.set-data', { agentId, callId, section: 'a', key: 'k', value: { toString: 1 } }],
  ['agent.extend-wrap-up', { agentId, reason: '   ' }],
  ['agent.extend-wrap-up', { agentId, reason: 'x'.repeat(201) }],
  ['agent.set-own', { agentId, own: { headset: true, line: 9 } }],
  ['agent.set-own', { agentId, own: { forwards: Array(7).fill({ when: 'busy', target }) } }],
  ['agent.set-own', { agentId, own: { forwards: [{ when: 'sometimes', target }] } }],
  ['supervisor.supervise', { by, agentId, mode: 'record' }],
  ['supervisor.supervise', { agentId, mode: 'listen' }],
  ['supervisor.force-state', { by, agentId, state: 'talking', reason: 'x' }],
  ['supervisor.force-state', { by, agentId, state: 'ready' }],
  ['call.why', { callId: 1 }],
  ['site.change', { by, version: 0, change: {} }],
  ['site.change', { by: '', version: 7, change: {} }],
  ['site.get', { version: 1 }],
])('%s is refused with %j', async (method, params) => {
  expect(await request(method, params)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  expect(asked).toEqual([]);
  expect(changes).toEqual([]);
});

test('why nobody takes a call', async () => {
  expect(await request('call.why', { callId })).toMatchObject({ ok: true, result: explained });
  const other = `${callId.slice(0, -1)}9`;
  expect(await request('call.why', { callId: other })).toMatchObject({ ok: false, error: { code: 'unknown-call' } });
});

test('the site in force, and a change of it as it was sent', async () => {
  expect(await request('site.get', {})).toMatchObject({ ok: true, result: { version: 7, site } });
  const change = { change: 'anything', of: ['a', { page: null }] };
  expect(await request('site.change', { by, version: 7, change })).toMatchObject({ ok: true, result: { version: 8 } });
  expect(await request('site.change', { by, version: 6, change })).toMatchObject({ error: { code: 'conflict' } });
  expect(changes).toEqual([
    [by, 7, change],
    [by, 6, change],
  ]);
});

test('a request of 10 MB ends the connection with the reason, reaches nobody, and others are served', async () => {
  const value = 'x'.repeat(10 * maxLineBytes);
  const answer = await request('agent.set-data', { agentId, callId, section: 'a', key: 'k', value });
  expect(answer).toMatchObject({ id: 0, ok: false, error: { code: 'too-large' } });
  expect(asked).toEqual([]);
  expect(server.counters['line-too-long']).toBe(1);
});

test('the largest site fits through the socket', async () => {
  const change = { change: 'rules', padding: '长'.repeat((maxLineBytes - 300) / 3) };
  expect(await request('site.change', { by, version: 7, change })).toMatchObject({ ok: true });
});
