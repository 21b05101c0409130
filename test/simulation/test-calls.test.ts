/** Technicians' test calls: out over a named timeslot, in on a span; nobody's figures know of them. */
import { describe, expect, test } from 'vitest';
import { heardMs, keysSent, maxKept, maxRingMs, maxWaitMs, toneMs } from '../../daemon/calls/test-calls/test-calls.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { TestCall } from '../../daemon/terms/diagnosis.js';
import { expectRest, Floor, salesNumber } from './floor.js';
import { trunkSite } from './trunk-site.js';

const by = 'tech';
const number = '13912345678';
const floorOf = () => new Floor({ site: trunkSite(), spans: 2 });
let lastId = 0;

interface Asked {
  readonly span?: number;
  readonly timeslot?: number | null;
  readonly direction?: 'in' | 'out';
  readonly number?: string;
  readonly id?: string;
}

/** The code of the refusal; null: it has begun. */
async function start(floor: Floor, asked: Asked = {}): Promise<string | null> {
  lastId += 1;
  const id = `01test${String(lastId).padStart(20, '0')}`;
  const usual = { ask: 'test-call', by, id, span: 1, timeslot: null, direction: 'out', number } as const;
  return floor.runtime.order({ ...usual, ...asked }).then(
    () => null,
    (error: { code: string }) => error.code,
  );
}

function latest(floor: Floor): TestCall {
  const [newest] = floor.runtime.testCalls();
  if (newest === undefined) throw new Error('there is no test call');
  return newest;
}

const end = (floor: Floor) => floor.runtime.order({ ask: 'end-test-call', by, id: latest(floor).id });
const dialled = (floor: Floor) => [...floor.lines.dialled.entries()].at(-1) ?? [0, null];
const level = (floor: Floor, seizure: Seizure, levelDbm0: number) =>
  floor.lines.inject({ event: 'level', seizure, levelDbm0, noiseDbm0: -62 });

test('out over a named timeslot: it is heard, recorded and hung up, and no agent hears of it', async () => {
  const floor = floorOf();
  floor.ready('8001');
  expect(await start(floor, { timeslot: 7 })).toBeNull();
  const [seizure, out] = dialled(floor);
  expect(out).toMatchObject({ channel: { name: 'E1-1:7' } });
  expect(latest(floor)).toMatchObject({ state: 'calling', timeslot: 7, answeredAfterMs: null });
  floor.lines.take(seizure);
  floor.lines.alertOut(seizure);
  floor.time.advance(2_000);
  floor.lines.answerOut(seizure);
  expect(floor.lines.listensFor(seizure)).toEqual(['level', 'progress']);
  level(floor, seizure, -12);
  floor.time.advance(toneMs + 100);
  for (const key of keysSent) floor.lines.press(seizure, key);
  expect(latest(floor)).toMatchObject({
    state: 'talking',
    answeredAfterMs: 2_000,
    levelDbm0: -12,
    noiseDbm0: -62,
    digits: keysSent,
  });
  expect(floor.auditor.recordings.size).toBe(1);
  floor.time.advance(heardMs);
  expect(latest(floor)).toMatchObject({ state: 'ended', endedBy: 'near-end', cause: 16, problem: '' });
  expect(floor.cdrs).toMatchObject([{ direction: 'test', calledNumber: number, queue: null, agent: null, cause: 16 }]);
  expect(floor.auditor.recordings.get(latest(floor).recordingId ?? '')?.state).toBe('complete');
  expect(floor.runtime.snapshot().calls).toEqual([]);
  expect(floor.runtime.snapshot().agents.find(({ id }) => id === '8001')?.state).toBe('ready');
  expectRest(floor);
});

test('the far end hangs up, and that is noticed; silence has a name', async () => {
  const floor = floorOf();
  await start(floor);
  const [seizure] = dialled(floor);
  floor.lines.take(seizure);
  floor.lines.answerOut(seizure);
  floor.lines.hangUp(seizure);
  expect(latest(floor)).toMatchObject({ state: 'ended', endedBy: 'far-end', problem: 'silence' });
  expectRest(floor);
});

test.each([
  ['refused by the network', 57, 'refused'],
  ['busy', 17, 'refused'],
])('%s', async (_, cause, problem) => {
  const floor = floorOf();
  await start(floor);
  floor.lines.refuseOut(dialled(floor)[0], cause);
  expect(latest(floor)).toMatchObject({ state: 'ended', cause, problem, answeredAfterMs: null });
  expectRest(floor);
});

test('nobody answers', async () => {
  const floor = floorOf();
  await start(floor);
  floor.lines.take(dialled(floor)[0]);
  floor.time.advance(maxRingMs);
  expect(latest(floor)).toMatchObject({ state: 'ended', problem: 'not-answered', cause: 19 });
  expectRest(floor);
});

test('the next call of the span is taken by the test, the one after by its flow', async () => {
  const floor = floorOf();
  expect(await start(floor, { direction: 'in', number: '' })).toBeNull();
  expect(latest(floor)).toMatchObject({ state: 'waiting', callId: null });
  const caller = floor.lines.callIn(salesNumber, '13800138000', 4) as Seizure;
  expect(latest(floor)).toMatchObject({ state: 'talking', callingNumber: '13800138000', number: salesNumber });
  expect(floor.runtime.snapshot().calls).toEqual([]);
  const other = floor.lines.callIn(salesNumber, '13800138001', 5) as Seizure;
  expect(floor.runtime.snapshot().calls).toHaveLength(1);
  floor.lines.hangUp(caller);
  expect(latest(floor)).toMatchObject({ state: 'ended', endedBy: 'far-end' });
  floor.lines.hangUp(other);
  expect(floor.cdrs.map(({ direction }) => direction).sort()).toEqual(['inbound', 'test']);
  expectRest(floor);
});

test('a test that waits for another timeslot, or in vain, takes nobody', async () => {
  const floor = floorOf();
  await start(floor, { direction: 'in', number: '', timeslot: 20 });
  const caller = floor.lines.callIn(salesNumber, '13800138000', 4) as Seizure;
  expect(floor.runtime.snapshot().calls).toHaveLength(1);
  floor.lines.hangUp(caller);
  floor.time.advance(maxWaitMs);
  expect(latest(floor)).toMatchObject({ state: 'ended', problem: 'nobody-called', callId: null });
  expectRest(floor);
});

test('it is ended by who began it; ending it again does nothing', async () => {
  const floor = floorOf();
  await start(floor);
  await end(floor);
  await end(floor);
  expect(latest(floor)).toMatchObject({ state: 'ended', endedBy: 'near-end' });
  await expect(floor.runtime.order({ ask: 'end-test-call', by, id: 'unknown' })).rejects.toMatchObject({
    code: 'not-found',
  });
  expectRest(floor);
});

describe('it is refused, and why', () => {
  test.each<[string, Asked, string]>([
    ['no such span', { span: 7 }, 'unknown-channel'],
    ['no such timeslot', { timeslot: 16 }, 'unknown-channel'],
    ['no number', { number: '' }, 'bad-request'],
    ['an emergency number', { number: '110' }, 'bad-request'],
  ])('%s', async (_, asked, code) => {
    expect(await start(floorOf(), asked)).toBe(code);
  });

  test('one is there already on that span; another span has its own', async () => {
    const floor = floorOf();
    await start(floor);
    expect(await start(floor)).toBe('not-now');
    expect(await start(floor, { span: 2 })).toBeNull();
  });

  test('the timeslot has a call, or is blocked', async () => {
    const floor = floorOf();
    floor.lines.callIn(salesNumber, '13800138000', 2);
    expect(await start(floor, { timeslot: 3 })).toBe('not-now');
    await floor.runtime.order({ ask: 'block', by, of: { span: 1 } });
    expect(await start(floor, { timeslot: null })).toBe('not-now');
  });

  test('the line is down', async () => {
    const floor = floorOf();
    floor.lines.span(1, 'down');
    expect(await start(floor)).toBe('not-now');
  });
});

test('events get lost: the end of a test call is found by the watchdog', async () => {
  const floor = floorOf();
  await start(floor);
  const [seizure] = dialled(floor);
  floor.lines.take(seizure);
  floor.lines.answerOut(seizure);
  floor.lines.loseOne();
  floor.lines.hangUp(seizure);
  floor.time.advance(15_000);
  expect(latest(floor).state).toBe('ended');
  expect(floor.incidentCodes).toContain('repair-seizure-gone');
  expect(floor.runtime.inProgress.legs).toBe(0);
});

test('the daemon ends in the middle of one', async () => {
  const floor = floorOf();
  await start(floor);
  floor.runtime.stop();
  expect(floor.cdrs).toMatchObject([{ direction: 'test', cause: 41 }]);
});

test('only the last ones are kept', async () => {
  const floor = floorOf();
  for (let n = 0; n < maxKept + 5; n++) {
    await start(floor);
    floor.lines.refuseOut(dialled(floor)[0], 17);
  }
  expect(floor.runtime.testCalls()).toHaveLength(maxKept);
});
