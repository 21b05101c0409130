/** What the telephony database says of a day, as agents and supervisors read it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AbandonedList,
  AgentDay,
  AlarmList,
  CallBackList,
  CallData,
  CallLegs,
  CallPage,
  Counters,
  MissedList,
  SupervisionList,
} from '../../../daemon/contract/pages.js';
import type { AgentStateRow, CallRow, LegRow, RowChange } from '../../../daemon/terms/rows.js';
import { DaemonDoor, liveAgent, liveCall } from '../../../test/rig/daemon-door.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';
import { agentDay } from './floor.js';
import { dateAt, dayAt } from './site-days.js';

const web = new Web();
const door = new DaemonDoor(testSite());
const now = web.clock.nowMs(); // 2027-01-15 16:00 in Shanghai
const hourMs = 3_600_000;
const callId = (n: number): string => `01h${String(n).padStart(23, '0')}`;
let agent: Visitor;
let otherAgent: Visitor;
let supervisor: Visitor;

function call(n: number, more: Partial<CallRow>): RowChange {
  const row: CallRow = {
    id: callId(n),
    direction: 'inbound',
    callingNumber: '13900000001',
    presentation: 'allowed',
    calledNumber: '82881000',
    channel: 'E1-1:5',
    startedAt: now - hourMs + n * 1_000,
    answeredAt: now - hourMs + n * 1_000,
    queuedAt: now - hourMs + n * 1_000,
    talkStartedAt: now - hourMs + n * 1_000 + 30,
    endedAt: now - hourMs + n * 1_000 + 40,
    cause: 16,
    endedBy: 'caller',
    ending: 'completed',
    disposition: null,
    agent: '8001',
    queue: 'service',
    flowPath: '',
    ...more,
  };
  return { row: 'call-open', call: row };
}
function leg(n: number, legNumber: number, more: Partial<LegRow>): RowChange {
  const row: LegRow = {
    callId: callId(n),
    leg: legNumber,
    role: 'agent',
    purpose: 'queue',
    agent: '8001',
    number: '',
    channel: 'L1',
    startedAt: now - hourMs + n * 1_000,
    answeredAt: now - hourMs + n * 1_000 + 5,
    endedAt: now - hourMs + n * 1_000 + 40,
    cause: 16,
    ...more,
  };
  return { row: 'leg', leg: row };
}
const gaveUp = { ending: 'abandoned', agent: null, talkStartedAt: null } as const;
const missed = { answeredAt: null } as const;
const data = (n: number, section: string, key: string, value: string | null): RowChange => ({
  row: 'call-data',
  data: { callId: callId(n), section, key, value, at: now, by: 'flow' },
});
const callBack = (n: number, queue: string, state: 'open' | 'done', points: number): RowChange => ({
  row: 'call-back',
  callBack: { id: callId(n), number: '139', queue, callId: callId(1), at: now, points, state, agent: null, tries: 0 },
});
const alarm = (n: number, onAt: number, offAt: number | null): RowChange => ({
  row: 'alarm',
  alarm: { id: callId(n), code: 'queue-waiting', about: 'service', value: 9, threshold: 5, onAt, offAt },
});
const state = (startedAt: number, endedAt: number | null, more: Partial<AgentStateRow>): RowChange => ({
  row: 'agent-state',
  state: { agent: '8001', state: 'ready', reason: null, callId: null, startedAt, endedAt, ...more },
});

const recorded = (n: number, agentId: string): RowChange => ({
  row: 'recording-open',
  recording: {
    id: callId(900 + n),
    callId: callId(n),
    path: `${n}.wav`,
    agent: agentId,
    startedAt: now,
    endedAt: null,
    state: 'recording',
    samples: null,
  },
});

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  for (const n of [2, 4]) writeFileSync(join(web.recordings, `${n}.wav`), 'RIFF....WAVE');
  await web.writeTelephony([
    call(1, {}),
    leg(1, 2, {}),
    // Taken by 8001, transferred to 8002, who has it in the CDR.
    call(2, { agent: '8002', calledNumber: '82881999' }),
    leg(2, 2, {}),
    leg(2, 3, { agent: '8002', purpose: 'transfer' }),
    // Missed by 8001: nobody took it; taken by 8002; taken by himself at the second offer.
    call(3, { ...gaveUp, callingNumber: '13900000003' }),
    leg(3, 2, missed),
    call(4, { agent: '8002' }),
    leg(4, 2, missed),
    leg(4, 3, { agent: '8002' }),
    call(5, {}),
    leg(5, 2, missed),
    leg(5, 3, {}),
    // Gave up three times, reached in between; another one reached after; one yesterday.
    call(6, { ...gaveUp, callingNumber: '13900000006' }),
    call(7, { callingNumber: '13900000006' }),
    call(8, { ...gaveUp, callingNumber: '13900000006' }),
    call(9, { ...gaveUp, callingNumber: '13900000009' }),
    call(10, { direction: 'outbound', callingNumber: '8001', calledNumber: '13900000009' }),
    call(11, { ...gaveUp, callingNumber: '13900000011', startedAt: now - 24 * hourMs }),
    leg(11, 2, { ...missed, startedAt: now - 24 * hourMs }),
    recorded(2, '8002'),
    recorded(4, '8002'),
    data(1, 'IVR', 'path', '1'),
    data(1, 'IVR', 'card', '<6225> & "x"\n\u0001\uFFFE'),
    data(1, 'a&b', "k'1", '值 ]]>\r\t'),
    data(1, 'IVR', 'gone', null),
    callBack(50, 'service', 'open', 1),
    callBack(51, 'sales', 'open', 9),
    callBack(52, 'service', 'done', 1),
    alarm(60, now - hourMs, null),
    alarm(61, now - 30 * hourMs, now - 20 * hourMs),
    alarm(62, now - 30 * hourMs, now - hourMs),
    {
      row: 'supervision',
      supervision: { at: now, by: 'floor', what: 'listen', agent: '8001', callId: callId(1), reason: '' },
    },
    state(now - 20 * hourMs, now - 3 * hourMs, { state: 'signed-out' }),
    state(now - 3 * hourMs, now - hourMs, { state: 'not-ready', reason: 'just-signed-in' }),
    state(now - hourMs, null, {}),
  ]);
  await web.importSite(testSite());
  await door.open(web);
  [agent, otherAgent, supervisor] = await Promise.all([
    web.visitor('agent'),
    web.visitor('otherAgent'),
    web.visitor('supervisor'),
  ]);
});
afterAll(async () => {
  await web.remove();
  await door.close();
});

describe('calls', () => {
  const ids = async (visitor: Visitor, query: string): Promise<string[]> =>
    (await visitor.get<CallPage>(`/api/v1/calls?${query}`)).calls.map((row) => row.id);

  test('an agent’s own are those he talked in, also when they went on to another', async () => {
    expect(await ids(agent, '')).toEqual([10, 7, 5, 2, 1].map(callId));
    expect(await ids(otherAgent, '')).toEqual([4, 2].map(callId));
    expect(await ids(otherAgent, 'agent=8001'), 'not to be asked for').toEqual([4, 2].map(callId));
  });

  test.each<[string, readonly number[]]>([
    ['agent=8002', [4, 2]],
    ['number=82881999', [2]],
    ['number=0000006', [8, 7, 6]],
    ['result=abandoned&number=13900000006', [8, 6]],
    ['direction=outbound', [10]],
    [`from=${now - 25 * hourMs}&to=${now - 23 * hourMs}`, [11]],
    [`from=${now - hourMs + 9_000}`, [10, 9]],
    [`before=${callId(4)}&limit=2`, [3, 2]],
    ['number=%2B139000000', [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ])('?%s', async (query, expected) => expect(await ids(supervisor, query)).toEqual(expected.map(callId)));

  test.each(['number=1', 'number=%25%25%25', 'result=lost', 'from=yesterday', 'limit=0', 'direction=up', 'from=-1'])(
    '?%s is refused',
    async (query) => expect((await supervisor.request('GET', `/api/v1/calls?${query}`)).status).toBe(400),
  );

  test('legs, for who was in the call and who may read all', async () => {
    const { legs } = await agent.get<CallLegs>(`/api/v1/calls/${callId(2)}/legs`);
    expect(legs.map(({ leg, agent: who, purpose }) => [leg, who, purpose])).toEqual([
      [2, '8001', 'queue'],
      [3, '8002', 'transfer'],
    ]);
    expect((await otherAgent.request('GET', `/api/v1/calls/${callId(1)}/legs`)).status).toBe(404);
    expect((await supervisor.request('GET', `/api/v1/calls/${callId(999)}/legs`)).status).toBe(404);
    expect((await supervisor.request('GET', '/api/v1/calls/1/legs')).status).toBe(400);
  });
});

test('a recording is heard by every agent who talked in it, and by none who only missed it', async () => {
  const heard = async (visitor: Visitor, n: number): Promise<number> =>
    (await visitor.request('GET', `/api/v1/recordings/${callId(n)}`)).status;
  expect([await heard(agent, 2), await heard(otherAgent, 2)]).toEqual([200, 200]);
  expect([await heard(agent, 4), await heard(otherAgent, 4)]).toEqual([404, 200]);
});

describe('associated data', () => {
  test('as JSON, in order, without what was taken away', async () => {
    const { entries } = await agent.get<CallData>(`/api/v1/calls/${callId(1)}/data`);
    expect(entries.map(({ section, key }) => `${section}.${key}`)).toEqual(['IVR.card', 'IVR.path', "a&b.k'1"]);
  });

  test('as XML that is well-formed whatever is in it', async () => {
    const answer = await supervisor.request('GET', `/api/v1/calls/${callId(1)}/data.xml`);
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    const at = `at="${new Date(now).toISOString()}" by="flow"`;
    expect(await answer.text()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<call id="${callId(1)}">
<section name="IVR">
<entry key="card" ${at}>&lt;6225&gt; &amp; &quot;x&quot;&#10;\uFFFD\uFFFD</entry>
<entry key="path" ${at}>1</entry>
</section>
<section name="a&amp;b">
<entry key="k&apos;1" ${at}>值 ]]&gt;&#13;&#9;</entry>
</section>
</call>
`,
    );
  });

  test('of a call without any is empty; of another agent’s call not told', async () => {
    const empty = await (await agent.request('GET', `/api/v1/calls/${callId(5)}/data.xml`)).text();
    expect(empty).toContain(`<call id="${callId(5)}">\n</call>`);
    expect((await otherAgent.request('GET', `/api/v1/calls/${callId(1)}/data`)).status).toBe(404);
    expect((await otherAgent.request('GET', `/api/v1/calls/${callId(1)}/data.xml`)).status).toBe(404);
    expect((await supervisor.request('GET', `/api/v1/calls/${callId(999)}/data`)).status).toBe(404);
  });
});

describe('an agent’s desk', () => {
  const counters = () => agent.get<Counters>('/api/v1/counters');
  const missedNow = async () => (await agent.get<MissedList>('/api/v1/missed')).missed;

  test('missed offers of today: not those he took in the end; who did', async () => {
    expect((await missedNow()).map((each) => [each.callId, each.number, each.takenBy])).toEqual([
      [callId(4), '13900000001', '8002'],
      [callId(3), '13900000003', null],
    ]);
  });

  test('each counter is as long as its list, and drops when its thing is dealt with', async () => {
    const callBacks = (await agent.get<CallBackList>('/api/v1/call-backs')).callBacks;
    expect(callBacks.map((each) => each.id)).toEqual([callId(50)]);
    expect(await counters()).toEqual({ missed: 2, callBacks: 1, tasks: 0 });
    const body = { dueAt: now, text: 'x', customerId: null, number: '', callId: null };
    const task = (await (await agent.request('POST', '/api/v1/tasks', body)).json()) as { id: string };
    expect(await counters()).toEqual({ missed: 2, callBacks: 1, tasks: 1 });
    await agent.request('POST', `/api/v1/tasks/${task.id}/done`);
    await agent.request('POST', `/api/v1/missed/${callId(3)}/handled`);
    expect(await counters()).toEqual({ missed: 1, callBacks: 1, tasks: 0 });
  });

  test('pages are told at once, and dialling the number deals with what was missed of it', async () => {
    const page = agent.live();
    const told = (missedCount: number) =>
      page.when((message) => message.live === 'counters' && message.counters.missed === missedCount);
    await told(1);
    await page.say({ do: 'dial', target: { to: 'number', number: '013900000001' } });
    await told(0);
    expect(await missedNow()).toEqual([]);
    page.close();
  });
});

describe('a supervisor’s lists', () => {
  test('who gave up today: each number once, and whether it was reached since', async () => {
    const { calls } = await supervisor.get<AbandonedList>('/api/v1/abandoned');
    expect(calls.map(({ id, times, reachedAt, waitMs }) => [id, times, reachedAt, waitMs])).toEqual([
      [callId(9), 1, now - hourMs + 10_030, 40],
      [callId(8), 2, null, 40],
      [callId(3), 1, null, 40],
    ]);
  });

  test('all call-backs, most points first; alarms that were on today; supervision', async () => {
    const { callBacks } = await supervisor.get<CallBackList>('/api/v1/call-backs');
    expect(callBacks.map((each) => each.queue)).toEqual(['sales', 'service']);
    const { alarms } = await supervisor.get<AlarmList>('/api/v1/alarms');
    expect(alarms.map((each) => each.id)).toEqual([callId(60), callId(62)]);
    const { acts } = await supervisor.get<SupervisionList>('/api/v1/supervisions');
    expect(acts).toMatchObject([{ by: 'floor', what: 'listen', agent: '8001' }]);
    expect((await supervisor.get<SupervisionList>('/api/v1/supervisions?date=2027-01-14')).acts).toEqual([]);
  });

  test('an agent’s day without a gap, from midnight to now, of any date', async () => {
    const day = await supervisor.get<AgentDay>('/api/v1/agents/8001/day');
    const midnight = Date.parse('2027-01-15T00:00:00+08:00');
    expect([day.from, day.to]).toEqual([midnight, now]);
    expect(day.states.map((each) => each.state)).toEqual(['signed-out', 'not-ready', 'ready']);
    for (const [index, each] of day.states.entries()) {
      expect(each.startedAt).toBe(day.states[index - 1]?.endedAt ?? day.from);
    }
    const before = await supervisor.get<AgentDay>('/api/v1/agents/8001/day?date=2027-01-14');
    expect(before).toMatchObject({ to: midnight, states: [{ state: 'signed-out', endedAt: midnight }] });
    expect((await agent.get<AgentDay>('/api/v1/agents/8001/day')).states).toHaveLength(3);
    expect((await otherAgent.request('GET', '/api/v1/agents/8001/day')).status).toBe(403);
    for (const date of ['2027-02-30', 'today', '2027-1-1', '']) {
      expect((await supervisor.request('GET', `/api/v1/agents/8001/day?date=${date}`)).status).toBe(400);
    }
  });

  test('why nobody takes a call is the daemon’s to say', async () => {
    expect(await supervisor.get(`/api/v1/calls/${callId(1)}/why`)).toMatchObject({ summary: 'nobody-ready' });
  });
});

test('a day with states that overlap, or last no time, has neither gap nor overlap', () => {
  const day = { from: 1_000, to: 9_000 };
  const row = (startedAt: number, endedAt: number | null, of: AgentStateRow['state']): AgentStateRow => {
    return { agent: 'a', state: of, reason: null, callId: null, startedAt, endedAt };
  };
  const rows = [
    row(0, 2_000, 'ready'),
    row(1_900, 1_900, 'reserved'),
    row(1_900, 5_000, 'talking'),
    row(6_000, null, 'ready'),
  ];
  const { states, from, to } = agentDay('a', day, rows, 8_000);
  expect(states.map((each) => [each.state, each.startedAt, each.endedAt])).toEqual([
    ['ready', 1_000, 1_900],
    ['talking', 1_900, 6_000],
    ['ready', 6_000, 8_000],
  ]);
  expect([from, to]).toEqual([1_000, 8_000]);
  expect(agentDay('a', day, [], 8_000)).toMatchObject({ from: 8_000, to: 8_000, states: [] });
});

test.each([
  ['Asia/Shanghai', '2027-01-15', 24],
  ['America/New_York', '2027-03-14', 23],
  ['Europe/Berlin', '2027-10-31', 25],
  ['Pacific/Kiritimati', '2027-01-01', 24],
  ['Asia/Kathmandu', '2027-05-05', 24],
  ['America/Santiago', '2026-09-06', 23],
])('the day of %s %s has %i hours', (timeZone, date, hours) => {
  const { from, to } = dayAt(date, timeZone);
  expect((to - from) / hourMs).toBe(hours);
  expect([dateAt(from, timeZone), dateAt(from - 1, timeZone) < date, dateAt(to - 1, timeZone)]).toEqual([
    date,
    true,
    date,
  ]);
});

test('what the calls of now are is not asked of the database: an agent in a call reads its data', async () => {
  const id = callId(777);
  door.change({ topic: 'call', id, value: liveCall(id, { parties: [] }) });
  door.change({ topic: 'agent', id: '8002', value: liveAgent('8002', { callId: id, state: 'consulting' }) });
  await web.control.request('meters', {}); // answered behind the changes
  expect(await otherAgent.get(`/api/v1/calls/${id}/data`)).toEqual({ callId: id, entries: [] });
  expect((await agent.request('GET', `/api/v1/calls/${id}/data`)).status).toBe(404);
});
