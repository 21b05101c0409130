/** A technician and an administrator look after the box: run-sheet, certificate, backup, incidents, and calls that fail. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Box } from '../rig/box.js';
import { Child } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { signInAt } from '../rig/signing-in.js';
import { directNumber } from '../rig/site.js';

const trunk = { id: 'city', name: { zh: '市话', en: 'City' }, channels: [{ span: 1 }] };
const box = new Box({ agents: 1, more: { trunks: [trunk], routes: [{ prefixes: [''], trunks: ['city'] }] } });
const folder = (name: string) => join(box.folder, name);
const wish = folder('backup-wish');
let browser: Browser;
let url: string;
let daemon: Child;
let admin: Page;
let page: Page;
const errors: string[] = [];
const at = (id: string) => page.getByTestId(id).first();
const slot = (name: string) => page.locator(`[data-testid="slot"][data-channel="${name}"]`);
const keeping = (content: object) => writeFileSync(folder('backups/state.json'), JSON.stringify(content));

beforeAll(async () => {
  for (const name of ['backups', 'upgrades']) mkdirSync(folder(name));
  box.openExchange();
  daemon = await box.startDaemon();
  const more = ['--tls', folder('tls'), '--backups', folder('backups'), '--upgrades', folder('upgrades')];
  const args = [...box.webArgs(0), ...more, '--backup-wish', wish];
  const { port } = await box.keep(new Child('web', 'web/server/main.js', args)).ready();
  url = `https://127.0.0.1:${port}`;
  await box.exchange.spanUp();
  browser = await openBrowser();
  admin = await signedIn('admin');
  page = await signedIn('technician');
});
afterAll(async () => {
  await browser?.close();
  await box.close();
});

async function signedIn(who: 'admin' | 'technician'): Promise<Page> {
  const viewport = { width: 1024, height: 700 };
  const opened = await browser.newPage({ viewport, locale: 'zh-CN', ignoreHTTPSErrors: true });
  opened.on('pageerror', (error) => errors.push(String(error)));
  await signInAt(opened, url, box.logins.of(who));
  await opened.getByTestId('log-out').waitFor();
  return opened;
}

/** Nothing stands outside of the window. */
const fits = (shown: Page) =>
  shown.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test('the run-sheet is one click away, takes who to call, and is one sheet of A4', async () => {
  await at('lines-box').click();
  await at('run-sheet-link').click();
  await at('run-sheet-edit').click();
  await at('contact-who-0').fill('李伟');
  await at('contact-number-0').fill('13800138000');
  await at('field-circuit').fill('SH-E1-20931');
  await at('run-sheet-save').click();
  await at('run-sheet').filter({ hasText: '李伟' }).filter({ hasText: 'SH-E1-20931' }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('run-sheet-edit');
  expect(await at('run-sheet').textContent()).toContain('DSS1 · 用户侧 · CRC4 开');

  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  await page.getByTestId('language').click();
  await at('run-sheet').filter({ hasText: 'What to do when' }).waitFor();
  const english = await page.pdf({ format: 'A4' });
  expect(english.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  await page.getByTestId('language').click();
});

test('F1 says what the page is for, and gives the focus back', async () => {
  await at('lines-doctor').click();
  await at('examine-1').focus();
  await page.keyboard.press('F1');
  await at('page-manual').filter({ hasText: '线路诊断' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('page-manual').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('examine-1');
});

test('the certificate: a wrong one is refused in words and changes nothing, another one is made with a new fingerprint', async () => {
  await admin.goto(`${url}/admin/box`);
  const fingerprint = admin.getByTestId('fingerprint');
  const before = await fingerprint.textContent();
  await admin.getByTestId('certificate-bring').click();
  await admin.getByTestId('pem-certificate').fill('no certificate');
  await admin.getByTestId('pem-key').fill('no key');
  await admin.getByTestId('certificate-go').click();
  await admin.getByTestId('certificate-refused').filter({ hasText: '证书文件读不懂' }).waitFor();
  await admin.keyboard.press('Escape');
  expect(await fingerprint.textContent()).toBe(before);

  await admin.getByTestId('certificate-make').click();
  await admin.getByTestId('certificate-go').click();
  await admin.getByTestId('toast').filter({ hasText: '新证书已启用' }).waitFor();
  expect(await fingerprint.textContent()).not.toBe(before);
  expect(await fits(admin)).toBe(true);
});

test('a backup is asked for, is seen under way, and what came of it is told', async () => {
  const panel = (work: string) => admin.locator(`[data-testid="backups"][data-work="${work}"]`);
  await admin.getByTestId('last-backup').filter({ hasText: '还没有做过' }).waitFor();
  await admin.getByTestId('backup-now').click();
  await panel('asked').waitFor();
  expect(existsSync(wish)).toBe(true);
  const began = new Date().toISOString();
  rmSync(wish); // as the unit does that takes it up
  keeping({ begunAt: began });
  await panel('running').waitFor();
  const backup = { at: began, ok: false, about: '磁盘满 / the disk is full' };
  keeping({ begunAt: began, backup });
  await admin.getByTestId('last-backup').filter({ hasText: '失败: 磁盘满' }).waitFor();
});

test('draining waits for the call that is there', async () => {
  await at('lines-trunks').click();
  const caller = box.exchange.call({ from: '13900000001', to: directNumber, timeslot: 6 });
  await slot('E1-1:6').and(page.locator('[data-state="answered"]')).waitFor();
  await slot('E1-1:6').click();
  await page.keyboard.press('d');
  await slot('E1-1:6').and(page.locator('[data-fault="draining"][data-state="answered"]')).waitFor();
  caller.hangUp();
  await slot('E1-1:6').and(page.locator('[data-fault="blocked"]')).waitFor();
  await page.keyboard.press('z');
  await slot('E1-1:6').and(page.locator(':not([data-fault])')).waitFor();
});

test('all channels blocked: “cannot call” names it, asks about the same telephone again, and a test call says why not', async () => {
  await page.keyboard.press('Control+a');
  await page.keyboard.press('b');
  await slot('E1-1:31').and(page.locator('[data-fault="blocked"]')).waitFor();
  await at('lines-doctor').click();
  await page.locator('.doctor-box input').fill('13812345678');
  await at('examine-cannot-call').click();
  await at('verdict').waitFor();
  expect(await at('verdict').getAttribute('data-fault')).toBe('trunk-blocked');
  await at('field-doctor-agent').selectOption('8001');
  await at('examine-cannot-call').click();
  await at('verdict').and(page.locator('[data-fault="not-signed-in"]')).waitFor();
  await at('field-doctor-agent').selectOption('');
  const isStart = (request: { method(): string; url(): string }) =>
    request.method() === 'POST' && request.url().endsWith('/doctor');
  const [again] = await Promise.all([page.waitForRequest(isStart), at('examine-again').click()]);
  expect(again.postDataJSON()).toMatchObject({ agentId: '8001', number: '13812345678' });

  await at('test-number').fill('13812345678');
  await at('test-start').click();
  await at('toast').filter({ hasText: '没有空闲时隙' }).waitFor();
  expect(await at('toast').textContent()).not.toMatch(/channel|span/);
  await at('lines-trunks').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('u');
  await slot('E1-1:31').and(page.locator(':not([data-fault])')).waitFor();
});

test('a call that the carrier refuses is a ladder whose red arrow says so; what was ordered stands among the incidents', async () => {
  await at('lines-doctor').click();
  const arrival = box.exchange.arrives(1, 31);
  await at('test-number').fill('13812345678');
  await at('test-start').click();
  (await arrival).hangUp(1);
  await page.locator('[data-testid="test-call"][data-state="ended"]').waitFor();
  await at('lines-ladder').click();
  await at('ladder-search').fill('13812345678');
  await at('ladder-call').click();
  await at('ladder-verdict').filter({ hasText: '空号' }).waitFor();
  await at('layer-q931').click();
  await page.locator('[data-testid="ladder"] [data-abnormal]').first().waitFor();

  await at('lines-box').click();
  await at('incidents-all').check();
  await at('incidents').locator('[data-code="channels-unblocked"]').first().filter({ hasText: '解除闭塞' }).waitFor();
  await at('incidents').locator('[data-code="test-call"]').first().waitFor();
  expect(await fits(page)).toBe(true);
});

test('while telephony is away the box can still be looked after, and no page has thrown an error', async () => {
  await daemon.kill();
  await admin.getByText('电话服务正在重新启动').first().waitFor();
  await admin.reload();
  await admin.getByTestId('last-backup').filter({ hasText: '磁盘满' }).waitFor();
  await at('lines-box').click();
  await at('run-sheet-link').click();
  await at('run-sheet').filter({ hasText: 'DSS1' }).waitFor();
  expect(errors).toEqual([]);
});
