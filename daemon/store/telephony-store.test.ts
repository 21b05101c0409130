import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { ManualClock } from '../base/clock.js';
import type { CallRow, RecordingRow, RowChange } from '../terms/rows.js';
import type { StoreLocation } from './location.js';
import { openTelephonyReader, TelephonyStore } from './telephony-store.js';
import type { StoreTrouble } from './telephony-writer.js';

const t0 = 1_800_000_000_000;

function callRow(n: number, more: Partial<CallRow> = {}): CallRow {
  return {
    id: `01h${String(n).padStart(23, '0')}`,
    direction: 'inbound',
    callingNumber: '13800138000',
    presentation: 'allowed',
    calledNumber: '82881000',
    channel: 'E1-1:5',
    startedAt: t0 + n,
    answeredAt: null,
    queuedAt: null,
    talkStartedAt: null,
    endedAt: null,
    cause: null,
    endedBy: null,
    ending: null,
    disposition: null,
    agent: null,
    queue: null,
    flowPath: '',
    ...more,
  };
}

function recordingRow(n: number, callId: string, more: Partial<RecordingRow> = {}): RecordingRow {
  return {
    id: `01r${String(n).padStart(23, '0')}`,
    callId,
    path: `2027/01/15/01r${n}.wav`,
    agent: '1001',
    startedAt: t0,
    endedAt: null,
    state: 'recording',
    samples: null,
    kind: 'call',
    reason: null,
    direction: 'inbound',
    number: '13800001111',
    queue: null,
    campaign: null,
    result: null,
    lengthMs: null,
    bytes: null,
    sha256: null,
    checkedAt: null,
    heldUntil: null,
    encryptedWith: null,
    heldBy: null,
    heldReason: null,
    deletedAt: null,
    ...more,
  };
}

describeOnBothDatabases('the telephony store', (emptyPlace) => {
  let place: StoreLocation;
  let store: TelephonyStore;
  let troubles: StoreTrouble[];
  const clock = new ManualClock(t0);
  const open = (): Promise<TelephonyStore> =>
    TelephonyStore.open(place, { clock, onTrouble: (trouble) => troubles.push(trouble) });

  beforeEach(async () => {
    troubles = [];
    place = await emptyPlace();
    store = await open();
  });
  afterEach(() => store.close());

  async function write(...changes: RowChange[]): Promise<void> {
    store.writer.apply(changes);
    await store.writer.flush();
  }

  test('a call is read as it was written, with its changes, numbers as numbers', async () => {
    const call = callRow(1);
    const changed = {
      answeredAt: t0 + 5,
      endedAt: t0 + 60_000,
      cause: 16,
      endedBy: 'agent',
      ending: 'completed',
      disposition: 'resolved',
      agent: '1001',
      queue: 'service',
      flowPath: '1',
    } as const;
    await write(
      { row: 'call-open', call },
      { row: 'call-event', event: { callId: call.id, seq: 1, at: t0, what: 'started', agent: null, detail: '{}' } },
      { row: 'call-change', id: call.id, change: changed },
    );
    expect(await store.reader.call(call.id)).toEqual({ ...call, ...changed, recorded: false });
    expect(await store.reader.eventsOfCall(call.id)).toEqual([
      { callId: call.id, seq: 1, at: t0, what: 'started', agent: null, detail: '{}' },
    ]);
    expect(await store.reader.call('nobody')).toBeNull();
    expect(troubles).toEqual([]);
  });

  test('pages of calls are newest first and continue at a key', async () => {
    await write(
      ...Array.from({ length: 25 }, (_, n): RowChange => {
        return {
          row: 'call-open',
          call: callRow(n, { agent: n % 2 ? '1001' : '1002', callingNumber: `1390${n % 3}` }),
        };
      }),
    );
    const first = await store.reader.calls({ limit: 10 });
    expect(first.map((call) => call.startedAt - t0)).toEqual([24, 23, 22, 21, 20, 19, 18, 17, 16, 15]);
    const second = await store.reader.calls({ limit: 10, before: first.at(-1)?.id ?? '' });
    expect(second.map((call) => call.startedAt - t0)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
    const own = await store.reader.calls({ limit: 3, agent: '1001' });
    expect(own.map((call) => call.startedAt - t0)).toEqual([23, 21, 19]);
    expect((await store.reader.callsFrom('13901')).map((call) => call.startedAt - t0)).toEqual([
      22, 19, 16, 13, 10, 7, 4, 1,
    ]);
    expect(await store.reader.calls({ limit: 1_000_000 })).toHaveLength(25);
    expect(await store.reader.calls({ limit: -1 })).toHaveLength(1);
  });

  test('hostile text is stored and searched as text', async () => {
    const callingNumber = "1'; DROP TABLE calls; -- \u{1F4DE}";
    await write({ row: 'call-open', call: callRow(1, { callingNumber }) });
    expect((await store.reader.callsFrom(callingNumber)).map((call) => call.callingNumber)).toEqual([callingNumber]);
    expect(await store.reader.callsFrom("' OR 1=1 --")).toEqual([]);
    await write({ row: 'call-open', call: callRow(2, { callingNumber: '1\u00002' }) });
    expect(await store.reader.callsFrom('1\uFFFD2')).toHaveLength(1);
  });

  test('a recording is opened and closed, and its call is marked', async () => {
    const call = callRow(1);
    const recording = recordingRow(1, call.id);
    await write({ row: 'call-open', call }, { row: 'recording-open', recording });
    expect(await store.reader.recordingOfCall(call.id)).toEqual(recording);
    expect((await store.reader.call(call.id))?.recorded).toBe(true);
    const end = { endedAt: t0 + 9, state: 'complete', samples: 72 } as const;
    await write({ row: 'recording-close', id: recording.id, ...end });
    expect(await store.reader.recordingOfCall(call.id)).toEqual({ ...recording, ...end, lengthMs: 9 });
    expect(await store.reader.recordingOfCall('nobody')).toBeNull();
  });

  test("an agent's day has no gap and no overlap, however its rows are told", async () => {
    const row = (state: 'ready' | 'ringing' | 'talking', startedAt: number, endedAt: number | null): RowChange => ({
      row: 'agent-state',
      state: { agent: '1001', state, reason: null, callId: null, startedAt, endedAt },
    });
    await write(row('ready', t0, null), row('ringing', t0 + 10, null)); // the next one ends the last
    await write(row('ringing', t0 + 10, t0 + 20), row('talking', t0 + 20, null)); // or the end is told
    const day = await store.reader.agentStates('1001', t0, t0 + 1000);
    expect(day.map(({ state, startedAt, endedAt }) => [state, startedAt - t0, endedAt && endedAt - t0])).toEqual([
      ['ready', 0, 10],
      ['ringing', 10, 20],
      ['talking', 20, null],
    ]);
  });

  test('incidents are newest first and continue at a key', async () => {
    await write(
      ...[1, 2, 3].map((n): RowChange => ({ row: 'incident', incident: { at: t0 + n, code: `c${n}`, detail: '{}' } })),
    );
    const page = await store.reader.incidents({ limit: 2 });
    expect(page.map(({ at, code }) => [at - t0, code])).toEqual([[3, 'c3'], [2, 'c2']]); // biome-ignore format: rows
    expect((await store.reader.incidents({ limit: 2, before: page[1]?.id ?? 0 })).map(({ code }) => code)).toEqual([
      'c1',
    ]);
  });

  test('the same batch twice is the same as once', async () => {
    const call = callRow(1);
    const batch: RowChange[] = [
      { row: 'call-open', call },
      { row: 'call-event', event: { callId: call.id, seq: 1, at: t0, what: 'started', agent: null, detail: '{}' } },
      { row: 'recording-open', recording: recordingRow(1, call.id) },
      { row: 'call-change', id: call.id, change: { answeredAt: t0 + 1 } },
    ];
    await write(...batch, ...batch);
    expect(await store.reader.calls({ limit: 10 })).toEqual([{ ...call, answeredAt: t0 + 1, recorded: true }]);
    expect(troubles).toEqual([]);
  });

  test('a row the database refuses is told and left out; its neighbours are stored', async () => {
    await write(
      { row: 'call-open', call: callRow(1) },
      { row: 'call-event', event: { callId: 'nobody', seq: 1, at: t0, what: 'started', agent: null, detail: '{}' } },
      { row: 'call-change', id: 'nobody', change: { cause: 16 } },
      { row: 'call-open', call: callRow(2) },
    );
    expect(await store.reader.calls({ limit: 10 })).toHaveLength(2);
    expect(troubles.map(({ code, detail }) => [code, detail.row])).toEqual([
      ['row-refused', 'call-event'],
      ['row-refused', 'call-change'],
    ]);
    await store.writer.flush();
    expect((await store.reader.incidents({ limit: 10 })).map(({ code }) => code)).toEqual([
      'row-refused',
      'row-refused',
    ]);
    expect(store.writer.state()).toEqual({ degraded: false, queued: 0, lost: 2 });
  });

  test('what was written is there after the store was closed and opened again', async () => {
    await write({ row: 'call-open', call: callRow(1) });
    await store.close();
    store = await open();
    expect(await store.reader.calls({ limit: 10 })).toHaveLength(1);
  });

  test('the web process reads what the daemon writes, and a database the daemon has closed', async () => {
    const reader = openTelephonyReader(place, clock);
    await write({ row: 'call-open', call: callRow(1) });
    expect(await reader.calls({ limit: 10 })).toHaveLength(1);
    await write({ row: 'call-open', call: callRow(2) });
    expect(await reader.calls({ limit: 10 })).toHaveLength(2);
    await reader.close();
    await store.close();
    const later = openTelephonyReader(place, clock);
    expect(await later.calls({ limit: 10 })).toHaveLength(2);
    store = await open(); // the writer comes back while a reader has the files open
    await write({ row: 'call-open', call: callRow(3) });
    expect(await later.calls({ limit: 10 })).toHaveLength(3);
    await later.close();
  });

  test('100 changes together are one transaction and cost less than one by one', async () => {
    const opened = (n: number): RowChange => ({ row: 'call-open', call: callRow(n) });
    const took = async (work: () => Promise<void>): Promise<number> => {
      const begin = process.hrtime.bigint();
      await work();
      return Number(process.hrtime.bigint() - begin) / 1e6;
    };
    await write(opened(1000)); // connect and prepare
    const alone = await took(async () => {
      for (let n = 0; n < 100; n++) await write(opened(n));
    });
    const batch = (from: number) => took(() => write(...Array.from({ length: 100 }, (_, n) => opened(from + n))));
    // The shortest of three: what else the machine does may make one longer, and nothing shorter.
    const together = Math.min(await batch(100), await batch(200), await batch(300));
    console.log(`100 changes: together ${together.toFixed(1)} ms, one by one ${alone.toFixed(1)} ms`);
    expect(await store.reader.calls({ limit: 200 })).toHaveLength(200);
    expect(together).toBeLessThan(alone);
  });

  test('a daemon that was killed: its open rows are closed at the last thing known of them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
    try {
      const [waiting, talking, done] = [callRow(1), callRow(2), callRow(3, { endedAt: t0 + 7, cause: 16 })];
      const event = (callId: string, seq: number, at: number): RowChange => {
        return { row: 'call-event', event: { callId, seq, at, what: 'queued', agent: null, detail: '{}' } };
      };
      await write(
        { row: 'call-open', call: waiting },
        event(waiting.id, 1, t0 + 1),
        event(waiting.id, 2, t0 + 900),
        { row: 'call-open', call: { ...talking, talkStartedAt: t0 + 1000 } },
        { row: 'recording-open', recording: recordingRow(1, talking.id, { path: 'a.wav', startedAt: t0 + 1000 }) },
        { row: 'recording-open', recording: recordingRow(2, talking.id, { path: 'gone.wav', startedAt: t0 + 1000 }) },
        { row: 'call-open', call: done },
        {
          row: 'agent-state',
          state: {
            agent: '1001',
            state: 'talking',
            reason: null,
            callId: talking.id,
            startedAt: t0 + 1000,
            endedAt: null,
          },
        },
      );
      // 3.5 s of sound, though the header, written earlier, says less.
      writeFileSync(join(folder, 'a.wav'), wavFile(1000, 28_000));
      mkdirSync(join(folder, 'unrelated'));

      expect(await store.closeInterrupted(folder, t0 + 60_000)).toMatchObject({
        calls: 2,
        recordings: 2,
        agentStates: 1,
      });

      const end = { cause: 41, endedBy: 'system', ending: 'interrupted' };
      expect(await store.reader.call(waiting.id)).toMatchObject({ ...end, endedAt: t0 + 900 });
      expect(await store.reader.call(talking.id)).toMatchObject({ ...end, endedAt: t0 + 4500 });
      expect(await store.reader.call(done.id)).toMatchObject({ endedAt: t0 + 7, cause: 16, ending: null });
      expect((await store.reader.eventsOfCall(waiting.id)).at(-1)).toMatchObject({
        seq: 3,
        at: t0 + 900,
        what: 'ended',
      });
      expect(await store.reader.recordingOfCall(talking.id)).toMatchObject({
        state: 'interrupted',
        endedAt: t0 + 4500,
        samples: 28_000,
      });
      const [state] = await store.reader.agentStates('1001', t0, t0 + 60_000);
      expect(state?.endedAt).toBe(t0 + 4500);
      expect(await store.closeInterrupted(folder, t0 + 60_001)).toEqual({
        calls: 0,
        recordings: 0,
        agentStates: 0,
        legs: 0,
        visits: 0,
        alarms: 0,
        attempts: 0,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the next daemon learns what agents did last and what was counted today', async () => {
    const state = (agent: string, state: 'ready' | 'not-ready' | 'talking', n: number): RowChange => ({
      row: 'agent-state',
      state: {
        agent,
        state,
        reason: state === 'not-ready' ? 'meal' : null,
        callId: null,
        startedAt: t0 + n,
        endedAt: null,
      },
    });
    const talked = { agent: '1001', queue: 'service', talkStartedAt: t0 + 50 };
    await write(
      state('1001', 'ready', 1),
      state('1001', 'talking', 5),
      state('1001', 'not-ready', 5), // in the same millisecond
      state('1002', 'ready', 2),
      { row: 'call-open', call: callRow(0, talked) }, // yesterday
      { row: 'call-open', call: callRow(10, talked) },
      { row: 'call-open', call: callRow(11, talked) },
      { row: 'call-open', call: callRow(14, { ...talked, direction: 'outbound', queue: null }) },
      { row: 'call-open', call: callRow(12, { queue: 'service', ending: 'abandoned', endedAt: t0 + 60 }) },
      { row: 'call-open', call: callRow(13) },
    );
    await store.closeInterrupted('', t0 + 100);
    expect(await store.lastRun(['1001', '1002', '1003'], t0 + 5)).toEqual({
      agents: [
        { agentId: '1001', state: 'not-ready', reason: 'meal' },
        { agentId: '1002', state: 'ready', reason: null },
      ],
      channels: [],
      today: {
        agents: [{ agentId: '1001', answered: 2 }],
        queues: [{ queueId: 'service', answered: 2, abandoned: 1 }],
        visits: [],
        times: expect.any(Array),
        work: [],
        notReady: [{ agentId: '1001', times: 1 }],
      },
      callBacks: [],
    });
  });

  test('what a technician sets on a channel replaces what was set before, and the next daemon gets it', async () => {
    const setting = {
      channel: 'E1-1:5',
      service: 'blocked',
      receiveDb: -3.5,
      sendDb: 0,
      echoTaps: 128,
      hangupTone: null,
      changedAt: t0,
      changedBy: 'tech',
    } as const;
    const tone = JSON.stringify({ frequencyHz: 450, onMs: 350, offMs: 350, levelDbm0: -12 });
    const line = { ...setting, channel: 'L9', receiveDb: null, sendDb: null, echoTaps: null, hangupTone: tone };
    await write(
      { row: 'channel-setting', setting },
      { row: 'channel-setting', setting: line },
      { row: 'channel-setting', setting: { ...setting, service: 'in-service', changedAt: t0 + 1, changedBy: 'boss' } },
    );
    expect((await store.lastRun([], t0)).channels).toEqual([
      { ...setting, service: 'in-service', changedAt: t0 + 1, changedBy: 'boss' },
      line,
    ]);
  });

  test('a clock set back does not end anything before it began', async () => {
    await write({ row: 'call-open', call: callRow(1) });
    await store.closeInterrupted('', t0 - 3_600_000);
    expect(await store.lastSignOfLife()).toBeGreaterThanOrEqual(t0);
    expect((await store.reader.calls({ limit: 1 }))[0]?.endedAt).toBe(t0 + 1);
  });
});

/** A stereo A-law WAV whose header tells `told` samples and whose data hold `samples`. */
function wavFile(told: number, samples: number): Buffer {
  const head = Buffer.alloc(58);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(50 + told * 2, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(18, 16);
  head.write('fact', 38, 'latin1');
  head.writeUInt32LE(4, 42);
  head.writeUInt32LE(told, 46);
  head.write('data', 50, 'latin1');
  head.writeUInt32LE(told * 2, 54);
  return Buffer.concat([head, Buffer.alloc(samples * 2, 0xd5)]);
}
