import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { attempt, batchOf, campaign, days, hourMs, idOf, list, read, t0 } from '../../test/rig/outbound-rows.js';
import { ManualClock } from '../base/clock.js';
import type { ConsentRow, LeadRow } from '../terms/outbound.js';
import type { ImportAnswer } from '../terms/outbound-figures.js';
import type { RowChange } from '../terms/rows.js';
import type { ImportBatch, ReadLead } from './lead-imports.js';
import type { StoreLocation } from './location.js';
import { TelephonyStore } from './telephony-store.js';
import type { StoreTrouble } from './telephony-writer.js';

describeOnBothDatabases('outbound work', (emptyPlace) => {
  let place: StoreLocation;
  let store: TelephonyStore;
  let troubles: StoreTrouble[];
  const clock = new ManualClock(t0);

  beforeEach(async () => {
    troubles = [];
    place = await emptyPlace();
    store = await TelephonyStore.open(place, { clock, onTrouble: (trouble) => troubles.push(trouble) });
  });
  afterEach(async () => {
    await store.close();
    expect(troubles).toEqual([]);
  });

  async function write(...changes: RowChange[]): Promise<void> {
    store.writer.apply(changes);
    await store.writer.flush();
  }
  const imported = async (leads: readonly ReadLead[], more: Partial<ImportBatch> = {}): Promise<ImportAnswer> =>
    store.outbound.importLeads(batchOf(leads, more));
  const leadsOf = (query: object = {}): Promise<LeadRow[]> =>
    store.reader.outbound.leads({ list: 'l1', limit: 500, ...query }, days);

  describe('campaigns', () => {
    const deed = (version: number): { by: string; version: number; atMs: number } => ({
      by: 'chef',
      version,
      atMs: t0,
    });

    test('are based on a version, and whoever comes second is told', async () => {
      expect(await store.outbound.putCampaign(campaign, deed(0))).toMatchObject({ version: 1, state: 'draft' });
      await expect(store.outbound.putCampaign(campaign, deed(0))).rejects.toMatchObject({ code: 'conflict' });
      const renamed = { ...campaign, name: 'Two' };
      expect(await store.outbound.putCampaign(renamed, { ...deed(1), by: 'other' })).toMatchObject({ version: 2 });
      await expect(store.outbound.putCampaign(campaign, deed(1))).rejects.toMatchObject({ code: 'conflict' });
      await expect(store.outbound.setCampaignState('c1', 'running', deed(1))).rejects.toThrow(/by other/);
      expect(await store.outbound.setCampaignState('c1', 'running', deed(2))).toMatchObject({
        version: 3,
        state: 'running',
        campaign: renamed,
      });
      expect((await store.reader.outbound.activeCampaigns()).map((row) => row.campaign.id)).toEqual(['c1']);
      await expect(store.outbound.removeCampaign('c1', 3)).rejects.toThrow(/stop it/);
      await store.outbound.setCampaignState('c1', 'stopped', deed(3));
      await store.outbound.removeCampaign('c1', 4);
      expect(await store.reader.outbound.campaigns()).toEqual([]);
      await expect(store.outbound.removeCampaign('c1', 4)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('the dialer tells where they stand, not what they are to do, and brings none back', async () => {
      await store.outbound.putCampaign(campaign, deed(0));
      const told = { campaign: { ...campaign, name: 'old' }, state: 'done', why: 'leads', changedAt: t0 + 5 } as const;
      await write({ row: 'campaign', campaign: { ...told, changedBy: 'system' } });
      expect(await store.reader.outbound.campaign('c1')).toMatchObject({
        campaign: { name: '回访' },
        state: 'done',
        why: 'leads',
        changedBy: 'system',
        version: 1,
      });
      await store.outbound.removeCampaign('c1', 1);
      await write({ row: 'campaign', campaign: { ...told, changedBy: 'system' } });
      expect(await store.reader.outbound.campaign('c1')).toBeNull();
    });
  });

  describe('imports', () => {
    beforeEach(() => store.outbound.putList(list));

    test('each number once: of the file the first, none that the list has, none that must not be called', async () => {
      await write({ row: 'dnc', dnc: { number: '13800000003', since: t0, by: 'system', reason: 'opted out' } });
      await imported([read(1)], { import: 'i0' });
      const first = await imported([read(1, { id: idOf('01x', 1) }), read(2), read(3), read(2, { line: 9 })], {
        last: false,
        refused: [{ line: 1, reason: 'no-number' }],
      });
      expect(first).toMatchObject({
        added: 1,
        refused: [
          { line: 1, reason: 'no-number' },
          { line: 2, reason: 'duplicate-in-list' },
          { line: 4, reason: 'dnc' },
          { line: 9, reason: 'duplicate-in-file' },
        ],
      });
      const second = await imported([read(2, { line: 20, id: idOf('01y', 2) }), read(5)], { batch: 2 });
      expect(second.refused).toEqual([{ line: 20, reason: 'duplicate-in-file' }]);
      expect(second.import).toMatchObject({
        state: 'done',
        nextBatch: 3,
        added: 2,
        refused: { 'no-number': 1, 'duplicate-in-list': 1, dnc: 1, 'duplicate-in-file': 2 },
      });
      expect((await leadsOf()).map(({ name }) => name)).toEqual(['N1', 'N2', 'N5']);
    });

    test('a lead comes back as it came, whatever it holds', async () => {
      const data = { city: "上海'; DROP TABLE leads; --\u{1F4DE}", birthday: '"\\x' };
      await imported([
        read(1, { data, at: t0 + hourMs, agent: '8001', priority: 9, area: '021', name: '𠮷\u{1F468}' }),
      ]);
      expect(await leadsOf()).toEqual([
        {
          id: idOf('01l', 1),
          list: 'l1',
          number: '13800000001',
          name: '𠮷\u{1F468}',
          data,
          area: '021',
          priority: 9,
          state: 'open',
          result: null,
          tries: 0,
          lastTriedAt: null,
          notBefore: t0 + hourMs,
          agent: '8001',
          timed: true,
          importedAt: t0,
        },
      ]);
    });

    test('a cut one goes on where it was; the same batch again is the same answer; another is refused', async () => {
      const first = await imported([read(1), read(2)], { last: false });
      expect(await imported([read(1), read(2)], { last: false })).toEqual(first);
      expect(await store.reader.outbound.import('i1')).toEqual(first.import);
      await expect(imported([read(9)], { batch: 5 })).rejects.toMatchObject({
        code: 'conflict',
        detail: { nextBatch: 2 },
      });
      const last = await imported([read(3)], { batch: 2 });
      expect(await imported([read(3)], { batch: 2 })).toEqual(last);
      await expect(imported([read(4)], { batch: 3 })).rejects.toThrow(/is over/);
      await expect(imported([read(4)], { import: 'i2', batch: 2 })).rejects.toMatchObject({ code: 'not-found' });
      await expect(imported([read(4)], { import: 'i2', list: 'l9' })).rejects.toMatchObject({ code: 'not-found' });
      expect(await leadsOf()).toHaveLength(3);
    });

    test('the daemon is killed in a batch: nothing of it is there, and it is taken again', async () => {
      await imported([read(1)], { last: false });
      // Fails in the middle of the transaction, as a kill would end it: a lead's id is taken already.
      await expect(imported([read(2), read(3, { id: idOf('01l', 1) })], { batch: 2 })).rejects.toThrow();
      expect(await store.reader.outbound.import('i1')).toMatchObject({ nextBatch: 2, added: 1, state: 'open' });
      expect(await leadsOf()).toHaveLength(1);
      expect(await imported([read(2), read(3)], { batch: 2 })).toMatchObject({ added: 2, import: { added: 3 } });
    });

    test('two into the same list at the same time: each number once, and every row is counted', async () => {
      const files = ['a', 'b'].map(async (file, at) => {
        const answers: ImportAnswer[] = [];
        for (let batch = 1; batch <= 5; batch++) {
          const leads = Array.from({ length: 40 }, (_, n) => {
            const number = (batch - 1) * 30 + n;
            return read(number, { id: idOf(`01${file}`, batch * 100 + n), line: batch * 100 + n });
          });
          answers.push(await imported(leads, { import: file, batch, last: batch === 5, atMs: t0 + at }));
        }
        return answers.at(-1)?.import;
      });
      const [a, b] = await Promise.all(files);
      expect((a?.added ?? 0) + (b?.added ?? 0)).toBe(160);
      for (const done of [a, b]) {
        const refused = Object.values(done?.refused ?? {}).reduce((sum, count) => sum + count, 0);
        expect((done?.added ?? 0) + refused).toBe(200);
      }
      expect(new Set((await leadsOf()).map(({ number }) => number)).size).toBe(160);
    });

    test('undone: what nobody has worked on goes, the rest stays', async () => {
      await imported([read(1), read(2), read(3)]);
      await imported([read(4)], { import: 'i2' });
      await write({ row: 'lead-change', id: idOf('01l', 2), change: { tries: 1, result: 'busy', lastTriedAt: t0 } });
      expect(await store.outbound.undoImport('i1', t0)).toEqual({ list: 'l1', removed: 2, kept: 1 });
      expect((await leadsOf()).map(({ name }) => name)).toEqual(['N2', 'N4']);
      await expect(imported([read(7)], { batch: 2 })).rejects.toThrow(/is over/);
      await expect(store.outbound.undoImport('i9', t0)).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('lists', () => {
    beforeEach(() => store.outbound.putList(list));
    const counted = (): ReturnType<typeof store.reader.outbound.listCounts> => store.reader.outbound.listCounts('l1');

    test('keep their kind, their maker and the columns that have values', async () => {
      await store.outbound.putList({ ...list, name: 'June', columns: ['city', 'birthday', 'age'], createdBy: 'other' });
      expect(await store.reader.outbound.list('l1')).toMatchObject({ name: 'June', createdBy: 'chef', createdAt: t0 });
      await expect(store.outbound.putList({ ...list, kind: 'call-backs' })).rejects.toMatchObject({
        code: 'bad-request',
      });
      await expect(store.outbound.putList({ ...list, columns: ['city'] })).rejects.toThrow(/birthday, age/);
    });

    test('are not removed while a campaign calls them; then with all their leads, whose attempts stay', async () => {
      await imported(Array.from({ length: 20 }, (_, n) => read(n)));
      await write({ row: 'attempt', attempt: attempt(1) });
      const deed = { by: 'chef', atMs: t0 };
      await store.outbound.putCampaign(campaign, { ...deed, version: 0 });
      await store.outbound.setCampaignState('c1', 'paused', { ...deed, version: 1 });
      await expect(store.outbound.removeList('l1')).rejects.toMatchObject({ code: 'conflict' });
      await store.outbound.setCampaignState('c1', 'stopped', { ...deed, version: 2 });
      expect(await store.outbound.removeList('l1')).toBe(20);
      expect(await leadsOf()).toEqual([]);
      expect(await store.reader.outbound.list('l1')).toBeNull();
      await expect(store.outbound.removeList('l1')).rejects.toMatchObject({ code: 'not-found' });
      // A call was under way: what the dialer says of its lead changes nothing, and is no trouble.
      await write({ row: 'lead-change', id: idOf('01l', 1), change: { state: 'done', result: 'success' } });
      await write({ row: 'attempt', attempt: attempt(1, { endedAt: t0 + 9_000, result: 'success' }) });
      expect(await store.reader.attempts.attempt(idOf('01a', 1))).toMatchObject({ result: 'success' });
    });

    test('shares of agents add up, by number, percentage and region; what is worked on is nobody else`s', async () => {
      await imported([
        ...Array.from({ length: 100 }, (_, n) => read(n)),
        ...Array.from({ length: 10 }, (_, n) => read(200 + n, { area: '021' })),
      ]);
      const tried = { tries: 1, result: 'busy', lastTriedAt: t0 } as const;
      await write({ row: 'lead-change', id: idOf('01l', 7), change: tried });
      const shares = [
        { agent: '8001', areas: ['021'] },
        { agent: '8002', percent: 33.33 },
        { agent: '8003', percent: 33.33 },
        { agent: '8004', count: 5 },
        { agent: '8005', percent: 33.34 },
        { agent: '8006', count: 1_000 },
      ];
      expect((await counted()).free).toEqual([
        { area: '010', leads: 99 },
        { area: '021', leads: 10 },
      ]);
      const allocated = await store.outbound.allocate('l1', shares);
      expect((await counted()).free).toEqual([]);
      expect(allocated).toEqual({
        before: 109,
        given: [
          { agent: '8001', leads: 10 },
          { agent: '8002', leads: 36 },
          { agent: '8003', leads: 37 },
          { agent: '8004', leads: 5 },
          { agent: '8005', leads: 21 },
          { agent: '8006', leads: 0 },
        ],
        left: 0,
      });
      const { byAgent, leads } = await counted();
      expect(leads).toBe(110);
      expect(byAgent).toEqual([
        { agent: '', leads: 1, open: 1, worked: 1 },
        { agent: '8001', leads: 10, open: 10, worked: 0 },
        { agent: '8002', leads: 36, open: 36, worked: 0 },
        { agent: '8003', leads: 37, open: 37, worked: 0 },
        { agent: '8004', leads: 5, open: 5, worked: 0 },
        { agent: '8005', leads: 21, open: 21, worked: 0 },
      ]);
    });

    test('unworked leads return, worked ones stay', async () => {
      await imported([0, 1, 2, 3].map((n) => read(n, { agent: n < 3 ? '8001' : '8002' })));
      await write({ row: 'lead-change', id: idOf('01l', 1), change: { tries: 1, result: 'no-answer' } });
      expect(await store.outbound.recall('l1', ['8001'])).toEqual({ recalled: 2, kept: 1 });
      expect((await leadsOf()).map(({ agent }) => agent)).toEqual(['', '8001', '', '8002']);
      expect(await store.outbound.recall('l1', null)).toEqual({ recalled: 1, kept: 1 });
    });

    test('done leads are called again by result, with all their tries before them', async () => {
      await imported([0, 1, 2].map((n) => read(n)));
      const done = (n: number, result: 'no-answer' | 'success'): RowChange => ({
        row: 'lead-change',
        id: idOf('01l', n),
        change: { state: 'done', result, tries: 3, notBefore: t0 + 5 },
      });
      await write(done(0, 'no-answer'), done(1, 'success'));
      expect(await store.outbound.recycle('l1', ['no-answer', 'busy'])).toBe(1);
      expect(await leadsOf({ result: 'no-answer' })).toMatchObject([{ state: 'open', tries: 0, notBefore: 0 }]);
      expect(await counted()).toMatchObject({
        byState: { open: 2, working: 0, done: 1 },
        byResult: { 'no-answer': 1, success: 1 },
      });
    });

    test('a time is set for open leads, moved and taken away', async () => {
      await imported([0, 1].map((n) => read(n)));
      await write({ row: 'lead-change', id: idOf('01l', 1), change: { state: 'done', result: 'success' } });
      const ids = [0, 1, 7].map((n) => idOf('01l', n));
      expect(await store.outbound.setTime(ids, t0 + 5)).toEqual({ changed: 1, lists: ['l1'] });
      expect(await leadsOf({ timed: true })).toMatchObject([{ notBefore: t0 + 5 }]);
      expect(await store.outbound.setTime(ids, null)).toEqual({ changed: 1, lists: ['l1'] });
      expect(await store.outbound.setTime(ids, null)).toEqual({ changed: 0, lists: [] });
      expect(await leadsOf({ timed: true })).toEqual([]);
    });

    test('pages of leads go on at a key, narrowed by what they are', async () => {
      await imported(
        Array.from({ length: 30 }, (_, n) =>
          read(n, {
            data: { city: n % 2 ? '上海' : '北京', birthday: `1990-05-${10 + n}` },
            agent: n < 3 ? '8001' : '',
          }),
        ),
      );
      const first = await leadsOf({ limit: 10 });
      const second = await leadsOf({ limit: 10, after: first.at(-1)?.id });
      expect(second.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, n) => `N${n + 10}`));
      expect(await leadsOf({ agent: '8001' })).toHaveLength(3);
      expect(await leadsOf({ number: '1380000001' })).toHaveLength(10);
      expect(await leadsOf({ number: "1' OR '1'='1" })).toEqual([]);
      expect(await leadsOf({ name: '%' })).toEqual([]);
      const city = { field: 'data.city', operator: '=', value: '上海' } as const;
      expect(await leadsOf({ conditions: [city] })).toHaveLength(15);
      const born = { field: 'yearly.birthday', operator: '=', value: '{today}' } as const;
      expect((await leadsOf({ conditions: [born] })).map(({ name }) => name)).toEqual(['N7']);
    });

    test('an own list of who gave up: once each, done when he gets through, open again when he gives up again', async () => {
      await store.outbound.putList({ ...list, id: 'back', kind: 'call-backs', columns: [] });
      await write({ row: 'dnc', dnc: { number: '13800000003', since: t0, by: 'system', reason: '' } });
      const caller = (
        n: number,
        at: number,
        through: boolean,
      ): Parameters<typeof store.outbound.fillCallBackList>[1][0] => {
        return { id: idOf(`01${at % 10}`, n), number: `1380000000${n}`, area: '010', at, through };
      };
      const fill = (...callers: Parameters<typeof store.outbound.fillCallBackList>[1]): Promise<number> =>
        store.outbound.fillCallBackList('back', callers);
      const states = async (): Promise<string[]> =>
        (await leadsOf({ list: 'back' })).map(({ number, state }) => `${number.at(-1)} ${state}`);
      expect(await fill(caller(1, t0, false), caller(2, t0, true), caller(3, t0, false))).toBe(1);
      expect(await fill(caller(1, t0, false))).toBe(0);
      expect(await states()).toEqual(['1 open']);
      expect(await fill(caller(1, t0, true))).toBe(1);
      expect(await states()).toEqual(['1 done']);
      expect(await fill(caller(1, t0, false))).toBe(0);
      expect(await fill(caller(1, t0 + 1, false))).toBe(1);
      expect(await states()).toEqual(['1 open']);
      await expect(imported([read(1)], { list: 'back' })).rejects.toMatchObject({ code: 'bad-request' });
    });
  });

  describe('what people have said of being called', () => {
    const consent = (n: number, more: Partial<ConsentRow> = {}): ConsentRow => ({
      ...{ id: idOf('01c', n), number: read(1).number, given: true, at: t0 + n, source: '合同', evidence: "'; --" },
      ...{ recordedAt: t0 + 50, by: 'chef', ...more },
    });
    test('the newest by its own time counts, whichever was noted last; all are kept', async () => {
      const number = read(1).number;
      await store.outbound.addConsents([consent(5), consent(9, { given: false })]);
      await store.outbound.addConsents([consent(7, { recordedAt: t0 + 90 })]);
      expect([...(await store.outbound.consentsNow([number, '13900000000']))]).toEqual([[number, false]]);
      expect((await store.reader.outbound.consentsOf(number)).map(({ at, given }) => [at - t0, given])).toEqual([
        [5, true],
        [7, true],
        [9, false],
      ]);
      expect(await store.reader.outbound.consentsOf(number)).toContainEqual(consent(7, { recordedAt: t0 + 90 }));
    });

    test('who was blocked for want of it is open again; who was called stays done', async () => {
      await store.outbound.putList(list);
      await imported([read(1), read(2), read(3)]);
      const done = { state: 'done' } as const;
      await write(
        { row: 'lead-change', id: read(1).id, change: done },
        { row: 'lead-change', id: read(2).id, change: { ...done, result: 'refused', tries: 1 } },
        { row: 'lead-change', id: read(3).id, change: done },
      );
      const said = [
        consent(1),
        consent(2, { number: read(2).number }),
        consent(3, { number: read(3).number, given: false }),
      ];
      expect(await store.outbound.addConsents(said)).toEqual(['l1']);
      expect((await leadsOf()).map(({ state }) => state)).toEqual(['open', 'done', 'done']);
    });

    test('comes with an import, also for whom the list has, and not for a row that is refused', async () => {
      await store.outbound.putList(list);
      await imported([read(1)]);
      await store.outbound.addDnc([read(3).number], { by: 'chef', reason: 'x', atMs: t0 });
      const again = [read(1, { id: idOf('01x', 1) }), read(2), read(3)].map((lead, n) => ({
        ...lead,
        consent: consent(n, { number: lead.number }),
      }));
      const answer = await imported(again, { import: 'i2' });
      expect(answer.refused.map(({ reason }) => reason)).toEqual(['duplicate-in-list', 'dnc']);
      expect([...(await store.outbound.consentsNow(again.map(({ number }) => number))).keys()].sort()).toEqual(
        [read(1).number, read(2).number].sort(),
      );
      await imported(again, { import: 'i2' }); // nobody heard the answer
      expect(await store.reader.outbound.consentsOf(read(2).number)).toHaveLength(1);
    });
  });

  describe('numbers that must not be called', () => {
    test('are added once, found, and taken off', async () => {
      const deed = { by: 'chef', reason: "asked'; --", atMs: t0 };
      expect(await store.outbound.addDnc(['13800000001', '13800000002', '13800000001'], deed)).toHaveLength(2);
      expect(await store.outbound.addDnc(['13800000002', '13800000003'], { ...deed, atMs: t0 + 5 })).toEqual([
        '13800000003',
      ]);
      await write({ row: 'dnc', dnc: { number: '13800000001', since: t0 + 9, by: 'agent:8001', reason: 'again' } });
      const page = await store.reader.outbound.dnc({ limit: 2 });
      expect(page.map(({ number }) => number)).toEqual(['13800000003', '13800000002']);
      const rest = await store.reader.outbound.dnc({ limit: 2, ...(page[1] ? { before: page[1] } : {}) });
      expect(rest).toEqual([{ number: '13800000001', since: t0, by: 'chef', reason: "asked'; --" }]);
      expect(await store.outbound.removeDnc(['13800000001', '13900000000'])).toEqual(['13800000001']);
      expect(await store.reader.outbound.dncCount()).toBe(2);
      expect(await store.reader.outbound.dncOf(['13800000001', '13800000002'])).toHaveLength(1);
    });
  });
});
