/** OUT-19: an agent owes two results; each is asked for with its own customer's name. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LiveLead } from '../../daemon/terms/outbound.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent, liveCall } from '../rig/daemon-door.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';

const web = new Web({ pages: `${root}build/web` });
const site = testSite({ agents: 1 });
const id = '8001';
const now = web.clock.nowMs();
const callOf = (n: number): string => `call-${n}`.padEnd(26, '0');
const attemptOf = (n: number): string => `attempt-${n}`.padEnd(26, '0');
const names = ['', '赵一', '钱二'];
const errors: string[] = [];
let door: DaemonDoor;
let browser: Browser;
let page: Page;

function owed(n: number, more: Partial<LiveLead> = {}): LiveLead {
  const person = { lead: `lead-${n}`, name: names[n] ?? '', number: `1390000000${n}`, data: { 产品: `滤水器 ${n}` } };
  const call = { attempt: attemptOf(n), callId: callOf(n), dialAt: null, resultWanted: true };
  return { ...person, ...call, campaign: 'visit', tries: 0, lastResult: null, lastTriedAt: null, ...more };
}

/** In the work after his later call. */
function wrapUp(lead: LiveLead | null): void {
  const after = { state: 'wrap-up', callId: callOf(2), since: now, wrapUpUntil: null } as const;
  const value = liveAgent(id, { ...after, ...(lead === null ? {} : { lead }) });
  door.change({ topic: 'agent', id, value });
}

const asked = () => door.asked.filter(({ ask }) => ask === 'outbound-result');
const resultFor = (name: string) => page.getByTestId('result-for').filter({ hasText: name });

beforeAll(async () => {
  await web.importSite(site);
  await web.start();
  await web.putUsers();
  const talk = {
    direction: 'outbound',
    stage: 'ended',
    agent: id,
    talkStartedAt: now - 60_000,
    endedBy: 'called',
  } as const;
  const calls = [1, 2].map((n) => liveCall(callOf(n), { ...talk, calledNumber: `1390000000${n}`, cause: 16 }));
  const first = liveAgent(id, { state: 'talking', callId: callOf(1), since: now, lead: owed(1) });
  door = new DaemonDoor(site, { agents: [first], calls });
  await door.open(web);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(web.url);
  await page.getByTestId('user').fill(webLogins.agent.user);
  await page.getByTestId('password').fill(webLogins.agent.password);
  await page.getByTestId('password').press('Enter');
  await page.getByTestId('lead-name').filter({ hasText: '赵一' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await web.remove();
  await door?.close();
});

it('the later one is asked for first, with its own name and number', async () => {
  wrapUp(owed(2));
  await resultFor('钱二').filter({ hasText: '139 0000 0002' }).waitFor();
  expect(await page.getByTestId('lead-earlier').count()).toBe(0);
  await page.keyboard.press('Alt+1');
  await expect.poll(() => asked().map((each) => ('attempt' in each ? each.attempt : ''))).toEqual([attemptOf(2)]);
});

it('then the earlier one: its name, number and data, said to be an earlier call', async () => {
  wrapUp(owed(1));
  await resultFor('赵一').filter({ hasText: '139 0000 0001' }).filter({ hasText: '较早的一通' }).waitFor();
  await page.getByTestId('lead').filter({ hasText: '滤水器 1' }).filter({ hasText: '请补上这一位的结果' }).waitFor();
  await page.getByTestId('lead-earlier').waitFor();
  // A digit that was pressed twice is not its result: keys and buttons wait for a moment.
  await page.locator('[data-testid=result-success]:enabled').waitFor();
  await page.keyboard.press('Alt+1');
  await expect
    .poll(() => asked().map((each) => ('attempt' in each ? each.attempt : '')))
    .toEqual([attemptOf(2), attemptOf(1)]);
});

it('both given: the later one is at hand again, and may be corrected', async () => {
  wrapUp(null);
  await resultFor('钱二').waitFor();
  expect(await page.getByTestId('lead-earlier').count()).toBe(0);
  await page.locator('[data-testid=outbound-results][data-stage=given]').waitFor();
  expect(errors).toEqual([]);
});
