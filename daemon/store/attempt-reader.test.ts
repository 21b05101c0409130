import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { attempt, batchOf, campaign, days, hourMs, idOf, list, read, t0 } from '../../test/rig/outbound-rows.js';
import { ManualClock } from '../base/clock.js';
import type { LeadRow } from '../terms/outbound.js';
import type { ImportAnswer } from '../terms/outbound-figures.js';
import type { RowChange } from '../terms/rows.js';
import type { ImportBatch, ReadLead } from './lead-imports.js';
import type { StoreLocation } from './location.js';
import { TelephonyStore } from './telephony-store.js';
import type { StoreTrouble } from './telephony-writer.js';

describeOnBothDatabases('attempts', (emptyPlace) => {
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

  const human = { answeredAt: t0 + 500, classifiedAt: t0 + 600, who: 'human', endedAt: t0 + 61_000 } as const;

  test('count what the law asks for, from rows told in any number of pieces', async () => {
    const connected = { ...human, agent: '8001', connectedAt: t0 + 1_000 };
    await write(
      { row: 'attempt', attempt: attempt(1) },
      {
        row: 'attempt',
        attempt: attempt(1, { ...connected, result: 'success', resultBy: 'agent:8001', counted: true }),
      },
      { row: 'attempt', attempt: attempt(2, { ...human, result: 'dropped' }) },
      { row: 'attempt', attempt: attempt(3, { result: 'blocked', why: 'dnc', callId: '', endedAt: t0 }) },
      { row: 'attempt', attempt: attempt(4, { result: 'busy', counted: true, endedAt: t0 + 9_000, cause: 17 }) },
      {
        row: 'attempt',
        attempt: attempt(5, { ...connected, machine: true, result: 'diverted', pacing: '{"ratio":1.2}' }),
      },
      {
        row: 'attempt',
        attempt: attempt(6, {
          ...connected,
          who: 'machine',
          sampled: true,
          agent: '8002',
          result: 'refused',
          resultBy: 'agent:8002',
        }),
      },
      ...Array.from({ length: 30 }, (_, n): RowChange => {
        const machine = { ...human, id: idOf('01m', n), who: 'machine', result: 'diverted' } as const;
        return { row: 'attempt', attempt: attempt(7, machine) };
      }),
      { row: 'attempt', attempt: attempt(8, { campaign: 'c2' }) },
    );
    const { attempts } = store.reader;
    const counts = await attempts.attemptCounts('c1', t0, t0 + hourMs);
    expect(counts).toMatchObject({
      attempts: 36,
      blocked: 1,
      launched: 35,
      // Three persons; of 30 machines that nobody heard one may have been one: 30 × (1 + 1) / (1 + 50).
      live: 4,
      connected: 2,
      dropped: 2,
      byResult: { success: 1, dropped: 1, blocked: 1, busy: 1, diverted: 31, refused: 1 },
      byBlock: { dnc: 1 },
      meanConnectMs: 500,
      meanTalkMs: 60_000,
      sampled: 1,
      sampledWrong: 1,
    });
    expect(await attempts.dropCounts('c1', t0 + 4_000, t0 + 5_000)).toEqual({
      launched: 1,
      live: 0,
      connected: 0,
      dropped: 0,
    });
    expect(await attempts.conversion('c1', 10, t0, t0 + hourMs)).toEqual({
      reached: 4,
      successes: 1,
      percent: 25,
      target: 10,
    });
    const span = { fromMs: t0, toMs: t0 + hourMs };
    expect(await attempts.agentResults(span, ['8001'])).toEqual([
      { agent: '8001', attempts: 2, connected: 2, talkMs: 120_000, byResult: { success: 1, diverted: 1 } },
    ]);
    expect((await attempts.agentResults({ ...span, campaign: 'c1' })).map(({ agent }) => agent)).toEqual([
      '8001',
      '8002',
    ]);
    expect((await attempts.attempts({ campaign: 'c1', paced: true, limit: 9 })).map(({ id }) => id)).toEqual([
      idOf('01a', 5),
    ]);
    expect(await attempts.attempts({ blocked: true, limit: 9 })).toMatchObject([{ why: 'dnc', result: 'blocked' }]);
  });

  test('whoever answers is a person to the law where nobody listens for machines', async () => {
    const unjudged = { ...human, who: null } as const;
    await write(
      { row: 'attempt', attempt: attempt(1, { ...unjudged, connectedAt: t0 + 700, result: 'connected' }) },
      { row: 'attempt', attempt: attempt(2, { ...unjudged, result: 'dropped' }) },
      { row: 'attempt', attempt: attempt(3, { ...unjudged, connectedAt: t0 + 700, machine: true }) },
    );
    const counts = await store.reader.attempts.dropCounts('c1', t0, t0 + hourMs);
    expect(counts).toEqual({ launched: 3, live: 2, connected: 1, dropped: 1 });
  });

  test('come in pages, newest first, by campaign, lead, number, agent and call', async () => {
    await write(...Array.from({ length: 25 }, (_, n): RowChange => ({ row: 'attempt', attempt: attempt(n) })));
    const { attempts } = store.reader;
    const first = await attempts.attempts({ campaign: 'c1', limit: 10 });
    const second = await attempts.attempts({ campaign: 'c1', limit: 10, before: first.at(-1)?.id ?? '' });
    expect(second.map(({ startedAt }) => (startedAt - t0) / 1_000)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
    for (const one of [{ lead: idOf('01l', 3) }, { number: '13800000003' }, { callId: idOf('01c', 3) }]) {
      expect(await attempts.attempts({ ...one, limit: 10 })).toEqual([attempt(3)]);
    }
    expect(await attempts.attempts({ callId: '', limit: 10 })).toEqual([]);
  });

  test('say what a number is good for', async () => {
    const end = { endedAt: t0 + 1_000 };
    await write(
      { row: 'attempt', attempt: attempt(1, { ...end, result: 'wrong-number' }) },
      { row: 'attempt', attempt: attempt(2, { ...end, result: 'suspended' }) },
      {
        row: 'attempt',
        attempt: attempt(2, { ...end, id: idOf('01b', 2), startedAt: t0 + 9_000, result: 'line-failure' }),
      },
      { row: 'attempt', attempt: attempt(3, { ...human, connectedAt: t0 + 600, result: 'success' }) },
      ...Array.from({ length: 5 }, (_, n): RowChange => {
        const more = { ...end, id: idOf('01d', n), startedAt: t0 + n * hourMs, result: 'no-answer' } as const;
        return { row: 'attempt', attempt: attempt(4, more) };
      }),
      { row: 'dnc', dnc: { number: '13800000003', since: t0, by: 'system', reason: '' } },
    );
    const numbers = [1, 2, 3, 4, 5].map((n) => `1380000000${n}`);
    const quality = await store.reader.attempts.numberQuality(numbers);
    expect(quality.map(({ flag, attempts }) => `${flag} ${attempts}`)).toEqual([
      'vacant 1',
      'suspended 2',
      'good 1',
      'unreached 5',
      'unknown 0',
    ]);
    expect(quality[2]?.dnc).toMatchObject({ by: 'system' });
  });

  test('one click proves a call: who, when, for what purpose, with whose consent, recorded where', async () => {
    await store.outbound.putList(list);
    await imported([read(1), read(2)]);
    await store.outbound.putCampaign(campaign, { by: 'chef', version: 0, atMs: t0 });
    const before = { id: idOf('01b', 1), startedAt: t0 - hourMs, result: 'busy', endedAt: t0 - hourMs } as const;
    await write(
      { row: 'attempt', attempt: attempt(1, before) },
      { row: 'attempt', attempt: attempt(1, { ...human, pacing: '{"ratio":1}', result: 'success' }) },
    );
    const evidence = await store.reader.attempts.evidence(idOf('01a', 1));
    expect(evidence).toMatchObject({
      attempt: { number: '13800000001', callerNumber: '02162881000', pacing: '{"ratio":1}' },
      lead: { name: 'N1' },
      list: { consent: '合同第 7 条', purpose: '回访' },
      import: { source: 'may.csv', startedBy: 'chef' },
      campaign: { campaign: { id: 'c1' }, version: 1 },
      recordings: [],
      dnc: null,
      callsBefore: [{ id: before.id, result: 'busy' }],
    });
    expect(await store.reader.attempts.evidence('nobody')).toBeNull();
  });

  test('a killed daemon: who had answered was dropped, who talked is called again by the same agent', async () => {
    await store.outbound.putList(list);
    await imported([0, 1, 2, 3, 4].map((n) => read(n)));
    const working = [0, 1, 2, 3].map(
      (n): RowChange => ({
        row: 'lead-change',
        id: idOf('01l', n),
        change: { state: 'working' },
      }),
    );
    await write(
      ...working,
      { row: 'attempt', attempt: attempt(0) },
      { row: 'attempt', attempt: attempt(1, { answeredAt: t0 + 1_500, who: 'human' }) },
      { row: 'attempt', attempt: attempt(2, { answeredAt: t0, connectedAt: t0 + 9, who: 'human', agent: '8001' }) },
    );
    const closed = await store.closeInterrupted('/nowhere', t0 + hourMs);
    expect(closed.attempts).toBe(3);
    const results = (await store.reader.attempts.attempts({ campaign: 'c1', limit: 9 })).map(({ result }) => result);
    expect(results).toEqual(['connected', 'dropped', 'line-failure']);
    expect((await leadsOf()).map(({ state, agent, notBefore }) => [state, agent, notBefore - t0])).toEqual([
      ['open', '', 1_800_000],
      ['open', '', 1_801_000],
      ['open', '8001', 1_802_000],
      ['open', '', -t0],
      ['open', '', -t0],
    ]);
    expect(await store.reader.attempts.dropCounts('c1', t0, t0 + hourMs)).toMatchObject({ live: 2, dropped: 1 });
  });

  test('a killed daemon drops nobody to whom a flow talked: no agent was to come', async () => {
    await store.outbound.putList(list);
    await imported([read(1), read(2)]);
    const notice = { ...campaign, mode: 'notice', queue: '', flow: 'f1' } as const;
    await store.outbound.putCampaign(notice, { by: 'chef', version: 0, atMs: t0 });
    await write(
      { row: 'lead-change', id: idOf('01l', 1), change: { state: 'working' } },
      { row: 'attempt', attempt: attempt(1, { answeredAt: t0 + 1_500, classifiedAt: t0 + 1_500 }) },
      { row: 'attempt', attempt: attempt(2, { answeredAt: t0 + 1_500, who: 'fax' }) },
    );
    await store.closeInterrupted('/nowhere', t0 + hourMs);
    const closed = await store.reader.attempts.attempts({ campaign: 'c1', limit: 9 });
    expect(closed.map(({ result, counted }) => [result, counted])).toEqual([
      ['line-failure', false],
      ['unreachable', false],
    ]);
    expect(await leadsOf({ state: 'open' })).toMatchObject([
      { id: idOf('01l', 1), tries: 0, notBefore: t0 + 1_801_000 },
      {},
    ]);
    expect(await store.reader.attempts.dropCounts('c1', t0, t0 + hourMs)).toMatchObject({ live: 1, dropped: 0 });
  });

  test('reasons for a skip are kept', async () => {
    const skip = {
      id: idOf('01s', 1),
      campaign: 'c1',
      list: 'l1',
      lead: idOf('01l', 1),
      agent: '8001',
      at: t0,
      reason: 'x',
    };
    await write({ row: 'skip', skip }, { row: 'skip', skip });
    expect(await store.reader.outbound.skips('c1', t0, t0 + 1)).toEqual([skip]);
  });
});
