/** Files of customers, searches, and persons who are erased, on both databases. */
import { afterEach, expect, test, vi } from 'vitest';
import { ManualClock } from '../../../daemon/base/clock.js';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import type { CustomerCondition, ImportShown } from '../../../daemon/contract/pages.js';
import { describeOnBothDatabases } from '../../../test/postgres/both-databases.js';
import { type Business, openBusiness } from './business.js';

vi.setConfig({ testTimeout: 60_000 });

describeOnBothDatabases('files of customers', (emptyPlace) => {
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
  const line = (at: number, phone: string, name = `N${at}`) => ({ line: at, phone, name, more: { class: 'A' } });
  const add = { change: false, by: 'boss' };

  test('a batch is all or none; a prospect becomes a customer; undo leaves who was touched', async () => {
    const { customerFiles, customers, callers, audit } = await open();
    await callers.called('13900000002', ids.next());
    const batch = [line(1, '13900000001'), line(2, '13900000002'), line(3, '13900000003')];
    expect(await customerFiles.add('f1', batch, add)).toMatchObject({ added: 3, changed: 0, exists: [] });
    expect(await customerFiles.add('f2', [line(1, '+8613900000001')], add)).toMatchObject({ added: 0, exists: [1] });
    clock.advance(1_000);
    expect(await customerFiles.add('f3', [line(1, '13900000001', 'X')], { ...add, change: true })).toMatchObject({
      changed: 1,
    });
    const [third] = await customers.findByNumber('13900000003');
    await customers.addNote(third?.id ?? '', { callId: null, text: 'x', author: 'a' }, '8001');
    // The first was changed since, the second was there before the file, the third has a note.
    expect(await customerFiles.undo('f1', 'boss')).toEqual({ removed: 0, kept: 2 });
    await customerFiles.add('f4', [line(1, '13900000009')], add);
    expect(await customerFiles.undo('f4', 'boss')).toEqual({ removed: 1, kept: 0 });
    expect(await audit.check()).toMatchObject({ intact: true });
    const out: string[] = [];
    for await (const some of customerFiles.all()) out.push(...some.map(({ phone }) => phone));
    expect(out.sort()).toEqual(['13900000001', '13900000002', '13900000003']);
  });

  test('conditions, each by binding', async () => {
    const { customerFiles, customerSearch, customers, issues } = await open();
    await customerFiles.add('f', [line(1, '13900000001', '100%_\\'), line(2, '13900000002', 'b')], add);
    const [first] = await customers.findByNumber('13900000001');
    await issues.open(first?.id ?? '', { type: 'order', title: 't', callId: null }, '8001');
    const found = async (...conditions: CustomerCondition[]) =>
      (await customerSearch.page(conditions, '', 10, true)).map(({ phone }) => phone);
    expect(await found({ about: 'customer', field: 'name', operator: 'contains', value: '%_\\' })).toEqual([
      '13900000001',
    ]);
    expect(await found({ about: 'issue', has: true, type: 'order', state: 'open' })).toEqual(['13900000001']);
    expect(await found({ about: 'issue', has: false })).toEqual(['13900000002']);
    expect(await found({ about: 'customer', field: 'phone', operator: 'starts-with', value: '139' })).toHaveLength(2);
    expect(await found({ about: 'made', from: clock.nowMs() + 1 })).toEqual([]);
    const search = { id: ids.next(), owner: 'a', name: 's', shared: true, conditions: [] };
    await customerSearch.put(search);
    expect(await customerSearch.searches('b')).toMatchObject([search]);
    await expect(customerSearch.put({ ...search, owner: 'b' })).rejects.toMatchObject({ code: 'not-found' });
    await customerSearch.remove(search.id, 'a');
  });

  test('a person is forgotten; what he was counted in stays', async () => {
    const { customers, customerSearch, persons, issues, tasks, audit } = await open();
    const made = await customers.make({ name: '甲', company: '', phone: '13900000001', address: 'x' }, '8001');
    await customers.addNote(made.id, { callId: null, text: 'secret', author: 'a' }, '8001');
    await issues.open(made.id, { type: 'order', title: 'secret', callId: null }, '8001');
    await tasks.make('8001', { dueAt: 1, text: 'secret', number: '13900000001', customerId: made.id, callId: null });
    const erased = await persons.erase(['+86 13900000001'], 'admin', 'asked');
    expect(erased).toEqual({ customers: 1, notes: 1, issues: 1, tasks: 1 });
    expect(await customers.findByNumber('13900000001')).toEqual([]);
    expect(JSON.stringify(await customers.find(made.id))).not.toMatch(/secret|甲|139/);
    expect(await customerSearch.page([], '', 10, true)).toHaveLength(1);
    await persons.eraseAgain(['13900000001'], 'admin', clock.nowMs() + 5);
    expect(await persons.due()).toEqual([]);
    clock.advance(10);
    const [due] = await persons.due();
    expect(due).toMatchObject({ numbers: ['13900000001'], by: 'admin' });
    await persons.settle(due?.id ?? '', null);
    expect(await persons.due()).toEqual([]);
    expect(await audit.check()).toMatchObject({ intact: true });
  });

  test('imports are remembered, the newest first, each login its own', async () => {
    const { imports } = await open();
    const shown = (by: string) => ({ id: imports.nextId(), by, at: clock.nowMs(), state: 'done' }) as ImportShown;
    const [first, second] = [shown('a'), shown('a')];
    for (const each of [first, second, shown('b')]) await imports.put(each);
    await imports.put({ ...first, state: 'undone' });
    const listed = await imports.list('a', 10);
    expect(listed.map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'done'],
      [first.id, 'undone'],
    ]);
    await imports.remove(second.id);
    expect(await imports.find(second.id)).toBeNull();
  });
});
