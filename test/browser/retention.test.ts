/** How long recordings are kept, by keys alone: what a change deletes is counted, said and agreed to before it is made. */
import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFileText } from '../../daemon/encryption/key-file.js';
import type { RecordingBegun } from '../../daemon/terms/recordings.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent } from '../rig/daemon-door.js';
import { keyNo } from '../rig/kept-recordings.js';
import { tabTo, widerThanItsWindow } from '../rig/keys-only.js';
import { type OutboundDesk, outboundDesk } from '../rig/outbound-desk.js';
import { sortableId } from '../rig/recorded.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';

const dayMs = 86_400_000;
const web = new Web({ pages: `${root}build/web` });
const now = web.clock.nowMs();
const site = { ...testSite({ agents: 2 }), recordings: { keepDays: 180 } };
const errors: string[] = [];
let desk: OutboundDesk;
let door: DaemonDoor;
let browser: Browser;
let page: Page;

function recorded(n: number, days: number, more: Partial<RecordingBegun> = {}): RecordingBegun {
  const startedAt = now - days * dayMs;
  const id = sortableId(startedAt, n);
  return {
    ...{ id, callId: id, path: `2026/01/01/${n}.wav`, agent: '8001' },
    ...{ startedAt, endedAt: startedAt + 60_000, state: 'complete', samples: 480_000, lengthMs: 60_000 },
    ...{ sha256: 'a'.repeat(64), bytes: 1_000_000, ...more },
  };
}

beforeAll(async () => {
  desk = await outboundDesk(web, site);
  await desk.store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: now });
  await web.start();
  await web.putUsers();
  const live = { agents: site.agents.map(({ id, name }) => liveAgent(id, { name })) };
  const keep = (changed: Parameters<OutboundDesk['store']['changeSite']>[0] | object): Promise<void> =>
    desk.store.changeSite({ ...(changed as Parameters<OutboundDesk['store']['changeSite']>[0]), atMs: now });
  door = new DaemonDoor(site, live, desk.door, null, keep);
  await door.open(web);
  browser = await openBrowser();
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: site.timeZone,
  });
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(web.url);
  await page.getByTestId('user').fill(webLogins.admin.user);
  await page.getByTestId('password').fill(webLogins.admin.password);
  await page.getByTestId('password').press('Enter');
  await page.getByTestId('log-out').waitFor();
  await page.goto(`${web.url}/admin/recordings`);
  await page.getByTestId('rule-rest').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await web.remove();
  await door?.close();
  await desk?.store.close();
});

const policy = () => door.site.current.site.recordings;

it('a box without recordings says so, and what its disk and its keys are', async () => {
  await page.getByTestId('no-recordings').filter({ hasText: '还没有录音' }).waitFor();
  await page.getByText('电话服务还没有报告磁盘情况').waitFor();
  await page.getByText('录音都没有加密').waitFor();
  expect(await page.getByTestId('save').isDisabled()).toBe(true);
});

it('recordings are counted as they come', async () => {
  const rows = [
    recorded(1, 200), // goes under the policy in force already
    recorded(2, 170, { queue: 'service' }),
    recorded(3, 100, { queue: 'service', encryptedWith: keyNo(1).id }),
    recorded(4, 55, { kind: 'voicemail' }),
    recorded(5, 20),
  ];
  writeFileSync(web.keyFile, keyFileText([keyNo(1)]), { mode: 0o600 });
  await web.writeTelephony(rows.map((recording) => ({ row: 'recording-open', recording })));
  await page.getByTestId('rule-rest').filter({ hasText: '5 条' }).filter({ hasText: '1 条' }).waitFor();
  await page.getByTestId('no-recordings').waitFor({ state: 'detached' });
  await page.getByTestId('encryption-progress').filter({ hasText: '已加密 1 / 5 条' }).waitFor();
});

it('fewer days than the law wants are refused in words, at the field and at Save', async () => {
  await tabTo(page, 'rest-days');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('29');
  await page.getByTestId('rest-wrong').filter({ hasText: '法规要求至少保存 30 天' }).waitFor();
  await tabTo(page, 'save');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-first').filter({ hasText: '请先改正标红的地方' }).waitFor();
  expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('rest-days');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('30.5');
  await page.getByTestId('rest-wrong').filter({ hasText: '请填 30 到 3650 的整数天' }).waitFor();
  expect(policy()).toEqual({ keepDays: 180 });
});

it('what a shorter time deletes is said with its number, size and days; without a tick nothing is saved', async () => {
  await page.keyboard.press('Control+a');
  await page.keyboard.type('60');
  await page.getByTestId('lost').filter({ hasText: '多删除 2 条录音（2 MB）' }).waitFor();
  await page.getByTestId('lost').filter({ hasText: '2026年7月29日' }).filter({ hasText: '无法找回' }).waitFor();
  await tabTo(page, 'save');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-first').filter({ hasText: '请先确认要删除的录音' }).waitFor();
  expect(policy()).toEqual({ keepDays: 180 });
  await tabTo(page, 'field-agreed', 'back');
  await page.keyboard.press('Space');
  await tabTo(page, 'save');
  await page.keyboard.press('Enter');
  await page.getByTestId('toast').filter({ hasText: '已生效' }).waitFor();
  expect(policy()).toEqual({ keepDays: 60 });
  await page.getByTestId('rule-rest').filter({ hasText: '3 条' }).waitFor();
});

it('a rule is made by keys; one that names nothing is refused where it stands', async () => {
  await tabTo(page, 'rule-add', 'back');
  await page.keyboard.press('Enter');
  await page.getByTestId('rule-0').waitFor();
  await tabTo(page, 'rule-0-days', 'back');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('365');
  await tabTo(page, 'field-kind', 'back');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.getByTestId('rule-0-nothing').filter({ hasText: '请至少选一项' }).waitFor();
  await tabTo(page, 'save');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-first').filter({ hasText: '请先改正' }).waitFor();
  expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('field-kind');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.getByTestId('nothing-lost').filter({ hasText: '不会比现在多删除' }).waitFor();
  await tabTo(page, 'save');
  await page.keyboard.press('Enter');
  await expect.poll(policy).toEqual({ keepDays: 60, rules: [{ kind: 'voicemail', keepDays: 365 }] });
});

it('what could not be counted is told, and asked for again by a key', async () => {
  await page.route('**/recordings-kept/preview', (route) => route.abort());
  await tabTo(page, 'rest-days', 'back');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('50');
  await page.getByTestId('not-counted').filter({ hasText: '统计不出' }).waitFor();
  await page.unroute('**/recordings-kept/preview');
  await tabTo(page, 'count-again');
  await page.keyboard.press('Enter');
  await page.getByTestId('nothing-lost').waitFor();
  await tabTo(page, 'discard');
  await page.keyboard.press('Enter');
  expect(await page.getByTestId('rest-days').inputValue()).toBe('60');
});

it.each([
  ['中文', '其余录音', '法规要求至少保存 30 天'],
  ['English', 'All others', 'The law wants 30 days at least'],
])('in %s, on a desk and on a telephone, nothing has to be scrolled sideways', async (_language, rest, words) => {
  if (rest === 'All others') await page.getByTestId('language').press('Enter');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.getByTestId('rule-rest').filter({ hasText: rest }).waitFor();
    await page.getByTestId('rest-days').fill('29');
    await page.getByTestId('rest-wrong').filter({ hasText: words }).waitFor();
    expect(await widerThanItsWindow(page)).toEqual([]);
    await page.getByTestId('rest-days').fill('60');
    await page.getByTestId('rule-0-days').fill('30');
    await page.getByTestId('lost').waitFor();
    expect(await widerThanItsWindow(page)).toEqual([]);
    await page.getByTestId('discard').press('Enter');
  }
});

it('no page had an error', () => expect(errors).toEqual([]));
