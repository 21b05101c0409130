import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import type { CommissioningRow } from '../terms/commissioning.js';
import { type SpanChange, usualSpanSetup } from '../terms/span-setup.js';
import { keepSpanChanges } from './apply-commissioning.js';
import { TelephonyStore } from './telephony-store.js';

const clock = { nowMs: () => 0 };
const id = (n: number) => String(n).padStart(26, '0');
const change = (n: number, endedAt: number | null): SpanChange => ({
  id: id(n),
  span: 1,
  by: 'tech',
  startedAt: n,
  before: usualSpanSetup,
  after: { ...usualSpanSetup, crc4: false },
  state: endedAt === null ? 'watching' : 'kept',
  callsLeft: 0,
  backBy: null,
  problem: '',
  endedAt,
});
const kept = (n: number, endedAt: number | null): CommissioningRow => ({
  commissioning: {
    id: id(n),
    span: 2,
    by: 'tech',
    startedAt: n,
    endedAt,
    step: 'line',
    order: {
      carrier: '电信',
      numbers: '075526001000',
      signalling: 'dss1',
      crc4: null,
      impedanceOhm: 75,
      clockFromCarrier: null,
      calledDigits: 4,
    },
    setup: usualSpanSetup,
    steps: [],
    version: 3,
  },
  deeds: [{ at: 1, by: 'tech', step: 'line', words: { zh: '开始', en: 'begun' } }],
});

describeOnBothDatabases('rows of commissionings and span changes', (emptyPlace) => {
  let store: TelephonyStore;
  beforeEach(async () => {
    store = await TelephonyStore.open(await emptyPlace(), { clock, onTrouble: () => {} });
  });
  afterEach(() => store.close(5_000));

  test('they come back as they were, the last state of each', async () => {
    const open = change(1, null);
    store.writer.apply([
      { row: 'span-change', change: { ...open, state: 'draining' } },
      { row: 'span-change', change: open },
      { row: 'commissioning', kept: kept(2, null) },
    ]);
    await store.writer.flush(5_000);
    expect(await store.reader.commissioning.spanChanges(10)).toEqual([open]);
    expect(await store.reader.commissioning.commissionings(10)).toEqual([kept(2, null)]);
    expect(await store.reader.commissioning.commissioning(id(2))).toEqual(kept(2, null));
    expect(await store.reader.commissioning.commissioning(id(3))).toBeNull();
  });

  test('open ones are never forgotten nor left out; of the others the newest are kept', async () => {
    store.writer.apply([
      { row: 'span-change', change: change(0, null) },
      ...Array.from({ length: keepSpanChanges + 20 }, (_, n) => ({
        row: 'span-change' as const,
        change: change(n + 1, n + 1),
      })),
    ]);
    await store.writer.flush(20_000);
    const all = await store.reader.commissioning.spanChanges(5_000);
    expect(all[0]?.id).toBe(id(0));
    expect(all[1]?.id).toBe(id(keepSpanChanges + 20));
    expect(all.length).toBe(keepSpanChanges + 1);
    expect((await store.reader.commissioning.spanChanges(2)).map((each) => each.id)).toEqual([
      id(0),
      id(keepSpanChanges + 20),
    ]);
  });
});
