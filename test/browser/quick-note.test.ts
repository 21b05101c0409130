/** AGT-25: paper on the desk of an agent whose server is slow, deaf or dead; in the end it is one call-back task. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent, liveCall } from '../rig/daemon-door.js';
import { Gate } from '../rig/gate.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';

const web = new Web({ pages: `${root}build/web` });
const door = new DaemonDoor(testSite(), { agents: [liveAgent('8001', { station: 'L1' })] });
let gate: Gate;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  await door.open(web);
  gate = new Gate(Number(new URL(web.url).port));
  const url = await gate.open();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await page.goto(url);
  await at('user').fill(webLogins.agent.user);
  await at('password').fill(webLogins.agent.password);
  await at('sign-in').click();
  await at('state').filter({ hasText: '示闲' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await door.close();
  await web.remove();
  await gate?.close();
});

const at = (id: string) => page.getByTestId(id).first();
const gone = (id: string) => at(id).waitFor({ state: 'detached' });

function call(id: string, from: string, state: 'ringing' | 'talking'): void {
  const call = liveCall(id, { callingNumber: from, stage: state, agent: '8001' });
  door.live = { agents: [liveAgent('8001', { station: 'L1', state, callId: id })], calls: [call] };
  door.change({ topic: 'call', id, value: call });
  const agent = liveAgent('8001', { station: 'L1', state, callId: id });
  door.change({ topic: 'agent', id: '8001', value: agent });
}

function hungUp(id: string): void {
  door.live = { agents: [liveAgent('8001', { station: 'L1' })] };
  door.change({ topic: 'agent', id: '8001', value: liveAgent('8001', { station: 'L1' }) });
  door.change({ topic: 'call', id, value: null });
}

const openTasks = () => web.business.tasks.list('8001', 'open');

const stored = () => page.evaluate(() => localStorage.getItem('callbox.quick-notes.8001') ?? '');

it('opens when the customer is not there after 3 s, keeps each key, and is one task though its answer was lost', async () => {
  gate.set('requests-held');
  call('a'.repeat(26), '13900000001', 'ringing');
  await at('quick-note').waitFor();
  expect(await at('quick-note-number').inputValue()).toBe('13900000001');
  for (const typed of ['要', '发', '票']) {
    await page.keyboard.type(typed);
    expect(await stored()).toContain(typed);
  }
  await at('quick-note-banner').waitFor();
  await gate.holds('PUT /api/v1/quick-notes/');
  gate.set('answers-held');
  await gate.holds('taskId');
  gate.set('cut');
  await page.locator('[data-trouble=server]').waitFor();
  await page.keyboard.type('，周五前');
  await page.keyboard.press('Escape');
  await gone('quick-note');
  gate.set('open');
  await gone('quick-note-banner');
  expect(await openTasks()).toMatchObject([{ text: '要发票，周五前', number: '13900000001' }]);
  expect(await stored()).toBe('');
  hungUp('a'.repeat(26));
});

it('opens when the server dies in a conversation; what was written comes through its restart', async () => {
  call('b'.repeat(26), '13900000002', 'talking');
  await at('state').filter({ hasText: '通话' }).waitFor();
  await page.waitForFunction(() => document.title.includes('☎'));
  gate.set('cut');
  await door.close();
  await web.stop();
  await at('quick-note').waitFor();
  await at('quick-note-text').fill('退货，回电');
  await at('quick-note-done').click();
  await at('quick-note-banner').filter({ hasText: '1 条速记' }).waitFor();
  expect(await stored()).toContain('退货，回电');
  await web.start();
  await door.open(web);
  gate.leadTo(Number(new URL(web.url).port));
  gate.set('open');
  await gone('quick-note-banner');
  expect((await openTasks()).map(({ text, number }) => [text, number])).toContainEqual(['退货，回电', '13900000002']);
  expect(await openTasks()).toHaveLength(2);
});

it('goes by itself when nobody wrote on it, and does not open where all is there in time', async () => {
  hungUp('b'.repeat(26));
  gate.set('requests-held');
  call('c'.repeat(26), '13900000003', 'ringing');
  await at('quick-note').waitFor();
  gate.set('open');
  await gone('quick-note');
  expect(await stored()).toBe('');
  expect(await openTasks()).toHaveLength(2);
});
