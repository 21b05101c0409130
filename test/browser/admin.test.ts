/** An administrator's morning on the real box: new people, another strategy, a rule, a right taken away, an undo. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import type { FarLeg } from '../rig/exchange.js';
import { type LivePage, Visitor } from '../rig/pages.js';
import { signInAt } from '../rig/signing-in.js';
import { directNumber, testSite } from '../rig/site.js';

const [service] = testSite().queues;
if (!service) throw new Error('the test site has a queue');
const vip = { ...service, id: 'vip', name: { zh: '贵宾', en: 'VIP' } };
const box = new Box({
  agents: 1,
  more: { queues: [service, vip], supervisors: [{ id: 'supervisor', name: 'Chen', line: 8 }] },
});
const fresh = [
  { id: '8011', line: 5, queue: '客服' },
  { id: '8012', line: 6, queue: 'service' },
  { id: '8013', line: 7, queue: 'VIP' },
];
let browser: Browser;
let page: Page;
let url: string;
const errors: string[] = [];
const desks = new Map<string, LivePage>();

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  url = await box.startWeb();
  await box.exchange.spanUp();
  browser = await openBrowser();
  page = await openAdmin();
});
afterAll(async () => {
  for (const desk of desks.values()) desk.close();
  await browser?.close();
  await box.close();
});

async function openAdmin(): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  opened.on('pageerror', (error) => errors.push(String(error)));
  await signInAt(opened, url, box.logins.of('admin'));
  await opened.getByTestId('log-out').waitFor();
  await opened.getByRole('link', { name: '管理', exact: true }).click();
  return opened;
}

const at = (id: string) => page.getByTestId(id).first();
const saved = () => page.getByTestId('toast').filter({ hasText: '已生效' }).last().waitFor();

/** Rings whoever it rings; then the caller gives up, and the telephone is silent again. */
async function callRings(from: string, line: number): Promise<void> {
  const caller = box.exchange.call({ from, to: directNumber });
  const desk: FarLeg = await box.exchange.rings(line);
  caller.hangUp();
  await desk.when('cleared');
}

test('people pasted from a spreadsheet: wrong lines say what is wrong, none is made; then all, with cards to print', async () => {
  await at('person-8001').waitFor();
  await at('paste-people').click();
  const header = '工号\t姓名\t角色\t话机\t队列';
  const lines = fresh.map(({ id, line, queue }) => `${id}\t新${id}\t座席\t${line}\t${queue}`);
  await at('paste-text').fill(
    [header, ...lines.slice(0, 2), '8013\t新8013\t座席\t8\tnight', '8001\t王\t座席'].join('\n'),
  );
  const wrong = at('paste-line-4');
  await wrong.filter({ hasText: '没有队列“night”' }).waitFor();
  expect(await wrong.textContent()).toContain('话机 8 (supervisor) 是班长的');
  expect(await at('paste-line-5').textContent()).toContain('工号 8001 已有人用');
  expect(await at('paste-line-2').locator('.problem').count()).toBe(0);
  expect(await at('paste-go').isDisabled()).toBe(true);

  await at('paste-text').fill([header, ...lines].join('\n'));
  await at('paste-go').filter({ hasText: '添加 3 人' }).click();
  await at('cards').waitFor();
  expect(await at('people').textContent()).toContain('8013');

  await page.emulateMedia({ media: 'print' });
  expect(await page.getByTestId('cards-print').isVisible()).toBe(false);
  expect(await page.getByTestId('people').isVisible()).toBe(false);
  for (const { id } of fresh) expect(await at(`card-${id}`).isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });

  for (const { id } of fresh) {
    const card = at(`card-${id}`);
    expect(await card.getByTestId('card-id').textContent()).toBe(id);
    await startWork(id, (await card.getByTestId('card-password').textContent()) ?? '');
  }
  await at('cards-done').click();
  expect(await page.getByTestId('cards').count()).toBe(0);
});

/** Logs in with the card, chooses a password, signs in and is ready: in this order they are idle longest. */
async function startWork(id: string, oneTime: string): Promise<void> {
  const visitor = new Visitor(url);
  await visitor.signIn({ user: id, password: oneTime.trim() });
  const password = 'a meadow in June 7';
  expect((await visitor.request('PUT', '/api/v1/session/password', { old: oneTime.trim(), password })).status).toBe(
    204,
  );
  const desk = visitor.live();
  desks.set(id, desk);
  await desk.opened();
  await desk.say({ do: 'sign-in' });
  await desk.say({ do: 'ready' });
}

test('strategy and order of agents, by keys and by dragging: the next call obeys', async () => {
  await at('nav-queues').click();
  await at('queue-service').click();
  await at('strategy-sequential').check();
  await at('save').click();
  await saved();
  await callRings('13900000001', 5);

  const handle = page.locator('[data-id="8012"] .handle');
  await handle.focus();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('button', { name: '移动 新8012 8012，现第 2 位' }).waitFor();
  // The focus has gone with the row.
  await page.keyboard.press('ArrowUp');
  await page.getByRole('button', { name: '移动 新8012 8012，现第 1 位' }).waitFor();
  await at('save-members').click();
  await at('undo-bar').filter({ hasText: '座席顺序' }).waitFor();
  await callRings('13900000001', 6);

  await page.locator('[data-id="8011"] .handle').dragTo(page.locator('[data-id="8012"]'));
  await page.getByRole('button', { name: '移动 新8011 8011，现第 1 位' }).waitFor();
  await at('save-members').click();
  await at('undo-bar').filter({ hasText: '第 5 版' }).waitFor();
  await callRings('13900000001', 5);
});

test('a setting out of its range is said at the field and not sent', async () => {
  await at('field-maxWaiting').fill('5000');
  await at('save').waitFor();
  expect(await at('field-maxWaiting').getAttribute('aria-invalid')).toBe('true');
  expect(await page.locator('.field', { has: at('field-maxWaiting') }).textContent()).toContain('可填 1–1000 个');
  await at('field-maxWaiting').fill('100');
  expect(await at('save').isDisabled(), 'what it was before needs no saving').toBe(true);
});

test('a rule is tried on a caller before it is saved; saved, the next call goes where it says', async () => {
  await at('nav-rules').click();
  await at('add-rule').click();
  const rule = at('rule-rule-1');
  await rule.getByTestId('field-attribute').selectOption('callingNumber');
  await rule.getByTestId('field-value').fill('139');
  await rule.getByTestId('field-then-queue').selectOption('vip');
  await at('field-try-callingNumber').fill('13900000002');
  await at('verdict-rule-1')
    .filter({ hasText: /^符合$/ })
    .waitFor();
  expect(await at('way').textContent()).toBe('进入队列“贵宾”');
  await at('field-try-callingNumber').fill('01088886666');
  await at('verdict-rule-1').filter({ hasText: '不符合' }).waitFor();
  await callRings('13900000002', 5); // not in force yet
  await at('save').click();
  await saved();
  await callRings('13900000002', 7);
  await callRings('01088886666', 5);
});

test('somebody else changed the site meanwhile: told by name, both changes stay', async () => {
  const other = await openAdmin();
  await other.getByTestId('nav-queues').click();
  await other.getByTestId('queue-service').click();
  await other.getByTestId('field-priority').fill('7');

  await at('nav-queues').click();
  await at('queue-service').click();
  await at('field-wrapUpMs').fill('33');
  await at('save').click();
  await saved();

  await other.getByTestId('save').click();
  await other.getByTestId('conflict').filter({ hasText: 'admin 已改动：队列“客服”' }).waitFor();
  expect(await other.getByTestId('field-priority').inputValue()).toBe('7');
  await other.getByTestId('save').click();
  await other.getByTestId('conflict').waitFor({ state: 'detached' });
  await other.close();

  const visitor = new Visitor(url);
  await visitor.signIn(box.logins.of('admin'));
  const { site } = await visitor.get<{ site: { queues: { id: string; priority?: number; wrapUpMs: number }[] } }>(
    '/api/v1/site',
  );
  expect(site.queues.find(({ id }) => id === 'service')).toMatchObject({ priority: 7, wrapUpMs: 33_000 });
});

test('the last change is undone, and the next call knows it', async () => {
  await page.reload();
  await at('nav-rules').click();
  await at('rule-rule-1').waitFor();
  await page.getByRole('button', { name: '删除规则 新规则' }).click();
  await at('save').click();
  await saved();
  await callRings('13900000003', 5);
  await at('undo').click();
  await at('rule-rule-1').waitFor();
  await callRings('13900000003', 7);
  await at('undo-bar').filter({ hasText: '撤销了上一次改动' }).waitFor();
});

test('a schedule shows its month, and where a call at a moment goes', async () => {
  await at('nav-schedules').click();
  await at('new-schedule-name').fill('白班');
  await at('new-schedule').click();
  await at('add-special').click();
  await at('special-date').fill('2026-12-25');
  await at('save').click();
  await saved();
  await at('nav-queues').click();
  await at('queue-vip').click();
  await at('field-hours').selectOption('hours-1');
  await at('field-whenClosed').selectOption('queue');
  await at('field-whenClosed.queue').selectOption('service');
  await at('save').click();
  await saved();
  await at('nav-schedules').click();
  await at('field-call-at-queue').selectOption('vip');
  await at('call-at').fill('2026-12-04T17:59');
  await at('way')
    .filter({ hasText: /^进入队列“贵宾”$/ })
    .waitFor();
  await at('call-at').fill('2026-12-05T18:00'); // a Saturday
  await at('way').filter({ hasText: '“贵宾”此时不营业：转到“客服”' }).waitFor();
  expect(await at('way').textContent()).toContain('进入队列“客服”');
});

test('a right that is taken away is gone at the next request, and given back works at once', async () => {
  const supervisor = new Visitor(url);
  await supervisor.signIn(box.logins.of('supervisor'));
  expect((await supervisor.request('GET', '/api/v1/alarms')).status).toBe(200);
  await at('nav-people').click();
  await at('person-supervisor').click();
  await at('tab-rights').click();
  await at('right-floor.watch').uncheck();
  await at('save-rights').click();
  await page.getByTestId('toast').filter({ hasText: '权限已更改' }).last().waitFor();
  expect((await supervisor.request('GET', '/api/v1/alarms')).status).toBe(403);
  await at('right-floor.watch').check();
  await at('save-rights').click();
  await expect.poll(async () => (await supervisor.request('GET', '/api/v1/alarms')).status).toBe(200);
  await page.keyboard.press('Escape');
});

test('the audit says who did what, and that nothing was tampered with', async () => {
  await at('nav-audit').click();
  const rows = page.getByTestId('audit').locator('tbody tr');
  await rows.first().waitFor();
  await at('audit-filter-what').selectOption('rights-changed');
  await rows.filter({ hasText: '修改权限' }).filter({ hasText: 'supervisor' }).first().waitFor();
  await at('audit-filter-what').selectOption('site-changed');
  await rows.filter({ hasText: '修改配置' }).first().waitFor();
  await at('audit-check').click();
  await at('audit-checked').filter({ hasText: '条记录完整' }).waitFor();
  expect(errors).toEqual([]);
});
