/** What a person has said of being called, noted and looked up by keys alone; what cannot be noted is refused in words. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent } from '../rig/daemon-door.js';
import { tabTo, widerThanItsWindow } from '../rig/keys-only.js';
import { type OutboundDesk, outboundDesk } from '../rig/outbound-desk.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';

const web = new Web({ pages: `${root}build/web` });
const site = testSite({ agents: 2 });
const errors: string[] = [];
let desk: OutboundDesk;
let door: DaemonDoor;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  desk = await outboundDesk(web, site);
  await desk.store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: web.clock.nowMs() });
  await web.start();
  await web.putUsers();
  door = new DaemonDoor(site, { agents: site.agents.map(({ id, name }) => liveAgent(id, { name })) }, desk.door);
  await door.open(web);
  browser = await openBrowser();
  // Somebody in another country than the site: his computer's clock is no clock of the site.
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'America/New_York',
  });
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(web.url);
  await page.getByTestId('user').fill(webLogins.supervisor.user);
  await page.getByTestId('password').fill(webLogins.supervisor.password);
  await page.getByTestId('password').press('Enter');
  await page.getByTestId('log-out').waitFor();
  const zoneIsKnown = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/site'));
  await page.goto(`${web.url}/outbound`);
  await zoneIsKnown;
  await page.getByTestId('outbound-tab-numbers').press('Enter');
  await page.getByTestId('consent-number').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await web.remove();
  await door?.close();
  await desk?.store.close();
});

async function look(number: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
}

it('what is no number to call is refused in words, and the focus stays at it', async () => {
  await tabTo(page, 'consent-look');
  await page.keyboard.press('Enter');
  const wrong = page.getByTestId('consent-number-wrong');
  await wrong.filter({ hasText: '请先填写号码' }).waitFor();
  for (const [number, words] of [
    ['1.39E+10', '只能有数字'],
    ['1390000', '号码不完整'],
    ['110', '任何活动都不会呼叫'],
  ] as const) {
    await look(number);
    await wrong.filter({ hasText: words }).waitFor();
  }
  expect(await page.getByTestId('consent-number').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByTestId('consent-history').count()).toBe(0);
});

it('nothing is noted of a new number; without a source nothing is either', async () => {
  await look('139 0000 0001');
  await page.getByTestId('consent-none').filter({ hasText: '没有本人的同意记录' }).waitFor();
  await tabTo(page, 'consent-put');
  await page.keyboard.press('Enter');
  await page.getByTestId('consent-wrong').filter({ hasText: '请写明来源' }).waitFor();
  expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('consent-source');
});

it('a time to come and half a time are refused', async () => {
  await page.getByTestId('consent-at').fill('2031-01-01T08:00');
  await tabTo(page, 'consent-source');
  await page.keyboard.type('官网报名表');
  await page.keyboard.press('Enter');
  await page.getByTestId('consent-wrong').filter({ hasText: '时间还没有到' }).waitFor();
  expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('consent-at');
  await page.keyboard.press('Delete'); // its first part alone
  await tabTo(page, 'consent-put');
  await page.keyboard.press('Enter');
  await page.getByTestId('consent-wrong').filter({ hasText: '时间没有填完整' }).waitFor();
  expect(await desk.store.reader.outbound.consentsOf('13900000001')).toEqual([]);
});

it('given on a day of the site, with its proof; the next number can be typed at once', async () => {
  await page.getByTestId('consent-at').fill('2027-01-15T09:30');
  await tabTo(page, 'consent-evidence');
  await page.keyboard.type('报名表 17 号');
  await page.keyboard.press('Enter');
  await page.getByTestId('toast').filter({ hasText: '已登记' }).waitFor();
  await page.locator('[data-testid=consent-history][data-now=given]').filter({ hasText: '目前：已同意' }).waitFor();
  await page.getByTestId('consent-row').filter({ hasText: '官网报名表' }).filter({ hasText: '报名表 17 号' }).waitFor();
  const [said] = await desk.store.reader.outbound.consentsOf('13900000001');
  expect(said?.at, 'half past nine in Shanghai, wherever the page is').toBe(Date.UTC(2027, 0, 15, 1, 30));
  expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('consent-number');
});

it('taken back now: every campaign knows it, and both stand there', async () => {
  await look('13900000001');
  await page.getByTestId('consent-row').waitFor();
  await tabTo(page, 'consent-given');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'consent-source');
  await page.keyboard.type('来电');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=consent-history][data-now=withdrawn]').waitFor();
  await page.getByTestId('consent-row').nth(1).waitFor();
  expect(desk.told).toContain('13900000001 false');
  await page.getByTestId('consent-row').filter({ hasText: '没有凭证' }).waitFor();
});

it.each([
  ['中文', '请写明来源'],
  ['English', 'Say where and how it was said'],
])('in %s, on a desk and on a telephone, nothing has to be scrolled sideways', async (language, words) => {
  if (language === 'English') await page.getByTestId('language').press('Enter');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.getByTestId('consent-number').fill('');
    expect(await widerThanItsWindow(page)).toEqual([]);
    await page.getByTestId('consent-number').fill('13900000001');
    await page.getByTestId('consent-number').press('Enter');
    await page.getByTestId('consent-row').nth(1).waitFor();
    await page.getByTestId('consent-put').press('Enter');
    await page.getByTestId('consent-wrong').filter({ hasText: words }).waitFor();
    expect(await widerThanItsWindow(page)).toEqual([]);
  }
});

it('no page had an error', () => expect(errors).toEqual([]));
