import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { ManualClock } from '../base/clock.js';
import type {
  AlarmRow,
  CallBackRow,
  CallDataRow,
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
  });
});
