/**
 * What any `Lines` must do, seen from both ends of the wire: held to the driver over the addon and
 * to the simulated lines alike.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LineCommand } from '../../daemon/lines/lines.js';
import { analogContract } from './analog-lines.js';
import { mixContract } from './mix-lines.js';
import { stretchesOfSound } from './recorded-sound.js';
import { spanContract } from './span-lines.js';
import { measurementContract, trunkContract } from './trunk-lines.js';
import { dial, having, type LinesPair, Wire } from './wire.js';
import { wrongCommands } from './wrong-commands.js';

export { End } from './wire.js';

export function linesContract(name: string, factory: () => Promise<LinesPair>): void {
  describe(`${name}: the contract of Lines`, () => {
    let wire: Wire;
    beforeAll(async () => {
      wire = new Wire(await factory());
      const { lacks = [] } = wire.pair;
      if (lacks.length > 0) console.log(`${name}: without ${lacks.join(', ')}; tests that need them are skipped`);
      await wire.up();
    });
    afterAll(() => wire.pair.close());

    test('channels are dense and named, the same at both ends but for the kind of lines', () => {
      const { box, exchange } = wire.pair;
      expect(box.channels.map((channel) => channel.channel)).toEqual(box.channels.map((_, index) => index));
      expect(box.channels.filter((channel) => channel.kind === 'bearer')).toHaveLength(30);
      expect(box.channels.map((channel) => channel.name)).toEqual(exchange.channels.map((channel) => channel.name));
      expect(wire.box.bearer(5).name).toBe('E1-1:5');
      expect([wire.box.line(2).name, wire.box.line(2).kind, wire.exchange.line(2).kind]).toEqual(['L2', 'fxs', 'fxo']);
    });

    callsContract(() => wire);
    trunkContract(() => wire);
    telephonesContract(() => wire);
    soundContract(() => wire);
    mixContract(() => wire);
    analogContract(() => wire);
    entryContract(() => wire);
    spanContract(() => wire);
    measurementContract(() => wire);
  });
}

function callsContract(get: () => Wire): void {
  test('a call in: numbers, alerting, answer, and the far end hangs up', async () => {
    const wire = get();
    const { near, far, incoming } = await wire.offered();
    expect(far % 2).toBe(1);
    expect(incoming).toMatchObject({
      callingNumber: '13800138000',
      presentation: 'allowed',
      calledNumber: '88886666',
    });
    const { channel } = await wire.exchange.ear.next('proceeding', { seizure: near });
    expect(channel).toBe(incoming.channel);
    wire.box.send({ do: 'alert', seizure: far });
    await wire.exchange.ear.next('alerting', { seizure: near });
    wire.box.send({ do: 'answer', seizure: far });
    await wire.exchange.ear.next('answered', { seizure: near });
    await wire.clear(wire.exchange, near, wire.box, far);
    expect(wire.box.ear.of(far)).toEqual(['incoming', 'cleared']);
    expect(wire.exchange.ear.of(near)).toEqual(['proceeding', 'alerting', 'answered', 'cleared']);
  });

  test('a call out, and the near end hangs up', async () => {
    const wire = get();
    const { near, far } = await wire.answered(wire.box, wire.exchange);
    await wire.clear(wire.box, near, wire.exchange, far);
  });

  test('a refused call carries its cause', async () => {
    const wire = get();
    const { near, far } = await wire.offered();
    wire.box.send({ do: 'clear', seizure: far, cause: 17 });
    await wire.exchange.ear.next('cleared', { seizure: near, cause: 17, by: 'far-end' });
    await wire.box.ear.next('cleared', { seizure: far, cause: 17, by: 'near-end' });
  });

  test('a withheld number says so', async () => {
    const wire = get();
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { presentation: 'withheld' }));
    const incoming = await wire.box.ear.next('incoming');
    expect(incoming.presentation).toBe('withheld');
    await wire.clear(wire.exchange, near, wire.box, incoming.seizure);
  });

  test('a dial takes the timeslot it names; one that is busy gets cause 44', async () => {
    const wire = get();
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { timeslot: 21 }));
    const incoming = await wire.box.ear.next('incoming');
    expect(incoming.channel).toBe(wire.box.bearer(21).channel);
    const second = wire.exchange.seizure();
    wire.exchange.send(dial(second, { timeslot: 21 }));
    await wire.exchange.ear.next('cleared', { seizure: second, cause: 44 });
    await wire.clear(wire.exchange, near, wire.box, incoming.seizure);
  });

  test("with 'any' the far end chooses, and says which", async () => {
    const wire = get();
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { timeslot: 'any' }));
    const incoming = await wire.box.ear.next('incoming');
    const { channel } = await wire.exchange.ear.next('proceeding', { seizure: near });
    expect(channel).toBe(incoming.channel);
    await wire.clear(wire.exchange, near, wire.box, incoming.seizure);
  });

  test('thirty calls fill a span; the next gets cause 34, and all clear', async () => {
    const wire = get();
    const calls = await Promise.all(Array.from({ length: 30 }, () => wire.offered()));
    expect(new Set(calls.map((call) => call.incoming.channel)).size).toBe(30);
    const hunted = wire.exchange.seizure();
    wire.exchange.send(dial(hunted));
    await wire.exchange.ear.next('cleared', { seizure: hunted, cause: 34 });
    for (const call of calls) wire.exchange.send({ do: 'clear', seizure: call.near, cause: 16 });
    await Promise.all(calls.map((call) => wire.box.ear.next('cleared', { seizure: call.far })));
    await Promise.all(calls.map((call) => wire.exchange.ear.next('cleared', { seizure: call.near })));
  });
}

function telephonesContract(get: () => Wire): void {
  test('a telephone rings, is picked up and laid down', async () => {
    const wire = get();
    const { channel } = wire.box.line(1);
    const { seizure, phone } = await wire.telephone(1);
    await wire.box.ear.next('line-state', { channel, state: 'ringing' });
    await wire.box.ear.next('line-state', { channel, state: 'off-hook' });
    await wire.lay(1, phone, seizure);
    await wire.box.ear.next('line-state', { channel, state: 'idle' });
    expect(wire.box.ear.of(seizure)).toEqual(['answered', 'cleared']);
    expect(wire.exchange.ear.of(phone)).toEqual(['incoming', 'cleared']);
  });

  test('ringing that is given up stops', async () => {
    const wire = get();
    const seizure = wire.box.seizure();
    wire.box.send({ do: 'ring', seizure, channel: wire.box.line(1).channel, callingNumber: '' });
    const ringing = await wire.exchange.ear.next('incoming');
    wire.box.send({ do: 'clear', seizure, cause: 16 });
    await wire.box.ear.next('cleared', { seizure, cause: 16, by: 'near-end' });
    await wire.exchange.ear.next('cleared', { seizure: ringing.seizure, by: 'far-end' });
  }, 15_000);

  test('a telephone that is lifted is an incoming seizure without a called number', async () => {
    const wire = get();
    const phone = wire.exchange.seizure();
    const { channel } = wire.box.line(2);
    wire.exchange.send({ do: 'seize', seizure: phone, channel });
    await wire.box.ear.next('hook', { channel, offHook: true });
    const lifted = await wire.box.ear.next('incoming', { channel });
    expect(lifted.calledNumber).toBe('');
    await wire.digits(wire.exchange, phone, wire.box, lifted.seizure, '12');
    await wire.lay(2, phone, lifted.seizure);
  });

  test('a telephone that is off the hook cannot be rung: cause 17', async () => {
    const wire = get();
    const { seizure, phone } = await wire.telephone(1);
    const second = wire.box.seizure();
    wire.box.send({ do: 'ring', seizure: second, channel: wire.box.line(1).channel, callingNumber: '' });
    await wire.box.ear.next('cleared', { seizure: second, cause: 17 });
    await wire.lay(1, phone, seizure);
  });

  test('a seizure ends at once though the receiver is still up; the hook tells when it is laid', async () => {
    const wire = get();
    const { seizure, phone } = await wire.telephone(1);
    const { channel } = wire.box.line(1);
    wire.box.send({ do: 'clear', seizure, cause: 16 });
    await wire.box.ear.next('cleared', { seizure, cause: 16, by: 'near-end' });
    const second = wire.box.seizure();
    wire.box.send({ do: 'ring', seizure: second, channel, callingNumber: '' });
    await wire.box.ear.next('cleared', { seizure: second, cause: 17 });
    wire.exchange.send({ do: 'clear', seizure: phone, cause: 16 });
    await wire.box.ear.next('hook', { channel, offHook: false });
    await wire.exchange.ear.next('cleared', { seizure: phone });
    const third = await wire.telephone(1);
    await wire.lay(1, third.phone, third.seizure);
  });
}

function soundContract(get: () => Wire): void {
  test('digits are heard in order, both ways, for as long as they lasted', async (context) => {
    const wire = having(get(), 'sound', context);
    const { near, far } = await wire.answered();
    await wire.digits(wire.exchange, near, wire.box, far, '0123456789*#');
    await wire.digits(wire.box, far, wire.exchange, near, 'ABCD');
    await wire.clear(wire.exchange, near, wire.box, far);
  });

  test('a bridge carries sound both ways until it is undone', async (context) => {
    const wire = having(get(), 'sound', context);
    const { near, far } = await wire.answered();
    const { seizure, phone } = await wire.telephone(1);
    wire.box.send({ do: 'bridge', bridge: 1, a: far, b: seizure });
    await wire.digits(wire.exchange, near, wire.exchange, phone, '159');
    await wire.digits(wire.exchange, phone, wire.exchange, near, '753');
    wire.box.send({ do: 'unbridge', bridge: 1 });
    await wire.lay(1, phone, seizure);
    await wire.clear(wire.exchange, near, wire.box, far);
  });

  test('a bridge with one who is gone carries nothing, and undoes the one before', async (context) => {
    const wire = having(get(), 'sound', context);
    const gone = await wire.answered();
    await wire.clear(wire.exchange, gone.near, wire.box, gone.far);
    const { near, far } = await wire.answered();
    const { seizure, phone } = await wire.telephone(1);
    wire.box.send({ do: 'bridge', bridge: 1, a: far, b: seizure });
    await wire.digits(wire.exchange, near, wire.exchange, phone, '159');
    wire.box.send({ do: 'bridge', bridge: 2, a: seizure, b: gone.far });
    await wire.digits(wire.exchange, phone, wire.box, seizure, '4'); // the box hears it, and nobody else
    wire.box.send({ do: 'bridge', bridge: 3, a: far, b: seizure });
    await wire.digits(wire.exchange, phone, wire.exchange, near, '8'); // the first that he hears again
    await wire.lay(1, phone, seizure);
    await wire.clear(wire.exchange, near, wire.box, far);
  });

  test('every play ends once, and says why', async () => {
    const wire = get();
    const { near, far } = await wire.answered();
    const play = (number: number, sources: Extract<LineCommand, { do: 'play' }>['sources'], loop = false) =>
      wire.box.send({ do: 'play', seizure: far, play: number, sources, loop });
    play(1, [{ file: wire.pair.prompt }, { silenceMs: 40 }, { tone: 'beep', ms: 40 }]);
    await wire.box.ear.next('play-ended', { seizure: far, play: 1, reason: 'done' });
    play(2, [{ tone: 'ringback' }]);
    play(3, [{ file: wire.pair.prompt }], true);
    await wire.box.ear.next('play-ended', { seizure: far, play: 2, reason: 'replaced' });
    wire.box.send({ do: 'stop-play', seizure: far, play: 3 });
    await wire.box.ear.next('play-ended', { seizure: far, play: 3, reason: 'stopped' });
    play(4, [{ file: join(wire.pair.folder, 'no-such.wav') }]);
    await wire.box.ear.next('command-failed', { seizure: far }); // says why
    await wire.box.ear.next('play-ended', { seizure: far, play: 4, reason: 'bad-file' });
    play(5, [{ tone: 'busy' }]);
    await wire.clear(wire.exchange, near, wire.box, far);
    await wire.box.ear.next('play-ended', { seizure: far, play: 5, reason: 'cleared' });
    expect(wire.box.ear.of(far).slice(-2)).toEqual(['cleared', 'play-ended']);
  });

  test('every recording ends once, and says why; what is there is never overwritten', async () => {
    const wire = get();
    const { near, far } = await wire.answered();
    const path = join(wire.pair.folder, 'deep/er/one.wav');
    wire.box.send({ do: 'record', recording: 'one', seizure: far, path });
    await wire.digits(wire.exchange, near, wire.box, far, '1');
    wire.box.send({ do: 'stop-record', recording: 'one' });
    const one = await wire.box.ear.next('recording-ended', { recording: 'one', reason: 'stopped' });
    expect(one.samples).toBeGreaterThan(800);
    expect(existsSync(path)).toBe(true);

    const taken = join(wire.pair.folder, 'taken.wav');
    writeFileSync(taken, 'was here');
    wire.box.send({ do: 'record', recording: 'two', seizure: far, path: taken });
    await wire.box.ear.next('recording-ended', { recording: 'two', reason: 'file-exists', samples: 0 });

    wire.box.send({ do: 'record', recording: 'three', seizure: far, path: join(wire.pair.folder, 'three.wav') });
    await wire.digits(wire.exchange, near, wire.box, far, '3');
    await wire.clear(wire.exchange, near, wire.box, far);
    await wire.box.ear.next('recording-ended', { recording: 'three', reason: 'cleared' });

    wire.box.send({ do: 'record', recording: 'four', seizure: far, path: join(wire.pair.folder, 'four.wav') });
    await wire.box.ear.next('recording-ended', { recording: 'four', reason: 'cleared', samples: 0 });
    expect(existsSync(join(wire.pair.folder, 'four.wav'))).toBe(false);
  });

  test('a recording that is paused goes on with silence, and keeps its time', async (context) => {
    const wire = get();
    const { near, far } = await wire.answered();
    const path = join(wire.pair.folder, 'paused.wav');
    wire.box.send({ do: 'record', recording: 'paused', seizure: far, path });
    await wire.digits(wire.exchange, near, wire.box, far, '1');
    wire.box.send({ do: 'pause-record', recording: 'paused', on: true });
    await wire.digits(wire.exchange, near, wire.box, far, '23');
    wire.box.send({ do: 'pause-record', recording: 'paused', on: false });
    await wire.digits(wire.exchange, near, wire.box, far, '4');
    const stale = wire.box.lines.meters().staleCommands;
    wire.box.send({ do: 'pause-record', recording: 'never was', on: true });
    wire.box.send({ do: 'stop-record', recording: 'paused' });
    const { samples } = await wire.box.ear.next('recording-ended', { recording: 'paused', reason: 'stopped' });
    expect(wire.box.lines.meters().staleCommands - stale).toBe(1);
    expect(samples).toBeGreaterThan(3_200); // four digits of at least 80 ms and their pauses
    await wire.clear(wire.exchange, near, wire.box, far);
    having(wire, 'levels', context);
    // Of four tones two are in the file: a stretch of sound on either side of one long silence.
    expect(stretchesOfSound(readFileSync(path))).toBe(2);
  });
}

function entryContract(get: () => Wire): void {
  test('a command for an ended seizure never hits the next use of the channel, and is counted', async () => {
    const wire = get();
    const first = await wire.answered();
    await wire.clear(wire.exchange, first.near, wire.box, first.far);
    const stale = wire.box.lines.meters().staleCommands;
    const second = await wire.answered();
    wire.box.send({ do: 'clear', seizure: first.far, cause: 16 });
    wire.box.send({ do: 'play', seizure: first.far, play: 9, sources: [{ tone: 'busy' }], loop: false });
    wire.box.send({ do: 'unbridge', bridge: 99 });
    wire.box.send({ do: 'stop-record', recording: 'never was' });
    await wire.digits(wire.exchange, second.near, wire.box, second.far, '8'); // still up; commands came before it
    expect(wire.box.lines.meters().staleCommands - stale).toBe(4);
    await wire.clear(wire.exchange, second.near, wire.box, second.far);
  });

  test('an outgoing seizure must be even and unused', async () => {
    const wire = get();
    wire.box.send(dial(77_777));
    await wire.box.ear.next('command-failed', { seizure: 77_777 });
    const { near, far } = await wire.answered(wire.box, wire.exchange);
    wire.box.send(dial(near));
    await wire.box.ear.next('command-failed', { seizure: near });
    await wire.clear(wire.box, near, wire.exchange, far);
  });

  test.each(wrongCommands)('a wrong command is refused by name: %s', (field, command) => {
    const send = () => get().box.lines.send(command as LineCommand);
    expect(send).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(field) }),
    );
  });

  test('each seizure was cleared exactly once', () => {
    for (const end of [get().box, get().exchange]) {
      const cleared = end.ear.heard.flatMap((event) => (event.event === 'cleared' ? [event.seizure] : []));
      expect(new Set(cleared).size).toBe(cleared.length);
      for (const event of end.ear.heard) {
        if (event.event === 'incoming' || event.event === 'answered') expect(cleared).toContain(event.seizure);
      }
    }
  });
}
