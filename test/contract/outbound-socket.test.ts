/** Campaigns, lists and leads as the web process asks for them: over the socket, into the real database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallboxError } from '../../daemon/base/errors.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { controlVersion } from '../../daemon/contract/control.js';
import { type OutboundMethod, type OutboundParams, outboundRequests } from '../../daemon/contract/outbound-schema.js';
import { ControlServer } from '../../daemon/control/control-server.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import type { CampaignToRun } from '../../daemon/terms/outbound.js';
import type { LeadToImport } from '../../daemon/terms/outbound-figures.js';
import type { Site } from '../../daemon/terms/site.js';
import { type OutboundWork, outboundWork } from '../../daemon/wiring/outbound.js';
import { ControlClient } from '../../web/server/control-client.js';
import { attempt, campaign, days, hourMs, idOf, list, t0 } from '../rig/outbound-rows.js';
import { testSite } from '../rig/site.js';

const quiet = { info() {}, warn() {}, error() {} };
const sales = { ...testSite().queues[0], id: 'sales' } as Site['queues'][number];
const site: Site = { ...testSite({ agents: 3 }), queues: [sales], areaCode: '021' };
const by = 'chef';

let folder: string;
let clockMs: number;
let seed = 7;
let store: TelephonyStore;
let work: OutboundWork;
let server: ControlServer;
let client: ControlClient;
/** What the switch was told. */
let loaded: CampaignToRun[];
let told: string[];

async function open(): Promise<void> {
  const clock = { nowMs: () => clockMs };
  store = await TelephonyStore.open({ kind: 'sqlite', file: join(folder, 'telephony.db') }, { clock, onTrouble() {} });
  work = outboundWork({
    store,
    runtime: () => ({
      loadCampaigns: (campaigns) => void loaded.push(...campaigns),
      leadsChanged: (lists) => void told.push(`leads ${lists.join(' ')}`),
      dncChanged: (added, removed) => void told.push(`dnc +${added.join(' ')} -${removed.join(' ')}`),
      consentsSaid: (said) => void told.push(`consent ${JSON.stringify(said)}`),
      snapshot: () => ({ agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [], campaigns: [] }),
    }),
    site: () => site,
    clock,
    timers: new ManualTime(),
    random: new SeededRandom(++seed),
    onTrouble: ({ detail }) => void told.push(`trouble ${JSON.stringify(detail)}`),
  });
  server = new ControlServer({ log: quiet });
  await server.listen(join(folder, 'control.sock'));
  const nothing = () => Promise.reject(new CallboxError('not-now', 'only outbound work is here'));
  server.start({
    ask: nothing,
    order: nothing,
    explain: () => ({ kind: 'unknown', number: '', refused: 'no-route', route: null, trunks: [] }),
    why: () => {
      throw new CallboxError('unknown-call', 'no such call');
    },
    site: () => ({ version: 1, site }),
    changeSite: nothing,
    recordings: { check: nothing, hold: nothing, keys: () => ({ trouble: 'none', keys: [] }) },
    outbound: (method, params) => work.door.answer(method, params),
    snapshot: () => ({ agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [] }),
    meters: () => ({ lines: {}, spans: [], process: { cpuUs: 0, rssBytes: 0 } }),
    startedAt: 1,
  });
  client = new ControlClient({ minPauseMs: 1 });
  const up = new Promise<void>((resolve) => client.once('up', () => resolve()));
  client.connect(join(folder, 'control.sock'));
  await up;
}

async function close(): Promise<void> {
  client.close();
  await server.close();
  await store.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outbound-'));
  clockMs = t0;
  loaded = [];
  told = [];
  await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

function ask<M extends OutboundMethod>(method: M, params: Omit<OutboundParams<M>, 'by'>) {
  return client.request(method, { by, ...params } as OutboundParams<M>);
}
const { createdAt: _at, createdBy: _by, ...listAsked } = list;
const putList = (): Promise<unknown> =>
  ask('outbound.list.put', { list: { ...listAsked, columns: [...list.columns] } });
const row = (line: number, number: string, more: Partial<LeadToImport> = {}): LeadToImport => {
  return { line, number, name: `N${line}`, data: {}, ...more };
};
const importRows = (leads: LeadToImport[], more: Partial<OutboundParams<'leads.import'>> = {}) =>
  ask('leads.import', { import: 'i1', list: 'l1', source: 'may.csv', batch: 1, last: true, leads, ...more });
const leads = () => store.reader.outbound.leads({ list: 'l1', limit: 500 }, days);

describe('a campaign', () => {
  const put = (version: number, more: object = {}) =>
    ask('outbound.campaign.put', { version, campaign: { ...campaign, ...more } });

  test('is checked, stored, started, and the dialer is told with its counts', async () => {
    await putList();
    expect(await put(0)).toEqual({ version: 1 });
    store.writer.apply([
      { row: 'attempt', attempt: attempt(1, { result: 'success', endedAt: t0, startedAt: t0 - 1 }) },
    ]);
    expect(await ask('outbound.campaign.start', { campaign: 'c1', version: 1 })).toEqual({ version: 2 });
    expect(loaded.map(({ row: { state }, today }) => [state, today.launched])).toEqual([
      ['draft', 0],
      ['running', 1],
    ]);
    expect(loaded[1]).toMatchObject({ row: { changedBy: 'chef' }, successes: 1, results: { success: 1 } });
    await expect(put(2, { mode: 'progressive' })).rejects.toThrow(/stop it before its mode/);
    expect(await put(2, { maxConcurrent: 5 })).toEqual({ version: 3 });
    await expect(ask('outbound.list.remove', { list: 'l1' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(ask('outbound.campaign.pause', { campaign: 'c1', version: 2 })).rejects.toMatchObject({
      code: 'conflict',
    });
    await ask('outbound.campaign.pause', { campaign: 'c1', version: 3 });
    await expect(ask('outbound.campaign.pause', { campaign: 'c1', version: 4 })).rejects.toMatchObject({
      code: 'not-now',
    });
    await expect(ask('outbound.campaign.remove', { campaign: 'c1', version: 4 })).rejects.toThrow(/stop it/);
    await ask('outbound.campaign.stop', { campaign: 'c1', version: 4 });
    expect(await ask('outbound.campaign.remove', { campaign: 'c1', version: 5 })).toEqual({});
  });

  test('that the law or the site does not allow is refused with all that is wrong', async () => {
    await putList();
    const wrong = { dropCap: 0.2, queue: 'nobody', hours: { from: '06:00', to: '23:00' }, ringTimeoutMs: 1_000 };
    await expect(put(0, wrong)).rejects.toThrow(
      /queue: unknown.*ringTimeoutMs: range 15000-60000.*dropCap: range 0-0.03.*hours/,
    );
    await expect(put(0, { mode: 'spam' })).rejects.toThrow(/campaign.mode/);
    await expect(put(0, { extra: 1 })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(put(0, { lists: [{ list: 'nowhere', weight: 1 }] })).rejects.toThrow(/no list nowhere/);
    await put(0, { dropPrompts: [] });
    await expect(ask('outbound.campaign.start', { campaign: 'c1', version: 1 })).rejects.toThrow(
      /dropPrompts: required/,
    );
    await expect(ask('outbound.campaign.start', { campaign: 'c2', version: 1 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('that ran goes on after a restart, with what the dialer had said of it last, though the clock was set back', async () => {
    await putList();
    await put(0);
    await ask('outbound.campaign.start', { campaign: 'c1', version: 1 });
    clockMs -= 3 * hourMs;
    // Told just before a person starts it again: what the person says stands.
    const { row: running } = loaded[1] as CampaignToRun;
    store.writer.apply([{ row: 'campaign', campaign: { ...running, state: 'paused', why: 'storage' } }]);
    await ask('outbound.campaign.start', { campaign: 'c1', version: 2 });
    store.writer.apply([
      { row: 'attempt', attempt: attempt(1, { startedAt: t0, answeredAt: t0, classifiedAt: t0, who: 'human' }) },
    ]);
    await close();
    await open();
    await store.closeInterrupted(folder, clockMs);
    expect(await work.unfinished()).toMatchObject([
      { row: { state: 'running', why: '' }, today: { launched: 1, live: 1, dropped: 1 } },
    ]);
  });
});

describe('an import', () => {
  beforeEach(putList);

  test('takes numbers as people write them, each once, and says of every other row why not', async () => {
    await ask('dnc.add', { numbers: ['138 0000 0009'], reason: 'asked' });
    const { added, refused } = await importRows([
      row(1, '13800000001'),
      row(2, '+86 138-0000-0001'),
      row(3, '０１３８０００００００２'),
      row(4, '(021) 6288 1000'),
      row(5, '62881000'),
      row(6, ' 1.38E+10 '),
      row(7, ''),
      row(8, '13800000009'),
      row(9, '110'),
      row(10, '95588'),
      row(11, '0044207946000'),
      row(12, '7654'),
      row(13, '13800000003', { name: 'x'.repeat(200) }),
      row(14, '13800000004', { agent: 'nobody' }),
      row(15, '13800000005', { agent: '8001', at: t0 + 5, priority: 9, data: { city: '上\u0000海\ud800' } }),
      row(16, "13800000006'; --"),
      row(17, '=13800000007'),
      row(18, '1'.repeat(200)),
    ]);
    expect(refused.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '2 duplicate-in-file',
      '5 duplicate-in-file',
      '6 bad-number',
      '7 no-number',
      '8 dnc',
      '9 not-dialled',
      '10 not-dialled',
      '11 not-dialled',
      '12 bad-number',
      '13 too-long',
      '14 bad-agent',
      '16 bad-number',
      '17 bad-number',
      '18 bad-number',
    ]);
    expect(added).toBe(4);
    const stored = await leads();
    expect(stored.map(({ number, area }) => `${number} ${area}`)).toEqual([
      '13800000001 010',
      '13800000002 010',
      '02162881000 021',
      '13800000005 010',
    ]);
    expect(stored[3]).toMatchObject({
      agent: '8001',
      timed: true,
      notBefore: t0 + 5,
      priority: 9,
      data: { city: '上\ufffd海\ufffd' },
    });
    expect(told).toContain('leads l1');
  });

  test('with a column that the list has not is refused whole', async () => {
    const strange = row(2, '13800000002', { data: { colour: 'x' } });
    await expect(importRows([row(1, '13800000001'), strange])).rejects.toThrow(
      /line 2: the list has no column "colour"/,
    );
    expect(await leads()).toEqual([]);
  });

  test('whose web process goes away goes on where it was; the daemon is restarted on the way', async () => {
    const batch = (n: number) =>
      Array.from({ length: 50 }, (_, at) => row(n * 50 + at, `1390000${1_000 + n * 50 + at}`));
    await importRows(batch(1), { batch: 1, last: false });
    const cut = importRows(batch(2), { batch: 2, last: false });
    client.close(); // its answer is not heard, whether it was carried out or not
    await cut.catch(() => {});
    await server.close();
    await store.close();
    await open();
    const next = (await store.reader.outbound.import('i1'))?.nextBatch ?? 0;
    expect([2, 3]).toContain(next);
    await importRows(batch(2), { batch: 2, last: false });
    const { import: whole } = await importRows(batch(3), { batch: 3 });
    expect(whole).toMatchObject({ added: 150, state: 'done', refused: {} });
    expect(await leads()).toHaveLength(150);
  });

  test('into a list that is emptied meanwhile ends; nothing of it stays', async () => {
    const files = ['a', 'b', 'c'].map((file, at) =>
      importRows([row(1, `1390000000${at}`)], { import: file, last: false }).catch((error: CallboxError) => error.code),
    );
    const removed = ask('outbound.list.remove', { list: 'l1' });
    await Promise.all([...files, removed]);
    await expect(importRows([row(2, '13900000005')], { import: 'a', batch: 2 })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await leads()).toEqual([]);
  });
});

describe('leads', () => {
  beforeEach(async () => {
    await putList();
    await importRows(Array.from({ length: 10 }, (_, n) => row(n + 1, `1380000000${n}`)));
    told = [];
  });

  test('are given to agents who exist, taken back, and the dialer is told', async () => {
    await expect(ask('leads.allocate', { list: 'l1', shares: [{ agent: '9999', count: 1 }] })).rejects.toMatchObject({
      code: 'unknown-agent',
    });
    const tooMuch = [50, 60].map((percent, at) => ({ agent: `800${at + 1}`, percent }));
    await expect(ask('leads.allocate', { list: 'l1', shares: tooMuch })).rejects.toThrow(/more than 100/);
    await expect(ask('leads.allocate', { list: 'l9', shares: [{ agent: '8001', count: 1 }] })).rejects.toMatchObject({
      code: 'not-found',
    });
    const shares = [
      { agent: '8001', percent: 50 },
      { agent: '8002', count: 2 },
    ];
    expect(await ask('leads.allocate', { list: 'l1', shares })).toMatchObject({ before: 10, left: 3 });
    expect(await ask('leads.recall', { list: 'l1', agents: ['8001'] })).toEqual({ recalled: 5, kept: 0 });
    expect(told).toEqual(['leads l1', 'leads l1']);
  });

  test('of what was said for good nobody is called again', async () => {
    await expect(ask('leads.recycle', { list: 'l1', results: ['busy', 'refused'] })).rejects.toThrow(/refused/);
    expect(await ask('leads.recycle', { list: 'l1', results: ['busy'] })).toEqual({ recycled: 0 });
  });

  test('get a time; one that is not there is kept as it is', async () => {
    const ids = (await leads()).slice(0, 2).map(({ id }) => id);
    const all = [...ids, ...ids, idOf('01q', 1)];
    expect(await ask('leads.timed', { leads: all, at: t0 + hourMs })).toEqual({ changed: 2, kept: 1 });
    expect(told).toEqual(['leads l1']);
  });

  test('whose numbers must not be called: the dialer is told at once, also of those that were on the list', async () => {
    const numbers = ['13800000001', '+8613800000001', 'nobody'];
    expect(await ask('dnc.add', { numbers, reason: 'x' })).toEqual({ added: 1, known: 0, refused: ['nobody'] });
    expect(await ask('dnc.add', { numbers: ['13800000001'], reason: 'x' })).toMatchObject({ added: 0, known: 1 });
    expect(await ask('dnc.remove', { numbers, reason: 'mistake' })).toEqual({ removed: 1 });
    expect(told).toEqual(['dnc +13800000001 -', 'dnc +13800000001 -', 'dnc + -13800000001']);
    await store.writer.flush();
    expect(await store.reader.floor.supervisions(0, t0 + 1)).toMatchObject([
      { by: 'chef', what: 'dnc-removed:1', reason: 'mistake' },
    ]);
  });

  test('are answered to the dialer with what the law asks, in the campaign`s order', async () => {
    await ask('outbound.campaign.put', {
      version: 0,
      campaign: { ...campaign, filter: [{ field: 'number', operator: '>=', value: '13800000008' }] },
    });
    const answer = await new Promise((resolve) =>
      work.leads.ask({ campaign: 'c1', list: 'l1', ask: 3, count: 5, dueBy: t0, not: [], agents: [] }, resolve),
    );
    expect(answer).toMatchObject({
      ask: 3,
      exhausted: true,
      leads: [{ number: '13800000008', callsToday: 0, dnc: false }, { number: '13800000009' }],
    });
  });
});

/** A greeting and these lines over a connection of their own, until each has its answer. */
async function answersTo(lines: readonly object[]): Promise<{ readonly error?: { readonly code: string } }[]> {
  const socket = connect(join(folder, 'control.sock'));
  const hello = { id: 1, method: 'hello', params: { version: controlVersion } };
  socket.write([hello, ...lines].map((one) => `${JSON.stringify(one)}\n`).join(''));
  const answers: { error?: { code: string } }[] = [];
  for await (const answer of createInterface({ input: socket })) {
    answers.push(JSON.parse(answer));
    if (answers.length > lines.length) break;
  }
  socket.destroy();
  return answers;
}

test('requests that somebody made up are each answered once, and harm nobody', async () => {
  await putList();
  await importRows([row(1, '13800000001')]);
  const hostile = fc.constantFrom(
    'x'.repeat(5_000),
    '\u0000',
    "'; drop table leads; --",
    '../../etc/passwd',
    '-1',
    '\ud800',
  );
  const value = fc.oneof(
    hostile,
    fc.integer(),
    fc.constantFrom('l1', 'c1', 'chef', 1, 0, 1e308, null, '13800000001'),
    fc.jsonValue({ maxDepth: 2 }),
    fc.array(fc.oneof(hostile, fc.constantFrom('13800000001', '8001', 'busy')), { maxLength: 3 }),
    fc.record({ line: fc.integer(), number: hostile, name: hostile, data: fc.dictionary(hostile, hostile) }),
  );
  const keys = ['campaign', 'list', 'version', 'leads', 'numbers', 'shares', 'at', 'import', 'batch', 'last', 'source'];
  const params = fc
    .record({ by: fc.constant('chef') })
    .chain((base) =>
      fc
        .dictionary(fc.constantFrom(...keys, 'reason', 'results', 'agents', '__proto__'), value)
        .map((more) => ({ ...base, ...more })),
    );
  const methods = Object.keys(outboundRequests);
  const line = fc.record({ id: fc.integer({ min: 1, max: 9 }), method: fc.constantFrom(...methods), params });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const answers = await answersTo(lines);
      expect(answers).toHaveLength(lines.length + 1);
      expect(answers.filter(({ error }) => error?.code === 'internal')).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(await store.reader.outbound.lists()).not.toEqual([]);
}, 30_000);
