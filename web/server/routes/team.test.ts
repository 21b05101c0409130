/** The team's day over real HTTP and databases: calls to look at (SUP-07). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttentionList, CallEvents, ScriptFound, ScriptList } from '../../../daemon/contract/pages.js';
import { usualAttentionRules } from '../../../daemon/terms/attention.js';
import type { CallRow, RowChange } from '../../../daemon/terms/rows.js';
import type { ScriptStep } from '../../../daemon/terms/scripts.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

const web = new Web();
let floor: Visitor;
const idOf = (n: number): string => `01h${String(n).padStart(23, '0')}`;
const now = web.clock.nowMs();

function call(n: number, more: Partial<CallRow> = {}): RowChange {
  const startedAt = now - 600_000 + n;
  const row: CallRow = {
    id: idOf(n),
    direction: 'inbound',
    callingNumber: `1390000000${n}`,
    presentation: 'allowed',
    calledNumber: '02160001000',
    channel: 'E1-1:5',
    startedAt,
    answeredAt: startedAt,
    queuedAt: startedAt,
    talkStartedAt: null,
    endedAt: startedAt + 90_000,
    cause: 16,
    endedBy: 'caller',
    ending: 'abandoned',
    disposition: null,
    agent: null,
    queue: 'service',
    flowPath: '',
    ...more,
  };
  return { row: 'call-open', call: row };
}
function visit(n: number, waitMs: number, how: 'answered' | 'abandoned'): RowChange {
  const enteredAt = now - 600_000 + n;
  const leftAt = enteredAt + waitMs;
  return {
    row: 'queue-visit',
    visit: { callId: idOf(n), visit: 1, queue: 'service', enteredAt, leftAt, how, agent: null },
  };
}

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite(testSite());
  const vip = { name: '陈晓燕', company: '', phone: '13900000002', address: '', class: 'K' };
  await web.business.customers.make(vip, 'admin');
  await web.writeTelephony([
    call(1),
    visit(1, 90_000, 'abandoned'),
    call(2, { ending: 'completed', talkStartedAt: now - 560_000, agent: '8001' }),
    visit(2, 40_000, 'answered'),
    call(3, { ending: 'completed', agent: '8001' }),
    visit(3, 40_000, 'answered'),
    call(4, { direction: 'outbound', calledNumber: '110', ending: 'completed', agent: '8001' }),
    {
      row: 'incident',
      incident: { at: now - 600_000, code: 'emergency-call', detail: '{"calledNumber":"110","agent":"8001"}' },
    },
    { row: 'rating', rating: { callId: idOf(3), agent: '8001', queue: 'service', at: now, result: '5' } },
    {
      row: 'supervision',
      supervision: { at: now, by: 'floor', what: 'barge', agent: '8001', callId: idOf(3), reason: '' },
    },
    { row: 'call-event', event: { callId: idOf(1), seq: 2, at: now, what: 'ended', agent: null, detail: '{}' } },
    {
      row: 'call-event',
      event: { callId: idOf(1), seq: 1, at: now, what: 'queued', agent: null, detail: '{"queue":"service"}' },
    },
  ]);
  floor = await web.visitor('supervisor');
});
afterAll(() => web.remove());

const attention = async (query = '') => floor.get<AttentionList>(`/api/v1/attention${query}`);

test('the day’s calls with every rule that found them, newest first; nothing of another day', async () => {
  const { rules, calls, more } = await attention();
  expect([rules, more]).toEqual([usualAttentionRules, false]);
  expect(calls.map(({ id, tags }) => [id, tags.map(({ tag }) => tag).join()])).toEqual([
    [idOf(4), 'emergency-dialled'],
    [idOf(3), 'low-rating,supervised'],
    [idOf(2), 'vip-waited'],
    [idOf(1), 'long-wait'],
  ]);
  expect(calls[2]).toMatchObject({ callingNumber: '13900000002', tags: [{ customerClass: 'K', waitedMs: 40_000 }] });
  expect((await attention('?date=2020-02-29')).calls).toEqual([]);
  expect((await floor.request('GET', '/api/v1/attention?date=2021-02-29')).status).toBe(400);
});

test('rules that are changed hold at once, and who changed them is in the audit', async () => {
  const rules = { ...usualAttentionRules, abandonedAfterMs: 120_000, supervised: false, vip: null };
  expect((await floor.request('PUT', '/api/v1/attention/rules', rules)).status).toBe(204);
  expect((await attention()).calls.map(({ id }) => id)).toEqual([idOf(4), idOf(3)]);
  await web.server.parts.acts.settled();
  const [act] = await web.business.audit.page({ limit: 1, what: 'attention-rules' });
  expect(act).toMatchObject({ user: 'floor', detail: { was: usualAttentionRules, is: rules } });
  for (const wrong of [{ ...rules, ratedFrom: 6 }, { ...rules, transfers: 0 }, { ...rules, more: 1 }, {}, 'x']) {
    expect((await floor.request('PUT', '/api/v1/attention/rules', wrong)).status).toBe(400);
  }
});

test('a call’s events come in their order', async () => {
  const { events } = await floor.get<CallEvents>(`/api/v1/calls/${idOf(1)}/events`);
  expect(events.map(({ seq, what }) => [seq, what])).toEqual([
    [1, 'queued'],
    [2, 'ended'],
  ]);
});

const said = { zh: '您好', en: 'Hello' };
const steps: readonly ScriptStep[] = [
  { id: 'hello', text: said, ask: 'nothing', next: 'want' },
  { id: 'want', text: said, ask: 'one-of', answers: [{ id: 'invoice', text: said, next: null }] },
];

test('a script has versions: the old ones stay for the calls that have them', async () => {
  const [admin, agent] = [await web.visitor('admin'), await web.visitor('agent')];
  const put = (version: number, content: unknown) =>
    admin.request('PUT', '/api/v1/scripts/service', { version, steps: content });
  const found = (query = '') => agent.get<ScriptFound>(`/api/v1/scripts/service${query}`);
  expect(await found()).toEqual({ script: null });
  expect(await (await put(0, steps)).json()).toEqual({ version: 1 });
  expect((await put(0, steps)).status).toBe(409);
  expect(await (await put(1, steps.slice(1))).json()).toEqual({ version: 2 });
  expect(await found()).toEqual({ script: { queue: 'service', version: 2, steps: steps.slice(1) } });
  expect(await found('?version=1')).toEqual({ script: { queue: 'service', version: 1, steps } });
  expect(await (await put(2, null)).json()).toEqual({ version: 3 });
  expect(await found()).toEqual({ script: null });
  expect((await found('?version=2')).script?.version).toBe(2);
  const { scripts } = await admin.get<ScriptList>('/api/v1/scripts');
  expect(scripts).toMatchObject([{ queue: 'service', version: 3, steps: null, madeBy: 'admin' }]);
  expect(await web.business.audit.page({ limit: 9, what: 'script-changed' })).toHaveLength(3);
});

test.each<[string, unknown]>([
  ['no steps', []],
  ['51 steps', Array.from({ length: 51 }, (_, n) => ({ ...steps[0], id: `s${n}`, next: null }))],
  ['a step nobody gets to', [...steps, { ...steps[0], id: 'lost' }]],
  ['a way to nowhere', [{ ...steps[0], next: 'gone' }]],
  [
    'ten answers',
    [{ ...steps[1], answers: Array.from({ length: 10 }, (_, n) => ({ id: `a${n}`, text: said, next: null })) }],
  ],
  ['an id that is a key of ours', [{ ...steps[0], id: '_version', next: null }]],
  ['a step that says nothing', [{ ...steps[0], text: { zh: ' ', en: '' }, next: null }]],
  ['a text of 1,001 characters', [{ ...steps[0], text: { zh: 'x'.repeat(1_001), en: '' }, next: null }]],
])('%s is refused', async (_what, wrong) => {
  const admin = await web.visitor('admin');
  expect((await admin.request('PUT', '/api/v1/scripts/sales', { version: 0, steps: wrong })).status).toBe(400);
});
