/** What any `Lines` must do with a PRI beyond a plain call: details, overlap, progress, service, measurement. */
import { expect, test } from 'vitest';
import type { CallDetails, LineEvent } from '../../daemon/lines/lines.js';
import { dial, having, type Wire } from './wire.js';

export function trunkContract(get: () => Wire): void {
  detailsContract(get);
  overlapContract(get);
  serviceContract(get);
}

function detailsContract(get: () => Wire): void {
  const details: CallDetails = {
    callingType: 'national',
    callingPlan: 'isdn',
    calledType: 'subscriber',
    calledPlan: 'isdn',
    screening: 'network',
    callingName: 'ZHANG MIN',
    redirectingNumber: '02160001000',
    redirectingPresentation: 'allowed',
    redirectingReason: 'no-reply',
  };

  test('number types, plans, screening and redirection cross the span, both ways; names come from the network', async () => {
    const wire = get();
    const { callingName: _, ...nameless } = details; // ETSI EN 300 403-1 §4.5.16: display goes to the user only
    for (const [from, to, crosses] of [
      [wire.exchange, wire.box, details],
      [wire.box, wire.exchange, nameless],
    ] as const) {
      const near = from.seizure();
      from.send(dial(near, { details }));
      const incoming = await to.ear.next('incoming');
      expect(incoming.details).toMatchObject(crosses);
      expect(incoming.complete).toBe(true);
      await wire.clear(from, near, to, incoming.seizure);
    }
  });

  test('a number that is not available differs from one that is withheld', async () => {
    const wire = get();
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { presentation: 'unavailable', callingNumber: '' }));
    const incoming = await wire.box.ear.next('incoming');
    expect(incoming).toMatchObject({ presentation: 'unavailable', callingNumber: '' });
    await wire.clear(wire.exchange, near, wire.box, incoming.seizure);
  });

  test('tones before the answer are announced, with their cause', async () => {
    const wire = get();
    const { near, far } = await wire.offered();
    wire.box.send({ do: 'progress', seizure: far, inband: true, cause: 17 });
    await wire.exchange.ear.next('progress', { seizure: near, inband: true, cause: 17 });
    wire.box.send({ do: 'alert', seizure: far, inband: true });
    await wire.exchange.ear.next('alerting', { seizure: near, inband: true });
    await wire.clear(wire.exchange, near, wire.box, far);
  });
}

function overlapContract(get: () => Wire): void {
  test('overlap: digits follow one by one, and the far end says when they are enough', async () => {
    const wire = get();
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { calledNumber: '88', overlap: true }));
    const incoming = await wire.box.ear.next('incoming');
    expect(incoming).toMatchObject({ calledNumber: '88', complete: false });
    const seizure = incoming.seizure;
    wire.exchange.send({ do: 'more-digits', seizure: near, digits: '86' });
    expect(await dialled(wire, seizure, 2)).toEqual({ digits: '86', complete: false });
    wire.box.send({ do: 'proceed', seizure });
    await wire.exchange.ear.next('proceeding', { seizure: near });
    wire.box.send({ do: 'answer', seizure });
    await wire.exchange.ear.next('answered', { seizure: near });
    await wire.digits(wire.exchange, near, wire.box, seizure, '1');
    await wire.clear(wire.exchange, near, wire.box, seizure);
  });

  test('overlap: the caller says when the number is complete', async () => {
    const wire = get();
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near, { calledNumber: '', overlap: true }));
    const { seizure } = await wire.box.ear.next('incoming');
    wire.exchange.send({ do: 'more-digits', seizure: near, digits: '8888', complete: true });
    expect(await dialled(wire, seizure, 4)).toEqual({ digits: '8888', complete: true });
    await wire.clear(wire.exchange, near, wire.box, seizure);
  });
}

/** Digits may come one by one or together. */
async function dialled(wire: Wire, seizure: number, count: number): Promise<{ digits: string; complete: boolean }> {
  let [digits, complete] = ['', false];
  while (digits.length < count) {
    const more = await wire.box.ear.next('more-digits', { seizure });
    digits += more.digits;
    complete = more.complete;
  }
  return { digits, complete };
}

function serviceContract(get: () => Wire): void {
  test('a blocked channel takes no call: 44 for who names it, the next one for who does not', async () => {
    const wire = get();
    const { channel } = wire.box.bearer(3);
    wire.box.send({ do: 'service', channel, service: 'blocked' });
    await wire.box.ear.next('service', { channel, service: 'blocked', by: 'near-end' });
    const named = wire.exchange.seizure();
    wire.exchange.send(dial(named, { timeslot: 3 }));
    await wire.exchange.ear.next('cleared', { seizure: named, cause: 44 });
    await wire.box.ear.next('refused', { span: 1, timeslot: 3, cause: 44 });
    const own = wire.box.seizure();
    wire.box.send(dial(own, { timeslot: 3 }));
    await wire.box.ear.next('cleared', { seizure: own, cause: 44 });
    expect(wire.box.lines.snapshot().channels[channel]).toMatchObject({ service: 'blocked', seizure: 0 });
    wire.box.send({ do: 'service', channel, service: 'in-service' });
    await wire.box.ear.next('service', { channel, service: 'in-service' });
    const again = wire.exchange.seizure();
    wire.exchange.send(dial(again, { timeslot: 3 }));
    const { seizure } = await wire.box.ear.next('incoming', { channel });
    await wire.clear(wire.exchange, again, wire.box, seizure);
  });

  test('a draining channel keeps its call and is blocked when it ends', async () => {
    const wire = get();
    const { near, far, incoming } = await wire.answered();
    const { channel } = incoming;
    wire.box.send({ do: 'service', channel, service: 'draining' });
    await wire.box.ear.next('service', { channel, service: 'draining' });
    await wire.digits(wire.exchange, near, wire.box, far, '5');
    await wire.clear(wire.exchange, near, wire.box, far);
    await wire.box.ear.next('service', { channel, service: 'blocked' });
    wire.box.send({ do: 'service', channel, service: 'in-service' });
    await wire.box.ear.next('service', { channel, service: 'in-service' });
  });

  test('a restarted channel ends its call with cause 41 and is free again', async () => {
    const wire = get();
    const { near, far, incoming } = await wire.answered();
    const { channel } = incoming;
    wire.box.send({ do: 'restart', channel });
    await wire.box.ear.next('cleared', { seizure: far, cause: 41, by: 'network' });
    await wire.exchange.ear.next('cleared', { seizure: near });
    const next = wire.exchange.seizure();
    wire.exchange.send(dial(next, { timeslot: wire.box.lines.channels[channel]?.timeslot ?? 0 }));
    const { seizure } = await wire.box.ear.next('incoming', { channel });
    await wire.clear(wire.exchange, next, wire.box, seizure);
  });
}

/** Last of all: a loop takes the D-channel away as well. */
export function measurementContract(get: () => Wire): void {
  test('a bit test through the far end’s loop counts bits and no errors', async (context) => {
    const wire = having(get(), 'measurements', context);
    const { channel } = wire.box.bearer(30);
    wire.exchange.send({ do: 'loopback', span: 1, loopback: 'towards-line' });
    wire.box.send({ do: 'bit-test', channel, on: true });
    const found = await next(wire, (event) => event.event === 'bit-test' && event.inSync && event.bits > 0);
    expect(found).toMatchObject({ channel, ended: false });
    wire.box.send({ do: 'bit-test', channel, on: false });
    const last = await wire.box.ear.next('bit-test', { channel, ended: true });
    expect(last.errors).toBe(0);
    expect(last.bits).toBeGreaterThan(40_000);
    wire.exchange.send({ do: 'loopback', span: 1, loopback: 'off' });
    await callAgain(wire);
  });
}

/** The box's bit tests until one fits. */
async function next(wire: Wire, fits: (event: LineEvent) => boolean): Promise<LineEvent> {
  for (;;) {
    const event = await wire.box.ear.next('bit-test');
    if (fits(event)) return event;
  }
}

/** A call as soon as the D-channel carries one: what was lost in the loop may first take it down. */
async function callAgain(wire: Wire): Promise<void> {
  for (;;) {
    const near = wire.exchange.seizure();
    wire.exchange.send(dial(near));
    const cleared = wire.exchange.ear.next('cleared', { seizure: near });
    const first = await Promise.race([wire.box.ear.next('incoming'), cleared]);
    if (first.event === 'incoming') {
      wire.exchange.send({ do: 'clear', seizure: near, cause: 16 });
      await Promise.all([cleared, wire.box.ear.next('cleared', { seizure: first.seizure })]);
      return;
    }
    if (wire.exchange.lines.snapshot().spans[0]?.dChannel === 'down')
      await wire.exchange.ear.next('span', { dChannel: 'up' });
  }
}
