import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FirstRunState } from '../../../daemon/contract/pages-first-run.js';
import { DaemonDoor } from '../../../test/rig/daemon-door.js';
import { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';
import { hashPassword, machineMadeCost } from '../sign-in/passwords.js';

const code = 'k3fm-x7wq-p2ha';
const wishes = {
  code,
  user: 'chief',
  password: 'Zebra-Lampe-7',
  language: 'en',
  company: 'Muster',
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  areaCode: '021',
  simulated: false,
};
const emptySite = { ...testSite(), agents: [], supervisors: [] };

let web: Web;
let door: DaemonDoor;
let page: Visitor;

beforeEach(async () => {
  web = new Web({ firstRun: true });
  door = new DaemonDoor(emptySite, {}, null, testSite());
  await web.start();
  await door.open(web);
  const hash = await hashPassword(code.replaceAll('-', ''), randomBytes, machineMadeCost);
  writeFileSync(web.firstRunFile, JSON.stringify({ hash }));
  writeFileSync(join(dirname(web.firstRunFile), 'setup-code'), code);
  page = new Visitor(web.url);
});
afterEach(async () => {
  await web.remove();
  await door.close();
});

const get = async (): Promise<FirstRunState> =>
  (await (await page.request('GET', '/api/v1/first-run')).json()) as FirstRunState;
const answer = (more: object = {}) => page.request('POST', '/api/v1/first-run', { ...wishes, ...more });
const check = (sent: string) => page.request('POST', '/api/v1/first-run/check', { code: sent });

test('a new box is set up once: administrator, site, company; then the page is gone, also after a restart', async () => {
  expect(await get()).toEqual({ open: true, company: '', language: null });
  const done = await answer();
  expect(done.status).toBe(201);
  expect(await done.json()).toEqual({ logins: [], restarts: false });
  expect(door.begun).toMatchObject({ simulated: false, site: { areaCode: '021' } });
  expect(existsSync(web.firstRunFile)).toBe(false);
  expect(existsSync(join(dirname(web.firstRunFile), 'setup-code'))).toBe(false);
  await page.signIn({ user: 'chief', password: wishes.password });
  const rows = await web.business.audit.page({ limit: 50, what: 'first-run' });
  expect(rows[0]).toMatchObject({ user: 'chief', subject: 'box', detail: { company: 'Muster', country: 'cn' } });
  const closed = { open: false, company: 'Muster', language: 'en' };
  expect(await get()).toEqual(closed);
  expect((await answer()).status).toBe(404);
  await web.stop();
  // Somebody makes a code anew: there is an administrator, so it opens nothing.
  writeFileSync(web.firstRunFile, JSON.stringify({ hash: await hashPassword('new', randomBytes, machineMadeCost) }));
  await web.start();
  page = new Visitor(web.url);
  expect(await get()).toEqual(closed);
  expect((await check('new')).status).toBe(404);
});

test('the code is taken as it is typed, and the checks say what was found', async () => {
  const { checks } = (await (await check(' K3FM x7wq P2HA ')).json()) as { checks: { id: string; level: string }[] };
  const level = Object.fromEntries(checks.map((each) => [each.id, each.level]));
  expect(level).toMatchObject({ daemon: 'good', database: 'good', sounds: 'good' });
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['disk', 'clock', 'network', 'card']));
});

test('guessing is slowed down, also for the right code afterwards, and time lets in again', async () => {
  for (let tries = 0; tries < 5; tries++) expect((await check('wrong')).status).toBe(401);
  const refused = await check(code);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
  web.clock.advance(61_000);
  expect((await check(code)).status).toBe(200);
});

test.each([
  ['a weak password', { password: '12345678' }, 400, /too-common|one-kind/],
  ['no company', { company: ' ' }, 400, /company/],
  ['a time zone that is none', { timeZone: 'Mars/Olympus' }, 400, /timeZone/],
  ['another country', { country: 'xx' }, 400, /country/],
  ['more than is asked', { role: 'admin' }, 400, /role/i],
  ['a code of a mile', { code: 'x'.repeat(65) }, 400, /code/],
  ['a wrong code', { code: 'nope' }, 401, /sudo callbox setup-code/],
])('%s is refused with what is wrong, and nothing is made', async (_, more, status, words) => {
  const refused = await answer(more);
  expect(refused.status).toBe(status);
  expect(await refused.text()).toMatch(words);
  expect(door.begun).toBeNull();
  expect((await get()).open).toBe(true);
});

test('without a code on the box nobody comes in', async () => {
  writeFileSync(web.firstRunFile, 'half a fi');
  const refused = await check(code);
  expect(refused.status).toBe(409);
  expect(await refused.text()).toMatch(/make one on the box/);
});

test('simulated lines come with logins that have one-time passwords', async () => {
  const { logins, restarts } = (await (await answer({ simulated: true })).json()) as {
    logins: { user: string; password: string }[];
    restarts: boolean;
  };
  expect(restarts).toBe(true);
  expect(logins.map(({ user }) => user)).toEqual(testSite().agents.map(({ id }) => id));
  const [first] = logins;
  if (!first) throw new Error('nobody');
  const agent = new Visitor(web.url);
  await agent.signIn(first);
  expect(await (await agent.request('GET', '/api/v1/session')).json()).toMatchObject({ mustChangePassword: true });
});

test('an answer that broke off after the site was made is given again', async () => {
  await web.control.request('site.begin', {
    by: 'x',
    country: 'cn',
    timeZone: 'Asia/Shanghai',
    areaCode: '',
    simulated: false,
  });
  expect((await get()).open).toBe(true);
  expect((await answer()).status).toBe(201);
});

test('without the daemon it says so and stays open', async () => {
  await door.close();
  const refused = await answer();
  expect(refused.status).toBe(503);
  expect((await get()).open).toBe(true);
});

test('two answers at once make one administrator', async () => {
  const statuses = (await Promise.all([answer(), answer({ user: 'second' })])).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect((await web.business.users.list()).filter(({ role }) => role === 'admin')).toHaveLength(1);
});
