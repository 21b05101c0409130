/** AGT-25, on both databases: a note is one task, however often and however late it comes. */
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../../daemon/base/clock.js';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import { describeOnBothDatabases } from '../../../test/postgres/both-databases.js';
import { type Business, openBusiness } from './business.js';
import { callBackAfterMs } from './quick-notes.js';
import { maxOpenTasks } from './tasks.js';

const key = '1'.repeat(26);
const note = { text: '要发票', number: '13900000001', callId: null };

describeOnBothDatabases('a quick note', (emptyPlace) => {
  const clock = new ManualClock();
  const ids = new SortableIds(clock, new SeededRandom(1));
  let opened: Business | null = null;
  afterEach(async () => {
    await opened?.close();
    opened = null;
  });
  async function open(): Promise<Business> {
    opened = await openBusiness(await emptyPlace(), clock, ids);
    return opened;
  }

  test('sent thirty times at once is one task, to be called back in ten minutes', async () => {
    const { quickNotes, tasks } = await open();
    const made = await Promise.all(Array.from({ length: 30 }, () => quickNotes.put('8001', key, note)));
    expect(new Set(made).size).toBe(1);
    expect(await tasks.list('8001', 'open')).toMatchObject([
      { id: made[0], text: '要发票', number: '13900000001', dueAt: clock.nowMs() + callBackAfterMs, seen: false },
    ]);
  });

  test('typed on, it changes its task; a task that is done or gone stays so', async () => {
    const { quickNotes, tasks } = await open();
    const id = await quickNotes.put('8001', key, note);
    await quickNotes.put('8001', key, { ...note, text: ' 要发票，抬头另给 ' });
    expect(await tasks.list('8001', 'open')).toMatchObject([{ id, text: '要发票，抬头另给' }]);
    await tasks.finish('8001', id);
    expect(await quickNotes.put('8001', key, note)).toBe(id);
    expect(await tasks.list('8001', 'done')).toMatchObject([{ text: '要发票，抬头另给' }]);
    await tasks.remove('8001', id);
    expect(await quickNotes.put('8001', key, note)).toBe(id);
    expect(await tasks.list('8001', 'open')).toEqual([]);
  });

  test('another agent’s key is refused; a full desk is told and keeps nothing, so that it can come again', async () => {
    const { quickNotes, tasks } = await open();
    await quickNotes.put('8001', key, note);
    await expect(quickNotes.put('8002', key, note)).rejects.toMatchObject({ code: 'conflict' });
    const other = '2'.repeat(26);
    const task = { dueAt: 1, text: 'x', customerId: null, number: '', callId: null };
    await Promise.all(Array.from({ length: maxOpenTasks }, () => tasks.make('8003', task)));
    await expect(quickNotes.put('8003', other, note)).rejects.toMatchObject({ code: 'limit' });
    const [first] = await tasks.list('8003', 'open');
    await tasks.remove('8003', first?.id ?? '');
    await quickNotes.put('8003', other, note);
    expect(await tasks.list('8003', 'open')).toHaveLength(maxOpenTasks);
  }, 30_000);
});
