import { chmodSync, lstatSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallboxError } from '../base/errors.js';
import { controlVersion, maxLineBytes } from '../contract/control.js';
import type { LiveChange, LiveSnapshot } from '../terms/live.js';
import type { PersonRequest, TechnicianRequest } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import { ControlServer, type ControlServerOptions } from './control-server.js';

const snapshot: LiveSnapshot = { agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [] };
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
const change = (n: number): LiveChange => ({ topic: 'call', id: String(n), value: null });

let folder: string;
let path: string;
let server: ControlServer;
let asked: PersonRequest[];
let ordered: TechnicianRequest[];
let refuse: CallboxError | Error | null;
let onAsked: ((person: PersonRequest) => void) | null;
let peers: Peer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  path = join(folder, 'control.sock');
  asked = [];
  ordered = [];
  refuse = null;
  onAsked = null;
  peers = [];
});
afterEach(async () => {
  for (const peer of peers) peer.socket.destroy();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<ControlServerOptions> = {}): Promise<void> {
  server = new ControlServer({ log, ...options });
  await server.listen(path);
  start();
}

function start(): void {
  server.start({
    ask: async (person) => {
      asked.push(person);
      onAsked?.(person);
      if (refuse) throw refuse;
    },
    order: async (technician) => {
      ordered.push(technician);
      if (refuse) throw refuse;
    },
    explain: (number, agentId) => {
      if (agentId === 'nobody') throw new CallboxError('unknown-agent', 'no agent nobody is configured');
      return { kind: 'mobile', number, refused: null, route: '1', trunks: [] };
    },
    why: () => {
      throw new CallboxError('unknown-call', 'no such call');
    },
    site: () => ({ version: 1, site: emptySite }),
    outbound: () => Promise.reject(new CallboxError('not-now', 'there are no campaigns here')),
    changeSite: async () => ({ version: 2 }),
    snapshot: () => snapshot,
    meters: () => ({ lines: { slips: 0 }, spans: [], process: { cpuUs: 1, rssBytes: 2 } }),
    startedAt: 1_800_000_000_000,
  });
}

/** The other end of a real connection. */
class Peer {
  readonly socket: Socket = connect(path);
  readonly closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
  private readonly lines: Interface = createInterface({ input: this.socket });
  private readonly come: AsyncIterator<string> = this.lines[Symbol.asyncIterator]();

  constructor() {
    this.socket.on('error', () => {});
    peers.push(this);
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text);
  }
  ask(id: number, method: string, params: unknown = {}): void {
    this.write(`${JSON.stringify({ id, method, params })}\n`);
  }
  async next(): Promise<unknown> {
    const { value, done } = await this.come.next();
    return done ? 'closed' : JSON.parse(value);
  }
  async greet(): Promise<this> {
    this.ask(1, 'hello', { version: controlVersion });
    expect(await this.next()).toEqual({ id: 1, ok: true, result: { version: 1, startedAt: 1_800_000_000_000 } });
    return this;
  }
  async subscribe(): Promise<this> {
    await this.greet();
    this.ask(2, 'subscribe');
    expect(await this.next()).toEqual({ id: 2, ok: true, result: { snapshot } });
    return this;
  }
}

describe('requests', () => {
  beforeEach(() => open());

  test('a wish of a person reaches call control as it understands it, and its refusal comes back', async () => {
    const peer = await new Peer().greet();
    peer.ask(2, 'agent.not-ready', { agentId: '8001', reason: 'meal' });
    expect(await peer.next()).toEqual({ id: 2, ok: true, result: {} });
    refuse = new CallboxError('unknown-agent', 'there is no agent 9');
    peer.ask(3, 'agent.ready', { agentId: '9' });
    expect(await peer.next()).toEqual({
      id: 3,
      ok: false,
      error: { code: 'unknown-agent', message: 'there is no agent 9' },
    });
    refuse = new Error('a secret of the inside');
    peer.ask(4, 'agent.ready', { agentId: '8001' });
    expect(JSON.stringify(await peer.next())).toMatch(/"code":"internal"(?!.*secret)/);
    expect(asked.slice(0, 2)).toEqual([
      { ask: 'not-ready', agentId: '8001', reason: 'meal' },
      { ask: 'ready', agentId: '9' },
    ]);
  });

  test('every method of a person is carried over with its fields', async () => {
    const peer = await new Peer().greet();
    const callId = '0'.repeat(26);
    const agent = { agentId: '8001' };
    const requests: [string, object, PersonRequest][] = [
      ['agent.sign-in', agent, { ask: 'sign-in', ...agent }],
      ['agent.sign-out', agent, { ask: 'sign-out', ...agent }],
      ['agent.ready', agent, { ask: 'ready', ...agent }],
      ['agent.end-wrap-up', agent, { ask: 'end-wrap-up', ...agent }],
      ['agent.hang-up', agent, { ask: 'hang-up', ...agent }],
      [
        'call.dispose',
        { ...agent, callId, disposition: 'resolved' },
        { ask: 'dispose', ...agent, callId, disposition: 'resolved' },
      ],
      ['page.pop-shown', { ...agent, callId }, { ask: 'pop-shown', ...agent, callId }],
    ];
    for (const [id, [method, params, person]] of requests.entries()) {
      peer.ask(id + 1, method, params);
      expect(await peer.next()).toEqual({ id: id + 1, ok: true, result: {} });
      expect(asked.at(-1)).toEqual(person);
    }
    peer.ask(99, 'meters');
    expect(await peer.next()).toMatchObject({ id: 99, ok: true, result: { process: { cpuUs: 1 } } });
  });

  test('hello comes first and must be of this release', async () => {
    const peer = new Peer();
    peer.ask(1, 'subscribe');
    expect(await peer.next()).toMatchObject({
      id: 1,
      error: { code: 'bad-request', message: expect.stringMatching(/say hello first/) },
    });
    peer.ask(2, 'hello', { version: 2 });
    expect(await peer.next()).toMatchObject({
      id: 2,
      error: { code: 'bad-request', message: expect.stringMatching(/upgrade the older/) },
    });
    await peer.greet();
  });

  test('unknown methods and wrong params are answered with what would be right', async () => {
    const peer = await new Peer().greet();
    peer.ask(2, 'agent.fly');
    expect(await peer.next()).toMatchObject({
      id: 2,
      error: { code: 'unknown-method', message: expect.stringMatching(/agent\.ready/) },
    });
    peer.ask(3, 'constructor');
    expect(await peer.next()).toMatchObject({ id: 3, error: { code: 'unknown-method' } });
    peer.ask(4, 'agent.ready', { agentId: 8001 });
    expect(await peer.next()).toMatchObject({
      id: 4,
      error: { code: 'bad-request', message: expect.stringMatching(/params\.agentId/) },
    });
    peer.ask(5, 'agent.ready', { agentId: '8001', also: 1 });
    expect(await peer.next()).toMatchObject({ id: 5, error: { code: 'bad-request' } });
    peer.ask(6, 'agent.ready', { agentId: 'x'.repeat(10_000) });
    expect(await peer.next()).toMatchObject({ id: 6, error: { code: 'bad-request' } });
    expect(asked).toEqual([]);
  });
});

describe('events', () => {
  beforeEach(() => open());

  test('changes of one turn come in one event; an offer at once, behind them', async () => {
    const peer = await new Peer().subscribe();
    server.change([change(1)]);
    server.change([change(2), change(3)]);
    expect(await peer.next()).toEqual({ event: 'change', changes: [change(1), change(2), change(3)] });
    const offer = { agentId: '8001', callId: '0'.repeat(26), callingNumber: '138', at: 1 };
    server.change([change(4)]);
    server.offer(offer);
    expect(await peer.next()).toEqual({ event: 'change', changes: [change(4)] });
    expect(await peer.next()).toEqual({ event: 'offer', ...offer });
  });

  test('nothing comes without subscribe, and the snapshot answer comes before any event', async () => {
    const quiet = await new Peer().greet();
    const peer = await new Peer().greet();
    onAsked = () => server.offer({ agentId: '8001', callId: '0'.repeat(26), callingNumber: '', at: 1 });
    // Both in one packet: the offer is made before the answer to `subscribe` could wait for a turn.
    peer.write(
      `${JSON.stringify({ id: 2, method: 'subscribe', params: {} })}\n` +
        `${JSON.stringify({ id: 3, method: 'agent.ready', params: { agentId: '8001' } })}\n`,
    );
    expect(await peer.next()).toMatchObject({ id: 2, ok: true });
    expect(await peer.next()).toMatchObject({ event: 'offer' });
    expect(await peer.next()).toMatchObject({ id: 3, ok: true });
    quiet.ask(2, 'meters');
    expect(await quiet.next()).toMatchObject({ id: 2 });
  });

  test('many changes are cut into lines that are not too long', async () => {
    const peer = await new Peer().subscribe();
    server.change(Array.from({ length: 450 }, (_, n) => change(n)));
    const events = [await peer.next(), await peer.next(), await peer.next()] as { changes: LiveChange[] }[];
    expect(events.map(({ changes }) => changes.length)).toEqual([200, 200, 50]);
    expect(events.flatMap(({ changes }) => changes).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 450 }, (_, n) => n),
    );
  });
});

test('pages behind a connection that is gone are no longer there; those of others stay', async () => {
  await open();
  const first = await new Peer().greet();
  const second = await new Peer().greet();
  first.ask(2, 'page.presence', { agentId: '8001', pages: 2 });
  await first.next();
  second.ask(2, 'page.presence', { agentId: '8001', pages: 1 });
  await second.next();
  second.ask(3, 'page.presence', { agentId: '8002', pages: 1 });
  await second.next();
  const told = (pages: number) =>
    new Promise<void>((resolve) => {
      onAsked = (person) => person.ask === 'presence' && person.pages === pages && resolve();
    });
  const less = told(1);
  first.socket.destroy();
  await less;
  const none = told(0);
  second.socket.destroy();
  await none;
  expect(asked.filter((person) => person.ask === 'presence').map(({ agentId, pages }) => [agentId, pages])).toEqual([
    ['8001', 2],
    ['8001', 3],
    ['8002', 1],
    ['8001', 1],
    ['8001', 0],
    ['8002', 0],
  ]);
});

describe('a peer who misbehaves', () => {
  const junk = { id: 0, ok: false, error: { code: 'bad-request' } };

  test.each([
    ['no JSON', 'hello?\n'],
    ['an empty line', '\n'],
    ['an array', '[1,2]\n'],
    ['null', 'null\n'],
    ['no id', '{"method":"hello","params":{}}\n'],
    ['an id of the wrong type', '{"id":"1","method":"hello","params":{}}\n'],
    ['an id below 1', '{"id":0,"method":"hello","params":{}}\n'],
    ['a method that is no text', '{"id":1,"method":{},"params":{}}\n'],
    ['an unknown field', '{"id":1,"method":"hello","params":{},"x":1}\n'],
    ['deep nesting', `{"id":1,"method":"hello","params":${'['.repeat(100_000)}${']'.repeat(100_000)},"x":1}\n`],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a])],
  ])('%s is answered and the connection goes on', async (_, text) => {
    await open();
    const peer = new Peer();
    peer.write(text);
    expect(await peer.next()).toMatchObject(junk);
    await peer.greet();
  });

  test('random bytes, in any number of pieces, do no harm', async () => {
    await open();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 }), async (pieces) => {
        const peer = new Peer();
        for (const piece of pieces) peer.write(piece);
        peer.socket.end('\n');
        peer.socket.resume();
        await peer.closed;
      }),
      { numRuns: 60 },
    );
    expect(asked).toEqual([]);
    await new Peer().subscribe();
  });

  test('half a line and then the end', async () => {
    await open();
    const peer = await new Peer().greet();
    peer.socket.end('{"id":2,"method":"agent.ready","par');
    await peer.closed;
    expect(asked).toEqual([]);
    await new Peer().greet();
  });

  test('a request cut into single bytes is one request', async () => {
    await open();
    const peer = await new Peer().greet();
    for (const byte of Buffer.from(
      `${JSON.stringify({ id: 2, method: 'agent.ready', params: { agentId: '王' } })}\n`,
    )) {
      peer.write(Buffer.from([byte]));
    }
    expect(await peer.next()).toEqual({ id: 2, ok: true, result: {} });
    expect(asked).toEqual([{ ask: 'ready', agentId: '王' }]);
  });

  test('a line longer than a line may be closes the connection, with the reason', async () => {
    await open();
    const peer = await new Peer().greet();
    peer.write(Buffer.alloc(maxLineBytes + 1, 'a'));
    expect(await peer.next()).toMatchObject({ id: 0, error: { code: 'too-large' } });
    expect(await peer.next()).toBe('closed');
    expect(server.counters['line-too-long']).toBe(1);
  });

  test('the longest line there may be is read', async () => {
    await open();
    const peer = await new Peer().greet();
    const text = JSON.stringify({ id: 2, method: 'meters', params: {} });
    peer.write(`${text.padEnd(maxLineBytes, ' ')}\n`);
    expect(await peer.next()).toMatchObject({ id: 2, ok: true });
  });

  test('one who never ends a line is closed, before and after hello', async () => {
    await open({ patienceMs: 50 });
    const silent = new Peer();
    expect(await silent.next()).toMatchObject({
      id: 0,
      error: { message: expect.stringMatching(/no whole line came within 50 ms/) },
    });
    expect(await silent.next()).toBe('closed');
    const slow = await new Peer().greet();
    slow.write('{"id":');
    const drip = setInterval(() => slow.write(' '), 10); // slow loris
    expect(await slow.next()).toMatchObject({ id: 0, error: { message: expect.stringMatching(/no whole line/) } });
    clearInterval(drip);
    await slow.closed;
    expect(server.counters['too-slow']).toBe(2);
  });

  test('one who is quiet between whole lines is left alone', async () => {
    await open({ patienceMs: 30 });
    const quiet = await new Peer().subscribe();
    const silent = new Peer();
    await silent.closed; // longer than anybody's patience
    quiet.ask(3, 'meters');
    expect(await quiet.next()).toMatchObject({ id: 3, ok: true });
  });

  test('one who sends junk without end is closed', async () => {
    await open({ maxBadLines: 10 });
    const peer = new Peer();
    peer.write('x\n'.repeat(50));
    for (let n = 0; n < 10; n++) expect(await peer.next()).toMatchObject(junk);
    expect(await peer.next()).toBe('closed');
    expect(server.counters).toMatchObject({ 'bad-lines': 1, 'bad-line': 10 });
  });

  test('one who does not read is cut off and counted; others do not notice', async () => {
    await open({ maxOutgoingBytes: 100_000 });
    const reading = await new Peer().subscribe();
    const deaf = connect(path);
    const closed = new Promise((resolve) => deaf.once('close', resolve));
    deaf.pause();
    deaf.on('error', () => {});
    deaf.write(
      '{"id":1,"method":"hello","params":{"version":1}}\n{"id":2,"method":"subscribe","params":{}}\n{"id":3,"method":"agent.ready","params":{"agentId":"1"}}\n',
    );
    await new Promise<void>((resolve) => {
      onAsked = () => resolve(); // all three are read by now
    });
    let seen = 0;
    for (let round = 0; server.counters['slow-reader'] === 0; round++) {
      expect(round).toBeLessThan(1000);
      server.change([change(round), { topic: 'call', id: 'x'.repeat(20_000), value: null }]);
      await reading.next();
      seen++;
    }
    expect(seen).toBeGreaterThan(1);
    deaf.resume();
    await closed;
    server.change([change(1)]);
    expect(await reading.next()).toMatchObject({ event: 'change' });
  });

  test('more connections than allowed are refused with the reason, and fit again when one ends', async () => {
    await open({ maxConnections: 2 });
    const [first] = [await new Peer().greet(), await new Peer().greet()];
    const third = new Peer();
    expect(await third.next()).toMatchObject({
      id: 0,
      error: { code: 'not-now', message: expect.stringMatching(/2 connections/) },
    });
    expect(await third.next()).toBe('closed');
    expect(server.counters['too-many-connections']).toBe(1);
    first.ask(2, 'page.presence', { agentId: '1', pages: 1 });
    await first.next();
    const noticed = new Promise<void>((resolve) => {
      onAsked = () => resolve();
    });
    first.socket.destroy();
    await noticed;
    await new Peer().greet();
  });

  test('more open requests than allowed are refused one by one', async () => {
    await open();
    const peer = await new Peer().greet();
    peer.write(
      Array.from(
        { length: 300 },
        (_, n) => `${JSON.stringify({ id: n + 2, method: 'agent.ready', params: { agentId: '1' } })}\n`,
      ).join(''),
    );
    const codes: unknown[] = [];
    for (let n = 0; n < 300; n++) {
      const answer = (await peer.next()) as { ok: boolean; error?: { code: string } };
      codes.push(answer.ok || answer.error?.code);
    }
    expect(new Set(codes)).toEqual(new Set([true, 'not-now']));
    expect(codes.filter((code) => code === true).length).toBeGreaterThanOrEqual(256);
  });
});

describe('the socket itself', () => {
  test('belongs to the group', async () => {
    await open();
    expect(statSync(path).mode & 0o777).toBe(0o660);
  });

  test('one that a killed daemon left behind is replaced', async () => {
    const { spawnSync } = await import('node:child_process');
    spawnSync(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    expect(lstatSync(path).isSocket()).toBe(true);
    await open();
    await new Peer().greet();
  });

  test('one that is in use is left alone', async () => {
    await open();
    const second = new ControlServer({ log });
    await expect(second.listen(path)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/another callbox-daemon listens/),
    });
    await new Peer().greet();
  });

  test('a file in its place, a folder that is missing, a path that is too long', async () => {
    writeFileSync(path, 'notes');
    const refused = (where: string) => new ControlServer({ log }).listen(where);
    await expect(refused(path)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/no socket/),
    });
    expect(statSync(path).size).toBe(5);
    rmSync(path);
    await expect(refused(join(folder, 'nowhere', 'c.sock'))).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/does its folder exist/),
    });
    await expect(refused(join(folder, 'x'.repeat(120)))).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/107 bytes/),
    });
    chmodSync(folder, 0o700);
    await open();
  });

  test('connections that come before the daemon is ready are served when it is', async () => {
    server = new ControlServer({ log });
    await server.listen(path);
    const peer = new Peer();
    peer.ask(1, 'hello', { version: controlVersion });
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(join(folder, 'other.sock'), resolve));
    other.close();
    start();
    expect(await peer.next()).toMatchObject({ id: 1, ok: true });
  });

  test('closing ends the connections and removes the file', async () => {
    await open();
    const peer = await new Peer().subscribe();
    server.change([change(1)]);
    await server.close();
    expect(await peer.next()).toMatchObject({ event: 'change' });
    expect(await peer.next()).toBe('closed');
    expect(() => statSync(path)).toThrow(/ENOENT/);
  });
});
