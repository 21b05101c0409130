/** A file of people comes in, its bad rows are read by line, it goes again and comes back; agents get their shares. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { encodeGbk } from '../../web/server/export/gbk.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent } from '../rig/daemon-door.js';
import { type OutboundDesk, outboundDesk } from '../rig/outbound-desk.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';

/** A browser, a thread and both databases, beside whatever else the machine does. */
vi.setConfig({ testTimeout: 90_000 });

const web = new Web({ pages: `${root}build/web` });
const names = ['王芳', '李强'];
const plain = testSite({ agents: 2 });
const site = { ...plain, agents: plain.agents.map((agent, n) => ({ ...agent, name: names[n] ?? '' })) };
const errors: string[] = [];
let desk: OutboundDesk;
let door: DaemonDoor;
let browser: Browser;
let page: Page;

/** As Excel writes it in China: GBK. Lines 3, 5 and 6 are no people to call. */
const gbk = encodeGbk(
  [
    '手机,姓名,城市,备注',
    '13900000001,王冷,上海,',
    '1.39E+10,李明,上海,',
    '02162881000,张三,上海,',
    '13900000001,王冷,上海,重复',
    '110,警察,北京,',
    '01088886666,赵六,北京,',
    '',
  ].join('\r\n'),
);

beforeAll(async () => {
  await web.buildImportThread();
  desk = await outboundDesk(web, site);
  await desk.store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: web.clock.nowMs() });
  await web.start();
  await web.putUsers();
  door = new DaemonDoor(site, { agents: site.agents.map(({ id, name }) => liveAgent(id, { name })) }, desk.door);
  await door.open(web);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(web.url);
  await page.getByTestId('user').fill(webLogins.admin.user);
  await page.getByTestId('password').fill(webLogins.admin.password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('log-out').waitFor();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await web.remove();
  await door.close();
  await desk.store.close();
});

const figure = (name: string, value: number): Locator =>
  page.getByTestId(`figure-${name}`).filter({ has: page.getByText(String(value), { exact: true }) });

it('a list is not made without purpose and consent', async () => {
  await page.getByRole('link', { name: '外呼' }).click();
  await page.getByTestId('outbound-tab-lists').click();
  await page.getByTestId('lists-empty').waitFor();
  await page.getByTestId('list-new').click();
  await page.getByTestId('list-field-name').fill('五月回访');
  expect(await page.getByTestId('list-save').isDisabled()).toBe(true);
  await page.getByTestId('list-field-purpose').fill('老客户满意度回访');
  await page.getByTestId('list-field-consent').fill('合同第 7 条');
  await page.getByTestId('list-save').click();
  await page.getByTestId('list-detail').waitFor();
  await page.getByTestId('leads-empty').waitFor();
});

async function chooseFile(): Promise<void> {
  await page.getByTestId('list-import').click();
  await page
    .getByTestId('import-file')
    .setInputFiles({ name: '五月.csv', mimeType: 'text/csv', buffer: Buffer.from(gbk) });
  await page.getByTestId('import-preview').waitFor();
}

it('a GBK file is read as it is, its columns are corrected, and each bad row is told by its line', async () => {
  await chooseFile();
  expect(await page.getByTestId('import-encoding').inputValue()).toBe('gb18030');
  expect(await page.getByTestId('import-column-0').inputValue()).toBe('number');
  expect(await page.getByTestId('import-column-1').inputValue()).toBe('name');
  await page.getByTestId('import-preview').getByText('城市').waitFor();
  await page.getByTestId('import-column-0').selectOption('data');
  await page.getByTestId('import-columns-problem').filter({ hasText: '哪一列是电话号码' }).waitFor();
  expect(await page.getByTestId('import-go').isDisabled()).toBe(true);
  await page.getByTestId('import-column-0').selectOption('number');
  await page.getByTestId('import-column-3').selectOption('skip');
  await page.getByTestId('import-go').click();
  await page.locator('[data-testid=import-result][data-state=done]').waitFor();
  await page.getByTestId('import-counts').filter({ hasText: '加入 3 人，3 行没有加入' }).waitFor();
  const told = await page
    .getByTestId('refused-row')
    .evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-line'), row.getAttribute('data-problem')]));
  expect(told).toEqual([
    ['3', 'digits-lost'],
    ['5', 'duplicate-in-file'],
    ['6', 'not-dialled'],
  ]);
  await page.getByTestId('import-reason-digits-lost').click();
  await page.getByText('在表格里把该列设为“文本”').waitFor();
  expect(await page.getByTestId('refused-row').count()).toBe(1);
  const file = page.waitForEvent('download');
  await page.getByTestId('import-errors').click();
  expect((await file).suggestedFilename()).toMatch(/^errors-.*\.csv$/);
});

it('it is taken back whole, and comes in again', async () => {
  await page.getByTestId('import-undo').click();
  await page.getByTestId('import-undo-go').click();
  await page.getByTestId('import-undone').filter({ hasText: '移出 3 人' }).waitFor();
  await page.getByTestId('import-finish').click();
  await figure('leads', 0).waitFor();
  await chooseFile();
  await page.getByTestId('import-go').click();
  await page.locator('[data-testid=import-result][data-state=done]').waitFor();
  await page.getByTestId('import-finish').click();
  await figure('free', 3).waitFor();
  await page.getByTestId('lead-row').nth(2).waitFor();
  await page.getByTestId('list-section-imports').click();
  await page.getByTestId('import-row').nth(1).waitFor();
  await page.getByTestId('import-open').first().click();
  await page.locator('[data-testid=import-result][data-state=done]').waitFor();
  await page.locator('[data-testid=refused-row][data-line="5"]').waitFor();
  await page.getByTestId('import-finish').click();
});

it('a file that is no table says what to do', async () => {
  await page.getByTestId('list-import').click();
  const buffer = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0]);
  await page.getByTestId('import-file').setInputFiles({ name: 'old.xls', mimeType: 'application/x-ole', buffer });
  await page.getByTestId('import-problem').filter({ hasText: '另存为 .xlsx' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('import-box').waitFor({ state: 'detached' });
});

it('shares stand there before they are given, by region and by count; too much is not given', async () => {
  await page.getByTestId('list-allocate').click();
  await page.getByTestId('allocate-choose-8001').check();
  await page.getByTestId('allocate-choose-8002').check();
  await page.getByTestId('allocate-evenly').click();
  await page.getByTestId('allocate-sum').filter({ hasText: '共分出 3 人，留下 0 人' }).waitFor();
  await page.getByTestId('allocate-value-8001').fill('4');
  await page.getByTestId('allocate-problem').filter({ hasText: '多 2 人' }).waitFor();
  expect(await page.getByTestId('allocate-go').isDisabled()).toBe(true);
  await page.getByTestId('allocate-region').click();
  await page.getByTestId('allocate-region-021').selectOption('8001');
  await page.getByTestId('allocate-region-010').selectOption('8002');
  await page.getByTestId('allocate-sum').filter({ hasText: '共分出 2 人，留下 1 人' }).waitFor();
  await page.getByTestId('allocate-go').click();
  await page.getByTestId('allocate-box').waitFor({ state: 'detached' });
  await page.getByTestId('list-section-shares').click();
  await page.locator('[data-testid=share-agent][data-agent="8001"]').filter({ hasText: '王芳' }).waitFor();
});

it('they are recalled, and a set time goes before all others', async () => {
  await page.getByTestId('list-recall').click();
  await page.getByTestId('recall-go').click();
  await page.getByTestId('recall-box').waitFor({ state: 'detached' });
  await figure('free', 3).waitFor();
  await page.getByTestId('list-section-leads').click();
  await page.getByTestId('lead-row').nth(2).waitFor();
  await page.getByTestId('leads-choose-all').check();
  await page.getByTestId('leads-timed').click();
  await page.getByTestId('timed-go').click();
  await page.getByTestId('timed-box').waitFor({ state: 'detached' });
  await page.getByTestId('leads-timed-only').check();
  await page.locator('[data-testid=leads-state][data-state=loaded]').waitFor();
  expect(await page.getByTestId('lead-row').filter({ hasText: '定时' }).count()).toBe(3);
  await page.getByTestId('leads-clear').click();
});

it('a number on the do-not-call list is refused in the next file, and comes off with a reason', async () => {
  await page.getByTestId('outbound-tab-numbers').click();
  await page.getByTestId('dnc-empty').waitFor();
  await page.getByTestId('dnc-add').click();
  await page.getByTestId('numbers-text').fill('139 0000 0002\n13900000002，不是号码');
  await page.getByTestId('numbers-found').filter({ hasText: '2 个号码 · 重复 1 个' }).waitFor();
  expect(await page.getByTestId('numbers-go').isDisabled()).toBe(true);
  await page.getByTestId('numbers-reason').fill('客户来电要求');
  await page.getByTestId('numbers-go').click();
  await page.getByTestId('numbers-refused').filter({ hasText: '不是号码' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-testid=dnc-row][data-number="13900000002"]').filter({ hasText: '客户来电要求' }).waitFor();

  await page.getByTestId('outbound-tab-lists').click();
  await page.getByTestId('list-import').click();
  const buffer = Buffer.from('手机\n13900000002\n');
  await page.getByTestId('import-file').setInputFiles({ name: 'june.csv', mimeType: 'text/csv', buffer });
  await page.getByTestId('import-go').click();
  await page.locator('[data-testid=refused-row][data-line="2"][data-problem=dnc]').waitFor();
  await page.getByTestId('import-finish').click();

  await page.getByTestId('outbound-tab-numbers').click();
  await page.getByTestId('dnc-choose').check();
  await page.getByTestId('dnc-remove-chosen').click();
  await page.getByTestId('numbers-reason').fill('书面同意，编号 17');
  await page.getByTestId('numbers-go').click();
  await page.getByTestId('dnc-empty').waitFor();
  await web.server.parts.acts.settled();
  const [act] = await web.business.audit.page({ limit: 1, what: 'dnc-removed' });
  expect(act?.detail).toMatchObject({ reason: '书面同意，编号 17', removed: 1 });
});

it('the list goes with its people, when its name was typed', async () => {
  await page.getByTestId('outbound-tab-lists').click();
  await page.getByTestId('list-remove').click();
  await page.getByTestId('remove-name').fill('五月');
  expect(await page.getByTestId('remove-go').isDisabled()).toBe(true);
  await page.getByTestId('remove-name').fill('五月回访');
  await page.getByTestId('remove-go').click();
  await page.getByTestId('lists-empty').waitFor();
});

it('no page had an error', () => expect(errors).toEqual([]));
