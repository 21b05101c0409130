import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../../daemon/base/clock.js';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import { describeOnBothDatabases } from '../../../test/postgres/both-databases.js';
import { type Business, openBusiness } from './business.js';
import { maxFound, maxNotesShown } from './customers.js';
import { demoCustomers, demoNumbers } from './demo-customers.js';
import { seedDemoCustomers } from './seed-demo-customers.js';
import { maxSessionsPerUser } from './sessions.js';

const hourMs = 3_600_000;
const chen = { name: '陈晓燕', company: '', phone: '+8613900000001', address: '上海市' };

describeOnBothDatabases('the business database', (emptyPlace) => {
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
  const session = (tokenHash: string, alone = false) => ({
    tokenHash,
    userId: '8001',
    nowMs: clock.nowMs(),
    expiresAt: clock.nowMs() + hourMs,
    place: { address: '10.0.0.7', browser: 'Firefox' },
    alone,
  });
  const agent = { id: '8001', name: '8001', role: 'agent', agentId: '8001', passwordHash: 'x' } as const;

  test('a customer is found by every spelling of the number, and by name', async () => {
    const { customers } = await open();
    const made = await customers.make(chen, '8001');
    expect(made).toMatchObject({ name: '陈晓燕', phone: '008613900000001', notes: [] });
    for (const number of ['13900000001', '013900000001', '+8613900000001', '008613900000001']) {
      expect((await customers.findByNumber(number)).map((customer) => customer.id)).toEqual([made.id]);
    }
    expect(await customers.findByNumber('13900000002')).toEqual([]);
    expect(await customers.findByNumber('')).toEqual([]);
    for (const words of ['陈晓', '0000001', '139 0000 0001', '13900000001']) {
      expect((await customers.search(words)).map((customer) => customer.id)).toEqual([made.id]);
    }
  });

  test('what looks like a pattern is only text', async () => {
    const { customers } = await open();
    await customers.make(chen, '8001');
    await customers.make({ ...chen, name: '100% Grace_\\' }, '8001');
    expect(await customers.search('%')).toHaveLength(1);
    expect(await customers.search('_')).toHaveLength(1);
    expect(await customers.search('\\')).toHaveLength(1);
    expect(await customers.search("' OR 1=1 --")).toEqual([]);
    expect((await customers.search('gRACE')).map((customer) => customer.name)).toEqual(['100% Grace_\\']);
  });

  test('a change replaces, keeps the notes, and says not-found for nobody', async () => {
    const { customers } = await open();
    const made = await customers.make(chen, '8001');
    await customers.addNote(made.id, { callId: null, text: 'first', author: '8001' }, '8001');
    clock.advance(1000);
    await customers.addNote(made.id, { callId: null, text: 'second', author: '8002' }, '8002');
    const changed = await customers.change(made.id, { ...chen, phone: '02160000007', company: 'Blue' }, '8001');
    expect(changed).toMatchObject({ company: 'Blue', phone: '02160000007' });
    expect(changed.notes.map((note) => note.text)).toEqual(['second', 'first']);
    expect(await customers.findByNumber('13900000001')).toEqual([]);
    expect(await customers.findByNumber('+862160000007')).toHaveLength(1);
    await expect(customers.change(ids.next(), chen, '8001')).rejects.toMatchObject({ code: 'not-found' });
    const note = { callId: null, text: 'x', author: '8001' };
    await expect(customers.addNote(ids.next(), note, '8001')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('lists are bounded: notes the newest, search the first by name', async () => {
    const { customers } = await open();
    const made = await customers.make(chen, '8001');
    for (let n = 0; n < maxNotesShown + 5; n++) {
      clock.advance(1);
      await customers.addNote(made.id, { callId: null, text: `${n}`, author: 'a' }, '8001');
    }
    const notes = (await customers.find(made.id))?.notes ?? [];
    expect(notes).toHaveLength(maxNotesShown);
    expect(notes[0]?.text).toBe(String(maxNotesShown + 4));
    for (let n = 0; n < maxFound; n++) await customers.make({ ...chen, name: `陈${n}` }, '8001');
    expect(await customers.search('陈')).toHaveLength(maxFound);
  });

  test('a session is found until it expires, slides, or its user is gone', async () => {
    const { users, sessions } = await open();
    await users.put(agent, clock.nowMs());
    await sessions.make(session('hash'));
    expect(await sessions.find('hash', clock.nowMs())).toMatchObject({ user: { id: '8001', role: 'agent' } });
    expect(await sessions.find('other', clock.nowMs())).toBeNull();
    await sessions.touch('hash', clock.nowMs(), clock.nowMs() + 2 * hourMs);
    expect(await sessions.find('hash', clock.nowMs() + hourMs)).not.toBeNull();
    expect(await sessions.find('hash', clock.nowMs() + 2 * hourMs)).toBeNull();
    expect(await sessions.removeExpired(clock.nowMs() + 2 * hourMs)).toBe(1);
    await sessions.make(session('again'));
    await users.put({ ...agent, passwordHash: 'new' }, clock.nowMs());
    expect(await sessions.find('again', clock.nowMs())).toBeNull(); // a new password signs out
  });

  test('one person has a bounded number of sessions; the one unseen for longest goes', async () => {
    const { users, sessions } = await open();
    await users.put(agent, clock.nowMs());
    for (let n = 0; n <= maxSessionsPerUser; n++) {
      clock.advance(1000);
      await sessions.make(session(`hash${n}`));
    }
    expect(await sessions.find('hash0', clock.nowMs())).toBeNull();
    expect(await sessions.find('hash1', clock.nowMs())).not.toBeNull();
    expect(await sessions.find(`hash${maxSessionsPerUser}`, clock.nowMs())).not.toBeNull();
  });

  test('the demo customers are put once, with numbers that simulated callers use', async () => {
    const { customers } = await open();
    await seedDemoCustomers(customers, clock.nowMs());
    await seedDemoCustomers(customers, clock.nowMs());
    expect(await customers.count()).toBe(demoCustomers.length);
    for (const number of demoNumbers) expect((await customers.findByNumber(number)).length).toBeGreaterThan(0);
    const [alice] = await customers.findByNumber('13900000003');
    expect(alice?.notes).toHaveLength(2);
  });
});
