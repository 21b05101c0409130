/** What the ledger says of conversations that go on with others, are paused, are recorded on demand, and of messages. */
import { describe, expect, test } from 'vitest';
import type { Seizure } from '../../daemon/lines/lines.js';
import type { RecordingGapRow } from '../../daemon/terms/recordings.js';
import type { PersonRequest } from '../../daemon/terms/requests.js';
import { asked, conversationSite, drain, refusal, talking } from './conversations.js';
import { expectRest, Floor, menuNumber, siteOf } from './floor.js';

const agentId = '8001';
const colleague = { to: 'agent', agent: '8002' } as const;

function ledgerOf(floor: Floor) {
  const opened = floor.auditor.rows.flatMap((row) => (row.row === 'recording-open' ? [row.recording] : []));
  const closed = floor.auditor.rows.flatMap((row) => (row.row === 'recording-close' ? [row] : []));
  const gaps = new Map<string, RecordingGapRow>();
  for (const row of floor.auditor.rows) if (row.row === 'recording-gap') gaps.set(`${row.gap.fromAt}`, row.gap);
  const agents = floor.auditor.rows.flatMap((row) => (row.row === 'recording-agent' ? [row.agent.agent] : []));
  return { opened, closed, gaps: [...gaps.values()], agents };
}

type Script = (floor: Floor, caller: Seizure) => Promise<void>;

async function takenBy(floor: Floor, ask: PersonRequest, line: number): Promise<void> {
  await asked(floor, ask);
  floor.time.advance(3_000);
  floor.lines.lift(line);
  floor.time.advance(10_000);
}

/** REC-05: five ways in which a conversation goes on with somebody else. */
const scripts: Readonly<Record<string, Script>> = {
  'blind transfer to a colleague': async (floor) => {
    await takenBy(floor, { ask: 'transfer', agentId, target: colleague }, 2);
  },
  'consulted, toggled, completed': async (floor) => {
    await takenBy(floor, { ask: 'consult', agentId, target: colleague }, 2);
    await asked(floor, { ask: 'toggle', agentId });
    floor.time.advance(4_000);
    await asked(floor, { ask: 'toggle', agentId });
    await asked(floor, { ask: 'complete', agentId });
    floor.time.advance(10_000);
  },
  'conference from which the first agent leaves': async (floor) => {
    await takenBy(floor, { ask: 'consult', agentId, target: colleague }, 2);
    await asked(floor, { ask: 'conference', agentId });
    floor.time.advance(7_000);
    floor.lines.lay(1);
    floor.time.advance(10_000);
  },
  'held, retrieved, then to the queue': async (floor) => {
    await asked(floor, { ask: 'hold', agentId });
    floor.time.advance(12_000);
    await asked(floor, { ask: 'retrieve', agentId });
    floor.time.advance(2_000);
    await takenBy(floor, { ask: 'transfer', agentId, target: { to: 'queue', queue: 'sales' } }, 2);
  },
  'parked and picked up by another': async (floor) => {
    await asked(floor, { ask: 'park', agentId });
    floor.time.advance(8_000);
    await takenBy(floor, { ask: 'pick-up', agentId: '8002', slot: 701 }, 2);
  },
};

describe('through transfer, hold and conference', () => {
  test.each(Object.entries(scripts))('%s: one recording, one time line, as long as the talk', async (_, script) => {
    const { floor, caller } = talking(2);
    floor.time.advance(20_000);
    await script(floor, caller);
    floor.lines.hangUp(caller);
    floor.time.advance(100);
    const [cdr] = floor.cdrs;
    drain(floor);
    const { opened, closed, agents } = ledgerOf(floor);
    expect(floor.refusals).toEqual([]);
    expect(opened).toHaveLength(1);
    expect(closed).toMatchObject([{ state: 'complete', reason: null }]);
    expect(agents).toEqual(['8002']);
    const talkMs = (cdr?.endedAt ?? 0) - (cdr?.talkStartedAt ?? 0);
    const recordedMs = (closed[0]?.samples ?? 0) / 8;
    expect(talkMs).toBeGreaterThan(25_000);
    expect(Math.abs(recordedMs - talkMs), `${recordedMs} ms of ${talkMs} ms`).toBeLessThanOrEqual(1_000);
    expectRest(floor);
  });
});

describe('the keys', () => {
  test('pause is shown, told to the recorder, and ends with who pressed it', async () => {
    const { floor, caller, callId } = talking(2);
    const call = () => floor.runtime.snapshot().calls.find(({ id }) => id === callId);
    await asked(floor, { ask: 'recording-pause', agentId, callId, on: true });
    expect(call()).toMatchObject({ recording: true, recordingPaused: true });
    expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'pause-record', on: true });
    floor.time.advance(6_000);
    await takenBy(floor, { ask: 'transfer', agentId, target: colleague }, 2);
    expect(call()?.recordingPaused).toBeUndefined();
    const stranger = await refusal(floor, { ask: 'recording-pause', agentId, callId, on: true });
    expect(stranger.code).toBe('unknown-call');
    floor.lines.hangUp(caller);
    drain(floor);
    expect(ledgerOf(floor).gaps).toMatchObject([{ why: 'sensitive', by: agentId, endedBy: 'system' }]);
    expect(ledgerOf(floor).gaps.map(({ fromAt, toAt }) => (toAt ?? 0) - fromAt)).toEqual([6_000]);
    expectRest(floor);
  });

  test('a queue that records on demand records from key to key', async () => {
    const { floor, caller, callId } = talking(1, { site: conversationSite(1, siteOf(1, { recording: 'on-demand' })) });
    const call = () => floor.runtime.snapshot().calls.find(({ id }) => id === callId);
    expect(call()).toMatchObject({ recording: false, recordingOnDemand: true });
    floor.time.advance(5_000);
    await asked(floor, { ask: 'record', agentId, callId, on: true });
    expect(call()).toMatchObject({ recording: true });
    floor.time.advance(5_000);
    await asked(floor, { ask: 'record', agentId, callId, on: false });
    expect(call()).toMatchObject({ recordingPaused: true });
    floor.time.advance(5_000);
    floor.lines.hangUp(caller);
    drain(floor);
    const { opened, closed, gaps } = ledgerOf(floor);
    expect(opened).toMatchObject([{ state: 'none', reason: 'on-demand', path: '' }]);
    expect(closed).toMatchObject([{ state: 'complete', reason: null, samples: 80_000 }]);
    expect(gaps).toMatchObject([
      { by: '', why: 'on-demand' },
      { by: agentId, endedBy: 'system' },
    ]);
    expectRest(floor);
  });

  test('a queue that is not recorded by rule has a row for each call that says so', async () => {
    const site = conversationSite(1, siteOf(1, { recording: 'none-by-rule' }));
    const { floor, caller } = talking(1, { site });
    floor.lines.hangUp(caller);
    drain(floor);
    expect(floor.lines.commands.filter((command) => command.do === 'record')).toEqual([]);
    expect(ledgerOf(floor).closed).toMatchObject([{ state: 'none', reason: 'rule' }]);
    expectRest(floor);
  });
});

describe('a disk that fails in mid-call', () => {
  test('is an alarm; the call is recorded again when the disk is well', () => {
    const { floor, caller } = talking(1);
    floor.time.advance(10_000);
    floor.lines.media.disk = 'full';
    floor.lines.media.fail('disk-full');
    floor.time.advance(20_000);
    expect(floor.runtime.snapshot().alarms).toMatchObject([{ code: 'recording-failed', value: 2 }]);
    floor.lines.media.disk = 'well';
    floor.time.advance(30_000);
    floor.lines.hangUp(caller);
    floor.time.advance(1_000);
    expect(floor.runtime.snapshot().alarms).toEqual([]);
    const { closed } = ledgerOf(floor);
    expect(closed.map(({ state }) => state)).toEqual(['disk-full', 'disk-full', 'complete']);
    drain(floor);
    expectRest(floor);
  });

  test('that fills up is shown, and told to who places calls', () => {
    const floor = new Floor();
    const gib = 1024 ** 3;
    floor.runtime.looked({ totalBytes: 100 * gib, freeBytes: 15 * gib, bytesPerDay: gib });
    expect(floor.runtime.snapshot()).toMatchObject({
      storage: { state: 'warn', usedPercent: 85, daysLeft: 10, failures: 0 },
      alarms: [{ code: 'storage-low', value: 85, threshold: 80 }],
    });
    floor.runtime.looked({ totalBytes: 100 * gib, freeBytes: 60 * gib, bytesPerDay: gib });
    expect(floor.runtime.snapshot().alarms).toEqual([]);
    expectRest(floor);
  });
});

describe('voicemail (留言)', () => {
  function voicemailFloor(): Floor {
    const site = siteOf(1);
    const nodes = {
      speak: { block: 'voicemail', prompts: ['zh/all-busy'], queue: 'sales', maxMs: 60_000, next: 'bye' },
      bye: { block: 'hang-up', prompts: ['zh/hours'] },
    } as const;
    return new Floor({
      site: { ...site, flows: [site.flows[0] as (typeof site.flows)[0], { id: 'menu', start: 'speak', nodes }] },
    });
  }

  const played = (floor: Floor) =>
    floor.lines.commands
      .flatMap((command) => (command.do === 'play' ? command.sources : []))
      .map((source) => ('tone' in source ? source.tone : 'file'));

  test('is recorded after the beep until a key; the queue finds the caller among its call-backs', async () => {
    const floor = voicemailFloor();
    const caller = floor.lines.callIn(menuNumber, '13911112222') as Seizure;
    floor.time.advance(5_000);
    expect(played(floor)).toEqual(['file', 'beep']);
    expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'record' });
    floor.time.advance(9_000);
    floor.lines.press(caller, '#');
    floor.time.advance(5_000);
    const { opened, closed } = ledgerOf(floor);
    expect(opened).toMatchObject([{ kind: 'voicemail', queue: 'sales', number: '13911112222', agent: null }]);
    expect(closed).toMatchObject([{ state: 'complete' }]);
    expect((closed[0]?.samples ?? 0) / 8_000).toBeGreaterThan(9);
    expect(floor.queue.callBacksOpen).toBe(1);
    expect(floor.auditor.events.map(({ what }) => what)).toContain('voicemail');
    floor.ready('8001');
    await asked(floor, { ask: 'next-call-back', agentId });
    drain(floor);
    expectRest(floor);
  });

  test('ends with the longest time, or when the caller hangs up; who says nothing is not called back', () => {
    const floor = voicemailFloor();
    floor.lines.callIn(menuNumber, '13911112222');
    floor.time.advance(75_000);
    const early = floor.lines.callIn(menuNumber, '13933334444') as Seizure;
    floor.time.advance(2_800);
    floor.lines.hangUp(early);
    floor.time.advance(5_000);
    expect(ledgerOf(floor).closed.map(({ samples }) => (samples ?? 0) >= 8_000)).toEqual([true, false]);
    expect(floor.queue.callBacksOpen).toBe(1);
    drain(floor);
    expectRest(floor);
  });

  test('keys before the beep lead to it; a caller who hangs up in the prompt leaves nothing', () => {
    const floor = voicemailFloor();
    const caller = floor.lines.callIn(menuNumber, '13911112222') as Seizure;
    floor.time.advance(700);
    floor.lines.press(caller, '1');
    floor.time.advance(600);
    expect(played(floor)).toEqual(['file', 'beep']);
    floor.lines.hangUp(caller);
    const other = floor.lines.callIn(menuNumber, '13911112222') as Seizure;
    floor.time.advance(700);
    floor.lines.hangUp(other);
    drain(floor);
    expectRest(floor);
  });
});
