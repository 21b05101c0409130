/** A supervisor's hour: she listens, whispers, barges, asks why, forces a state, moves an agent, and hangs up a wallboard. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import { Child } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { signInAt } from '../rig/signing-in.js';
import { directNumber, testSite } from '../rig/site.js';
import { freePort } from '../rig/supervised.js';

const supervisorLine = 8;
const base = testSite();
const service = { ...(base.queues[0] as (typeof base.queues)[number]), wrapUpMs: 2_000, ringTimeoutMs: 60_000 };
const names = ['王芳', '李强', '张敏', '刘洋'];
const box = new Box({
  more: {
    queues: [
      { ...service, name: { zh: '客服', en: 'Service' }, thresholds: { waiting: { on: 1, off: 0 } } },
      { ...service, id: 'sales', name: { zh: '销售', en: 'Sales' } },
    ],
    agents: names.map((name, n) => ({
      id: String(8001 + n),
      name,
      line: n + 1,
      queues: [n === 2 ? 'sales' : 'service'],
    })),
    supervisors: [{ id: 'supervisor', name: '陈静', line: supervisorLine }],
  },
});
const floor = new Floor();
const ringsAtSupervisor: number[] = [];
const errors: string[] = [];
let browser: Browser;
let page: Page;
let agentPage: Page;
let url: string;
let port: number;
let web: Child;
let daemon: Child;

async function startWeb(): Promise<Child> {
  const child = box.keep(new Child('web', 'web/server/main.js', box.webArgs(port)));
  await child.ready();
  return child;
}

async function signIn(who: 'supervisor' | 'agent'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  const opened = await context.newPage();
  opened.on('pageerror', (error) => errors.push(String(error)));
  await signInAt(opened, url, box.logins.of(who));
  return opened;
}

beforeAll(async () => {
  box.openExchange().onRinging((line) => void (line === supervisorLine && ringsAtSupervisor.push(line)));
  daemon = await box.startDaemon();
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  web = await startWeb();
  await box.exchange.spanUp();
  await floor.open(box.control);
  browser = await openBrowser();
  page = await signIn('supervisor');
  await at('agents').waitFor();
  agentPage = await signIn('agent');
  await agentPage.getByTestId('btn-sign-in').click();
  await agentPage.getByTestId('btn-ready').click();
});
afterAll(async () => {
  floor.close();
  await browser?.close();
  await box.close();
});

const at = (id: string): Locator => page.getByTestId(id).first();
const row = (agent: string): Locator => page.locator(`[data-testid=agent-row][data-agent="${agent}"]`);
const queuesOf = (agent: string): Locator => row(agent).locator('.agent-name');
const stateIs = (agent: string, state: string): Promise<void> =>
  page.locator(`[data-testid=agent-row][data-agent="${agent}"][data-state="${state}"]`).waitFor();
const mode = (now: string, ringing = false): Promise<void> =>
  page.locator(`[data-testid=supervise][data-mode="${now}"][data-ringing="${ringing}"]`).waitFor();
/** As a person does: with the arrow keys, from the top. */
async function chooseByKeys(agent: string): Promise<void> {
  await page.keyboard.press('Home');
  for (let n = 8001; n < Number(agent); n++) await page.keyboard.press('ArrowDown');
  await page.locator(`[data-agent="${agent}"][aria-selected=true]`).waitFor();
}

let caller: FarLeg;
let desk: FarLeg;

it('listens, whispers and barges by keys, and her telephone rings once', async () => {
  await stateIs('8001', 'ready');
  caller = box.exchange.call({ from: '13900000001', to: directNumber });
  desk = await box.exchange.rings(1);
  desk.answer();
  await stateIs('8001', 'talking');
  await chooseByKeys('8001');
  await page.keyboard.press('1');
  await mode('listen', true);
  const own = await box.exchange.rings(supervisorLine);
  own.answer();
  await mode('listen');
  await at('supervise').filter({ hasText: '正在监听 8001 王芳' }).filter({ hasText: '双方都听不到您' }).waitFor();
  await page.keyboard.press('2');
  await mode('whisper');
  await at('supervise').filter({ hasText: '客户听不到您' }).waitFor();
  await stateIs('8001', 'talking');
  await page.keyboard.press('3');
  await mode('barge');
  await stateIs('8001', 'conference');
  await page.keyboard.press('1');
  await stateIs('8001', 'talking');
  await page.keyboard.press('Escape');
  await mode('none');
  await stateIs('8001', 'talking');
  expect(ringsAtSupervisor).toHaveLength(1);
  own.hangUp();
});

it('says why a key does nothing, in words', async () => {
  await chooseByKeys('8002');
  await page.keyboard.press('1');
  await at('toast').filter({ hasText: '8002 李强 现在没有通话' }).waitFor();
});

it('forces a state with a reason, which the agent sees', async () => {
  await chooseByKeys('8001');
  await page.keyboard.press('f');
  await at('force-box').waitFor();
  await at('force-not-ready').check();
  await page.keyboard.press('Enter');
  await at('force-box').filter({ hasText: '请写原因' }).waitFor();
  await at('reason').fill('请来一下办公室');
  await page.keyboard.press('Enter');
  await row('8001').filter({ hasText: '挂机后 示忙' }).waitFor();
  await agentPage.getByText('请来一下办公室').first().waitFor();
  caller.hangUp();
  await stateIs('8001', 'wrap-up');
  desk.hangUp();
  await stateIs('8001', 'not-ready');
  await row('8001').filter({ hasText: '请来一下办公室' }).waitFor();
});

it('tells why nobody takes a call, in both languages, and raises an alarm', async () => {
  caller = box.exchange.call({ from: '13900000002', to: directNumber });
  await at('waiting-call').filter({ hasText: '139 0000 0002' }).waitFor();
  await at('alarm-banner').filter({ hasText: '客服：1 人等待（门限 1）' }).waitFor();
  await at('why').click();
  await page.locator('[data-testid=why-summary][data-summary=nobody-ready]').waitFor();
  expect(await at('why-summary').textContent()).toContain('签入的座席都不能接');
  await page.locator('[data-testid=why-agent][data-agent="8001"][data-why=not-ready]').waitFor();
  // It follows what happens: another agent of the other queue comes, and could be moved.
  await floor.client.request('agent.sign-in', { agentId: '8003' });
  await floor.client.request('agent.ready', { agentId: '8003' });
  await page.locator('[data-testid=why-agent][data-agent="8003"][data-why=not-in-queue]').waitFor();
  await page.keyboard.press('Escape');
  await at('why-box').waitFor({ state: 'detached' });
  await at('language').click();
  await at('why').click();
  await at('why-summary').filter({ hasText: 'Nobody signed in can take it' }).waitFor();
  await page.keyboard.press('Escape');
  await at('language').click();
  await at('agents').waitFor();
});

it('moves an agent by keyboard, and the waiting call obeys; the move is taken back with Z', async () => {
  await chooseByKeys('8003');
  await page.keyboard.press('m');
  await at('move-box').waitFor();
  await page.locator('[data-testid=go][aria-busy=false]').waitFor();
  await at('move-service').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await at('undo-bar').filter({ hasText: '8003 张敏 现在接：销售、客服' }).waitFor();
  const rang = await box.exchange.rings(3);
  rang.answer();
  await stateIs('8003', 'talking');
  await page.keyboard.press('z');
  await queuesOf('8003').filter({ hasNotText: '客服' }).waitFor();
  caller.hangUp();
  await at('alarm-banner').waitFor({ state: 'detached' });
  rang.hangUp();
  await stateIs('8003', 'ready');
});

it('moves an agent by dragging the row to a queue', async () => {
  await row('8003').dragTo(page.locator('[data-testid=queue-row][data-queue=service]'));
  await at('undo-bar').filter({ hasText: '8003 张敏 现在接：客服' }).waitFor();
  await queuesOf('8003').filter({ hasText: '客服' }).filter({ hasNotText: '销售' }).waitFor();
  caller = box.exchange.call({ from: '13900000003', to: directNumber });
  const rang = await box.exchange.rings(3);
  caller.hangUp();
  await rang.when('cleared');
  await stateIs('8003', 'ready');
});

it('takes a customer over, and ends a call, after a box that says what happens', async () => {
  caller = box.exchange.call({ from: '13900000004', to: directNumber });
  const rang = await box.exchange.rings(3);
  rang.answer();
  await stateIs('8003', 'talking');
  await chooseByKeys('8003');
  await page.keyboard.press('t');
  await at('take-over-box').waitFor();
  await page.keyboard.press('Enter');
  await mode('take-over', true);
  const own = await box.exchange.rings(supervisorLine);
  own.answer();
  await mode('take-over');
  await at('supervise').filter({ hasText: '已接管' }).waitFor();
  rang.hangUp();
  await stateIs('8003', 'ready');
  own.hangUp();
  await caller.when('cleared');
  await mode('none');

  caller = box.exchange.call({ from: '13900000005', to: directNumber });
  const again = await box.exchange.rings(3);
  again.answer();
  await stateIs('8003', 'talking');
  await page.keyboard.press('r');
  await at('reason').fill('骚扰电话');
  await page.keyboard.press('Enter');
  await caller.when('cleared');
  await stateIs('8003', 'wrap-up');
  again.hangUp();
  await stateIs('8003', 'ready');
});

it('finds agents by initials and walks through a day by keys', async () => {
  await page.keyboard.press('/');
  await page.locator('#floor-filter:focus').waitFor();
  await page.keyboard.type('zm');
  await expect.poll(() => page.getByTestId('agent-row').count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowLeft');
  await at('tip').filter({ hasText: '示闲' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await at('tip').filter({ hasNotText: '示闲' }).waitFor();
  await at('agents-filter').fill('');
  await expect.poll(() => page.getByTestId('agent-row').count()).toBe(4);
});

it('lists who gave up, and what was done, one click away', async () => {
  await at('tab-abandoned').click();
  await at('abandoned-row').filter({ hasText: '139 0000 0003' }).waitFor();
  await at('tab-log').click();
  for (const what of ['listen', 'whisper', 'barge', 'force-not-ready', 'take-over', 'force-release']) {
    await page.locator(`[data-testid=act-row][data-what="${what}"]`).first().waitFor();
  }
  await at('alarm-row').filter({ hasText: '客服：1 人等待' }).waitFor();
  await at('tab-calls').click();
  await at('call-row').filter({ hasText: '139 0000 0005' }).waitFor();
  await page.locator('[data-testid=attention-row][data-rules~="very-short"]').first().waitFor();
});

it('hangs up a wallboard that shows the same numbers after both processes were killed, until it is revoked', async () => {
  await at('tab-walls').click();
  await at('wall-name').fill('大厅');
  await at('wall-make').click();
  const link = await at('wall-link').inputValue();
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const wall = await context.newPage();
  wall.on('pageerror', (error) => errors.push(String(error)));
  await wall.goto(link);
  const queue = wall.locator('[data-testid=wall-queue][data-queue=service]');
  await queue.waitFor();
  const figure = (name: string): Promise<string> => queue.locator(`[data-figure=${name}] b`).innerText();
  const numbers = async (): Promise<readonly string[]> =>
    Promise.all(['waiting', 'longest', 'serviceLevel', 'answered', 'abandoned'].map(figure));
  const before = await numbers();
  // Four were answered by agents; one hung up while it rang.
  expect(before.slice(3)).toEqual(['4', '1']);
  expect(await queue.locator('.wall-formula').innerText()).toContain('F3 = 20 秒内接听 ÷ (接听 + 放弃)');
  floor.close();
  await daemon.kill('SIGKILL');
  await wall.locator('[data-testid=wallboard][data-link=daemon-away]').waitFor();
  expect(await numbers()).toEqual(before);
  await web.kill('SIGKILL');
  await wall.getByTestId('wall-stale').waitFor();
  expect(await numbers()).toEqual(before);
  daemon = await box.startDaemon();
  web = await startWeb();
  await wall.locator('[data-testid=wallboard][data-link=up]').waitFor();
  expect(await numbers()).toEqual(before);

  await page.locator('[data-testid=agents], [data-testid=wall-row]').first().waitFor();
  await at('revoke').click();
  await at('revoke-box').getByTestId('go').click();
  await wall.locator('[data-testid=wallboard][data-link=refused]').waitFor();
  expect(errors).toEqual([]);
});
