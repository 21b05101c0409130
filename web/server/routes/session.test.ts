import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorBody, LiveMessage, Session } from '../../../daemon/contract/pages.js';
import { DaemonDoor, liveAgent, liveCall } from '../../../test/rig/daemon-door.js';
import { type LivePage, Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web, webLogins } from '../../../test/rig/web.js';

type Ended = Extract<LiveMessage, { live: 'ended' }>;
type Alert = Extract<LiveMessage, { live: 'alert' }>;
type Hello = Extract<LiveMessage, { live: 'hello' }>;
const callId = '0'.repeat(26);

const web = new Web();
const door = new DaemonDoor(testSite(), {
  agents: [liveAgent('8001', { name: '王芳', state: 'talking', callId }), liveAgent('8002')],
  calls: [liveCall(callId, { agent: '8001', stage: 'talking' })],
});
const pages: LivePage[] = [];

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  await door.open(web);
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
const bodyOf = async (answer: Response): Promise<ErrorBody['error']> => ((await answer.json()) as ErrorBody).error;
const signIn = (visitor: Visitor, more: object = {}) =>
  visitor.request('POST', '/api/v1/session', { ...webLogins.agent, ...more });
const isEnded = (message: LiveMessage): message is Ended => message.live === 'ended';

describe('an agent who is signed in elsewhere', () => {
  test('is asked with the place and the time, and moves when he says so', async () => {
    const first = await web.visitor('agent');
    const page = await opened(first);
    const second = new Visitor(web.url);
    const asked = await signIn(second);
    expect(asked.status).toBe(409);
    expect(asked.headers.getSetCookie()).toEqual([]);
    const { code, elsewhere } = await bodyOf(asked);
    expect(code).toBe('conflict');
    expect(elsewhere).toMatchObject({ address: expect.stringContaining('127.0.0.1'), since: web.clock.nowMs() });
    expect((await first.request('GET', '/api/v1/session')).status, 'asking ends nothing').toBe(200);

    const ended = page.when(isEnded);
    const closed = page.closed();
    expect((await signIn(second, { take: true })).status).toBe(200);
    expect(await ended).toMatchObject({ why: 'moved', address: expect.stringContaining('127.0.0.1') });
    expect(await closed).toBe(4401);
    expect((await first.request('GET', '/api/v1/session')).status).toBe(401);
    expect((await second.request('GET', '/api/v1/session')).status).toBe(200);
  });

  test('a wrong password learns nothing of where', async () => {
    await opened(await web.visitor('agent'));
    const answer = await new Visitor(web.url).request('POST', '/api/v1/session', { user: '8001', password: 'guess' });
    expect(await bodyOf(answer)).toEqual({ code: 'wrong-password', message: expect.any(String) });
  });

  test('a closed browser at the same desk asks nobody', async () => {
    const first = await web.visitor('agent');
    expect((await signIn(new Visitor(web.url))).status).toBe(200);
    expect((await first.request('GET', '/api/v1/session')).status).toBe(401);
  });

  test('two at once: one session is left', async () => {
    const visitors = [new Visitor(web.url), new Visitor(web.url), new Visitor(web.url)];
    const answers = await Promise.all(visitors.map((visitor) => signIn(visitor, { take: true })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const still = await Promise.all(visitors.map((visitor) => visitor.request('GET', '/api/v1/session')));
    expect(still.map((answer) => answer.status).sort()).toEqual([200, 401, 401]);
  });

  test('others may have several browsers', async () => {
    const first = await web.visitor('supervisor');
    await opened(first);
    await web.visitor('supervisor');
    expect((await first.request('GET', '/api/v1/session')).status).toBe(200);
  });
});

describe('a locked screen', () => {
  test('gets no customer, keeps its socket and its state over a reload, and opens with the password', async () => {
    const agent = await web.visitor('agent');
    const page = await opened(agent);
    const hello = (message: LiveMessage): message is Hello => message.live === 'hello';
    const locked = page.next((message) => message.live === 'session' && message.session.locked);
    const without = page.next(hello);
    expect((await agent.request('POST', '/api/v1/session/lock')).status).toBe(204);
    await locked;
    const { snapshot } = (await without) as Hello;
    expect(snapshot.calls).toEqual([]);
    expect(snapshot.agents.map((row) => row.id)).toEqual(['8001']);
    for (const path of ['/calls', '/customers?q=139', `/pops/${callId}`, '/tasks', `/calls/${callId}/data`]) {
      const answer = await agent.request('GET', `/api/v1${path}`);
      expect([path, answer.status, (await bodyOf(answer)).code]).toEqual([path, 423, 'locked']);
    }
    await expect(page.say({ do: 'ready' })).rejects.toThrow('locked');
    await page.say({ do: 'ping' });
    const change = { old: webLogins.agent.password, password: 'other words 77' };
    expect((await agent.request('PUT', '/api/v1/session/password', change)).status).toBe(423);

    door.offer({ agentId: '8001', callId, callingNumber: '13900000001', at: 1 });
    const reloaded = await opened(agent);
    expect(await agent.get<Session>('/api/v1/session')).toMatchObject({ locked: true });
    await reloaded.say({ do: 'ping' });
    expect([...page.heard, ...reloaded.heard].filter((message) => message.live === 'pop')).toEqual([]);
    // No page can show the customer, so the daemon waits for none.
    expect(door.asked.filter((asked) => asked.ask === 'presence').at(-1)).toMatchObject({ agentId: '8001', pages: 0 });

    const again = page.next(hello);
    const password = webLogins.agent.password;
    expect((await agent.request('POST', '/api/v1/session/unlock', { password })).status).toBe(204);
    expect(((await again) as Hello).snapshot.calls.map((call) => call.id)).toEqual([callId]);
    await page.say({ do: 'ready' });
    expect((await agent.request('GET', '/api/v1/calls')).status).toBe(200);
  });

  test('stays locked over a restart of the web process', async () => {
    const agent = await web.visitor('otherAgent');
    await agent.request('POST', '/api/v1/session/lock');
    await door.close();
    await web.stop();
    await web.start();
    await door.open(web);
    const again = new Visitor(web.url);
    again.useCookie(agent.cookieHeader);
    expect(await again.get<Session>('/api/v1/session')).toMatchObject({ locked: true });
    expect((await again.request('GET', '/api/v1/calls')).status).toBe(423);
  });

  test('the fifth wrong password ends the session and alerts the supervisors, also with many at once', async () => {
    const watch = await opened(await web.visitor('supervisor'));
    const agent = await web.visitor('agent');
    const page = await opened(agent);
    await agent.request('POST', '/api/v1/session/lock');
    const alert = watch.when((message): message is Alert => message.live === 'alert');
    const closed = page.closed();
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, n) => agent.request('POST', '/api/v1/session/unlock', { password: `no ${n}` })),
    );
    const codes = await Promise.all(tries.map(async (answer) => (await bodyOf(answer)).code));
    expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(4);
    expect(codes.filter((code) => code === 'not-signed-in')).toHaveLength(8);
    expect((await alert).alert).toMatchObject({ code: 'unlock-failed', about: '8001' });
    expect(await closed).toBe(4401);
    expect(page.heard.find(isEnded)).toMatchObject({ why: 'locked-out' });
    const { password } = webLogins.agent;
    expect((await agent.request('POST', '/api/v1/session/unlock', { password })).status).toBe(401);
    await web.server.parts.acts.settled();
    expect(await web.business.audit.page({ limit: 1, what: 'locked-out' })).toMatchObject([{ user: '8001' }]);
  });
});

describe('one’s own password', () => {
  const change = (visitor: Visitor, old: string, password: string) =>
    visitor.request('PUT', '/api/v1/session/password', { old, password });

  test.each([
    ['short1', ['too-short']],
    ['onlyletters', ['one-kind']],
    ['aaaaaaa1', ['too-simple']],
    ['boss2027!x', ['has-user']],
    ['Password77', ['too-common']],
    ['aaa', ['too-short', 'one-kind', 'too-simple']],
    [webLogins.manager.password, ['has-user', 'same-as-old']],
  ])('%s is refused with all that is wrong', async (password, strength) => {
    const answer = await change(await web.visitor('manager'), webLogins.manager.password, password);
    expect(answer.status).toBe(400);
    expect(await bodyOf(answer)).toMatchObject({ code: 'bad-request', strength });
  });

  test('needs the old one, ends the other sessions, and is the only one that works then', async () => {
    const [here, elsewhere] = [await web.visitor('quality'), await web.visitor('quality')];
    const page = await opened(elsewhere);
    const own = await opened(here);
    expect((await change(here, 'not it', 'green tea 4 all')).status).toBe(401);
    expect((await elsewhere.request('GET', '/api/v1/session')).status).toBe(200);
    const ended = page.when(isEnded);
    expect((await change(here, webLogins.quality.password, 'green tea 4 all')).status).toBe(204);
    expect(await ended).toMatchObject({ why: 'password-changed' });
    expect((await elsewhere.request('GET', '/api/v1/session')).status).toBe(401);
    await own.say({ do: 'ping' });
    const old = await new Visitor(web.url).request('POST', '/api/v1/session', webLogins.quality);
    expect(old.status).toBe(401);
    await new Visitor(web.url).signIn({ user: webLogins.quality.user, password: 'green tea 4 all' });
  });

  test('guessing the old one is slowed down like signing in', async () => {
    const trainer = await web.visitor('trainer');
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push((await change(trainer, `guess ${n}`, 'new words 77')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});
