/** A technician's night on the real box: a timeslot blocked, a route changed and taken back, a line that goes dead. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { signInAt } from '../rig/signing-in.js';
import { directNumber } from '../rig/site.js';

const trunk = (id: string, zh: string, timeslots: string) => ({
  id,
  name: { zh, en: id },
  channels: [{ span: 1, timeslots }],
  out: { callingNumber: '02160001000' },
});
const box = new Box({
  agents: 1,
  more: {
    areaCode: '021',
    trunks: [trunk('city', '市话', '1-20'), trunk('reserve', '备用', '21-31')],
    routes: [{ prefixes: [''], trunks: ['city', 'reserve'] }],
  },
});
let browser: Browser;
let page: Page;
const errors: string[] = [];
const at = (id: string) => page.getByTestId(id).first();
const slot = (name: string) => page.locator(`[data-testid="slot"][data-channel="${name}"]`);

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const url = await box.startWeb();
  await box.exchange.spanUp();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page.on('pageerror', (error) => errors.push(String(error)));
  await signInAt(page, url, box.logins.of('technician'));
});
afterAll(async () => {
  await browser?.close();
  await box.close();
});

test('his first page is the lines: two timeslots blocked by keys are seen blocked, no call takes them; Z gives them back', async () => {
  await at('trunk-tile').and(page.locator('[data-state="up"]')).waitFor();
  await slot('E1-1:4').click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('b');
  await slot('E1-1:4').and(page.locator('[data-fault="blocked"]')).waitFor();
  await slot('E1-1:5').and(page.locator('[data-fault="blocked"]')).waitFor();
  expect(await at('trunk-tile').textContent()).toContain('闭塞 2');
  expect(await slot('E1-1:4').getAttribute('aria-label')).toContain('已闭塞');

  const caller = box.exchange.call({ from: '13900000001', to: directNumber });
  await page.locator('[data-testid="slot"][data-state="answered"]').waitFor();
  expect(await slot('E1-1:4').getAttribute('data-state')).toBe('idle');
  caller.hangUp();
  await page.keyboard.press('z');
  await slot('E1-1:4').and(page.locator(':not([data-fault])')).waitFor();
  await slot('E1-1:5').and(page.locator(':not([data-fault])')).waitFor();
});

test('Z is not lost that comes before the server has answered', async () => {
  let answer = (): void => undefined;
  const pressed = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/v1/lines/block', async (route) => {
    const response = await route.fetch();
    await pressed;
    await route.fulfill({ response });
  });
  await slot('E1-1:7').click();
  await page.keyboard.press('b');
  await slot('E1-1:7').and(page.locator('[data-fault="blocked"]')).waitFor();
  await page.keyboard.press('z');
  answer();
  await slot('E1-1:7').and(page.locator(':not([data-fault])')).waitFor();
  await page.unroute('**/api/v1/lines/block');
});

test('a blocked timeslot is tested for bit errors, and the result is read beside it', async () => {
  await slot('E1-1:9').click();
  await at('order-block').click();
  await at('order-test').and(page.locator(':enabled')).click();
  await at('bit-test').waitFor();
  await at('order-endTest').click();
  await at('order-unblock').and(page.locator(':enabled')).click();
  await slot('E1-1:9').and(page.locator(':not([data-fault])')).waitFor();
});

test('a new route is tried before it is saved, refused where it is wrong, saved, and taken back', async () => {
  await at('lines-routes').click();
  await at('try-number').fill('13812345678');
  await at('try-route').filter({ hasText: '所有号码' }).waitFor();

  await at('add-route').click();
  await at('route-1-prefixes').fill('13');
  await at('save').click();
  await at('route-1').locator('.problems').waitFor();
  await at('field-route-1-add').selectOption('reserve');
  await at('try-route').filter({ hasText: '“13”' }).waitFor();
  await at('try-trunk-reserve').filter({ hasText: '空闲' }).waitFor();
  expect(await page.getByTestId('try-trunk-city').count()).toBe(0);
  await at('save').click();
  await at('undo-bar').filter({ hasText: '呼出路由' }).waitFor();
  await at('try-answer').filter({ hasText: '按现在的设置' }).waitFor();
  expect(await at('try-route').textContent()).toContain('“13”');

  await at('undo').click();
  await at('undo-bar').filter({ hasText: '撤销' }).waitFor();
  await page.getByTestId('route-1').waitFor({ state: 'detached' });
});

test('further numbers of a trunk: what is no number is named and not saved, the rest is', async () => {
  await at('lines-groups').click();
  await at('group-city').click();
  const field = at('field-out.furtherNumbers');
  await field.fill('02160001001\nabc');
  await page.getByText('“abc”不是号码').waitFor();
  await at('save').click();
  expect(await field.evaluate((shown) => shown === document.activeElement), 'what is wrong is gone to').toBe(true);

  await field.fill('021-6000-1001，02160001002');
  await page.getByText('“abc”不是号码').waitFor({ state: 'detached' });
  await at('save').click();
  await at('undo-bar').filter({ hasText: '中继群' }).waitFor();
  await page.reload();
  await at('group-city').click();
  expect((await field.inputValue()).split('\n')).toEqual(['02160001001', '02160001002']);
});

test('the line goes dead: the tile says so in words, the doctor names it and whose it is, with a text for the carrier', async () => {
  const dead = { fault: 'los', direction: 'send', span: 1 } as const;
  box.exchange.lines.inject(dead);
  await at('lines-trunks').click();
  const tile = at('trunk-tile').and(page.locator('[data-state="LOS"]'));
  await tile.waitFor();
  expect(await tile.textContent()).toContain('什么都没收到');

  await at('tile-doctor').click();
  await at('examine-1').click();
  const verdict = at('verdict');
  await verdict.waitFor({ timeout: 25_000 });
  expect(await verdict.getAttribute('data-fault')).toBe('no-signal');
  expect(await at('check-signal').getAttribute('data-state')).toBe('bad');
  expect(await page.locator('[data-testid^="check-"]').count()).toBe(12);
  box.exchange.lines.endFault(dead);
  await at('lines-trunks').click();
  await at('trunk-tile').and(page.locator('[data-state="up"]')).waitFor();
});

test('the call of before is found by its number and drawn; no page has thrown an error', async () => {
  await at('lines-ladder').click();
  await at('ladder-search').fill('13900000001');
  await at('ladder-call').click();
  await at('ladder').waitFor();
  await at('layer-q931').click();
  await page.locator('[data-testid="ladder"] text', { hasText: 'SETUP' }).first().waitFor();
  expect(errors).toEqual([]);
});
