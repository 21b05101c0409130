import { expect, test } from 'vitest';
import { expectRest, salesNumber } from '../../test/simulation/floor.js';
import { SpanFloor, settle } from '../../test/simulation/span-desk.js';
import { type SpanSetup, spanBackWithinMs, usualSpanSetup } from '../terms/span-setup.js';
import type { DriverPort } from './ports.js';

const network: SpanSetup = { ...usualSpanSetup, side: 'network' };
const wanted = { by: 'tech', span: 1, setup: network, version: 1 };

test('an idle span is changed, watched, and the change is kept with its author', async () => {
  const desk = new SpanFloor();
  const { id } = await desk.changes.start(wanted);
  expect(desk.change(id)).toMatchObject({ state: 'applying', callsLeft: 0, before: usualSpanSetup, after: network });
  await desk.pass(1_000);
  expect(desk.change(id)).toMatchObject({ state: 'watching', endedAt: null });
  await desk.pass(5_000);
  expect(desk.change(id)).toMatchObject({ state: 'kept', problem: '', by: 'tech' });
  expect(desk.stored).toMatchObject([{ by: 'tech', change: 'spans', spans: [{ span: 1, side: 'network' }] }]);
  expect(desk.siteDesk.current.site.spans).toMatchObject([{ span: 1, name: 'E1-1', side: 'network', crc4: true }]);
  expect(desk.incidents).toContain('span-change-kept');
  expect(desk.keptChanges.get(id)?.state).toBe('kept');
  desk.floor.lines.callIn(salesNumber);
  expect(desk.floor.cdrs).toHaveLength(1);
});

test('it waits for the calls of its span, takes no new ones, and touches no other span', async () => {
  const desk = new SpanFloor();
  const call = desk.floor.lines.callIn(salesNumber, '13800138000', channelOn(desk, 1)) ?? 0;
  const other = desk.floor.lines.callIn(salesNumber, '13800138001', channelOn(desk, 2));
  const { id } = await desk.changes.start(wanted);
  await desk.pass(60_000);
  expect(desk.change(id)).toMatchObject({ state: 'draining', callsLeft: 1 });
  expect(desk.floor.runtime.snapshot().channels.filter(({ span, service }) => span === 2 && service)).toEqual([]);
  desk.floor.lines.hangUp(call);
  await desk.pass(5_000);
  expect(desk.change(id).state).toBe('kept');
  expect(desk.lines.calls(2)).toBe(1);
  expect(other).not.toBeNull();
  expect(desk.floor.lines.commands.filter(({ do: what }) => what === 'set-up-span')).toHaveLength(1);
});

test('a D-channel that is not back in 30 s takes the change back by itself', async () => {
  const desk = new SpanFloor({ far: { speaksLike: (_span: number, { side }: SpanSetup) => side === 'user' } });
  const { id } = await desk.changes.start(wanted);
  await desk.pass(1_000);
  expect(desk.change(id).backBy).toBeGreaterThan(desk.floor.time.nowMs() + spanBackWithinMs - 1_500);
  await desk.pass(spanBackWithinMs + 5_000);
  expect(desk.change(id)).toMatchObject({ state: 'rolled-back', problem: 'd-channel-not-back' });
  expect(desk.lines.span(1)?.dChannel).toBe('up');
  expect(desk.stored).toEqual([]);
  expect(desk.floor.lines.setups.get(1)).toEqual(usualSpanSetup);
});

test('cancelled while it waits nothing was changed; while it is watched it is taken back at once', async () => {
  const desk = new SpanFloor();
  const call = desk.floor.lines.callIn(salesNumber, '13800138000', channelOn(desk, 1)) ?? 0;
  const first = await desk.changes.start(wanted);
  desk.changes.cancel(first.id, 'boss');
  expect(desk.change(first.id)).toMatchObject({ state: 'refused', problem: 'cancelled' });
  await settle();
  expect(desk.floor.runtime.snapshot().channels.some(({ service }) => service !== undefined)).toBe(false);
  desk.floor.lines.hangUp(call);
  const second = await desk.changes.start(wanted);
  await desk.pass(500);
  desk.changes.cancel(second.id, 'boss');
  await desk.pass(500);
  expect(desk.change(second.id)).toMatchObject({ state: 'rolled-back', problem: 'cancelled' });
  expect(() => desk.changes.cancel(second.id, 'boss')).toThrow(/over/);
  expect(() => desk.changes.cancel('0'.repeat(26), 'boss')).toThrow(/no span change/);
});

test('"now" clears its calls', async () => {
  const desk = new SpanFloor();
  desk.floor.lines.callIn(salesNumber);
  const { id } = await desk.changes.start({ ...wanted, now: true });
  await desk.pass(4_000);
  expect(desk.change(id).state).toBe('kept');
  expect(desk.floor.cdrs[0]?.cause).toBe(41);
  expectRest(desk.floor);
});

test('what technicians had set on its channels is back afterwards, also what they set meanwhile', async () => {
  const desk = new SpanFloor();
  const { runtime } = desk.floor;
  await runtime.order({ ask: 'block', of: { channel: channelOn(desk, 1) }, by: 'tech' });
  const { id } = await desk.changes.start(wanted);
  await runtime.order({ ask: 'block', of: { channel: channelOn(desk, 1) + 1 }, by: 'other' });
  await desk.pass(5_000);
  expect(desk.change(id).state).toBe('kept');
  const blocked = runtime.snapshot().channels.filter(({ service }) => service !== undefined);
  expect(blocked.map(({ channel, service }) => [channel, service])).toEqual([
    [channelOn(desk, 1), 'blocked'],
    [channelOn(desk, 1) + 1, 'blocked'],
  ]);
});

test('of two technicians one wins and the other is told', async () => {
  const desk = new SpanFloor();
  desk.floor.lines.callIn(salesNumber);
  await desk.changes.start(wanted);
  await expect(desk.changes.start({ ...wanted, by: 'other' })).rejects.toMatchObject({
    code: 'not-now',
    message: expect.stringContaining('tech'),
  });
  await expect(desk.changes.start({ ...wanted, span: 2, version: 7 })).rejects.toMatchObject({ code: 'conflict' });
});

test('whoever changes the span in the site meanwhile wins, and the lines follow the site', async () => {
  const desk = new SpanFloor();
  const { id } = await desk.changes.start(wanted);
  const spans = [{ span: 1, name: 'Telecom', crc4: false }];
  await desk.siteDesk.change('admin', 1, { change: 'spans', spans });
  await desk.pass(6_000);
  expect(desk.change(id)).toMatchObject({ state: 'rolled-back', problem: 'site-changed' });
  expect(desk.siteDesk.current.site.spans).toEqual(spans);
});

test.each([
  ['an unknown span', { span: 7 }, 'not-found'],
  ['a second master of the clock', { span: 2, setup: { ...usualSpanSetup, clockPriority: 1 } }, 'bad-request'],
])('%s is refused', async (_what, more, code) => {
  const spans = [{ span: 1, name: 'Telecom', clockPriority: 1 }];
  const desk = new SpanFloor();
  await desk.siteDesk.change('admin', 1, { change: 'spans', spans });
  await expect(desk.changes.start({ ...wanted, version: 2, ...more })).rejects.toMatchObject({ code });
  expect(desk.changes.list()).toEqual([]);
});

test('only a name: stored at once, and the line does not notice', async () => {
  const desk = new SpanFloor();
  const { id } = await desk.changes.start({ ...wanted, setup: usualSpanSetup, name: 'Telecom' });
  expect(desk.change(id)).toMatchObject({ state: 'kept' });
  expect(desk.siteDesk.current.site.spans).toMatchObject([{ span: 1, name: 'Telecom' }]);
  expect(desk.floor.lines.commands.some(({ do: what }) => what === 'set-up-span')).toBe(false);
});

test('a card that refuses leaves everything as it was', async () => {
  const desk = new SpanFloor({ far: { refusesSetup: () => 'clock-refused' } });
  const { id } = await desk.changes.start(wanted);
  await desk.pass(1_000);
  expect(desk.change(id)).toMatchObject({ state: 'refused', problem: 'driver-refused' });
  expect(desk.lines.span(1)?.dChannel).toBe('up');
});

test('a real card’s driver is told first, and told back when the line does not come up', async () => {
  const told: string[] = [];
  const driver = teller(told);
  const far = { speaksLike: (_span: number, { side }: SpanSetup) => side === 'user' };
  const desk = new SpanFloor({ driver, far });
  await desk.changes.start(wanted);
  await desk.pass(spanBackWithinMs + 3_000);
  expect(told).toEqual(['1 network', '1 user']);
});

test.each([
  ['draining', 'refused', []],
  ['applying', 'rolled-back', ['1 user']],
  ['watching', 'rolled-back', ['1 user']],
  ['rolling-back', 'rolled-back', ['1 user']],
] as const)('a daemon that died while it was %s: %s', async (state, end, toldBack) => {
  const died = new SpanFloor();
  const { id } = await died.changes.start(wanted);
  const problem = state === 'rolling-back' ? 'daemon-restarted' : '';
  const row = { ...died.change(id), state, problem };
  died.changes.close();

  const told: string[] = [];
  const driver = teller(told);
  const desk = new SpanFloor({ driver });
  await desk.changes.resume([row]);
  await settle();
  expect(desk.change(id)).toMatchObject({ state: end, problem: 'daemon-restarted' });
  expect(told).toEqual(toldBack);
  await desk.pass(1_000);
  desk.floor.lines.callIn(salesNumber);
  expect(desk.floor.cdrs).toHaveLength(1);
});

test('one that died between the site and its own row was kept', async () => {
  const died = new SpanFloor();
  const { id } = await died.changes.start(wanted);
  const row = { ...died.change(id), state: 'watching' as const };
  const site = { ...died.siteDesk.current.site, spans: [{ span: 1, name: 'E1-1', side: 'network' as const }] };
  const desk = new SpanFloor({ site });
  await desk.changes.resume([row]);
  expect(desk.change(id)).toMatchObject({ state: 'kept', problem: '' });
});

function channelOn(desk: SpanFloor, span: number): number {
  const found = desk.floor.lines.channels.find((each) => each.span === span);
  if (found === undefined) throw new Error(`no span ${span}`);
  return found.channel;
}

function teller(told: string[]): DriverPort {
  return {
    apply: async (span, { side }) => {
      told.push(`${span} ${side}`);
      return '';
    },
  };
}

test('a box that is too busy to keep the span free says so, and leaves no change behind', async () => {
  const desk = new SpanFloor();
  desk.floor.runtime.stop();
  await expect(desk.changes.start(wanted)).rejects.toMatchObject({ code: 'not-now' });
  expect(desk.changes.list()).toMatchObject([{ state: 'refused', problem: 'driver-refused' }]);
  expect(desk.changes.isOpen(1)).toBe(false);
});

test('nothing is applied before the disk knows that it was begun', async () => {
  const desk = new SpanFloor();
  const waiting: (() => void)[] = [];
  const sent = () => desk.floor.lines.commands.filter(({ do: what }) => what === 'set-up-span').length;
  desk.settled = () => new Promise((resolve) => void waiting.push(resolve));
  const started = desk.changes.start(wanted);
  waiting.shift()?.(); // its row, before it is answered
  const { id } = await started;
  await desk.pass(1_000);
  expect(desk.keptChanges.get(id)?.state).toBe('applying');
  expect(sent()).toBe(0);
  waiting.shift()?.();
  await desk.pass(1_000);
  expect(sent()).toBe(1);
});
