import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { ManualClock } from '../base/clock.js';
import type { AgentState } from '../terms/agents.js';
import type {
  AlarmRow,
  CallBackRow,
  CallDataRow,
  CallRow,
  LegRow,
  QueueVisitRow,
  RatingRow,
  RowChange,
  SupervisionRow,
} from '../terms/rows.js';
import { TelephonyStore } from './telephony-store.js';
import type { StoreTrouble } from './telephony-writer.js';

const t0 = 1_800_000_000_000;
const idOf = (n: number): string => `01h${String(n).padStart(23, '0')}`;

function callRow(n: number, more: Partial<CallRow>): CallRow {
  return {
    id: idOf(n),
    direction: 'inbound',
    callingNumber: '',
    presentation: 'allowed',
    calledNumber: '82881000',
    channel: 'E1-1:5',
    startedAt: t0,
    answeredAt: null,
    queuedAt: null,
    talkStartedAt: null,
    endedAt: t0 + 60_000,
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

const leg: LegRow = {
  callId: idOf(1),
  leg: 1,
  role: 'agent',
  purpose: 'consult',
  agent: '8001',
  number: '',
  channel: 'L1',
  startedAt: t0,
  answeredAt: null,
  endedAt: null,
  cause: null,
};
const visit: QueueVisitRow = {
  callId: idOf(1),
  visit: 1,
  queue: 'sales',
  enteredAt: t0,
  leftAt: null,
  how: null,
  agent: null,
};
const data: CallDataRow = { callId: idOf(1), section: '订单', key: 'No', value: '0042', at: t0, by: 'flow' };
const callBack: CallBackRow = {
  id: idOf(7),
  number: '13800138000',
  queue: 'sales',
  callId: idOf(1),
  at: t0,
  points: 12.5,
  state: 'open',
  agent: null,
  tries: 0,
};
const rating: RatingRow = { callId: idOf(1), agent: '8001', queue: 'sales', at: t0, result: '1' };
const alarm: AlarmRow = {
  id: idOf(9),
  code: 'queue-service-level',
  about: 'sales',
  value: 71.5,
  threshold: 80,
  onAt: t0,
  offAt: null,
};
const supervision: SupervisionRow = { at: t0, by: 'lead', what: 'listen', agent: '8001', callId: null, reason: '' };

describeOnBothDatabases('rows of the floor', (emptyPlace) => {
  let store: TelephonyStore;
  let troubles: StoreTrouble[];
  beforeEach(async () => {
    troubles = [];
    const options = { clock: new ManualClock(t0), onTrouble: (trouble: StoreTrouble) => troubles.push(trouble) };
    store = await TelephonyStore.open(await emptyPlace(), options);
  });
  afterEach(() => store.close());

  async function write(...changes: RowChange[]): Promise<void> {
    store.writer.apply(changes);
    await store.writer.flush();
  }

  test('are taken without their call, and twice is the same as once', async () => {
    const batch: RowChange[] = [
      { row: 'leg', leg },
      { row: 'leg', leg: { ...leg, answeredAt: t0 + 5, endedAt: t0 + 9, cause: 16 } },
      { row: 'queue-visit', visit },
      { row: 'queue-visit', visit: { ...visit, leftAt: t0 + 8, how: 'answered', agent: '8001' } },
      { row: 'call-data', data },
      { row: 'call-data', data: { ...data, value: null, at: t0 + 1, by: '8001' } },
      { row: 'call-back', callBack },
      { row: 'call-back', callBack: { ...callBack, state: 'done', agent: '8001', tries: 2 } },
      { row: 'rating', rating },
      { row: 'alarm', alarm },
      { row: 'alarm', alarm: { ...alarm, offAt: t0 + 60_000 } },
      { row: 'supervision', supervision },
      { row: 'supervision', supervision: { ...supervision, what: 'barge', callId: idOf(1) } },
    ];
    await write(...batch, ...batch);
    expect(troubles).toEqual([]);
    expect(store.writer.state().lost).toBe(0);
    const { floor, history } = store.reader;
    expect(await floor.legsOf(idOf(1))).toEqual([{ ...leg, answeredAt: t0 + 5, endedAt: t0 + 9, cause: 16 }]);
    expect(await history.queueVisits(t0, t0 + 1)).toEqual([
      { ...visit, leftAt: t0 + 8, how: 'answered', agent: '8001' },
    ]);
    expect(await floor.dataOf(idOf(1))).toEqual([]); // taken away
    expect(await floor.openCallBacks()).toEqual([]);
    expect(await history.ratingCounts(t0, t0 + 1)).toEqual([{ agent: '8001', result: '1', count: 1 }]);
    expect(await history.ratingsOf('8001', t0, t0 + 1)).toEqual([rating]);
    expect(await floor.alarms(t0, t0 + 1)).toEqual([{ ...alarm, offAt: t0 + 60_000 }]);
    expect(await floor.supervisions(t0, t0 + 1)).toEqual([
      { ...supervision, what: 'barge', callId: idOf(1) },
      supervision,
    ]);
  });

  test('fractions, hostile text and the longest value come back as they were', async () => {
    const value = "'; DROP TABLE call_data; -- \u{1F4DE}".padEnd(8_192, '长');
    await write(
      { row: 'call-data', data: { ...data, value } },
      { row: 'call-data', data: { ...data, key: 'Other', value: 'a\0b' } },
      { row: 'call-back', callBack },
    );
    const { floor } = store.reader;
    expect((await floor.dataOf(idOf(1))).map((each) => each.value)).toEqual([value, 'a\uFFFDb']);
    expect(await floor.openCallBacks()).toEqual([callBack]);
  });

  test('what a killed daemon left open ends with its call, or at the last sign of life', async () => {
    const call = callRow(1, { endedAt: null, callingNumber: '1', talkStartedAt: t0 + 700 });
    await write(
      { row: 'call-open', call },
      { row: 'leg', leg },
      { row: 'leg', leg: { ...leg, leg: 2, endedAt: t0 + 3, cause: 17 } },
      { row: 'queue-visit', visit },
      { row: 'leg', leg: { ...leg, callId: idOf(2) } }, // its call's row was refused
      { row: 'alarm', alarm },
      { row: 'call-back', callBack: { ...callBack, state: 'taken', agent: '8001', tries: 1 } },
      { row: 'incident', incident: { at: t0 + 900, code: 'x', detail: '{}' } },
    );
    const closed = await store.closeInterrupted('', t0 + 60_000);
    expect(closed).toMatchObject({ calls: 1, legs: 2, visits: 1, alarms: 1 });
    const { floor, history } = store.reader;
    expect((await floor.legsOf(idOf(1))).map(({ endedAt, cause }) => [endedAt, cause])).toEqual([
      [t0 + 700, 41],
      [t0 + 3, 17],
    ]);
    expect((await floor.legsOf(idOf(2)))[0]?.endedAt).toBe(t0 + 900);
    expect((await history.queueVisits(t0, t0 + 1))[0]).toMatchObject({ leftAt: t0 + 700, how: 'overflowed' });
    expect((await floor.alarms(t0, t0 + 1))[0]?.offAt).toBe(t0 + 900);
    expect(await floor.openCallBacks()).toEqual([{ ...callBack, tries: 1 }]);
  });

  test('the next daemon counts the day on: stays in queues, times of agents, who is to be called back', async () => {
    const state = (agent: string, name: AgentState, from: number, to: number): RowChange => ({
      row: 'agent-state',
      state: { agent, state: name, reason: null, callId: null, startedAt: t0 + from, endedAt: t0 + to },
    });
    await write(
      { row: 'queue-visit', visit: { ...visit, callId: idOf(0), enteredAt: t0 - 1, leftAt: t0 + 1, how: 'answered' } },
      { row: 'queue-visit', visit: { ...visit, leftAt: t0 + 5, how: 'abandoned' } },
      { row: 'queue-visit', visit: { ...visit, visit: 2, enteredAt: t0 + 5, queue: 'service' } },
      state('8001', 'signed-out', -90_000, -50_000),
      state('8001', 'ready', -50_000, 10_000), // over midnight
      state('8001', 'talking', 10_000, 25_000),
      state('8001', 'ready', 25_000, 26_000),
      { row: 'queue-visit', visit: { ...visit, callId: idOf(2), leftAt: t0 + 40_000, how: 'answered', agent: '8003' } },
      ...[
        ['not-ready', 'just-signed-in', null, 30_000, 31_000] as const,
        ['not-ready', 'meal', null, 31_000, 35_000] as const,
        ['dialling', null, null, 35_000, 36_000] as const,
        ['not-ready', 'meal', null, 36_000, 38_000] as const, // again, after his own call
        ['ringing', null, idOf(2), 38_000, 40_000] as const,
        ['talking', null, idOf(2), 40_000, 70_000] as const,
        ['held', null, idOf(2), 70_000, 75_000] as const,
        ['wrap-up', null, idOf(2), 75_000, 85_000] as const,
        ['not-ready', 'break', null, 85_000, 86_000] as const,
      ].map(
        ([name, reason, callId, from, to]): RowChange => ({
          row: 'agent-state',
          state: { agent: '8003', state: name, reason, callId, startedAt: t0 + from, endedAt: t0 + to },
        }),
      ),
      state('8002', 'ready', -50_000, -10_000),
      { row: 'call-back', callBack },
      { row: 'call-back', callBack: { ...callBack, id: idOf(8), state: 'given-up' } },
    );
    const { today, callBacks } = await store.lastRun(['8001', '8002'], t0);
    expect(today.visits?.map(({ callId, visit: n, how }) => [callId, n, how])).toEqual([
      [idOf(1), 1, 'abandoned'],
      [idOf(2), 1, 'answered'],
      [idOf(1), 2, null],
    ]);
    expect(today.work).toEqual([{ queueId: visit.queue, talkMs: 35_000, wrapUpMs: 10_000 }]);
    expect(today.notReady).toEqual([{ agentId: '8003', times: 2 }]);
    expect(today.times?.filter(({ agentId }) => agentId !== '8003')).toEqual([
      { agentId: '8001', state: 'ready', ms: 11_000 },
      { agentId: '8001', state: 'talking', ms: 15_000 },
    ]);
    expect(callBacks).toEqual([callBack]);
  });

  test('who talked to a number last: inbound or outbound, within the days that are asked for', async () => {
    const from = { callingNumber: '13900000001', talkStartedAt: t0, agent: '8001' };
    await write(
      { row: 'call-open', call: callRow(1, from) },
      { row: 'call-open', call: callRow(2, { ...from, talkStartedAt: null, agent: null }) },
      {
        row: 'call-open',
        call: callRow(3, { ...from, callingNumber: '013900000001', agent: '8002', talkStartedAt: t0 + 5 }),
      },
    );
    const { history } = store.reader;
    expect(await history.lastAgent(['13900000001'], t0)).toEqual({ agentId: '8001', at: t0 });
    expect(await history.lastAgent(['13900000001', '013900000001'], t0)).toEqual({ agentId: '8002', at: t0 + 5 });
    expect(await history.lastAgent(['13900000001'], t0 + 1)).toBeNull();
    const out = { direction: 'outbound', callingNumber: '02160001000', calledNumber: '13900000001' } as const;
    await write({ row: 'call-open', call: callRow(4, { ...out, agent: '8003', talkStartedAt: t0 + 9 }) });
    expect(await history.lastAgent(['13900000001'], t0)).toEqual({ agentId: '8003', at: t0 + 9 });
    expect(await history.lastAgent(['02160001000'], t0)).toBeNull();
    expect(await history.lastAgent([], t0)).toBeNull();
  });
});
