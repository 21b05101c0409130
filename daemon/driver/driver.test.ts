/** The driver over the real addon, both ends of a real wire in this process. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { linesContract } from '../../test/contract/lines.js';
import { dial, type End, type LinesPair, Wire } from '../../test/contract/wire.js';
import { compareSequence, readStereo, toneQuality, unrepeatable, writeMono, writeTone } from '../../test/rig/sound.js';
import type { Seizure } from '../lines/lines.js';
import { Driver, openDriver } from './driver.js';
import { loadAddon, type NativeConfig } from './native.js';

const addonPath = fileURLToPath(new URL('../../build/native/Release/callbox.node', import.meta.url));

interface PairOptions {
  readonly boxQueue?: number;
}

function openPair(options: PairOptions = {}): LinesPair {
  const folder = mkdtempSync(join(tmpdir(), 'callbox-lines-'));
  const config = { wirePath: join(folder, 'wire.sock'), spans: 1, lines: 2, wireBufferBlocks: 8 };
  const exchange = openDriver(addonPath, { ...config, exchangeEnd: true });
  const box = openDriver(addonPath, {
    ...config,
    exchangeEnd: false,
    maxQueuedEvents: options.boxQueue ?? 4096,
    spanPlans: [{ side: 'user', overlapReceiving: true }],
  });
  const prompt = join(folder, 'prompt.wav');
  writeTone(prompt, 620, 200);
  return {
    box,
    exchange,
    folder,
    prompt,
    close: async () => {
      await Promise.all([box.close(), exchange.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

linesContract('driver', async () => openPair());

/** Collects what a tapped seizure hears until it is this long. */
async function hear(end: End, seizure: Seizure, ms: number): Promise<Uint8Array> {
  end.send({ do: 'tap', seizure });
  const octets = Buffer.alloc(ms * 8);
  for (let at = 0; at < octets.length; ) {
    const { audio } = await end.ear.next('audio', { seizure });
    at += Buffer.from(audio).copy(octets, at);
  }
  end.send({ do: 'untap', seizure });
  return octets;
}

describe('driver over the addon', () => {
  const opened: LinesPair[] = [];
  afterEach(async () => {
    for (const pair of opened.splice(0)) await pair.close();
  });
  async function wireUp(options?: PairOptions): Promise<Wire> {
    const pair = openPair(options);
    opened.push(pair);
    const wire = new Wire(pair);
    await wire.up();
    return wire;
  }

  test('a bridged call carries a tone each way with the level and clarity of A-law', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const { seizure, phone } = await wire.telephone(1);
    wire.box.send({ do: 'bridge', bridge: 1, a: far, b: seizure });
    await wire.digits(wire.exchange, near, wire.exchange, phone, '1'); // the bridge stands
    const [toPhone, toCaller] = [join(wire.pair.folder, '500.wav'), join(wire.pair.folder, '1300.wav')];
    writeTone(toPhone, 500, 3000);
    writeTone(toCaller, 1300, 3000);
    const play = (to: Seizure, file: string) =>
      wire.exchange.send({ do: 'play', seizure: to, play: to, sources: [{ file }], loop: true });
    play(near, toPhone);
    play(phone, toCaller);
    const [atPhone, atCaller] = await Promise.all([hear(wire.exchange, phone, 600), hear(wire.exchange, near, 600)]);
    const steady = (alaw: Uint8Array) => alaw.subarray(alaw.length - 1600); // a whole number of periods of both
    for (const [alaw, hz] of [
      [atPhone, 500],
      [atCaller, 1300],
    ] as const) {
      const { levelDbm0, snrDb } = toneQuality(steady(alaw), hz);
      expect(levelDbm0).toBeCloseTo(-10, 0);
      expect(snrDb).toBeGreaterThanOrEqual(30);
    }
  });

  test('a supervisor who joins and leaves by a mix costs the call not one sample, heard or recorded', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const agent = await wire.telephone(1);
    const supervisor = await wire.telephone(2);
    const bridge = () => wire.box.send({ do: 'bridge', bridge: 1, a: far, b: agent.seizure });
    const mix = (mix: number) =>
      wire.box.send({
        do: 'mix',
        mix,
        members: [
          { seizure: far, hears: [agent.seizure] },
          { seizure: agent.seizure, hears: [far] },
          { seizure: supervisor.seizure, hears: [far, agent.seizure] },
        ],
      });
    bridge();
    const path = join(wire.pair.folder, 'agent.wav');
    wire.box.send({ do: 'record', recording: 'agent', seizure: agent.seizure, path });
    const said = unrepeatable(4, 3000);
    const file = join(wire.pair.folder, 'caller.wav');
    writeMono(file, said);
    wire.exchange.send({ do: 'play', seizure: near, play: 1, sources: [{ file }], loop: false });
    const heard = hear(wire.exchange, agent.phone, 2500);
    const listens = hear(wire.exchange, supervisor.phone, 1000);
    wire.box.send({ do: 'tap', seizure: far }); // tells when blocks have passed
    for (let turn = 0; turn < 20; turn++) {
      mix(turn % 2);
      await wire.box.ear.next('audio', { seizure: far });
      bridge();
      await wire.box.ear.next('audio', { seizure: far });
    }
    wire.box.send({ do: 'untap', seizure: far });
    mix(7);
    const { found, compared, wrong } = compareSequence(said, trimmed(await heard));
    expect({ found, wrong }).toEqual({ found: true, wrong: 0 });
    expect(compared).toBeGreaterThan(10_000);
    expect((await listens).some((octet) => octet !== 0xd5)).toBe(true);
    await wire.exchange.ear.next('play-ended', { play: 1, reason: 'done' });
    await wire.digits(wire.exchange, near, wire.box, far, '5'); // all that was sent before it has come
    wire.box.send({ do: 'stop-record', recording: 'agent' });
    await wire.box.ear.next('recording-ended', { recording: 'agent', reason: 'stopped' });
    const recorded = compareSequence(said, trimmed(readStereo(path).right));
    expect({ found: recorded.found, wrong: recorded.wrong }).toEqual({ found: true, wrong: 0 });
  });

  test('three in conference hear the sum, each at the level it was said with', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const one = await wire.telephone(1);
    const two = await wire.telephone(2);
    const all = [far, one.seizure, two.seizure];
    const members = all.map((seizure) => ({ seizure, hears: all.filter((other) => other !== seizure) }));
    wire.box.send({ do: 'mix', mix: 1, members });
    await wire.digits(wire.exchange, near, wire.exchange, one.phone, '1'); // the mix stands
    const tones = [
      [near, 500],
      [one.phone, 900],
      [two.phone, 1300],
    ] as const;
    for (const [end, hz] of tones) {
      const file = join(wire.pair.folder, `${hz}.wav`);
      writeTone(file, hz, 1000, -13);
      wire.exchange.send({ do: 'play', seizure: end, play: end, sources: [{ file }], loop: true });
    }
    const heard = await Promise.all(tones.map(([end]) => hear(wire.exchange, end, 600)));
    heard.forEach((alaw, listener) => {
      tones.forEach(([, hz], speaker) => {
        const { levelDbm0 } = toneQuality(alaw.subarray(alaw.length - 1600), hz);
        if (listener === speaker) expect(levelDbm0).toBeLessThan(-45);
        else expect(levelDbm0).toBeCloseTo(-13, 0);
      });
    });
  });

  test('a recording is a stereo WAV, the far end left, what it was sent right, no sample lost or changed', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const sent = { left: unrepeatable(1, 1500), right: unrepeatable(2, 1500) };
    const [left, right] = [join(wire.pair.folder, 'left.wav'), join(wire.pair.folder, 'right.wav')];
    writeMono(left, sent.left);
    writeMono(right, sent.right);
    const path = join(wire.pair.folder, 'call.wav');
    wire.box.send({ do: 'record', recording: 'call', seizure: far, path });
    wire.box.send({ do: 'play', seizure: far, play: 1, sources: [{ file: right }], loop: false });
    wire.exchange.send({ do: 'play', seizure: near, play: 1, sources: [{ file: left }], loop: false });
    await Promise.all([
      wire.box.ear.next('play-ended', { play: 1, reason: 'done' }),
      wire.exchange.ear.next('play-ended', { play: 1, reason: 'done' }),
    ]);
    await wire.digits(wire.exchange, near, wire.box, far, '5'); // all that was sent before it has come
    wire.box.send({ do: 'stop-record', recording: 'call' });
    const ended = await wire.box.ear.next('recording-ended', { recording: 'call', reason: 'stopped' });
    const recorded = readStereo(path);
    expect(recorded.left).toHaveLength(ended.samples);
    for (const side of ['left', 'right'] as const) {
      const { found, compared, wrong } = compareSequence(sent[side], trimmed(recorded[side]));
      expect({ side, found, wrong }).toEqual({ side, found: true, wrong: 0 });
      expect(compared).toBeGreaterThan(10_000);
    }
  });

  test('what a demo telephone says by talk arrives, and what it hears comes as audio of 20 ms', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const said = unrepeatable(3, 400);
    wire.box.send({ do: 'tap', seizure: far });
    wire.exchange.send({ do: 'talk', seizure: near, audio: said });
    const heard: Buffer[] = [];
    for (let found = false; !found; ) {
      const { audio } = await wire.box.ear.next('audio', { seizure: far });
      expect(audio).toHaveLength(160);
      heard.push(Buffer.from(audio));
      found = Buffer.concat(heard).includes(Buffer.from(said));
    }
    wire.box.send({ do: 'untap', seizure: far });
  });

  test('after an overflow a snapshot tells the truth, and events go on after it', async () => {
    const wire = await wireUp({ boxQueue: 4 });
    const seizures = Array.from({ length: 12 }, () => wire.exchange.seizure());
    const snapshot = wire.box.ear.nextSnapshot();
    for (const seizure of seizures) wire.exchange.send(dial(seizure));
    // Node is busy: nothing is taken from the queue until the twelve SETUPs have come in.
    const proceeding = seizures.map((seizure) => wire.exchange.ear.next('proceeding', { seizure }));
    holdNode(1500);
    const { channels, spans } = await snapshot;
    await Promise.all(proceeding);
    const told = new Set(wire.box.ear.heard.flatMap((event) => (event.event === 'incoming' ? [event.seizure] : [])));
    const live = channels.filter((channel) => channel.seizure !== 0);
    expect(live).toHaveLength(12);
    expect(told.size).toBeLessThan(12);
    expect(spans).toEqual([{ span: 1, alarms: [], dChannel: 'up' }]);
    expect(wire.box.lines.meters().eventsDropped).toBeGreaterThan(0);
    for (const { seizure } of live) wire.box.send({ do: 'clear', seizure, cause: 41 });
    await Promise.all(seizures.map((seizure) => wire.exchange.ear.next('cleared', { seizure, cause: 41 })));
  });

  test('a wire that breaks is an alarm, and is mended by itself', async () => {
    const wire = await wireUp();
    await wire.box.lines.close();
    const lost = await wire.exchange.ear.next('span', { dChannel: 'down' });
    expect(lost.span).toBe(1);
    const again = openDriver(addonPath, {
      wirePath: join(wire.pair.folder, 'wire.sock'),
      exchangeEnd: false,
      spans: 1,
      lines: 2,
    });
    again.listen({ onEvent: () => undefined, onSnapshot: () => undefined });
    await wire.exchange.ear.next('span', { dChannel: 'up' });
    await again.close();
  });

  test('close completes recordings, delivers the last events, and is idempotent; later commands are ignored', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const path = join(wire.pair.folder, 'cut.wav');
    wire.box.send({ do: 'record', recording: 'cut', seizure: far, path });
    await wire.digits(wire.exchange, near, wire.box, far, '4');
    await wire.box.lines.close();
    await wire.box.lines.close();
    const ended = await wire.box.ear.next('recording-ended', { recording: 'cut', reason: 'cleared' });
    expect(readStereo(path).left).toHaveLength(ended.samples);
    wire.box.send({ do: 'clear', seizure: far, cause: 16 });
    expect(wire.box.lines.meters().mediaCpuUs).toBeGreaterThan(0);
  });

  test('close from within a listener delivers what is left, in order', async () => {
    const pair = openPair();
    opened.push(pair);
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      pair.box.listen({
        onEvent: (event) => {
          heard.push(event.event);
          void pair.box.close().then(resolve);
        },
        onSnapshot: () => undefined,
      });
    });
    expect(heard[0]).toBe('span');
  });

  test("a listener's error reaches its handler, and the next events still come", async () => {
    const pair = openPair();
    opened.push(pair);
    pair.exchange.listen({ onEvent: () => undefined, onSnapshot: () => undefined });
    const errors: unknown[] = [];
    const driver = new Driver(
      loadAddon(addonPath),
      { wirePath: join(pair.folder, 'other.sock'), exchangeEnd: true, spans: 2, lines: 0 },
      { onListenerError: (error) => errors.push(error) },
    );
    const second = new Promise<void>((resolve) => {
      let events = 0;
      driver.listen({
        onEvent: () => {
          events++;
          if (events === 2) resolve();
          throw new Error(`fault ${events}`);
        },
        onSnapshot: () => undefined,
      });
    });
    await second;
    await driver.close();
    expect(errors.map(String).slice(0, 2)).toEqual(['Error: fault 1', 'Error: fault 2']);
  });

  test('what came as caller ID is kept as it came, for a technician', async () => {
    const wire = await wireUp();
    const { channel } = wire.exchange.line(1); // the exchange end's FXO: a telephone with a display
    expect(wire.exchange.lines.callerId(channel)).toEqual({ learnt: false, way: 'none', spills: [] });
    const before = Date.now();
    const seizure = wire.box.seizure();
    const callingName = 'ZHANG MIN';
    wire.box.send({
      do: 'ring',
      seizure,
      channel: wire.box.line(1).channel,
      callingNumber: '13800138000',
      callingName,
    });
    await wire.exchange.ear.next('caller-id');
    const { spills } = wire.exchange.lines.callerId(channel);
    expect(spills).toHaveLength(1);
    expect(spills[0]).toMatchObject({ way: 'fsk', number: '13800138000', name: callingName, problem: '', cut: false });
    expect(Buffer.from(spills[0]?.octets ?? []).toString('latin1')).toContain('13800138000');
    expect(spills[0]?.atMs).toBeGreaterThanOrEqual(before - 1_000);
    expect(spills[0]?.atMs).toBeLessThanOrEqual(Date.now() + 1_000);
    expect(Math.abs((spills[0]?.markHz ?? 0) - 1_200)).toBeLessThan(20);
    expect(spills[0]?.levelDbm0).toBeGreaterThan(-20);
    const [sent] = wire.box.lines.callerId(wire.box.line(1).channel).spills; // what the telephone was sent
    expect(sent?.octets).toEqual(spills[0]?.octets);
    expect(sent).toMatchObject({ way: 'fsk', number: '13800138000', problem: '', markHz: 1_200 });
  });

  test('a channel that is looked at shows its spectrum both ways, ten times a second', async () => {
    const wire = await wireUp();
    const { near, far } = await wire.answered();
    const { channel } = wire.box.lines.channels.find(({ kind, timeslot }) => kind === 'bearer' && timeslot === 1) ?? {
      channel: -1,
    };
    const used = wire.box.lines.snapshot().channels.find((each) => each.seizure === far)?.channel ?? channel;
    const file = join(wire.pair.folder, '1000.wav');
    writeTone(file, 1_000, 3_000);
    wire.exchange.send({ do: 'play', seizure: near, play: 1, sources: [{ file }], loop: true });
    wire.box.send({ do: 'play', seizure: far, play: 1, sources: [{ tone: 'busy' }], loop: true });
    wire.box.send({ do: 'tap', seizure: far }); // tells when blocks have passed
    expect(wire.box.lines.scopeFrames(used, 0)).toEqual([]);
    expect(wire.box.lines.scope(used, true)).toBe(true);
    const loudestHz = (spectrum: Uint8Array) => spectrum.indexOf(Math.max(...spectrum)) * 15.625;
    const seen: number[] = [];
    let after = 0;
    while (seen.length < 12) {
      await wire.box.ear.next('audio', { seizure: far });
      for (const frame of wire.box.lines.scopeFrames(used, after)) {
        expect(frame.endSample % 800).toBe(0);
        expect(frame.endSample).toBeGreaterThan(after);
        after = frame.endSample;
        seen.push(frame.endSample);
        if (seen.length <= 3) continue; // the tones begin
        expect(Math.abs(loudestHz(frame.received.spectrum) - 1_000)).toBeLessThan(16);
        expect(Math.max(...frame.received.levelsDbm0)).toBeCloseTo(-10, 0);
        const sent = frame.sent.levelsDbm0.every((level) => level > -30);
        if (sent) expect(Math.abs(loudestHz(frame.sent.spectrum) - 450)).toBeLessThan(16);
      }
    }
    expect(wire.box.lines.scope(used, false)).toBe(true);
    expect(wire.box.lines.scopeFrames(used, 0)).toEqual([]);
  });

  test('at most two channels are looked at; one that is not there is refused by name', async () => {
    const wire = await wireUp();
    const { lines } = wire.box;
    expect([0, 1, 2].map((channel) => lines.scope(channel, true))).toEqual([true, true, false]);
    expect(lines.scope(1, true)).toBe(true);
    lines.scope(0, false);
    expect(lines.scope(2, true)).toBe(true);
    for (const channel of [-1, 1_000, 0.5, Number.NaN]) {
      expect(() => lines.scope(channel, true)).toThrowError(expect.objectContaining({ code: 'bad-request' }));
      expect(() => lines.callerId(channel)).toThrowError(expect.objectContaining({ code: 'bad-request' }));
    }
    for (const after of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => lines.scopeFrames(1, after)).toThrowError(expect.objectContaining({ code: 'bad-request' }));
    }
    expect(lines.scopeFrames(1, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  test('a second listener is refused', async () => {
    const wire = await wireUp();
    expect(() => wire.box.lines.listen(wire.box.ear)).toThrowError(expect.objectContaining({ code: 'conflict' }));
  });

  test.each<[string, unknown]>([
    ['lines configuration', null],
    ['wirePath', {}],
    ['wirePath', { wirePath: `/${'x'.repeat(200)}` }],
    ['spans', { wirePath: '/nowhere/wire.sock', spans: 9 }],
    ['spans', { wirePath: '/nowhere/wire.sock', spans: '1' }],
    ['lines', { wirePath: '/nowhere/wire.sock', lines: 65 }],
    ['at least one span or line', { wirePath: '/nowhere/wire.sock', spans: 0, lines: 0 }],
    ['country', { wirePath: '/nowhere/wire.sock', country: 'xx' }],
    ['wireBufferBlocks', { wirePath: '/nowhere/wire.sock', wireBufferBlocks: 17 }],
    ['maxQueuedEvents', { wirePath: '/nowhere/wire.sock', maxQueuedEvents: 0 }],
    ['linePlans', { wirePath: '/nowhere/wire.sock', linePlans: Array(97).fill({}) }],
    ['callerId', { wirePath: '/nowhere/wire.sock', linePlans: [{ callerId: 'pigeon' }] }],
    ['dtmfStart', { wirePath: '/nowhere/wire.sock', linePlans: [{ dtmfStart: 'DD' }] }],
    ['flashMinMs', { wirePath: '/nowhere/wire.sock', linePlans: [{ flashMinMs: 400, flashMaxMs: 300 }] }],
  ])('a wrong configuration is refused by name: %s', (what, config) => {
    expect(() => openDriver(addonPath, config as NativeConfig)).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(what) }),
    );
  });

  test('a wire that cannot be made, and an addon that is not there, say what to do', () => {
    const config = { wirePath: '/nowhere/wire.sock', exchangeEnd: true, spans: 1, lines: 0 };
    expect(() => openDriver(addonPath, config)).toThrowError(expect.objectContaining({ code: 'internal' }));
    expect(() => openDriver('/nowhere/callbox.node', config)).toThrowError(/build it with npm start/);
    expect(() => openDriver('callbox.node', config)).toThrowError(/absolute/);
  });

  test('a thread that ends with its lines open takes them down in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callbox-lines-'));
    const wirePath = join(folder, 'wire.sock');
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const addon = require(workerData.addonPath);
      addon.open({ wirePath: workerData.wirePath, exchangeEnd: true, spans: 1, lines: 1 }, () => {
        parentPort.postMessage('event');
      });`;
    const worker = new Worker(code, { eval: true, workerData: { addonPath, wirePath } });
    await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(existsSync(wirePath)).toBe(true);
    await worker.terminate();
    const again = openDriver(addonPath, { wirePath, exchangeEnd: true, spans: 1, lines: 1 });
    await again.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

/** Keeps Node's thread from taking events; the lines' own threads go on. */
function holdNode(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Without the silence around what was played. */
function trimmed(alaw: Uint8Array): Uint8Array {
  const silence = 0xd5;
  const start = alaw.findIndex((octet) => octet !== silence);
  return alaw.subarray(Math.max(start, 0), start + 12_000 - 80);
}
