/** Callers, issues, drafts, tasks, wallboards and the audit, on both databases. */
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../../daemon/base/clock.js';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import { openForWriting } from '../../../daemon/store/connection.js';
import type { StoreLocation } from '../../../daemon/store/location.js';
import { describeOnBothDatabases } from '../../../test/postgres/both-databases.js';
import { type Business, openBusiness } from './business.js';
import { maxOpenIssues } from './issues.js';
import { maxOpenTasks } from './tasks.js';

const chen = { name: '陈晓燕', company: '', phone: '13900000001', address: '' };

describeOnBothDatabases('what a desk keeps', (emptyPlace) => {
  const clock = new ManualClock();
  const ids = new SortableIds(clock, new SeededRandom(1));
  let place: StoreLocation;
  let opened: Business | null = null;
  afterEach(() => close());
  async function close(): Promise<void> {
    await opened?.close();
    opened = null;
  }
  async function reopen(): Promise<Business> {
    await close();
    opened = await openBusiness(place, clock, ids);
    return opened;
  }
  async function open(): Promise<Business> {
    place = await emptyPlace();
    return reopen();
  }

  test('a number becomes a prospect once, however often and however spelt it calls at the same time', async () => {
    const { callers, customers, audit } = await open();
    const spellings = ['13900000001', '013900000001', '+8613900000001', '008613900000001'];
    const calls = Array.from({ length: 40 }, (_, n) => callers.called(spellings[n % 4] ?? '', ids.next()));
    await Promise.all(calls);
    expect(await customers.count()).toBe(1);
    expect(await audit.page({ limit: 10, what: 'prospect-made' })).toHaveLength(1);
    const prospect = await callers.prospectOf('13900000001');
    expect(prospect).toMatchObject({ firstAt: clock.nowMs() });
    expect(await customers.findByNumber('13900000001')).toEqual([]);
    for (const nobody of ['', '8001', 'anonymous']) await callers.called(nobody, ids.next());
    expect(await customers.count()).toBe(1);

    // Made a customer it keeps its id, and its number never makes another prospect.
    const made = await customers.make(chen, '8001');
    expect(made).toMatchObject({ id: prospect?.id, kind: 'customer', name: '陈晓燕' });
    await customers.change(made.id, { ...chen, phone: '13900000002' }, '8001');
    await callers.called('13900000001', ids.next());
    expect(await callers.prospectOf('13900000001')).toBeNull();
    expect(await customers.count()).toBe(1);
  });

  test('a customer’s number makes no prospect', async () => {
    const { callers, customers } = await open();
    await customers.make(chen, '8001');
    await callers.called('+8613900000001', ids.next());
    expect(await callers.prospectOf('13900000001')).toBeNull();
    expect(await customers.count()).toBe(1);
  });

  test('class, owner and business type stay when they are not told', async () => {
    const { customers } = await open();
    const { id } = await customers.make({ ...chen, class: 'A', owner: '8001', businessType: 'repair' }, '8001');
    expect(await customers.change(id, { ...chen, name: '陈' }, '8001')).toMatchObject({ class: 'A', owner: '8001' });
    expect(await customers.change(id, { ...chen, class: '' }, '8001')).toMatchObject({ class: '', owner: '8001' });
  });

  test('the customer chosen among several is remembered for the number', async () => {
    const { callers, customers } = await open();
    const [first, second] = [
      await customers.make(chen, '8001'),
      await customers.make({ ...chen, name: '陈父' }, '8001'),
    ];
    expect(await callers.chosenFor('13900000001')).toBeNull();
    await callers.choose('+8613900000001', second.id, '8001');
    expect(await callers.chosenFor('013900000001')).toBe(second.id);
    await callers.choose('13900000001', first.id, '8002');
    expect(await callers.chosenFor('13900000001')).toBe(first.id);
    await expect(callers.choose('13900000001', ids.next(), '8001')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('issues are opened, closed, opened again, and are of their customer', async () => {
    const { issues, customers } = await open();
    const { id } = await customers.make(chen, '8001');
    const first = await issues.open(id, { type: 'repair', title: '漏水', callId: null }, '8001');
    const second = await issues.open(id, { type: 'order', title: '滤芯', callId: ids.next() }, '8002');
    await issues.setState(first.id, 'closed', '8002');
    await issues.setState(first.id, 'closed', '8001'); // is so already: who closed it stays
    expect(await customers.find(id)).toMatchObject({
      businessType: 'order',
      openIssues: [{ id: second.id, openedBy: '8002' }],
      closedIssues: [{ id: first.id, closedBy: '8002', closedAt: clock.nowMs() }],
    });
    expect(await issues.setState(first.id, 'open', '8001')).toMatchObject({ closedAt: null, closedBy: null });
    await expect(issues.setState(ids.next(), 'open', '8001')).rejects.toMatchObject({ code: 'not-found' });
    const issue = { type: 'other', title: 'x', callId: null } as const;
    await expect(issues.open(ids.next(), issue, '8001')).rejects.toMatchObject({ code: 'not-found' });
    for (let n = 2; n < maxOpenIssues; n++) await issues.open(id, issue, '8001');
    await expect(issues.open(id, issue, '8001')).rejects.toMatchObject({ code: 'limit' });
  });

  test('what is typed is known at once, stored, there after a restart, and gone a day later', async () => {
    const { drafts } = await open();
    const callId = ids.next();
    const draft = (agentId: string, text: string) => ({ agentId, name: agentId, text, at: clock.nowMs() });
    const puts = Array.from({ length: 50 }, (_, n) => drafts.put(callId, draft('8001', `想换货 ${n}`)));
    expect(drafts.of(callId)).toMatchObject([{ text: '想换货 49' }]);
    await Promise.all(puts);
    clock.advance(1);
    await drafts.put(callId, draft('8002', 'zero\0byte'));
    const again = (await reopen()).drafts;
    expect(again.of(callId).map((each) => [each.agentId, each.text])).toEqual([
      ['8002', 'zerobyte'],
      ['8001', '想换货 49'],
    ]);
    await again.put(callId, draft('8001', ''));
    expect((await reopen()).drafts.of(callId)).toHaveLength(1);
    clock.advance(25 * 3_600_000);
    expect((await reopen()).drafts.of(callId)).toEqual([]);
  });

  test('tasks are an agent’s own: listed, due, moved, done', async () => {
    const { tasks, customers } = await open();
    const { id: customerId } = await customers.make(chen, '8001');
    const body = { dueAt: clock.nowMs() + 60_000, text: '回访', customerId, number: '13900000001', callId: null };
    const task = await tasks.make('8001', body);
    expect(task).toMatchObject({ customer: { name: '陈晓燕' }, number: '13900000001', seen: false, doneAt: null });
    await tasks.make('8001', { ...body, dueAt: clock.nowMs() + 120_000, customerId: null });
    expect(await tasks.nextDueAt(clock.nowMs())).toBe(body.dueAt);
    expect(await tasks.list('8001', 'due')).toEqual([]);
    clock.advance(60_000);
    expect(await tasks.list('8001', 'due')).toHaveLength(await tasks.countDue('8001'));
    expect(await tasks.agentsDue(body.dueAt - 1, body.dueAt)).toEqual(['8001']);
    await tasks.see('8001', task.id);
    expect(await tasks.unseen('8001')).toEqual([]);
    await tasks.change('8001', task.id, { ...body, dueAt: clock.nowMs() });
    expect(await tasks.unseen('8001')).toHaveLength(1); // moved, it reminds again
    for (const foreign of [tasks.see('8002', task.id), tasks.finish('8002', task.id), tasks.remove('8002', task.id)]) {
      await expect(foreign).rejects.toMatchObject({ code: 'not-found' });
    }
    await expect(tasks.change('8002', task.id, body)).rejects.toMatchObject({ code: 'not-found' });
    expect(await tasks.finish('8001', task.id)).toMatchObject({ doneAt: clock.nowMs() });
    await expect(tasks.finish('8001', task.id)).rejects.toMatchObject({ code: 'not-found' });
    expect([await tasks.countDue('8001'), (await tasks.list('8001', 'done')).length]).toEqual([0, 1]);
    await expect(tasks.make('8001', { ...body, customerId: ids.next() })).rejects.toMatchObject({ code: 'not-found' });
    for (let n = 1; n < maxOpenTasks; n++) await tasks.make('8001', { ...body, customerId: null });
    await expect(tasks.make('8001', body)).rejects.toMatchObject({ code: 'limit' });
  });

  test('the audit is a chain: a row changed, taken out or slipped in is found, also rows of before the chain', async () => {
    const { audit, customers } = await open();
    for (let n = 0; n < 5; n++) await audit.write({ userId: 'a\0b', what: 'refused', subject: `${n}`, detail: { n } });
    await Promise.all(Array.from({ length: 10 }, () => customers.make(chen, '8001')));
    const rows = await audit.page({ limit: 200 });
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 15 }, (_, n) => 15 - n));
    const good = await audit.check();
    expect(good).toMatchObject({ rows: 15, intact: true, brokenAt: null, head: { seq: 15 } });
    expect(await audit.page({ limit: 2, before: 4, what: 'refused' })).toMatchObject([{ seq: 3 }, { seq: 2 }]);

    const raw = openForWriting(place);
    const now = async () => (await audit.check()).brokenAt;
    await raw('audit').where({ seq: 7 }).update({ detail: '{}' });
    expect(await now()).toBe(7);
    const row = rows.find((each) => each.seq === 7);
    await raw('audit')
      .where({ seq: 7 })
      .update({ detail: JSON.stringify(row?.detail) });
    expect(await now()).toBeNull();
    await raw('audit').insert({ id: 'slipped in', at: 1, user_id: 'x', what: 'x', subject: 'x', detail: '{}' });
    expect((await audit.check()).intact).toBe(false);
    await raw('audit').where({ id: 'slipped in' }).delete();
    await raw('audit').where({ seq: 3 }).delete();
    expect(await now()).toBe(3);

    // As a release without the chain left it.
    await raw('audit').update({ seq: 0, hash: '' });
    await raw.destroy();
    expect(await (await reopen()).audit.check()).toMatchObject({ rows: 14, intact: true });
  });

  test('a wallboard is found by its token until it is taken away', async () => {
    const { wallboards } = await open();
    const { id } = await wallboards.make('Hall', 'hash', 'floor');
    expect(await wallboards.find('hash')).toMatchObject({ id, name: 'Hall', seenAt: null });
    await wallboards.seen(id);
    expect(await (await reopen()).wallboards.list()).toMatchObject([{ id, madeBy: 'floor', seenAt: clock.nowMs() }]);
    await opened?.wallboards.remove(id, 'floor');
    expect(await opened?.wallboards.find('hash')).toBeNull();
    await expect(opened?.wallboards.remove(id, 'floor')).rejects.toMatchObject({ code: 'not-found' });
  });
});
