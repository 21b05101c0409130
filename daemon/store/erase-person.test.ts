import { expect, test, vi } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { attempt, batchOf, list, read, t0 } from '../../test/rig/outbound-rows.js';
import { ManualClock } from '../base/clock.js';
import { TelephonyStore } from './telephony-store.js';

vi.setConfig({ testTimeout: 60_000 });
const dayMs = 86_400_000;
const keepMs = 30 * dayMs;

describeOnBothDatabases('a person who is erased', (emptyPlace) => {
  test('leaves old rows without his number; young ones are kept and told of', async () => {
    const clock = new ManualClock(t0);
    const store = await TelephonyStore.open(await emptyPlace(), { clock, onTrouble: () => {} });
    try {
      const lead = read(1);
      const { number } = lead;
      await store.outbound.putList(list);
      await store.outbound.importLeads(batchOf([lead]));
      store.writer.apply([{ row: 'attempt', attempt: { ...attempt(1), number, startedAt: t0 } }]);
      await store.writer.flush();
      expect(await store.reader.persons.of([number])).toMatchObject({ leads: [{ number }], attempts: [{ number }] });
      expect((await store.reader.persons.attemptCounts([number], {})).get(number)).toBe(1);

      const first = await store.outbound.erase([number], t0 + dayMs, keepMs);
      expect(first).toMatchObject({ leads: 1, attempts: 0, kept: 1, keptUntil: t0 + keepMs });
      const later = await store.outbound.erase([number], t0 + keepMs + 1, keepMs);
      expect(later).toMatchObject({ leads: 0, attempts: 1, kept: 0, keptUntil: null });
      expect(await store.reader.persons.of([number])).toMatchObject({ leads: [], attempts: [], calls: [] });
      expect((await store.reader.persons.callCounts([number], { direction: 'inbound' })).size).toBe(0);
    } finally {
      await store.close();
    }
  });
});
