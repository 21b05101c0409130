import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxBodyBytes } from '../../daemon/contract/pages.js';
import { Web, type WebLogin, webLogins } from '../../test/rig/web.js';
import { WebServer } from './server.js';

const web = new Web();
beforeAll(async () => {
  await web.start();
  await web.putUsers();
});
afterAll(() => web.remove());

interface Raw {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Without fetch's own ideas of what a header may be. */
function raw(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer | string): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(web.url + path, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const errorOf = ({ text }: Raw) => (JSON.parse(text) as { error: { code: string; message: string } }).error;
const signInText = (login: WebLogin) => JSON.stringify(webLogins[login]);

describe('signing in', () => {
  test('gives a cookie no script can read, and the rights', async () => {
    const answer = await raw('POST', '/api/v1/session', json, signInText('agent'));
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^callbox_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const session = JSON.parse(answer.text);
    expect(session).toMatchObject({ user: '8001', role: 'agent', agentId: '8001', demo: false });
    expect(session.rights).toContain('agent.work');
    expect(session.rights).not.toContain('demo.phones'); // no simulator here
  });

  test('says the same to a wrong password and to an unknown user', async () => {
    const wrong = await raw('POST', '/api/v1/session', json, '{"user":"boss","password":"no"}');
    const nobody = await raw('POST', '/api/v1/session', json, '{"user":"nobody","password":"no"}');
    expect([wrong.status, wrong.text]).toEqual([nobody.status, nobody.text]);
    expect(errorOf(wrong).code).toBe('wrong-password');
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  test('ends with DELETE, for the cookie too', async () => {
    const visitor = await web.visitor('agent');
    const before = visitor.request('GET', '/api/v1/session');
    expect((await before).status).toBe(200);
    const ended = await visitor.request('DELETE', '/api/v1/session');
    expect(ended.status).toBe(204);
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await visitor.request('GET', '/api/v1/session')).status).toBe(401);
  });

  test('an ended session closes its pages with the code that means: sign in again', async () => {
    const visitor = await web.visitor('supervisor');
    const page = visitor.live();
    await page.when((message) => message.live === 'hello');
    const closed = page.closed();
    await visitor.request('DELETE', '/api/v1/session');
    expect(await closed).toBe(4401);
  });

  test('slides while it is used and ends when it is not', async () => {
    const visitor = await web.visitor('technician');
    for (let hour = 0; hour < 30; hour += 6) {
      web.clock.advance(6 * 3_600_000);
      expect((await visitor.request('GET', '/api/v1/session')).status).toBe(200);
      await web.server.signIn.close(); // what slides is written beside the answer
    }
    web.clock.advance(12 * 3_600_000 + 1);
    expect((await visitor.request('GET', '/api/v1/session')).status).toBe(401);
  });

  test('neither a password nor a token is in the database or the log', async () => {
    const answer = await raw('POST', '/api/v1/session', json, signInText('manager'));
    const token = /callbox_session=([\w-]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? '?';
    expect(web.logged.join('')).not.toContain(token);
    expect(web.logged.join('')).not.toContain(webLogins.manager.password);
    expect(await web.business.sessions.find(token, web.clock.nowMs())).toBeNull();
  });
});

describe('wrong passwords', () => {
  const guess = (user: string, password: string) =>
    raw('POST', '/api/v1/session', json, JSON.stringify({ user, password }));

  test('are throttled for known and unknown users alike, for a time that is told', async () => {
    for (const user of ['8002', 'unknown']) {
      const statuses: number[] = [];
      for (let n = 0; n < 7; n++) statuses.push((await guess(user, `wrong ${n}`)).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    }
    const right = await guess('8002', webLogins.otherAgent.password);
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBe(15 * 60);
    expect(errorOf(right).code).toBe('throttled');
    expect((await guess('8001', webLogins.agent.password)).status, 'another user is not touched').toBe(200);
  });

  test('stay throttled over a restart of the web process; then the right one opens', async () => {
    await web.stop();
    await web.start();
    expect((await guess('8002', webLogins.otherAgent.password)).status).toBe(429);
    web.clock.advance(15 * 60_000);
    expect((await guess('8002', webLogins.otherAgent.password)).status).toBe(200);
  });

  test('many at once get no further than one after the other', async () => {
    const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => guess('admin', `wrong ${n}`)));
    expect(tries.filter((answer) => answer.status === 401).length).toBeLessThanOrEqual(5);
    web.clock.advance(24 * 3_600_000 + 1);
  });

  test('for ever new names from one address are throttled too', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++) statuses.push((await guess(`name${n}`, 'x')).status);
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    web.clock.advance(24 * 3_600_000 + 1);
  });
});

describe('a session', () => {
  test('survives a restart of the web process', async () => {
    const visitor = await web.visitor('agent');
    const cookie = visitor.cookieHeader;
    await web.stop();
    await web.start();
    expect((await raw('GET', '/api/v1/session', { cookie })).status).toBe(200);
  });

  test.each([
    'callbox_session=',
    'callbox_session=x',
    `callbox_session=${'a'.repeat(5000)}`,
    'callbox_session',
    ';;=;',
  ])('is not made by the cookie %.40s', async (cookie) =>
    expect((await raw('GET', '/api/v1/session', { cookie })).status).toBe(401),
  );
});

describe('hostile requests get 4xx with a code, and the server goes on', () => {
  const post = (headers: Record<string, string>, body: Buffer | string) =>
    raw('POST', '/api/v1/session', headers, body);

  test.each<[string, Record<string, string>, Buffer | string, number, string]>([
    ['no content type', {}, signInText('agent'), 400, 'bad-request'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'user=a&password=b', 400, 'bad-request'],
    ['text', { 'content-type': 'text/plain' }, signInText('agent'), 400, 'bad-request'],
    ['broken JSON', json, '{"user":', 400, 'bad-request'],
    ['an empty body', json, '', 400, 'bad-request'],
    ['null', json, 'null', 400, 'bad-request'],
    ['an unknown key', json, '{"user":"a","password":"b","admin":true}', 400, 'bad-request'],
    ['a wrong type', json, '{"user":1,"password":["b"]}', 400, 'bad-request'],
    ['a prototype', json, '{"__proto__":{"user":"8001"},"password":"b"}', 400, 'bad-request'],
    ['broken UTF-8', json, Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'bad-request'],
    ['random bytes', json, randomBytes(2_000), 400, 'bad-request'],
    ['deep JSON', json, '['.repeat(30_000), 400, 'bad-request'],
    ['too much', json, Buffer.alloc(maxBodyBytes + 1, ' '), 413, 'too-large'],
    ['far too much', json, Buffer.alloc(5_000_000, ' '), 413, 'too-large'],
    ['too much without a length', { ...json, 'transfer-encoding': 'chunked' }, Buffer.alloc(900_000), 413, 'too-large'],
    ['another site', { ...json, origin: 'http://elsewhere.example' }, signInText('agent'), 403, 'forbidden'],
    ['an opaque origin', { ...json, origin: 'null' }, signInText('agent'), 403, 'forbidden'],
    ['a cross-site fetch', { ...json, 'sec-fetch-site': 'cross-site' }, signInText('agent'), 403, 'forbidden'],
    ['a sibling site', { ...json, 'sec-fetch-site': 'same-site' }, signInText('agent'), 403, 'forbidden'],
  ])('%s', async (_name, headers, body, status, code) => {
    const answer = await post(headers, body);
    expect(answer.status).toBe(status);
    expect(errorOf(answer).code).toBe(code);
    expect(errorOf(answer).message).not.toContain('at '); // no stack
    expect((await raw('GET', '/api/v1/health')).status).toBe(200);
  });

  test.each([
    ['GET', '/api/v1/nothing', 404],
    ['GET', '/api/', 404],
    ['PATCH', '/api/v1/session', 404],
    ['GET', '/api/v1/customers/../../etc/passwd', 404],
    ['GET', '/%c0%ae%c0%ae/etc/passwd', 400],
    ['GET', '/..%2f..%2fpackage.json', 400],
    ['GET', '/.env', 404],
  ])('%s %s', async (method, path, status) => expect((await raw(method, path)).status).toBe(status));

  test('a request that is no HTTP is answered 400 and closed', async () => {
    const { port } = new URL(web.url);
    const socket = connect(Number(port), '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes;
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(randomBytes(500));
    socket.write('\r\n\r\n');
    await closed;
    expect(heard).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('pages', () => {
  test('index for each of the client’s routes, never cached; hashed files for ever', async () => {
    for (const path of ['/', '/agent', '/floor/queues']) {
      const page = await raw('GET', path);
      expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(page.text).toContain('<title>Callbox');
      expect(page.headers['content-security-policy']).toContain("script-src 'self'");
      expect(page.headers['content-security-policy']).not.toContain('unsafe');
      expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    }
    const script = await raw('GET', '/assets/main-abc123.js');
    expect(script.headers['cache-control']).toMatch(/immutable/);
    expect((await raw('GET', '/assets/gone-abc123.js')).status).toBe(404);
    expect((await raw('POST', '/agent', json, '{}')).status).toBe(404);
  });

  test('a connection at rest is kept longer than Node’s 5 s, and the browser is told', async () => {
    const answer = await raw('GET', '/api/v1/health', { connection: 'keep-alive' });
    expect(answer.headers['keep-alive']).toBe('timeout=65');
  });

  test('what is told to anyone by health', async () => {
    expect(JSON.parse((await raw('GET', '/api/v1/health')).text)).toEqual({
      status: 'degraded',
      version: '0.0.0-test',
      daemon: 'down',
      spans: [],
    });
  });
});

describe('customers', () => {
  test('are made, read, found, changed and noted by an agent', async () => {
    const agent = await web.visitor('agent');
    const body = { name: '  吴芳 ', company: '', phone: '+8613700000001', address: '北京' };
    const made = await agent.request('POST', '/api/v1/customers', body);
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const noted = await agent.request('POST', `/api/v1/customers/${id}/notes`, { callId: null, text: ' 想换货 ' });
    expect(noted.status).toBe(201);
    expect(await agent.get(`/api/v1/customers/${id}`)).toMatchObject({
      name: '吴芳',
      notes: [{ author: '8001', text: '想换货', callId: null }],
    });
    expect(await agent.get('/api/v1/customers?q=13700000001')).toMatchObject({ customers: [{ id, name: '吴芳' }] });
    const changed = await agent.request('PUT', `/api/v1/customers/${id}`, { ...body, company: '红叶' });
    expect(await changed.json()).toMatchObject({ company: '红叶', notes: [{ text: '想换货' }] });
  });

  test.each([
    ['no name', { name: ' ' }],
    ['a long name', { name: 'x'.repeat(121) }],
    ['letters for a number', { phone: '1380013800a' }],
    ['an unknown key', { rights: 'all' }],
  ])('%s is refused', async (_name, part) => {
    const agent = await web.visitor('agent');
    const body = { name: 'A', company: '', phone: '13700000002', address: '', ...part };
    expect((await agent.request('POST', '/api/v1/customers', body)).status).toBe(400);
  });

  test.each(['q=', '', `q=${'x'.repeat(200)}`, 'q=a&q=b'])('the search ?%.20s is refused', async (query) => {
    expect((await (await web.visitor('agent')).request('GET', `/api/v1/customers?${query}`)).status).toBe(400);
  });
});

test('a port in use is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const second = new WebServer({ ...web.needs, log: pino({ level: 'silent' }) });
  await expect(second.listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(new RegExp(`${port}.*--port`)),
  });
  await second.close();
  other.close();
});
