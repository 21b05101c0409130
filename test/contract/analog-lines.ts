/** What any `Lines` must do with analog ports and with what sounds on a line. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { having, type Wire } from './wire.js';

export function analogContract(get: () => Wire): void {
  test('the recall key is a flash, not a hang-up', async () => {
    const wire = get();
    const { seizure, phone } = await wire.telephone(1);
    const { channel } = wire.box.line(1);
    wire.exchange.send({ do: 'flash', seizure: phone });
    await wire.box.ear.next('flash', { seizure, channel });
    await wire.digits(wire.exchange, phone, wire.box, seizure, '2');
    await wire.lay(1, phone, seizure);
  });

  test("the caller's number and name are on the telephone's display, a withheld one is not", async () => {
    const wire = get();
    for (const [presentation, shown] of [
      ['allowed', '13800138000'],
      ['withheld', ''],
    ] as const) {
      const seizure = wire.box.seizure();
      const { channel } = wire.box.line(1);
      const callingName = presentation === 'allowed' ? 'ZHANG MIN' : '';
      wire.box.send({ do: 'ring', seizure, channel, callingNumber: '13800138000', presentation, callingName });
      await wire.exchange.ear.next('line-state', { channel: wire.exchange.line(1).channel, state: 'ringing' });
      const ringing = await wire.exchange.ear.next('incoming'); // a telephone rings first, its display follows
      const display = await wire.exchange.ear.next('caller-id', { seizure: ringing.seizure });
      expect(display).toMatchObject({ callingNumber: shown, presentation, callerId: 'fsk' });
      if (callingName !== '') expect(display.details?.callingName).toBe(callingName);
      wire.exchange.send({ do: 'answer', seizure: ringing.seizure });
      await wire.box.ear.next('answered', { seizure });
      await wire.lay(1, ringing.seizure, seizure);
    }
  }, 30_000);

  test('tones on a line are told by name when watched for', async (context) => {
    const wire = having(get(), 'levels', context);
    const { near, far } = await wire.answered();
    wire.box.send({ do: 'watch', seizure: far, for: ['progress', 'level'] });
    wire.exchange.send({ do: 'play', seizure: near, play: 1, sources: [{ tone: 'busy' }], loop: false });
    await wire.box.ear.next('tone', { seizure: far, tone: 'busy' });
    const level = await wire.box.ear.next('level', { seizure: far });
    expect(level.levelDbm0).toBeGreaterThan(-14);
    expect(level.levelDbm0).toBeLessThan(-7);
    wire.exchange.send({ do: 'stop-play', seizure: near, play: 1 });
    await wire.box.ear.next('tone', { seizure: far, tone: null });
    await wire.clear(wire.exchange, near, wire.box, far);
  }, 20_000);

  test('a silent far end is a person or unsure, never a machine', async (context) => {
    const wire = having(get(), 'levels', context);
    const { near, far } = await wire.answered();
    wire.box.send({ do: 'watch', seizure: far, for: ['answerer'] });
    wire.exchange.send({ do: 'play', seizure: near, play: 1, sources: [{ file: wire.pair.prompt }], loop: false });
    const verdict = await wire.box.ear.next('answerer', { seizure: far });
    expect(['person', 'unsure']).toContain(verdict.who);
    await wire.clear(wire.exchange, near, wire.box, far);
  }, 20_000);

  test('gain changes the level by what was asked, and back', async (context) => {
    const wire = having(get(), 'levels', context);
    const { near, far, incoming } = await wire.answered();
    const { channel } = incoming;
    wire.exchange.send({ do: 'play', seizure: near, play: 1, sources: [{ tone: 'dial' }], loop: false });
    wire.box.send({ do: 'watch', seizure: far, for: ['level'] });
    await wire.box.ear.next('level', { seizure: far });
    const before = await wire.box.ear.next('level', { seizure: far });
    wire.box.send({ do: 'adjust', channel, receiveDb: -6, sendDb: 0, echoTaps: 0 });
    await wire.box.ear.next('level', { seizure: far }); // the second in which it changed
    const after = await wire.box.ear.next('level', { seizure: far });
    expect(Math.abs(after.levelDbm0 - before.levelDbm0 + 6)).toBeLessThan(0.5);
    wire.box.send({ do: 'adjust', channel, receiveDb: 0, sendDb: 0, echoTaps: 0 });
    await wire.clear(wire.exchange, near, wire.box, far);
  }, 20_000);

  test("an analog line learns its exchange's hang-up tone from one call", async (context) => {
    const wire = having(get(), 'levels', context);
    const { seizure, phone } = await wire.telephone(2);
    wire.exchange.send({ do: 'learn-hangup', seizure: phone });
    wire.box.send({ do: 'play', seizure, play: 1, sources: [{ tone: 'busy' }], loop: false });
    const learnt = await wire.exchange.ear.next('hangup-learned', { seizure: phone });
    expect(learnt.problem).toBe('');
    expect(Math.abs(learnt.tone.frequencyHz - 450)).toBeLessThan(3);
    expect(Math.abs(learnt.tone.onMs - 350)).toBeLessThan(20);
    expect(Math.abs(learnt.tone.offMs - 350)).toBeLessThan(20);
    // The tone still sounds: now it means that the box has hung up.
    await wire.exchange.ear.next('cleared', { seizure: phone, cause: 16, by: 'far-end' });
    await wire.box.ear.next('cleared', { seizure, by: 'far-end' });
  }, 30_000);

  test('a line command for a port that is none is refused, and nothing else happens', async () => {
    const wire = get();
    const { near, far } = await wire.answered();
    wire.box.send({ do: 'flash', seizure: far });
    await wire.box.ear.next('command-failed', { seizure: far });
    wire.box.send({ do: 'learn-hangup', seizure: far });
    await wire.box.ear.next('command-failed', { seizure: far });
    wire.box.send({ do: 'record', recording: 'r', seizure: far, path: join(wire.pair.folder, 'still-well.wav') });
    await wire.clear(wire.exchange, near, wire.box, far);
    await wire.box.ear.next('recording-ended', { recording: 'r' });
  });
}
