/** A campaign is made with faults that are said at their fields, simulated, started, watched, paused and copied, by keys. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LiveCampaign } from '../../daemon/terms/outbound.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent } from '../rig/daemon-door.js';
import { type OutboundDesk, outboundDesk } from '../rig/outbound-desk.js';
import { testSite } from '../rig/site.js';
import { Web, type WebLogin, webLogins } from '../rig/web.js';

const web = new Web({ pages: `${root}build/web` });
const site = testSite({
  agents: 8,
  more: {
    trunks: [
      {
        id: 'city',
        name: { zh: '市话中继', en: 'City trunk' },
        channels: [{ span: 1 }],
        out: { callingNumber: '02160001000', furtherNumbers: ['02160001001'] },
      },
    ],
  },
});
const door = (desk: OutboundDesk): DaemonDoor =>
  new DaemonDoor(site, { agents: site.agents.map(({ id, name }) => liveAgent(id, { name })) }, desk.door);
const errors: string[] = [];
let desk: OutboundDesk;
let daemon: DaemonDoor;
let browser: Browser;
let page: Page;
let id = '';

async function signIn(login: WebLogin): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: site.timeZone,
  });
  const opened = await context.newPage();
  opened.on('pageerror', (error) => errors.push(String(error)));
  await opened.goto(web.url);
  await opened.getByTestId('user').fill(webLogins[login].user);
  await opened.getByTestId('password').fill(webLogins[login].password);
  await opened.getByTestId('sign-in').click();
  await opened.getByTestId('log-out').waitFor();
  return opened;
}

/** As the dialer tells it while it calls. */
function live(more: Partial<LiveCampaign> = {}): void {
  const value: LiveCampaign = {
    id,
    name: '一月回访',
    mode: 'predictive',
    state: 'running',
    why: '',
    queue: 'service',
    agentsReady: 2,
    agentsTalking: 5,
    agentsWrapUp: 1,
    agentsSignedIn: 8,
    ringing: 9,
    judging: 0,
    waiting: 1,
    today: { launched: 640, live: 212, connected: 208, dropped: 4 },
    thirtyDays: { launched: 640, live: 212, connected: 208, dropped: 4 },
    results: { success: 61, refused: 88, 'no-answer': 301, busy: 74, 'switched-off': 37, appointment: 21, dropped: 4 },
    pacing: { answerPercent: 33.1, talkMs: 148_000, wrapUpMs: 24_000, ratio: 2.7, allowedDropPercent: 2.8 },
    leadsOpen: 1_204,
    ...more,
  };
  daemon.change({ topic: 'campaign', id, value });
}

beforeAll(async () => {
  await web.buildForecastThread();
  desk = await outboundDesk(web, site);
  await desk.store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: web.clock.nowMs() });
  await web.start();
  await web.putUsers();
  daemon = door(desk);
  await daemon.open(web);
  const boss = await web.visitor('admin');
  const list = {
    name: '一月到期客户',
    kind: 'leads',
    purpose: '续保回访',
    consent: '合同第 7 条',
    columns: ['城市', '生日'],
  };
  expect((await boss.request('PUT', '/api/v1/lists/people', list)).status).toBe(204);
  const leads = Array.from({ length: 300 }, (_, at) => ({
    line: at + 1,
    number: `${13_800_000_000 + (at % 295)}`,
    name: '',
    data: {},
  }));
  const whole = { by: 'boss', import: 'i1', list: 'people', source: 'a.csv', batch: 1, last: true, leads };
  await web.control.request('leads.import', whole);
  browser = await openBrowser();
  page = await signIn('supervisor');
});
afterAll(async () => {
  await browser?.close();
  await web.remove();
  await daemon?.close();
  await desk?.store.close();
});

const fault = (field: string) => page.locator(`[data-field="${field}"] [data-testid=field-problem]`);

it('says at the field what is missing before it goes on', async () => {
  await page.getByRole('link', { name: '外呼' }).click();
  await page.getByTestId('campaigns-empty').waitFor();
  await page.getByTestId('campaign-new').press('Enter');
  await page.locator('[data-testid=campaign-editor][data-step=list]').waitFor();
  await page.keyboard.type('一月回访');
  await page.keyboard.press('Control+Enter');
  await fault('lists').filter({ hasText: '至少选一个名单' }).waitFor();
  await page.locator('[data-testid=field-lists]:focus').waitFor();
  await page.getByTestId('field-lists').selectOption('people');
  await page.getByTestId('list-facts').filter({ hasText: '295' }).filter({ hasText: '重复 5' }).waitFor();
  expect(await fault('lists').count()).toBe(0);
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-testid=campaign-editor][data-step=rules]').waitFor();
});

it('keeps rules inside the law, each fault at its field, and what was typed over a reload', async () => {
  await page.getByTestId('mode-predictive').check();
  await page.getByTestId('field-ringTimeoutMs').fill('10');
  await fault('ringTimeoutMs').filter({ hasText: '15–60 秒' }).waitFor();
  await page.getByTestId('field-hours.from').fill('07:30');
  await fault('hours').filter({ hasText: '08:00–21:00' }).waitFor();
  await page.getByTestId('field-dropCap').fill('5');
  await fault('dropCap').filter({ hasText: '0–3%' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await fault('dropPrompts').filter({ hasText: '说明是谁来电' }).waitFor();
  await page.getByTestId('field-hours.from').fill('09:00');
  await page.getByTestId('field-ringTimeoutMs').fill('25');
  await page.getByTestId('field-dropCap').fill('2.5');
  await page.reload();
  await page.getByTestId('step-rules').click();
  await page.locator('[data-testid=mode-predictive]:checked').waitFor();
  expect(await page.getByTestId('field-dropCap').inputValue()).toBe('2.5');
  await page.getByTestId('field-dropPrompts').fill('zh/all-busy');
  await page.getByTestId('field-callerNumber').selectOption('02160001001');
  await page.getByTestId('day-6').click();
  await page.keyboard.press('Control+Enter');
});

it('simulates it, with as many agents as one likes', async () => {
  await page.locator('[data-testid=forecast][data-state=there]').waitFor();
  await page.getByTestId('forecast-says').filter({ hasText: '8 位座席：约' }).filter({ hasText: '呼完' }).waitFor();
  await page.getByTestId('forecast-dropped').filter({ hasText: '%' }).waitFor();
  await page.getByTestId('forecast-assumed').filter({ hasText: '接听率 30%（假定）' }).waitFor();
  await page.getByTestId('forecast-agents').focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByTestId('forecast-says').filter({ hasText: '7 位座席' }).waitFor();
});

it('starts after a question, is seen live, and pauses', async () => {
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('confirm').filter({ hasText: '295 人' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=campaign-detail][data-state=running]').waitFor();
  id = (await page.getByTestId('campaign-detail').getAttribute('data-id')) ?? '';
  live();
  await page.getByTestId('live-ready').filter({ hasText: '2' }).waitFor();
  await page.getByTestId('campaign-why').filter({ hasText: '正在外呼' }).waitFor();
  await page.locator('[data-testid=drops-today][data-level=good]').filter({ hasText: '1.9%' }).waitFor();
  await page.getByTestId('pacing').filter({ hasText: '每位空闲座席约拨 2.7 路' }).waitFor();
  expect(await page.locator('[data-testid=results] [data-code]').first().getAttribute('data-code')).toBe('no-answer');
  live({ today: { launched: 700, live: 220, connected: 212, dropped: 8 }, overCap: true });
  await page.locator('[data-testid=drops-today][data-level=over]').filter({ hasText: '超过上限' }).waitFor();
  await page.getByTestId('campaign-why').filter({ hasText: '丢弃率已到上限' }).waitFor();
  await page.getByTestId('campaign-pause').click();
  live({ state: 'paused', ringing: 0 });
  await page.locator('[data-testid=campaign-detail][data-state=paused]').waitFor();
  await page.getByTestId('campaign-resume').waitFor();
});

it('is stopped only after a question, and copied with all its rules', async () => {
  await page.getByTestId('campaign-stop').click();
  await page.getByTestId('confirm').filter({ hasText: '停止“一月回访”' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-testid=campaign-detail][data-state=paused]').waitFor();
  await page.getByTestId('campaign-copy').click();
  await page.getByTestId('field-name').waitFor();
  expect(await page.getByTestId('field-name').inputValue()).toBe('一月回访（副本）');
  await page.keyboard.press('Control+s');
  await page.locator('[data-testid=campaign-detail][data-state=draft]').waitFor();
  expect(await page.getByTestId('campaign-row').count()).toBe(2);
});

it('who may only watch sees the same, and nothing to change it; in English too', async () => {
  const judge = await signIn('quality');
  await judge.goto(`${web.url}/outbound#campaigns/${id}`);
  await judge.getByTestId('campaign-detail').waitFor();
  await judge.getByTestId('language').click();
  await judge.getByTestId('campaign-why').filter({ hasText: 'Set by floor' }).waitFor();
  expect(await judge.getByTestId('campaign-edit').count()).toBe(0);
  expect(await judge.getByTestId('campaign-new').count()).toBe(0);
  await judge.context().close();
});

it('no page had an error', () => expect(errors).toEqual([]));
