/** The simulation's disk remembers of a killed daemon what the product's database does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../daemon/base/clock.js';
import { TelephonyStore } from '../../../daemon/store/telephony-store.js';
import type { LastRun } from '../../../daemon/terms/requests.js';
import type { RowChange } from '../../../daemon/terms/rows.js';
import { SimulatedDay } from './day.js';
import type { DayWish } from './plan.js';

/** Order has no meaning in these lists. */
function sorted({ agents, channels = [], today, callBacks = [] }: LastRun) {
  const inOrder = (list: readonly object[] = []) => list.map((item) => JSON.stringify(item, keysInOrder)).sort();
  const parts = Object.entries(today ?? {}).map(([name, list]) => [name, inOrder(list)]);
  return {
    agents: inOrder(agents),
    channels: inOrder(channels),
    callBacks: inOrder(callBacks),
    ...Object.fromEntries(parts),
  };
}

function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The daemon dies after so many minutes; the same rows are in a real database, made ready for the next run. */
async function afterKill(wish: DayWish, minutes: number, judge: (day: SimulatedDay, store: TelephonyStore) => unknown) {
  const rows: RowChange[] = [];
  const day = new SimulatedDay(wish, { keepRows: (written) => rows.push(...written) });
  await day.runFor(minutes);
  const { nowMs, database } = day.box;
  day.box.kill();
  const folder = mkdtempSync(join(tmpdir(), 'callbox-day-'));
  const store = await TelephonyStore.open(
    { kind: 'sqlite', file: join(folder, 'telephony.db') },
    { clock: new ManualClock(nowMs), onTrouble: (trouble) => expect(trouble).toBe('none') },
  );
  try {
    for (const { campaign } of database.tables.campaigns.values())
      await store.outbound.putCampaign(campaign, { by: 'desk', version: 0, atMs: day.plan.startMs });
    store.writer.apply(rows.slice(0, rows.length - database.lostRows));
    await store.writer.flush(60_000);
    await store.closeInterrupted(folder, nowMs);
    await judge(day, store);
    expect(rows.length).toBeGreaterThan(2_000);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const plain = { hours: 1, faults: false, agents: 14, calls: 300 };

test('a daemon killed in the middle of a day: both tell the next one the same', async () => {
  await afterKill({ ...plain, seed: 21 }, 40, async ({ plan, box }, store) => {
    const midnightMs = plan.startMs - 3 * 3_600_000;
    const agents = plan.site.agents.map(({ id }) => id);
    const real = sorted(await store.lastRun(agents, midnightMs));
    const simulated = sorted(box.database.lastRun(midnightMs));
    for (const [part, list] of Object.entries(real)) expect({ part, list: simulated[part] }).toEqual({ part, list });
  });
});

/** With a detector and without one, by agents and by flows. */
test.each([1, 16])(
  'campaigns of seed %i: both count the same, and close what was open in the same way',
  async (seed) => {
    await afterKill({ ...plain, seed, campaigns: true }, 50, async ({ plan, box }, store) => {
      const { tables } = box.database;
      const { attempts, outbound } = store.reader;
      let compared = 0;
      for (const row of tables.campaigns.values()) {
        const { id } = row.campaign;
        const stored = await outbound.campaign(id);
        if (stored === null) throw new Error(`campaign ${id} is not in the database`);
        const { row: _, ...real } = await attempts.withCounts(stored, plan.startMs, box.nowMs);
        const { row: __, ...simulated } = tables.withCounts(row, plan.startMs);
        expect({ id, ...simulated }).toEqual({ id, ...real });
        for (const known of await attempts.attempts({ campaign: id, limit: 500 })) {
          const closed = tables.attempts.get(known.id);
          // When it ended is its call's business, which the simulated disk does not ask.
          expect({ machine: false, ...closed, endedAt: known.endedAt }).toEqual(known);
          compared += 1;
        }
      }
      expect(compared).toBe(tables.attempts.size);
      expect(compared).toBeGreaterThan(30);
    });
  },
);
