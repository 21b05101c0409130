import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  ErrorBody,
  Imported,
  LiveMessage,
  Session,
  UserList,
  UserMade,
  UserShown,
} from '../../../daemon/contract/pages.js';
import { DaemonDoor, liveAgent, liveCall } from '../../../test/rig/daemon-door.js';
import { type LivePage, Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

const callId = '0'.repeat(26);
const web = new Web();
const supervisors = [{ id: 'floor', name: 'Floor', line: 8 }];
const door = new DaemonDoor(testSite({ lines: 8, agents: 2, more: { supervisors } }), {
  agents: [liveAgent('8001'), liveAgent('8002')],
  calls: [liveCall(callId)],
});
let admin: Visitor;
const pages: LivePage[] = [];

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  await door.open(web);
  admin = await web.visitor('admin');
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(async () => {
  await web.remove();
  await door.close();
});

async function opened(visitor: Visitor): Promise<LivePage> {
  const page = visitor.live();
  pages.push(page);
  await page.opened();
  return page;
}
async function ask<T>(method: string, path: string, body?: object): Promise<{ status: number; body: T }> {
  const answer = await admin.request(method, `/api/v1/users${path}`, body);
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
}
const agentIds = () => door.site.current.site.agents.map((agent) => agent.id);

describe('a new login', () => {
  test('is made with its agent at the first free telephone; the one-time password must be changed', async () => {
    const agent = { queues: ['service'], group: 'red', skills: { english: 5 } };
    const made = await ask<UserMade>('POST', '', { id: '8003', name: '陈静', role: 'agent', agent });
    expect(made.status).toBe(201);
    expect(made.body.user).toMatchObject({ id: '8003', agentId: '8003', mustChangePassword: true });
    expect(made.body.password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect(door.site.current.site.agents.at(-1)).toEqual({ id: '8003', name: '陈静', line: 3, ...agent });
    expect(JSON.stringify(await ask<UserList>('GET', ''))).not.toContain(made.body.password);

    const own = new Visitor(web.url);
    await own.signIn({ user: '8003', password: made.body.password });
    expect(await own.get<Session>('/api/v1/session')).toMatchObject({
      mustChangePassword: true,
      rights: ['session.own'],
    });
    expect((await own.request('GET', '/api/v1/calls')).status).toBe(403);
    const page = await opened(own);
    await expect(page.say({ do: 'ready' })).rejects.toThrow('forbidden');
    const renewed = page.next((message) => message.live === 'session' && !message.session.mustChangePassword);
    const change = { old: made.body.password, password: 'my own words 9' };
    expect((await own.request('PUT', '/api/v1/session/password', change)).status).toBe(204);
    await renewed;
    await page.say({ do: 'ready' });
    expect((await own.request('GET', '/api/v1/calls')).status).toBe(200);
  });

  test('for an agent the site has already is bound to him', async () => {
    const before = agentIds();
    const made = await ask<UserMade>('POST', '', { id: '8001', name: 'x', role: 'agent' });
    expect(made.status).toBe(409); // has a login
    await ask('DELETE', '/8002');
    expect(agentIds()).toEqual(before.filter((id) => id !== '8002'));
  });

  test.each<[string, object, number, string]>([
    ['an id with a blank', { id: '80 04', name: 'A', role: 'manager' }, 400, 'bad-request'],
    ['no name', { id: 'm1', name: ' ', role: 'manager' }, 400, 'bad-request'],
    ['an unknown role', { id: 'm1', name: 'A', role: 'king' }, 400, 'bad-request'],
    ['a telephone for a manager', { id: 'm1', name: 'A', role: 'manager', agent: { queues: [] } }, 400, 'bad-request'],
    ['an agent without settings', { id: '8044', name: 'A', role: 'agent' }, 400, 'bad-request'],
    ['an unknown queue', { id: '8044', name: 'A', role: 'agent', agent: { queues: ['nobody'] } }, 400, 'bad-request'],
    [
      'a line that is not there',
      { id: '8044', name: 'A', role: 'agent', agent: { queues: [], line: 9 } },
      400,
      'bad-request',
    ],
    ['an id that is taken', { id: 'boss', name: 'A', role: 'manager' }, 409, 'conflict'],
  ])('%s is refused, and nothing is made', async (_name, body, status, code) => {
    const before = [agentIds(), (await ask<UserList>('GET', '')).body.users.length];
    const answer = await ask<ErrorBody>('POST', '', body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect([agentIds(), (await ask<UserList>('GET', '')).body.users.length]).toEqual(before);
  });

  test('two at once with one id: one is made', async () => {
    const body = { id: 'twin', name: 'Twin', role: 'manager' };
    const answers = await Promise.all([ask('POST', '', body), ask('POST', '', body), ask('POST', '', body)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
  });
});

describe('an import', () => {
  test('makes all, each with a password for the card, agents at free telephones', async () => {
    const text =
      '工号\t姓名\t角色\t话机\t队列\n8011\t赵一\t座席\t\tservice\n8012\t钱二\t座席\t6\t客服;Service\ncoach2\t孙三\t培训\t\t';
    const dry = await ask<Imported>('POST', '/import', { text, dryRun: true });
    expect(dry.body.users.map((each) => [each.user.telephone, each.password])).toEqual([
      [2, ''],
      [6, ''],
      [null, ''],
    ]);
    expect(agentIds()).not.toContain('8011');
    const made = await ask<Imported>('POST', '/import', { text });
    expect(made.status).toBe(201);
    expect(made.body.users.map((each) => each.user.id)).toEqual(['8011', '8012', 'coach2']);
    expect(agentIds()).toContain('8012');
    // A queue may be called by its name, and counts once.
    expect(door.site.current.site.agents.find((agent) => agent.id === '8012')?.queues).toEqual(['service']);
    for (const { user, password } of made.body.users) await new Visitor(web.url).signIn({ user: user.id, password });
  });

  test('with a wrong line makes nobody, and says each line', async () => {
    const text =
      '8021,A,agent,,service\n8001,B,agent,,service\n8022,C,agent,1,nowhere\n8023,D,agent,7\n8024,E,agent,8\n,F';
    const before = [agentIds(), (await ask<UserList>('GET', '')).body.users.length];
    const answer = await ask<ErrorBody>('POST', '/import', { text });
    expect(answer.status).toBe(400);
    expect(answer.body.error.lines?.map(({ line, column, problem }) => [line, column, problem])).toEqual([
      [2, 'id', 'user-exists'],
      [3, 'queues', 'unknown-queue'],
      [5, 'line', 'telephone-taken'],
      [6, 'id', 'missing'],
    ]);
    expect([agentIds(), (await ask<UserList>('GET', '')).body.users.length]).toEqual(before);
  });

  test('of more agents than telephones says who has none', async () => {
    const text = Array.from({ length: 9 }, (_, n) => `9${n},N${n},agent`).join('\n');
    const answer = await ask<ErrorBody>('POST', '/import', { text });
    expect(new Set(answer.body.error.lines?.map((each) => each.problem))).toEqual(new Set(['no-free-telephone']));
  });
});

describe('rights of one login', () => {
  test('work from the next request and the next message on open pages; a revoked one takes its rows away', async () => {
    const boss = await web.visitor('manager');
    const page = await opened(boss);
    const hello = page.heard.find((message) => message.live === 'hello');
    expect(hello).toMatchObject({ snapshot: { agents: [{ id: '8001' }, { id: '8002' }], calls: [{ id: callId }] } });
    await expect(page.say({ do: 'stop-supervising' })).rejects.toThrow('forbidden');

    const put = (body: object) => ask<UserShown>('PUT', '/boss/rights', body);
    const granted = await put({ grants: ['floor.supervise', 'floor.watch'], revokes: ['customers.read'] });
    expect(granted.body).toMatchObject({ grants: ['floor.supervise'], revokes: ['customers.read'] });
    await page.say({ do: 'stop-supervising' });
    expect((await boss.request('GET', '/api/v1/customers?q=a')).status).toBe(403);

    const fresh = page.next((message) => message.live === 'hello');
    await put({ grants: [], revokes: ['floor.watch'] });
    await expect(page.say({ do: 'stop-supervising' })).rejects.toThrow('forbidden');
    expect(await fresh).toMatchObject({ snapshot: { agents: [], calls: [] } });
    const heard = page.heard.length;
    door.change({ topic: 'agent', id: '8001', value: liveAgent('8001', { state: 'talking' }) });
    await web.control.request('meters', {}); // answered behind the change
    await page.say({ do: 'ping' });
    expect(page.heard.slice(heard).filter((message) => message.live === 'change')).toEqual([]);
    expect((await boss.request('GET', '/api/v1/customers?q=a')).status).toBe(200);
  });

  test.each<[string, string, object, number]>([
    ['of nobody', '/nobody/rights', { grants: [], revokes: [] }, 404],
    ['that do not exist', '/boss/rights', { grants: ['rule.all'], revokes: [] }, 400],
    ['of an id that is none', '/%00/rights', { grants: [], revokes: [] }, 400],
    ['one’s own over users', '/admin/rights', { grants: [], revokes: ['users.manage'] }, 409],
  ])('%s are refused', async (_name, path, body, status) => expect((await ask('PUT', path, body)).status).toBe(status));

  test('one’s own session is never taken away', async () => {
    const answer = await ask<UserShown>('PUT', '/tech/rights', { grants: [], revokes: ['session.own', 'floor.watch'] });
    expect(answer.body.revokes).toEqual(['floor.watch']);
    const technician = await web.visitor('technician');
    expect((await technician.get<Session>('/api/v1/session')).rights).toEqual([
      'session.own',
      'lines.service',
      'numbers.full',
      'training.run',
    ]);
  });
});

describe('a login', () => {
  const isEnded = (message: LiveMessage) => message.live === 'ended';

  test('that is disabled is out at once, also with its pages', async () => {
    const judge = await web.visitor('quality');
    const page = await opened(judge);
    const [closed, ended] = [page.closed(), page.when(isEnded)];
    await ask('PUT', '/judge', { name: 'Judge', role: 'quality', disabled: true });
    expect(await closed).toBe(4401);
    expect(await ended).toMatchObject({ why: 'disabled' });
    expect((await judge.request('GET', '/api/v1/session')).status).toBe(401);
    const again = { user: 'judge', password: 'judge of calls' };
    expect((await new Visitor(web.url).request('POST', '/api/v1/session', again)).status).toBe(401);
  });

  test('gets a new one-time password, which ends its sessions and lets in whoever was locked out', async () => {
    const floor = await web.visitor('supervisor');
    for (let n = 0; n < 6; n++) {
      await new Visitor(web.url).request('POST', '/api/v1/session', { user: 'floor', password: `no ${n}` });
    }
    const made = await ask<UserMade>('POST', '/floor/password');
    expect(made.body.user).toMatchObject({ mustChangePassword: true, lockedUntil: 0 });
    expect((await floor.request('GET', '/api/v1/session')).status).toBe(401);
    await new Visitor(web.url).signIn({ user: 'floor', password: made.body.password });
  });

  test('kept out by wrong passwords is let in by an administrator', async () => {
    const tries = (user: string) => new Visitor(web.url).request('POST', '/api/v1/session', { user, password: 'no' });
    for (let n = 0; n < 5; n++) await tries('coach');
    expect((await tries('coach')).status).toBe(429);
    await web.server.signIn.close(); // what the tries left is written beside the answers
    const { users } = (await ask<UserList>('GET', '')).body;
    expect(users.find((user) => user.id === 'coach')?.lockedUntil).toBe(web.clock.nowMs() + 15 * 60_000);
    expect((await ask('POST', '/coach/unlock')).status).toBe(204);
    await web.visitor('trainer');
  });

  test('keeps being an agent, or being none; nobody ends himself', async () => {
    const change = (id: string, role: string, disabled = false) => ask('PUT', `/${id}`, { name: 'N', role, disabled });
    expect((await change('8001', 'manager')).status).toBe(409);
    expect((await change('boss', 'agent')).status).toBe(409);
    expect((await change('admin', 'manager')).status).toBe(409);
    expect((await change('admin', 'admin', true)).status).toBe(409);
    expect((await ask('DELETE', '/admin')).status).toBe(409);
    expect((await change('nobody', 'manager')).status).toBe(404);
  });

  test('that is renamed renames its agent', async () => {
    await ask('PUT', '/8001', { name: '王大芳', role: 'agent', disabled: false });
    expect(door.site.current.site.agents.find((agent) => agent.id === '8001')?.name).toBe('王大芳');
  });

  test('and every change of it is in the audit, by whom', async () => {
    const rows = await web.business.audit.page({ limit: 200, user: 'admin' });
    const done = new Set(rows.map((row) => row.what));
    for (const what of [
      'user-made',
      'user-changed',
      'user-removed',
      'rights-changed',
      'password-reset',
      'user-unlocked',
    ]) {
      expect(done).toContain(what);
    }
    expect(rows.find((row) => row.what === 'rights-changed' && row.subject === 'boss')?.detail).toMatchObject({
      was: { grants: ['floor.supervise'] },
      is: { revokes: ['floor.watch'] },
    });
    expect(await web.business.audit.check()).toMatchObject({ intact: true });
  });
});

test('while the daemon is away no agent is made, and no login without one', async () => {
  await door.close();
  const agent = { queues: [] };
  expect((await ask('POST', '', { id: '8066', name: 'A', role: 'agent', agent })).status).toBe(503);
  expect((await ask('POST', '/import', { text: '8066,A,agent' })).status).toBe(503);
  expect(await web.business.users.find('8066')).toBeNull();
  expect((await ask('POST', '', { id: 'boss2', name: 'B', role: 'manager' })).status).toBe(201);
});
