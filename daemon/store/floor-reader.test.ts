/** Questions that pages ask, on both databases. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { ManualClock } from '../base/clock.js';
import type { AgentState } from '../terms/agents.js';
import type { CallRow, LegRow, RowChange } from '../terms/rows.js';
import { TelephonyStore } from './telephony-store.js';

const t0 = 1_800_000_000_000;
const idOf = (n: number): string => `01h${String(n).padStart(23, '0')}`;

function call(n: number, more: Partial<CallRow> = {}): RowChange {
  const row: CallRow = {
    id: idOf(n),
    direction: 'inbound',
    callingNumber: '13900000001',
    presentation: 'allowed',
    calledNumber: '02160001000',
    channel: 'E1-1:5',
    startedAt: t0 + n,
    answeredAt: null,
    queuedAt: null,
    talkStartedAt: null,
    endedAt: t0 + n + 100,
    cause: 16,
    endedBy: 'caller',
    ending: 'abandoned',
    disposition: null,
    agent: null,
    queue: 'sales',
    flowPath: '',
    ...more,
  };
  return { row: 'call-open', call: row };
}

function leg(n: number, place: number, more: Partial<LegRow>): RowChange {
  const row: LegRow = {
    callId: idOf(n),
    leg: place,
    role: 'agent',
    purpose: 'queue',
    agent: '8001',
    number: '',
    channel: 'L1',
    startedAt: t0 + n,
    answeredAt: null,
    endedAt: t0 + n + 10,
    cause: 19,
    ...more,
  };
  return { row: 'leg', leg: row };
}

describeOnBothDatabases('what pages ask of the floor', (emptyPlace) => {
  let store: TelephonyStore;
  beforeEach(async () => {
    store = await TelephonyStore.open(await emptyPlace(), { clock: new ManualClock(t0), onTrouble: () => {} });
  });
  afterEach(() => store.close());

  async function write(...changes: RowChange[]): Promise<void> {
    store.writer.apply(changes);
    await store.writer.flush();
    expect(store.writer.state().lost).toBe(0);
  }

  test('who gave up: each number once, with how often, and whether somebody has talked to it since', async () => {
    const talked = { ending: 'completed', agent: '8001' } as const;
    await write(
      call(1),
      call(2),
      call(3, { callingNumber: '13900000002' }),
      call(4, { callingNumber: '' }), // nobody can call it back
      call(5, { callingNumber: '13900000003' }),
      call(6, { ...talked, callingNumber: '13900000003', talkStartedAt: t0 + 60 }),
      call(7, {
        ...talked,
        direction: 'outbound',
        callingNumber: '021',
        calledNumber: '13900000002',
        talkStartedAt: t0 + 70,
      }),
      call(8, { ...talked, talkStartedAt: t0 + 1 }), // before it gave up for the last time
      call(9, { callingNumber: '13900000004', direction: 'outbound' }),
    );
    const { floor } = store.reader;
    const found = (await floor.abandoned(t0, t0 + 100)).map(({ number, at, times, reachedAt }) => [
      number,
      at - t0,
      times,
      reachedAt && reachedAt - t0,
    ]);
    expect(found).toEqual([
      ['13900000003', 5, 1, 60],
      ['13900000002', 3, 1, 70],
      ['13900000001', 2, 2, null],
    ]);
    expect(await floor.abandoned(t0 + 6, t0 + 100)).toEqual([]);
  });

  test("an agent's strip of the day has what began before it, and no gap", async () => {
    const state = (name: AgentState, from: number, to: number | null): RowChange => ({
      row: 'agent-state',
      state: {
        agent: '8001',
        state: name,
        reason: null,
        callId: null,
        startedAt: t0 + from,
        endedAt: to === null ? null : t0 + to,
      },
    });
    await write(
      state('signed-out', -90, -50),
      state('ready', -50, 10),
      state('talking', 10, 30),
      state('wrap-up', 30, null),
    );
    const strip = await store.reader.floor.agentStates('8001', t0, t0 + 20);
    expect(strip.map((row) => [row.state, row.startedAt - t0])).toEqual([['ready', -50], ['talking', 10]]); // biome-ignore format: rows
    expect(await store.reader.floor.agentStates('8001', t0 + 40, t0 + 50)).toHaveLength(1);
  });

  test('offers that an agent missed: not those he took in the end', async () => {
    const taken = { ending: 'completed', agent: '8001', talkStartedAt: t0 } as const;
    await write(
      call(1),
      leg(1, 1, {}),
      call(2, taken),
      leg(2, 1, {}),
      leg(2, 2, { answeredAt: t0 + 5 }),
      call(3, { ...taken, agent: '8002' }),
      leg(3, 1, {}),
      leg(3, 2, { agent: '8002', answeredAt: t0 + 5 }),
    );
    const missed = await store.reader.floor.missedOffers('8001', t0);
    expect(missed.map(({ leg: { callId }, takenBy }) => [callId, takenBy])).toEqual([[idOf(3), '8002'], [idOf(1), null]]); // biome-ignore format: rows
    expect(await store.reader.floor.talkedIn(idOf(2), '8001')).toBe(true);
    expect(await store.reader.floor.talkedIn(idOf(3), '8001')).toBe(false);
  });

  test('a list of calls: who talked in them, whoever has them now; number, ending, direction, days', async () => {
    await write(
      call(1, { agent: '8002', ending: 'completed' }),
      leg(1, 1, { answeredAt: t0 }), // 8001 transferred it
      call(2, { agent: '8001', ending: 'completed', direction: 'outbound', calledNumber: '13911112222' }),
      call(3, { callingNumber: '100%_1' }),
    );
    const ids = async (query: Parameters<typeof store.reader.calls>[0]) =>
      (await store.reader.calls(query)).map(({ id }) => id);
    expect(await ids({ limit: 9, agent: '8001' })).toEqual([idOf(2), idOf(1)]);
    expect(await ids({ limit: 9, agent: '8002' })).toEqual([idOf(1)]);
    expect(await ids({ limit: 9, number: '1111' })).toEqual([idOf(2)]);
    expect(await ids({ limit: 9, number: '%_' })).toEqual([idOf(3)]);
    expect(await ids({ limit: 9, ending: 'abandoned' })).toEqual([idOf(3)]);
    expect(await ids({ limit: 9, direction: 'outbound' })).toEqual([idOf(2)]);
    expect(await ids({ limit: 9, fromMs: t0 + 2, toMs: t0 + 3 })).toEqual([idOf(2)]);
    expect(await ids({ limit: 9, agent: '8001', before: idOf(2) })).toEqual([idOf(1)]);
  });
});
