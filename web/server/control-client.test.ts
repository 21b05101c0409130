import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ControlClient, type ControlClientEvents } from './control-client.js';

// The daemon's end written out line by line: what a client must survive no real daemon sends.
let folder: string;
let path: string;
let server: Server | null;
let sockets: Socket[];
let client: ControlClient;

const snapshot = { agents: [], calls: [], queues: [], spans: [], channels: [] };
type Line = { id: number; method: string; params: unknown };
type Answer = (line: Line, socket: Socket) => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  path = join(folder, 'control.sock');
  server = null;
  sockets = [];
  client = new ControlClient({ timeLimitMs: 100, minPauseMs: 1, maxPauseMs: 4 });
});
afterEach(async () => {
  client.close();
  await stopServer();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(answer: Answer): Promise<void> {
  const made = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const lines = createInterface({ input: socket });
    lines.on('error', () => {}); // a client that leaves in mid-noise
    lines.on('line', (line) => answer(JSON.parse(line), socket));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(path, resolve));
}

async function stopServer(): Promise<void> {
  const stopping = server;
  server = null;
  if (!stopping) return;
  const closed = new Promise<void>((resolve) => stopping.close(() => resolve()));
  for (const socket of sockets.splice(0)) socket.destroy();
  await closed;
}

const reply = (socket: Socket, id: number, result: unknown) =>
  socket.write(`${JSON.stringify({ id, ok: true, result })}\n`);

/** Greets and subscribes as a daemon does; `rest` gets everything else. */
function daemon(rest: Answer = () => {}): Answer {
  return (line, socket) => {
    if (line.method === 'hello') reply(socket, line.id, { version: 1, startedAt: 7 });
    else if (line.method === 'subscribe') reply(socket, line.id, { snapshot });
    else rest(line, socket);
  };
}

function event<E extends keyof ControlClientEvents>(name: E): Promise<ControlClientEvents[E]> {
  return new Promise((resolve) => client.once(name, ((...args: ControlClientEvents[E]) => resolve(args)) as never));
}

test('is up with the snapshot, asks, and is told what a daemon refuses', async () => {
  await serve(
    daemon(({ id, method }, socket) => {
      if (method === 'meters') reply(socket, id, { lines: {}, process: { cpuUs: 1, rssBytes: 2 } });
      else socket.write(`${JSON.stringify({ id, ok: false, error: { code: 'unknown-agent', message: 'nobody' } })}\n`);
    }),
  );
  const up = event('up');
  client.connect(path);
  expect(await up).toEqual([snapshot, 7]);
  expect(client.isUp).toBe(true);
  expect((await client.request('meters', {})).process.cpuUs).toBe(1);
  await expect(client.request('agent.ready', { agentId: '9' })).rejects.toMatchObject({ code: 'unknown-agent' });
});

test('keeps the change that follows the snapshot in the same packet', async () => {
  await serve((line, socket) => {
    if (line.method === 'hello') reply(socket, line.id, { version: 1, startedAt: 7 });
    const change = { topic: 'call', id: 'a', value: null };
    const lines = [
      { event: 'change', changes: [change, change] }, // before the snapshot: in it
      { id: line.id, ok: true, result: { snapshot } },
      { event: 'change', changes: [change] },
      { event: 'offer', agentId: '1', callId: 'c', callingNumber: '', at: 1 },
    ];
    if (line.method === 'subscribe') socket.write(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  });
  const order: string[] = [];
  client.on('up', () => order.push('up'));
  client.on('change', (changes) => order.push(`change ${changes.length}`));
  const offered = event('offer');
  client.connect(path);
  expect((await offered)[0]).toEqual({ agentId: '1', callId: 'c', callingNumber: '', at: 1 });
  expect(order).toEqual(['up', 'change 1']);
});

test('waits for a daemon that is not there yet, and comes back when it was away', async () => {
  const unreachable = event('unreachable');
  client.connect(path);
  expect((await unreachable)[0]).toMatch(/ENOENT/);
  await expect(client.request('meters', {})).rejects.toMatchObject({ code: 'daemon-down' });
  const up = event('up');
  await serve(daemon());
  await up;

  const down = event('down');
  const open = client.request('meters', {});
  open.catch(() => {});
  await stopServer();
  await down;
  expect(client.isUp).toBe(false);
  await expect(open).rejects.toMatchObject({ code: 'daemon-down' });
  const again = event('up');
  await serve(daemon());
  await again;
});

test('a request that is never answered fails after its time limit, and a late answer does no harm', async () => {
  let answerLate = () => {};
  await serve(
    daemon(({ id, method }, socket) => {
      if (method === 'meters') answerLate = () => reply(socket, id, {});
      else reply(socket, id, {});
    }),
  );
  const up = event('up');
  client.connect(path);
  await up;
  await expect(client.request('meters', {})).rejects.toMatchObject({
    code: 'daemon-down',
    message: expect.stringMatching(/100 ms/),
  });
  answerLate();
  expect(await client.request('agent.ready', { agentId: '1' })).toEqual({});
});

test.each([
  ['no JSON', 'hello\n'],
  ['no object', 'null\n'],
  ['a line without end', 'x'.repeat(1_100_000)],
])('a daemon that sends %s is left and tried again', async (_, noise) => {
  let connections = 0;
  await serve((line, socket) => {
    if (line.method === 'hello' && ++connections === 1) socket.write(noise);
    else daemon()(line, socket);
  });
  const up = event('up');
  client.connect(path);
  await up;
  expect(connections).toBe(2);
});

test('a daemon of another release is told apart and tried again, not in a tight loop', async () => {
  let attempts = 0;
  await serve((line, socket) => {
    attempts++;
    const error = { code: 'bad-request', message: 'this daemon speaks version 2' };
    if (attempts < 4) socket.write(`${JSON.stringify({ id: line.id, ok: false, error })}\n`);
    else daemon()(line, socket);
  });
  const reasons: string[] = [];
  client.on('unreachable', (reason) => reasons.push(reason));
  const up = event('up');
  client.connect(path);
  await up;
  expect(reasons).toEqual(['this daemon speaks version 2']); // once, not for each attempt
});

test('after close nothing comes and nothing is tried', async () => {
  await serve(daemon());
  const up = event('up');
  client.connect(path);
  await up;
  const down = event('down');
  client.close();
  await down;
  await expect(client.request('meters', {})).rejects.toMatchObject({ code: 'daemon-down' });
  expect(sockets).toHaveLength(1);
});
