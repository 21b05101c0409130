/** Quality work over real HTTP and databases: forms, scores, appeals, sampling, marks, reports. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Drawing,
  FormList,
  FormVersion,
  QualityNews,
  QualityReport,
  RecordingPage,
  RuleList,
  Score,
  ScorePage,
  ScoreShown,
  WorkList,
} from '../../../daemon/contract/pages.js';
import type { QualityForm, SamplingRule } from '../../../daemon/terms/quality.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { type Kept, keepRecordings, sortableId } from '../../../test/rig/recorded.js';
import { testSite } from '../../../test/rig/site.js';
import { Web, type WebLogin } from '../../../test/rig/web.js';

const web = new Web();
const now = web.clock.nowMs();
const hourMs = 3_600_000;
const who = new Map<WebLogin, Visitor>();
const of = (login: WebLogin): Visitor => who.get(login) as Visitor;
let kept: readonly Kept[];
const recording = (n: number): string => (kept[n] as Kept).id;
let lastId = 0;
const newId = (): string => sortableId(now, 1_000 + lastId++);

const said = (text: string) => ({ zh: text, en: text });
const item = (id: string, weight: number, veto = false) => ({ id, text: said(id), weight, veto });
const form: QualityForm = {
  name: said('来电'),
  items: [item('greets', 40), item('solves', 60), item('polite', 0, true)],
  goodFrom: 85,
  badBelow: 60,
};
const fine = { greets: 'yes', solves: 'yes', polite: 'yes' } as const;
const site = testSite({ agents: 2 });

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite({ ...site, agents: site.agents.map((agent) => ({ ...agent, group: agent.id })) });
  kept = await keepRecordings(
    web,
    Array.from({ length: 12 }, (_, n) => ({
      n: n + 1,
      agent: n % 2 === 0 ? '8001' : '8002',
      startedAt: now - (n + 1) * 600_000,
      story: n === 10 ? 'c2 -21 a2' : n === 9 ? 'b9 a3' : 'c6 a6',
      ...(n === 8 ? { call: { disposition: null } } : {}),
    })),
  );
  await web.writeTelephony([
    {
      row: 'rating',
      rating: { callId: (kept[3] as Kept).callId, agent: '8002', queue: 'service', at: now - hourMs, result: '5' },
    },
  ]);
  for (const login of ['agent', 'otherAgent', 'supervisor', 'quality', 'trainer', 'admin', 'manager'] as const) {
    who.set(login, await web.visitor(login));
  }
  await of('admin').request('PUT', '/api/v1/users/floor/rights', { grants: [], revokes: [], leads: ['8001'] });
  await of('quality').request('PUT', '/api/v1/quality/forms/calls', { version: 0, form, on: true });
});
afterAll(() => web.remove());

const judged = async (body: object, login: WebLogin = 'quality') =>
  of(login).request('POST', '/api/v1/quality/scores', { formId: 'calls', version: 1, comment: '', ...body });

describe('a form', () => {
  const put = (id: string, body: object) => of('quality').request('PUT', `/api/v1/quality/forms/${id}`, body);
  const versions = async (id: string) =>
    (await of('quality').get<FormList>('/api/v1/quality/forms')).forms
      .filter((each) => each.id === id)
      .map(({ version, used, form: { items } }) => [version, used, items.length]);

  test('changes in place until it was used, then each change is a version of its own', async () => {
    expect((await put('trial', { version: 0, form, on: true })).status).toBe(200);
    const shorter = { ...form, items: [item('greets', 100)] };
    expect(((await (await put('trial', { version: 1, form: shorter, on: true })).json()) as FormVersion).version).toBe(
      1,
    );
    expect(await versions('trial')).toEqual([[1, false, 1]]);
    const score = { id: newId(), recordingId: recording(11), formId: 'trial', answers: { greets: 'yes' } };
    expect((await judged(score)).status).toBe(201);
    expect(((await (await put('trial', { version: 1, form, on: true })).json()) as FormVersion).version).toBe(2);
    expect(await versions('trial')).toEqual([[2, false, 3]]);
    const shown = await of('quality').get<ScoreShown>(`/api/v1/quality/scores/${score.id}`);
    expect(shown.form.items).toHaveLength(1);
    expect((await put('trial', { version: 1, form, on: true })).status).toBe(409);
  });

  const wrongs: readonly (readonly [string, object])[] = [
    ['weights of 90', { ...form, items: [item('a', 90)] }],
    ['weights of 110', { ...form, items: [item('a', 60), item('b', 50)] }],
    ['a weight of half', { ...form, items: [item('a', 99.5), item('b', 0.5)] }],
    ['a negative weight', { ...form, items: [item('a', 110), item('b', -10)] }],
    ['no items', { ...form, items: [] }],
    ['41 items', { ...form, items: Array.from({ length: 41 }, (_, n) => item(`i${n}`, n === 0 ? 100 : 0)) }],
    ['one id twice', { ...form, items: [item('a', 50), item('a', 50)] }],
    ['an id that climbs', { ...form, items: [item('../a', 100)] }],
    ['a name of 1,000 characters', { ...form, name: said('x'.repeat(1_000)) }],
    ['more than it should have', { ...form, extra: true }],
  ];
  test.each(wrongs)('with %s is refused', async (_what, wrong) => {
    expect((await put('wrong', { version: 0, form: wrong, on: true })).status).toBe(400);
  });
  test.each(['..%2Fx', 'X', 'a b', 'x'.repeat(60)])('is not called %s', async (id) => {
    expect((await put(id, { version: 0, form, on: true })).status).toBe(400);
  });
  test('is not for a leader to change', async () => {
    const { status } = await of('supervisor').request('PUT', '/api/v1/quality/forms/calls', {
      version: 1,
      form,
      on: true,
    });
    expect(status).toBe(403);
  });
});

describe('a score', () => {
  const id = newId();
  const veto = { id, recordingId: '', answers: { ...fine, polite: 'no' }, comment: '对客户不礼貌' };

  test('with a veto is nothing, and told to the agent', async () => {
    const page = of('agent').live();
    const told = page.when((message) => message.live === 'quality-news' && message.unread === 1);
    const answer = await judged({ ...veto, recordingId: recording(0) });
    expect([answer.status, await answer.json()]).toMatchObject([
      201,
      { points: 0, vetoed: true, verdict: 'bad', agent: '8001', by: 'judge', appeal: null },
    ]);
    await told;
    page.close();
    const { scores } = await of('agent').get<QualityNews>('/api/v1/quality/news');
    expect(scores.map((score) => score.id)).toEqual([id]);
  });

  test('sent twice is one; a second of the same call by another id is refused', async () => {
    expect(((await (await judged({ ...veto, recordingId: recording(0), answers: fine })).json()) as Score).points).toBe(
      0,
    );
    expect((await judged({ ...veto, id: newId(), recordingId: recording(0) })).status).toBe(409);
    expect((await judged({ ...veto, recordingId: recording(2) })).status).toBe(409);
  });

  test.each<[string, object, number]>([
    ['an answer missing', { answers: { greets: 'yes', solves: 'yes' } }, 400],
    ['an answer too many', { answers: { ...fine, more: 'yes' } }, 400],
    ['an answer that is none', { answers: { ...fine, greets: 'perhaps' } }, 400],
    ['a form that is not there', { formId: 'gone' }, 404],
    ['a version that is not there', { version: 9 }, 404],
    ['an agent who was not in it', { agent: '8002' }, 400],
    ['a recording that is not there', { recordingId: newId() }, 404],
    ['a recording that climbs', { recordingId: '../../etc/passwd' }, 400],
    ['a huge comment', { comment: 'x'.repeat(2_001) }, 400],
    ['points of its own', { points: 100 }, 400],
  ])('with %s is refused', async (_what, change, status) => {
    const { status: is } = await judged({ id: newId(), recordingId: recording(4), answers: fine, ...change });
    expect(is).toBe(status);
  });

  test('is read by the agent, his leader and judges, and by nobody else', async () => {
    const read = async (login: WebLogin) => (await of(login).request('GET', `/api/v1/quality/scores/${id}`)).status;
    expect([await read('agent'), await read('supervisor'), await read('quality'), await read('manager')]).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await read('otherAgent')).toBe(404);
    const listed = async (login: WebLogin, query = '') =>
      (await of(login).get<ScorePage>(`/api/v1/quality/scores${query}`)).scores.map((score) => score.agent);
    expect(await listed('agent')).toEqual(['8001']);
    expect(await listed('otherAgent', '?agent=8001')).toEqual([]);
    expect(await listed('supervisor', '?verdict=bad')).toEqual(['8001']);
  });

  describe('that is appealed', () => {
    const appeal = (login: WebLogin, body: object) =>
      of(login).request('POST', `/api/v1/quality/scores/${id}/appeal`, body);
    const review = (login: WebLogin, body: object) =>
      of(login).request('POST', `/api/v1/quality/scores/${id}/review`, body);

    test('is appealed by its agent alone, once', async () => {
      expect((await review('supervisor', { outcome: 'kept', text: 'no appeal yet' })).status).toBe(409);
      expect((await appeal('otherAgent', { reason: 'not mine' })).status).toBe(404);
      expect((await appeal('supervisor', { reason: 'not mine' })).status).toBe(403);
      expect((await appeal('agent', { reason: 'x'.repeat(2_001) })).status).toBe(400);
      expect((await appeal('agent', { reason: '客户先骂人' })).status).toBe(200);
      expect((await appeal('agent', { reason: '再申诉' })).status).toBe(409);
    });

    test('is decided by somebody else than its judge, who is told', async () => {
      expect((await review('quality', { outcome: 'kept', text: 'mine' })).status).toBe(403);
      expect((await review('agent', { outcome: 'kept', text: 'mine' })).status).toBe(403);
      expect((await review('supervisor', { outcome: 'changed', text: 'x', answers: { greets: 'yes' } })).status).toBe(
        400,
      );
      expect((await review('supervisor', { outcome: 'changed', text: 'x' })).status).toBe(400);
      await of('agent').request('POST', '/api/v1/quality/news/seen', { ids: [id] });
      const answers = { ...fine, polite: 'none' };
      const answer = await review('supervisor', { outcome: 'changed', text: '录音确认客户先骂人', answers });
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        {
          points: 100,
          verdict: 'good',
          appeal: { outcome: 'changed', reviewedBy: 'floor', was: { points: 0, vetoed: true } },
        },
      ]);
      expect((await review('supervisor', { outcome: 'kept', text: 'again' })).status).toBe(409);
      const { scores } = await of('agent').get<QualityNews>('/api/v1/quality/news');
      expect(scores.map((score) => [score.id, score.appeal?.outcome])).toEqual([[id, 'changed']]);
      const deeds = (await web.business.audit.page({ limit: 20, subject: id })).map((row) => [row.what, row.user]);
      expect(deeds).toEqual([
        ['appeal-reviewed', 'floor'],
        ['score-appealed', '8001'],
      ]);
    });
  });
});

const rule: SamplingRule = {
  name: '每周',
  on: true,
  perAgentPerWeek: 2,
  ratedFrom: 4,
  marked: false,
  queues: [],
  groups: [],
  campaigns: [],
  direction: null,
  minTalkMs: 0,
  people: [],
};

describe('sampling', () => {
  const id = newId();
  const put = (body: object, at = id) => of('quality').request('PUT', `/api/v1/quality/rules/${at}`, body);
  const work = () => of('quality').get<WorkList>('/api/v1/quality/work');

  test('draws so many of each agent and all low ratings, once; drawing again adds nothing', async () => {
    expect((await put(rule)).status).toBe(200);
    const draw = async () =>
      (await (await of('quality').request('POST', `/api/v1/quality/rules/${id}/draw`, {})).json()) as Drawing;
    const first = await draw();
    expect(first.drawn).toBe(5);
    const { work: list } = await work();
    expect(list.map(({ why, recording: { agent } }) => `${agent} ${why}`).sort()).toEqual([
      '8001 random',
      '8001 random',
      '8002 random',
      '8002 random',
      '8002 rating',
    ]);
    expect((await draw()).drawn).toBe(0);
    await put({ ...rule, perAgentPerWeek: 3 });
    expect((await draw()).drawn).toBe(2);
    const ids = (await work()).work.map((each) => each.recording.id);
    expect(new Set(ids).size).toBe(7);
    expect(ids).not.toContain(recording(0)); // judged already
  });

  test('work that is judged or dropped with a reason is off the list', async () => {
    const [first, second] = (await work()).work;
    await judged({ id: newId(), recordingId: first?.recording.id, answers: fine });
    const drop = (login: WebLogin, body: object) =>
      of(login).request('POST', `/api/v1/quality/work/${second?.recording.id}/drop`, body);
    expect((await drop('quality', { reason: '' })).status).toBe(400);
    expect((await drop('quality', { reason: '没有声音' })).status).toBe(204);
    expect((await drop('quality', { reason: '没有声音' })).status).toBe(404);
    const left = await work();
    expect([left.work.length, left.done]).toEqual([5, 1]);
  });

  test.each<[string, object]>([
    ['51 a week', { ...rule, perAgentPerWeek: 51 }],
    ['no name', { ...rule, name: ' ' }],
    ['a rating of 6', { ...rule, ratedFrom: 6 }],
    ['a thousand queues', { ...rule, queues: Array.from({ length: 1_000 }, String) }],
    ['nothing', {}],
  ])('%s is refused', async (_what, wrong) => expect((await put(wrong, newId())).status).toBe(400));

  test('a rule that is not there draws nothing; one that was removed is gone', async () => {
    const gone = newId();
    expect((await of('quality').request('POST', `/api/v1/quality/rules/${gone}/draw`, {})).status).toBe(404);
    expect((await of('quality').request('DELETE', `/api/v1/quality/rules/${gone}`)).status).toBe(404);
    await put({ ...rule, name: '另一条', on: false }, gone);
    expect((await of('quality').request('DELETE', `/api/v1/quality/rules/${gone}`)).status).toBe(204);
  });
});

describe('automatic marks (OUT-16)', () => {
  test('are heard in new recordings, and put marked calls on a list', async () => {
    const limits = { talkShorterMs: 1_000, silenceLongerMs: 20_000, talkOverPercent: 50, noDisposition: true };
    expect((await of('quality').request('PUT', '/api/v1/quality/auto-rules', limits)).status).toBe(204);
    expect((await of('quality').get<RuleList>('/api/v1/quality/rules')).autoRules).toEqual(limits);
    await of('quality').request('PUT', `/api/v1/quality/rules/${newId()}`, {
      ...rule,
      name: '自动',
      perAgentPerWeek: 0,
      ratedFrom: null,
      marked: true,
    });
    await web.server.parts.rounds.round();
    const { recordings } = await of('quality').get<RecordingPage>('/api/v1/recordings');
    const marks = new Map(recordings.map((each) => [each.id, each.marks]));
    expect([8, 9, 10, 1].map((n) => marks.get(recording(n)))).toEqual([
      ['no-disposition'],
      ['talk-over'],
      ['long-silence'],
      [],
    ]);
    const listed = (await of('quality').get<WorkList>('/api/v1/quality/work')).work.map((each) => each.recording.id);
    const judgedOrListed = await web.business.quality.work.taken([8, 9, 10].map(recording));
    expect(judgedOrListed.size).toBe(3);
    expect(new Set(listed).size).toBe(listed.length);
    const agents = await of('agent').get<RecordingPage>('/api/v1/recordings');
    expect(agents.recordings.every((each) => each.marks.length === 0)).toBe(true);
  });
});

describe('coaching notes', () => {
  const note = (body: object, login: WebLogin = 'supervisor') =>
    of(login).request('POST', '/api/v1/quality/notes', body);
  test('reach the agent, within the leader’s groups', async () => {
    const id = newId();
    expect((await note({ id, agent: '8001', recordingId: recording(0), text: '下周一起听三通' })).status).toBe(201);
    expect((await note({ id: newId(), agent: '8002', recordingId: null, text: 'x' })).status).toBe(404);
    expect((await note({ id: newId(), agent: '8001', recordingId: recording(1), text: 'x' })).status).toBe(404);
    expect((await note({ id: newId(), agent: '8001', recordingId: null, text: 'x' }, 'agent')).status).toBe(403);
    const { notes } = await of('agent').get<QualityNews>('/api/v1/quality/news');
    expect(notes.map((each) => each.text)).toEqual(['下周一起听三通']);
    expect((await of('agent').request('GET', '/api/v1/quality/notes?agent=8002')).status).toBe(404);
  });
});

describe('the report', () => {
  const span = `from=${now - 24 * hourMs}&to=${now + hourMs}`;
  test('counts by agent what one may see, and leaves as a file', async () => {
    const all = await of('quality').get<QualityReport>(`/api/v1/quality/report?${span}`);
    expect(all.agents.map(({ agent }) => agent)).toContain('8001');
    const [line] = all.agents;
    expect(line).toMatchObject({ agent: '8001', appeals: 1, appealsChanged: 1, vetoed: 0 });
    const led = await of('supervisor').get<QualityReport>(`/api/v1/quality/report?${span}`);
    expect(led.agents.map(({ agent }) => agent)).toEqual(['8001']);
    const answer = await of('quality').request('GET', `/api/v1/quality/report.csv?${span}&language=en`);
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/csv; charset=utf-8',
      expect.stringContaining('8001'),
    ]);
    expect((await of('agent').request('GET', `/api/v1/quality/report?${span}`)).status).toBe(403);
  });
  test.each(['', '?from=5&to=1', '?from=0&to=9999999999999'])('%s is refused', async (query) => {
    expect((await of('quality').request('GET', `/api/v1/quality/report${query}`)).status).toBe(400);
  });
});

test('an appeal after 14 days is refused', async () => {
  const late = newId();
  // Of its own: what the rules drew at random may have been judged already.
  const [own] = await keepRecordings(web, [{ n: 50, agent: '8001', startedAt: now - 60_000, story: 'c6 a6' }]);
  const made = await judged({ id: late, recordingId: own?.id ?? '', answers: fine });
  expect(made.status, await made.clone().text()).toBe(201);
  web.clock.advance(15 * 24 * hourMs);
  const visitor = await web.visitor('agent');
  const answer = await visitor.request('POST', `/api/v1/quality/scores/${late}/appeal`, { reason: '太晚了' });
  expect([answer.status, await answer.json()]).toMatchObject([409, { error: { code: 'not-now' } }]);
});
