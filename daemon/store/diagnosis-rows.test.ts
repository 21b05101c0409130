import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import type { Diagnosis } from '../terms/diagnosis.js';
import { keepDiagnoses } from './diagnosis-reader.js';
import { TelephonyStore } from './telephony-store.js';

const clock = { nowMs: () => 0 };
const id = (n: number) => String(n).padStart(26, '0');
const nothing = { zh: '', en: '' };
const diagnosis = (n: number, span = 1): Diagnosis => ({
  ...{ id: id(n), kind: span === 0 ? 'cannot-call' : 'trunk', span, by: 'tech', startedAt: n * 1_000 },
  ...{ endedAt: n * 1_000 + 9_000, checks: [] },
  verdict: {
    fault: 'no-signal',
    side: 'cable',
    words: { zh: '没有信号', en: 'no signal' },
    next: [],
    toCarrier: nothing,
  },
});

describeOnBothDatabases('diagnoses', (emptyPlace) => {
  let store: TelephonyStore;
  const put = async (...all: readonly Diagnosis[]) => {
    store.writer.apply(all.map((each) => ({ row: 'diagnosis', diagnosis: each })));
    await store.writer.flush(20_000);
  };
  const ids = async (query: Omit<Parameters<typeof store.reader.diagnoses.list>[0], 'limit'>) =>
    (await store.reader.diagnoses.list({ ...query, limit: 50 })).map((each) => Number(each.id));
  beforeEach(async () => {
    store = await TelephonyStore.open(await emptyPlace(), { clock, onTrouble: () => {} });
  });
  afterEach(() => store.close(5_000));

  test('they come back as they were, by span and time, newest first', async () => {
    await put(diagnosis(1), diagnosis(2, 2), diagnosis(3), diagnosis(4, 0));
    expect(await store.reader.diagnoses.one(id(2))).toEqual(diagnosis(2, 2));
    expect(await store.reader.diagnoses.one(id(9))).toBeNull();
    expect(await ids({})).toEqual([4, 3, 2, 1]);
    expect(await ids({ span: 1 })).toEqual([3, 1]);
    expect(await ids({ span: 0 })).toEqual([4]);
    expect(await ids({ fromMs: 2_000, toMs: 4_000 })).toEqual([3, 2]);
    expect(await ids({ before: id(3) })).toEqual([2, 1]);
  });

  test('told again it is replaced; the oldest of a thousand go', async () => {
    await put(diagnosis(1), { ...diagnosis(1), by: 'other' });
    expect((await store.reader.diagnoses.one(id(1)))?.by).toBe('other');
    await put(...Array.from({ length: keepDiagnoses + 5 }, (_, n) => diagnosis(n + 2)));
    const all = await store.reader.diagnoses.list({ limit: 5_000 });
    expect(all).toHaveLength(keepDiagnoses);
    expect(all[0]?.id).toBe(id(keepDiagnoses + 6));
  });
});
