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

test('a daemon killed in the middle of a day: both tell the next one the same', async () => {
  const rows: RowChange[] = [];
  const wish = { seed: 21, hours: 1, faults: false, agents: 14, calls: 300 };
  const day = new SimulatedDay(wish, { keepRows: (written) => rows.push(...written) });
  await day.runFor(40);
  const { nowMs, database } = day.box;
  day.box.kill();
  const midnightMs = day.plan.startMs - 3 * 3_600_000;
  const folder = mkdtempSync(join(tmpdir(), 'callbox-day-'));
  const store = await TelephonyStore.open(
    { kind: 'sqlite', file: join(folder, 'telephony.db') },
    { clock: new ManualClock(nowMs), onTrouble: (trouble) => expect(trouble).toBe('none') },
  );
  try {
    store.writer.apply(rows.slice(0, rows.length - database.lostRows));
    await store.writer.flush(60_000);
    await store.closeInterrupted(folder, nowMs);
    const agents = day.plan.site.agents.map(({ id }) => id);
    const real = sorted(await store.lastRun(agents, midnightMs));
    const simulated = sorted(database.lastRun(midnightMs));
    for (const [part, list] of Object.entries(real)) expect({ part, list: simulated[part] }).toEqual({ part, list });
    expect(rows.length).toBeGreaterThan(2_000);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
