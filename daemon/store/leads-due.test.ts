import type { Knex } from 'knex';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { attempt, batchOf, days, hourMs, idOf, list, read, t0 } from '../../test/rig/outbound-rows.js';
import { ManualClock } from '../base/clock.js';
import type { LeadRow, LeadsAnswer } from '../terms/outbound.js';
import { openForReading, openForWriting } from './connection.js';
import type { ReadLead } from './lead-imports.js';
import { type DueAsk, DueLeads } from './leads-due.js';
import type { StoreLocation } from './location.js';
import { TelephonyStore } from './telephony-store.js';

const now = t0 + 24 * hourMs;

describeOnBothDatabases('who is due', (emptyPlace) => {
  let place: StoreLocation;
  let store: TelephonyStore;
  let leads: DueLeads;
  beforeEach(async () => {
    place = await emptyPlace();
    store = await TelephonyStore.open(place, { clock: new ManualClock(t0), onTrouble: () => {} });
    await store.outbound.putList(list);
    leads = store.reader.dueLeads(days);
  });
  afterEach(() => store.close());

  async function have(rows: readonly ReadLead[], changes: Record<number, Partial<LeadRow>> = {}): Promise<void> {
    for (let from = 0; from < rows.length; from += 1_000) {
      const some = rows.slice(from, from + 1_000);
      await store.outbound.importLeads(batchOf(some, { import: `i${from}` }));
    }
    for (const [n, change] of Object.entries(changes)) {
      store.writer.apply([{ row: 'lead-change', id: idOf('01l', Number(n)), change }]);
    }
    await store.writer.flush();
  }
  const ask = (more: Partial<DueAsk> = {}): Promise<LeadsAnswer> => {
    const usual = { campaign: 'c1', list: 'l1', ask: 1, count: 10, dueBy: now, not: [], agents: [], filter: [] };
    return leads.due({ ...usual, midnight: t0, ...more });
  };
  const names = ({ leads: found }: LeadsAnswer): string => found.map(({ name }) => name.slice(1)).join(' ');
  const many = (count: number, of: (n: number) => Partial<ReadLead> = () => ({})): ReadLead[] =>
    Array.from({ length: count }, (_, n) => read(n, of(n)));

  test('timed ones by their time, then priority, fewest tries, when they fell due, and import', async () => {
    const priorities = [5, 9, 5, 5, 5, 5, 0];
    await have(
      many(9, (n) => (n >= 7 ? { at: now - n } : { priority: priorities[n] ?? 0 })),
      { 2: { tries: 2 }, 3: { tries: 1, notBefore: 5 }, 4: { tries: 1, notBefore: 4 } },
    );
    const answer = await ask({ ask: 7 });
    expect(names(answer)).toBe('8 7 1 0 5 4 3 2 6');
    expect(answer).toMatchObject({ campaign: 'c1', list: 'l1', ask: 7, exhausted: true, nextAt: null });
  });

  test('nobody who is done, in hand, not due or of another list; and when the next one falls due', async () => {
    await store.outbound.putList({ ...list, id: 'l2' });
    await have(many(6), {
      0: { state: 'done' },
      1: { state: 'working' },
      2: { notBefore: now + 7_000 },
      3: { notBefore: now + 5_000, timed: true },
    });
    await store.outbound.importLeads(batchOf([read(1, { id: idOf('01z', 1) })], { import: 'x', list: 'l2' }));
    const answer = await ask({ not: [idOf('01l', 5)] });
    expect(names(answer)).toBe('4');
    expect(answer).toMatchObject({ exhausted: true, nextAt: now + 5_000 });
    expect(names(await ask({ dueBy: now + 5_000 }))).toBe('3 4 5');
    expect(await ask({ list: 'l9' })).toMatchObject({ leads: [], exhausted: true, nextAt: null });
  });

  test('no more than were asked for, and whether there are others', async () => {
    await have(many(25));
    expect(names(await ask({ count: 3 }))).toBe('0 1 2');
    expect((await ask({ count: 3 })).exhausted).toBe(false);
    expect((await ask({ count: 26 })).exhausted).toBe(true);
    const rest = await ask({ count: 10, not: many(22).map(({ id }) => id) });
    expect(names(rest)).toBe('22 23 24');
    expect(rest.exhausted).toBe(true);
  });

  test("an agent's leads are his; nobody's share starves behind another's", async () => {
    await have(many(30, (n) => ({ agent: n < 20 ? '8001' : n < 25 ? '8002' : n < 28 ? '' : '8003' })));
    expect(names(await ask())).toBe('25 26 27');
    expect(names(await ask({ agents: ['8003'] }))).toBe('25 26 27 28 29');
    expect(names(await ask({ agents: ['8001', '8002', '8002'], count: 9 }))).toBe('0 1 2 20 21 22 25 26 27');
    const all = await ask({ agents: ['8001', '8002', '8003'], count: 30 });
    expect(all.leads).toHaveLength(30);
    expect(all.exhausted).toBe(false); // exactly as many as were asked for: there may be more
    expect(names(await ask({ agents: ['8001', '8002'], count: 12, not: [] }))).toBe(
      '0 1 2 3 4 20 21 22 23 25 26 27', // what the shorter shares leave goes by order
    );
  });

  test('exactly the one that was asked for, whatever is due, if it is open', async () => {
    await have(
      many(3, () => ({ agent: '8001' })),
      { 1: { notBefore: now + 9 }, 2: { state: 'done' } },
    );
    expect(names(await ask({ lead: idOf('01l', 1) }))).toBe('1');
    expect(names(await ask({ lead: idOf('01l', 2) }))).toBe('');
    expect(names(await ask({ lead: 'nobody' }))).toBe('');
    expect(names(await ask({ lead: idOf('01l', 1), list: 'l2' }))).toBe('');
  });

  test('with what the person himself has said', async () => {
    await have(many(3));
    const said = { at: t0, source: 'x', evidence: '', recordedAt: t0, by: 'x' };
    await store.outbound.addConsents([
      { ...said, id: idOf('01c', 1), number: read(0).number, given: true },
      { ...said, id: idOf('01c', 2), number: read(1).number, given: false },
    ]);
    expect((await ask()).leads.map(({ consent }) => consent)).toEqual([true, false, undefined]);
  });

  test('with what the law asks: calls of today over all campaigns, and the do-not-call list', async () => {
    await have(many(3));
    const { number } = read(1);
    store.writer.apply([
      { row: 'dnc', dnc: { number: read(2).number, since: t0, by: 'x', reason: '' } },
      ...[
        attempt(1, { id: idOf('01a', 1), campaign: 'c9', startedAt: now - 9, number }),
        attempt(1, { id: idOf('01a', 2), startedAt: now - 5, number, result: 'cancelled' }),
        attempt(1, { id: idOf('01a', 3), startedAt: now - 5, number, result: 'line-failure' }),
        attempt(1, { id: idOf('01a', 4), startedAt: now - 5, number, result: 'blocked', why: 'hours', callId: '' }),
        attempt(1, { id: idOf('01a', 5), startedAt: t0 - 1, number }), // yesterday
      ].map((row) => ({ row: 'attempt' as const, attempt: row })),
    ]);
    await store.writer.flush();
    expect((await ask()).leads.map(({ callsToday, dnc, lastCallAt }) => [callsToday, dnc, lastCallAt])).toEqual([
      [0, false, null],
      [2, false, now - 5],
      [0, true, null],
    ]);
  });

  describe('of those that pass the filter', () => {
    const passed = async (field: string, operator: '=' | '!=' | '<' | '>=' | 'in' | 'starts-with', value: string) =>
      names(await ask({ filter: [{ field, operator, value }] }));

    beforeEach(() =>
      have(
        many(6, (n) => ({
          area: n % 2 ? '021' : '010',
          data:
            [
              { age: '9', city: '上海' },
              { age: '30', city: '' },
              { age: 'old', city: "O'Hara" },
              { age: '-1.5' },
              { born: '1990-05-17', due: '2027-05-20' },
              { born: '1985-05-18', due: '2027-05-16' },
            ][n] ?? {},
        })),
        { 1: { tries: 2, result: 'busy' }, 2: { tries: 1, result: 'no-answer' } },
      ),
    );

    test('by fields of the lead and columns of the list, as text, number and date', async () => {
      expect(await passed('area', '=', '021')).toBe('3 5 1');
      expect(await passed('data.city', '=', "O'Hara")).toBe('2');
      expect(await passed('data.city', '!=', '上海')).toBe('3 4 5 2 1');
      expect(await passed('data.city', 'in', '上海， 北京')).toBe('0');
      expect(await passed('name', 'starts-with', 'N')).toBe('0 3 4 5 2 1');
      expect(await passed('number', 'starts-with', '13800000001')).toBe('1');
      expect(await passed('data.age', '<', '10')).toBe('0 3');
      expect(await passed('data.age', '>=', '-1.5')).toBe('0 3 1');
      expect(await passed('tries', '>=', '1')).toBe('2 1');
      expect(await passed('tries', 'in', '0,2')).toBe('0 3 4 5 1');
      expect(await passed('result', '=', 'busy')).toBe('1');
      expect(await passed('result', '!=', 'busy')).toBe('0 3 4 5 2');
      expect(await passed('data.due', '<', '{today}')).toBe('5');
      expect(await passed('yearly.born', '=', '{today}')).toBe('4');
    });

    test('whatever is written into field and value, it is not part of the statement', async () => {
      for (const text of [
        "'; DROP TABLE leads; --",
        '$.a"',
        '%',
        '\\',
        '?',
        '\u{1F4DE}',
        '{today',
        '1e999',
        '--1',
        '.',
      ]) {
        for (const operator of ['=', '<', 'in', 'starts-with'] as const) {
          expect(await passed(`data.${text}`, operator, text)).toBe('');
          expect(await passed(text, operator, `x${text}`)).toBe('');
        }
      }
      expect(await passed('data.age', '=', '9')).toBe('0');
    });

    test('empty and not empty', async () => {
      const filter = (operator: 'empty' | 'not-empty', field: string) => [{ field, operator, value: '' }] as const;
      expect(names(await ask({ filter: filter('empty', 'data.city') }))).toBe('3 4 5 1');
      expect(names(await ask({ filter: filter('not-empty', 'result') }))).toBe('2 1');
      expect(names(await ask({ filter: filter('empty', 'tries') }))).toBe('0 3 4 5');
      expect(await leads.countOpen('l1', filter('empty', 'data.city'))).toBe(4);
    });
  });

  test('a filter that few pass: a pass goes on from answer to answer, ends, and begins anew', async () => {
    await have(many(9_000, (n) => ({ data: n % 3_500 === 3_499 ? { city: 'x' } : {} })));
    const filter = [{ field: 'data.city', operator: '=', value: 'x' }] as const;
    const answers: string[] = [];
    for (let asked = 0; asked < 5; asked++) {
      const answer = await ask({ filter, count: 5 });
      answers.push(`${names(answer)} ${answer.exhausted}`);
    }
    expect(answers).toEqual([' false', '3499 false', '6999 false', ' true', ' false']);
    // One that fell due behind the place is told as due, so that the next pass is not waited for in vain.
    store.writer.apply([{ row: 'lead-change', id: idOf('01l', 3499), change: { notBefore: now + 1 } }]);
    await store.writer.flush();
    await ask({ filter, count: 5, dueBy: now + 5 });
    await ask({ filter, count: 5, dueBy: now + 5 });
    const end = await ask({ filter, count: 5, dueBy: now + 5 });
    expect(end).toMatchObject({ exhausted: true, nextAt: now + 1 });
    leads.beginAnew('l1');
    await ask({ filter, count: 5 });
    leads.beginAnew('l1');
    expect((await ask({ filter, count: 5 })).exhausted).toBe(false);
  }, 30_000);

  test('a list of 100,000, half of it not due or another`s: every statement goes along an index', async () => {
    await fill(place, 100_000);
    const db = openForReading(place);
    const asked: { sql: string; bindings: unknown[] }[] = [];
    db.on('query', ({ sql, bindings }: { sql: string; bindings?: unknown[] }) => {
      asked.push({ sql, bindings: bindings ?? [] });
    });
    try {
      leads = new DueLeads(db, async () => {}, place.kind, days);
      const not = many(300).map(({ id }) => id);
      const filter = [{ field: 'data.city', operator: '=', value: 'x' }] as const;
      expect((await ask({ not, agents: ['8001', '8002'], count: 50 })).leads).toHaveLength(50);
      await ask({ filter, not, agents: ['8001'], count: 50 });
      await ask({ filter, not, agents: ['8001'], count: 50 });
      for (const { sql, bindings } of asked.splice(0)) {
        if (!/^(with|select|\s*WITH)/i.test(sql)) continue;
        const plan = await planOf(db, place.kind, sql, bindings);
        expect(plan, sql).not.toMatch(/SCAN (leads|attempts|dnc)\b|Seq Scan on leads/);
        // What is read up to a place is bounded, whatever the order of reading.
        if (/order by/.test(sql) && !/\) <= \(/.test(sql)) expect(plan, sql).not.toMatch(/TEMP B-TREE|\bSort\b/);
      }
    } finally {
      await db.destroy();
    }
  }, 60_000);
});

/** Leads of 'l1' without an import: every second one is due, of three agents and nobody. */
async function fill(place: StoreLocation, count: number): Promise<void> {
  const db = openForWriting(place);
  const padded = place.kind === 'sqlite' ? "printf('%022d', n)" : "lpad(n::text, 22, '0')";
  await db.raw(
    `INSERT INTO leads (id, list, import, number, name, data, area, priority, state, tries, not_before, agent, timed, imported_at)
     WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${count})
     SELECT '01zz' || ${padded}, 'l1', '', 'x' || n, '', '{}', '', 5, 'open', n % 3,
       CASE WHEN n % 2 = 0 THEN ${now + hourMs} ELSE n END,
       CASE n % 5 WHEN 0 THEN '8001' WHEN 1 THEN '8002' WHEN 2 THEN '8003' ELSE '' END, 0, 0 FROM counted`,
  );
  await db.raw('ANALYZE');
  await db.destroy();
}

async function planOf(db: Knex, kind: StoreLocation['kind'], sql: string, bindings: unknown[]): Promise<string> {
  if (kind === 'sqlite') {
    const steps: { detail: string }[] = await db.raw(`EXPLAIN QUERY PLAN ${sql}`, bindings as string[]);
    return steps.map(({ detail }) => detail).join('\n');
  }
  // As knex gives it to the driver, $1 and so on.
  const client = (await db.client.acquireConnection()) as {
    query(text: string, values: unknown[]): Promise<{ rows: object[] }>;
  };
  try {
    const { rows } = await client.query(`EXPLAIN ${sql}`, bindings);
    return rows.map((row) => Object.values(row).join('')).join('\n');
  } finally {
    await db.client.releaseConnection(client);
  }
}
