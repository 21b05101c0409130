/** AGT-22: answer, hold, transfer, result, next with no mouse; and what an agent's own keys are. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { Floor } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';

const colleague = '8002';
const box = new Box({
  agents: 3,
  wrapUpMs: 60_000,
  more: {
    agents: [
      { id: '8001', name: '王芳', line: 1, queues: ['service'] },
      { id: colleague, name: '李强', line: 2, queues: ['service'] },
      { id: '8003', name: '张敏', line: 3, queues: ['service'] },
    ],
    rating: { prompts: ['zh/menu'], thanksPrompts: [], timeoutMs: 5_000 },
  },
});
const floor = new Floor();
const errors: string[] = [];
let browser: Browser;
let page: Page;

const state = (name: string) => page.locator(`[data-testid="state"][data-state="${name}"]`).first().waitFor();
const seen = (id: string) => page.getByTestId(id).first().waitFor();
const press = (keys: string) => page.keyboard.press(keys);
/** Tab to an element as a person would; fails where the keyboard cannot get. */
const tabTo = async (id: string): Promise<void> => {
  for (let presses = 0; presses < 80; presses++) {
    const reached = await page.evaluate((wanted) => document.activeElement?.getAttribute('data-testid') === wanted, id);
    if (reached) return;
    await press('Tab');
  }
  throw new Error(`80 presses of Tab do not reach ${id}`);
};

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const url = await box.startWeb();
  await box.exchange.spanUp();
  await floor.open(box.control);
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page.on('pageerror', (error) => errors.push(String(error)));
  // Nothing in this file may need it.
  await page.addInitScript(() => {
    for (const kind of ['pointerdown', 'mousedown', 'click'])
      window.addEventListener(kind, (event) => {
        if (event.isTrusted && (event as PointerEvent).pointerType === 'mouse') console.error('a mouse was used');
      });
  });
  page.on('console', (message) => {
    if (message.text() === 'a mouse was used') errors.push(message.text());
  });
  await page.goto(url);
  const { user, password } = box.logins.of('agent');
  await seen('user');
  await page.keyboard.type(user);
  await press('Tab');
  await page.keyboard.type(password);
  await press('Enter');
  await seen('btn-sign-in');
  await tabTo('btn-sign-in');
  await press('Enter');
  await state('not-ready');
  await floor.client.request('agent.sign-in', { agentId: colleague });
});
afterAll(async () => {
  floor.close();
  await browser?.close();
  await box.close();
});
beforeEach(() => {
  errors.length = 0;
});

/** A telephone's hook is believed after the time of a flash: until then its agent talks. */
async function colleagueLaysDown(telephone: { hangUp(): void }) {
  telephone.hangUp();
  await floor.until((live) => live.agents.some((agent) => agent.id === colleague && agent.state !== 'talking'));
}

async function talking(from: string) {
  await press('Alt+i');
  await state('ready');
  const caller = box.exchange.call({ from, to: directNumber });
  const desk = await box.exchange.rings(1);
  await state('ringing');
  desk.answer();
  await state('talking');
  return { caller, desk };
}

describe('a call by keyboard alone', () => {
  it('is answered, held, consulted about by initials, joined, handed over, given its result; the next one comes', async () => {
    const { desk } = await talking('13900000001');

    await press('Alt+h');
    await state('held');
    await seen('strip-held');
    await press('Alt+h');
    await state('talking');

    await press('Alt+m');
    await seen('strip-muted');
    await press('Alt+m');

    await floor.client.request('agent.ready', { agentId: colleague });
    await press('Alt+t');
    // At once: the box has the focus before the next key.
    await page.keyboard.type('lq');
    const row = page.getByTestId('target-row');
    await row.filter({ hasText: '李强' }).waitFor();
    expect(await row.count()).toBe(1);
    await press('Enter');
    const other = await box.exchange.rings(2);
    await page.getByTestId('strip-consulting').filter({ hasText: '正在呼叫' }).waitFor();
    other.answer();
    await page.getByTestId('strip-consulting').filter({ hasText: '您在和 李强' }).waitFor();
    await press('Alt+g');
    await page.getByTestId('strip-consulting').filter({ hasText: '您在和客户说话' }).waitFor();
    await press('Alt+g');
    await page.getByTestId('strip-consulting').filter({ hasText: '您在和 李强' }).waitFor();
    await press('Alt+3');
    await state('conference');
    expect(await page.getByTestId('party').count()).toBe(3);
    await press('Alt+a'); // leaves the two to each other
    await state('wrap-up');
    desk.hangUp();
    await floor.until((live) => live.agents.some((agent) => agent.id === colleague && agent.state === 'talking'));

    await press('Alt+n');
    await page.keyboard.type('已转李强跟进。');
    await press('Control+Enter');
    await page.getByTestId('note').filter({ hasText: '已转李强跟进。' }).waitFor();
    await press('Alt+2');
    await page.locator('[data-testid="disposition-follow-up"][aria-pressed="true"]').waitFor();
    await press('Alt+w');
    await state('ready');
    await colleagueLaysDown(other);

    await floor.client.request('agent.not-ready', { agentId: colleague, reason: 'meal' });
    const next = box.exchange.call({ from: '13900000003', to: directNumber });
    const rings = await box.exchange.rings(1);
    await state('ringing');
    rings.answer();
    await state('talking');
    next.hangUp();
    await state('wrap-up');
    rings.hangUp();
    await press('4'); // in wrap-up the plain number is enough
    await page.locator('[data-testid="disposition-complaint"][aria-pressed="true"]').waitFor();
    await press('Alt+b');
    await press('1');
    await page.getByText('话后结束就示忙 · 小休').first().waitFor();
    await press('Alt+w');
    await page.getByTestId('state').filter({ hasText: '小休' }).first().waitFor();
    expect(errors).toEqual([]);
  });

  it('brings the caller back with Escape, whatever the consulted does', async () => {
    const { caller, desk } = await talking('13900000001');
    await floor.client.request('agent.ready', { agentId: colleague });
    await press('Alt+c');
    await page.keyboard.type(colleague);
    await press('Enter');
    const other = await box.exchange.rings(2);
    await seen('strip-consulting');
    await press('Escape');
    await state('talking');
    await floor.client.request('agent.not-ready', { agentId: colleague, reason: 'meal' });
    await other.when('cleared');
    caller.hangUp();
    await state('wrap-up');
    desk.hangUp();
    await press('Alt+w');
    await state('ready');
    expect(errors).toEqual([]);
  });

  it('is sent on without a word, and the sender sees who took it', async () => {
    const { caller, desk } = await talking('13900000002');
    await floor.client.request('agent.ready', { agentId: colleague });
    await press('Alt+t');
    await page.keyboard.type(colleague);
    await press('Alt+Enter');
    const other = await box.exchange.rings(2);
    await state('wrap-up');
    desk.hangUp();
    other.answer();
    await page.getByTestId('strip-target').filter({ hasText: '已接听' }).waitFor();
    caller.hangUp();
    await press('Alt+w');
    await state('ready');
    await floor.client.request('agent.not-ready', { agentId: colleague, reason: 'meal' });
    await colleagueLaysDown(other);
    expect(errors).toEqual([]);
  });

  it('is parked with its number in sight', async () => {
    const { caller, desk } = await talking('13900000001');
    await press('Alt+p');
    await page.getByTestId('strip-parked').filter({ hasText: '701' }).waitFor();
    desk.hangUp();
    caller.hangUp();
    await page.getByTestId('strip-parked').waitFor({ state: 'detached' });
    await press('Alt+w');
    expect(errors).toEqual([]);
  });
});

describe('the agent’s own desk', () => {
  it('takes another key for an action, refuses one that is taken, and remembers it after a reload', async () => {
    await tabTo('open-settings');
    await press('Enter');
    await seen('key-hold');
    await page.getByTestId('key-hold').focus();
    await press('Enter');
    await press('Alt+m');
    await page.getByTestId('key-problem').filter({ hasText: 'Alt+M' }).waitFor();
    await press('Enter');
    await press('Alt+u');
    await page.getByTestId('key-hold').filter({ hasText: 'Alt+U' }).waitFor();
    await press('Escape');
    await page.getByTestId('settings').waitFor({ state: 'detached' });
    await page.reload();
    await seen('state');
    expect(await page.getByTestId('btn-hold').getAttribute('aria-keyshortcuts')).toBe('Alt+U');
    await press('F1');
    await page.locator('dialog.help').filter({ hasText: '保持 / 取回' }).filter({ hasText: 'U' }).waitFor();
    await press('F1');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  it('keeps a task, reminds of it, and its counter is as long as its list', async () => {
    await press('Alt+k');
    await page.keyboard.type('回电确认送货时间');
    await page.getByTestId('task-due').fill('2026-01-01T09:00');
    await press('Enter');
    await page.getByTestId('reminder').filter({ hasText: '回电确认送货时间' }).waitFor();
    await page.getByTestId('count-tasks').filter({ hasText: '1' }).waitFor();
    await tabTo('day-log');
    await press('ArrowRight');
    expect(await page.getByTestId('task-row').count()).toBe(1);
    await tabTo('task-done');
    await press('Enter');
    await page.getByTestId('task-row').waitFor({ state: 'detached' });
    await page.getByTestId('count-tasks').waitFor({ state: 'detached' });
    await page.getByTestId('reminder').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  it('locks: nothing of a customer is left on the page, the telephone goes on, the password brings all back', async () => {
    const { caller, desk } = await talking('13900000001');
    await seen('pop-name');
    await press('Alt+n');
    await page.keyboard.type('写到一半');
    await press('Alt+l');
    await seen('lock-screen');
    expect(await page.getByTestId('pop').count()).toBe(0);
    expect(await page.content()).not.toContain('13900000001');
    await page.keyboard.type('wrong');
    await press('Enter');
    await page.getByTestId('unlock-failure').filter({ hasText: '4' }).waitFor();
    await page.keyboard.type(box.logins.of('agent').password);
    await press('Enter');
    await state('talking');
    await seen('pop-name');
    expect(await page.getByTestId('note-text').inputValue()).toBe('写到一半');
    caller.hangUp();
    await state('wrap-up');
    desk.hangUp();
    await press('Alt+w');
    expect(errors).toEqual([]);
  });

  it('speaks the other language at once, in the middle of the work', async () => {
    await tabTo('language');
    await press('Enter');
    await page.getByTestId('btn-hang-up').filter({ hasText: 'Hang up' }).waitFor();
    await press('Enter');
    await page.getByTestId('btn-hang-up').filter({ hasText: '挂机' }).waitFor();
    expect(errors).toEqual([]);
  });
});
