/** What any `Lines` must do when one span is set up anew, and what it shows of the D-channel. */
import { expect, test } from 'vitest';
import { usualSpanSetup } from '../../daemon/terms/span-setup.js';
import { dial, having, type Wire } from './wire.js';

export function spanContract(get: () => Wire): void {
  test('a span set up anew: its calls end with cause 41 at both ends, its D-channel goes and comes, calls go on', async () => {
    const wire = get();
    const { near, far } = await wire.answered();
    wire.box.send({ do: 'set-up-span', span: 1, setup: { ...usualSpanSetup, overlapReceiving: true } });
    await wire.box.ear.next('span-set-up', { span: 1, problem: '' });
    await wire.box.ear.next('cleared', { seizure: far, cause: 41, by: 'network' });
    await wire.box.ear.next('span', { dChannel: 'down' });
    await wire.box.ear.next('span', { dChannel: 'up' });
    await wire.exchange.ear.next('cleared', { seizure: near, cause: 41 });
    wire.box.send({ do: 'set-up-span', span: 1, setup: usualSpanSetup });
    await wire.box.ear.next('span-set-up', { span: 1, problem: '' });
    await wire.box.ear.next('span', { dChannel: 'down' });
    await wire.box.ear.next('span', { dChannel: 'up' });
    const next = await wire.answered();
    await wire.clear(wire.exchange, next.near, wire.box, next.far);
  });

  test('blocked channels stay blocked', async () => {
    const wire = get();
    const { channel, timeslot } = wire.box.bearer(9);
    wire.box.send({ do: 'service', channel, service: 'blocked' });
    await wire.box.ear.next('service', { channel, service: 'blocked' });
    wire.box.send({ do: 'set-up-span', span: 1, setup: usualSpanSetup });
    await wire.box.ear.next('span-set-up', { span: 1, problem: '' });
    await wire.box.ear.next('span', { dChannel: 'down' });
    await wire.box.ear.next('span', { dChannel: 'up' });
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { timeslot }));
    expect((await wire.exchange.ear.next('cleared', { seizure: near })).cause).toBe(44);
    await wire.box.ear.next('refused', { cause: 44 });
    wire.box.send({ do: 'service', channel, service: 'in-service' });
    await wire.box.ear.next('service', { channel, service: 'in-service' });
  });

  test('a span that is not there is a problem, and no call ends', async () => {
    const wire = get();
    const { near, far } = await wire.answered();
    wire.box.send({ do: 'set-up-span', span: 2, setup: usualSpanSetup });
    await wire.box.ear.next('span-set-up', { span: 2, problem: 'no-such-span' });
    await wire.clear(wire.exchange, near, wire.box, far);
  });

  test('each frame of a call is shown at both ends, with its time, and bypasses the events', async (context) => {
    const wire = having(get(), 'frames', context);
    for (const end of [wire.box, wire.exchange]) end.ear.frames.length = 0;
    const began = Date.now() * 1000;
    const { near, far } = await wire.answered();
    await wire.clear(wire.exchange, near, wire.box, far);
    const messages = (end: 'box' | 'exchange', sent: boolean) =>
      wire[end].ear.frames
        .filter((frame) => frame.sent === sent && frame.octets.length > 8 && frame.octets[4] === 0x08)
        .map((frame) => frame.octets[8]);
    const fromSetup = (all: readonly (number | undefined)[]) => all.slice(all.indexOf(0x05)); // behind the last call's end
    // ITU-T Q.931 §4.4: SETUP, CONNECT ACKNOWLEDGE, DISCONNECT, RELEASE COMPLETE; CALL PROCEEDING, CONNECT, RELEASE.
    await expect.poll(() => fromSetup(messages('box', false))).toEqual([0x05, 0x0f, 0x45, 0x5a]);
    await expect.poll(() => fromSetup(messages('exchange', true))).toEqual([0x05, 0x0f, 0x45, 0x5a]);
    expect(messages('box', true)).toEqual(expect.arrayContaining([0x02, 0x07, 0x4d]));
    for (const frame of wire.box.ear.frames) {
      expect(frame.span).toBe(1);
      expect(frame.octets).toBeInstanceOf(Uint8Array);
      expect(Math.abs(frame.atUs - began)).toBeLessThan(60_000_000);
    }
    expect(wire.box.lines.meters().framesDropped).toBe(0);
  });
}
