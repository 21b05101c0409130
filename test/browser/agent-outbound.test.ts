/**
 * OUT-01, 02, 17, 19, 21 by keyboard alone, over real lines: who is to be called is shown and dialled by key; the result is
 * given before the next one comes; an hour is agreed; a person of his own list is called.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Campaign } from '../../daemon/terms/outbound.js';
import type { Site } from '../../daemon/terms/site.js';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { Floor } from '../rig/floor.js';

/** The law of the country lets calls go out now: the box has the clock of the machine, and a test is run at any hour. */
const country: Site['country'] = new Date().getUTCHours() < 12 ? 'cn' : new Date().getUTCHours() < 19 ? 'gb' : 'us';
const numbers = {
  cn: ['13912345601', '13912345602', '13912345603', '13912345604'],
  gb: ['02079460001', '02079460002', '02079460003', '02079460004'],
  us: ['2125550101', '2125550102', '2125550103', '2125550104'],
  de: [],
}[country];

const timeZone = { cn: 'Asia/Shanghai', gb: 'Europe/London', us: 'America/Chicago', de: 'Europe/Berlin' }[country];

const box = new Box({
  agents: 1,
  wrapUpMs: 60_000,
  more: {
    country,
    timeZone,
    agents: [{ id: '8001', name: '王芳', line: 1, queues: ['service'] }],
    trunks: [
      {
        id: 'city',
        name: { zh: '市话', en: 'City' },
        channels: [{ span: 1, timeslots: '1' }],
        out: { callingNumber: '02160001000' },
      },
    ],
    routes: [{ prefixes: [''], trunks: ['city'] }],
  },
});
const floor = new Floor();
const errors: string[] = [];
let browser: Browser;
let page: Page;

const by = 'admin';
const campaign = (more: Partial<Campaign>): Campaign => ({
  id: 'visit',
  name: '五月回访',
  mode: 'preview',
  queue: 'service',
  flow: '',
  lists: [{ list: 'may', weight: 1 }],
  filter: [],
  trunks: [],
  callerNumber: '',
  ringTimeoutMs: 25_000,
  maxConcurrent: 4,
  waitMusic: '',
  dropPrompts: ['zh/welcome'],
  greetingPrompts: [],
  retry: { tries: 3, waitMs: 3_600_000 },
  retryByResult: {},
  hours: { from: '08:00', to: '21:00' },
  days: [1, 2, 3, 4, 5, 6, 7],
  perNumberPerDay: 3,
  dropCap: 0.03,
  answeringMachines: false,
  previewMs: 120_000,
  recording: 'all',
  heardPercent: 80,
  startAt: null,
  endAt: null,
  target: null,
  script: '',
  ...more,
});

async function listOf(id: string, leads: readonly { number: string; name: string; agent?: string }[]): Promise<void> {
  const list = {
    id,
    name: id,
    kind: 'leads' as const,
    purpose: '回访',
    consent: '合同第 7 条',
    columns: ['城市', '产品'],
  };
  await floor.client.request('outbound.list.put', { by, list });
  const rows = leads.map((lead, at) => ({ line: at + 1, data: { 城市: '上海', 产品: '滤水器 A3' }, ...lead }));
  const batch = { by, import: `file-${id}`, list: id, source: 'may.csv', batch: 1, last: true, leads: rows };
  expect(await floor.client.request('leads.import', batch)).toMatchObject({ added: leads.length });
}

async function start(asked: Campaign): Promise<() => Promise<unknown>> {
  const of = { by, campaign: asked.id };
  const put = await floor.client.request('outbound.campaign.put', { by, version: 0, campaign: asked });
  const { version } = await floor.client.request('outbound.campaign.start', { ...of, version: put.version });
  return () => floor.client.request('outbound.campaign.stop', { ...of, version });
}

const at = (id: string) => page.getByTestId(id).first();
const state = (name: string) => page.locator(`[data-testid="state"][data-state="${name}"]`).first().waitFor();
const stage = (name: string) => page.locator(`[data-testid="outbound-results"][data-stage="${name}"]`).waitFor();
const press = (keys: string) => page.keyboard.press(keys);
const shown = (name: string) => at('lead-name').filter({ hasText: name }).waitFor();

/** His telephone rings and is lifted; the person's then rings. */
async function dialled() {
  const desk = await box.exchange.rings(1);
  const arrives = box.exchange.arrives(1, 1);
  desk.answer();
  const person = await arrives;
  person.send({ do: 'alert', seizure: person.seizure });
  return { desk, person };
}

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const url = await box.startWeb();
  await box.exchange.spanUp();
  await floor.open(box.control);
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  const { user, password } = box.logins.of('agent');
  await at('user').fill(user);
  await at('password').fill(password);
  await press('Enter');
  await at('btn-sign-in').click();
  await state('not-ready');
});
afterAll(async () => {
  floor.close();
  await browser?.close();
  await box.close();
});
beforeEach(() => {
  errors.length = 0;
});

it('shows who is to be called, dials by key, wants the result before the next, keeps an agreed hour', async () => {
  const [first = '', second = '', third = ''] = numbers;
  await listOf('may', [
    { number: first, name: '赵一' },
    { number: second, name: '钱二' },
    { number: third, name: '孙三' },
  ]);
  const stop = await start(campaign({}));
  await press('Alt+i');
  await shown('赵一');
  await at('lead').filter({ hasText: '滤水器 A3' }).waitFor();
  await at('lead-tries').filter({ hasText: '第一次拨打' }).waitFor();
  await at('lead-wait').filter({ hasText: '秒后自动拨打' }).waitFor();

  await press('Alt+v');
  await at('lead-course').filter({ hasText: '先拿起您的话机' }).waitFor();
  const { desk, person } = await dialled();
  expect(await at('result-success').isDisabled()).toBe(true);
  person.answer();
  await state('talking');
  await stage('talking');
  await press('Alt+y');
  await at('strip-recording-paused').waitFor();
  await press('Alt+y');
  await at('recording-now').waitFor();
  person.hangUp();
  await stage('owed');
  desk.hangUp();

  // Neither the end of wrap-up nor ready: the focus goes where the result is given.
  await press('Alt+w');
  await at('toast').filter({ hasText: '先选外呼结果' }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.closest('.outbound-results') !== null)).toBe(true);
  await press('Alt+i');
  await stage('owed');
  await state('wrap-up');

  await press('0');
  await at('appointment-box').waitFor();
  const good = await at('appointment-at').inputValue();
  await at('appointment-at').fill(`${good.slice(0, 10)}T22:30`);
  await at('appointment-problem').filter({ hasText: '不在外呼时段' }).waitFor();
  expect(await at('appointment-save').isDisabled()).toBe(true);
  await at('appointment-at').fill(good);
  await press('Enter');
  await at('appointment-box').waitFor({ state: 'detached' });
  await stage('given');
  await at('result-says').filter({ hasText: '预约' }).waitFor();
  await press('Alt+w');

  // The next one, whom he skips; the one after him is shown at once.
  await shown('钱二');
  await press('Alt+e');
  await at('skip-box').waitFor();
  await press('2');
  await shown('孙三');
  await press('Alt+v');
  const busy = await dialled();
  busy.person.hangUp(17);
  busy.desk.hangUp();
  await at('lead').waitFor({ state: 'detached' });
  await stop();
  expect(errors).toEqual([]);

  // The agreed hour is in his list and among his tasks; what he has reached is counted.
  await press('Alt+z');
  await at('own-lead').filter({ hasText: '赵一' }).filter({ hasText: '预约' }).waitFor();
  await at('own-today').filter({ hasText: '1' }).waitFor();
  await at('day-tasks').click();
  await at('task-row').filter({ hasText: '预约外呼：赵一（五月回访）' }).waitFor();
});

it('calls a person of his own list by two keys, and takes a refusal', async () => {
  await listOf('own', [{ number: numbers[3] ?? '', name: '李四', agent: '8001' }]);
  const stop = await start(
    campaign({ id: 'hand', name: '手工回访', mode: 'manual', lists: [{ list: 'own', weight: 1 }] }),
  );
  await state('ready');
  // His last call ended a moment ago: his telephone can be rung again only when its line is clear.
  await floor.until(({ campaigns }) =>
    (campaigns ?? []).some(({ id, agentsReady }) => id === 'hand' && agentsReady === 1),
  );
  await press('Alt+z');
  await page.getByText('刷新').click();
  const row = page.getByTestId('own-lead').filter({ hasText: '李四' });
  await row.waitFor();
  await page.locator('[data-testid="own-lead"][aria-disabled="false"]').filter({ hasText: '李四' }).focus();
  await press('Enter');
  await shown('李四');
  await at('lead-wait').filter({ hasText: '按「拨打」才会呼出' }).waitFor();
  await press('Enter'); // the focus is on the dial key
  const { desk, person } = await dialled();
  person.answer();
  await stage('talking');
  // May be said during the call; nothing is owed afterwards.
  await press('Alt+2');
  await at('refused-box').waitFor();
  await at('never-again').press('Space');
  await at('refused-save').press('Enter');
  await stage('given');
  person.hangUp();
  await state('wrap-up');
  desk.hangUp();
  await page.locator('[data-testid="result-refused"][aria-pressed="true"]').waitFor();
  await press('Alt+w');
  await state('ready');
  const reader = box.telephony();
  const [never] = await reader.outbound.dncOf([numbers[3] ?? '']);
  await reader.close();
  expect(never).toMatchObject({ by: '8001', reason: 'refused' });
  await stop();
  expect(errors).toEqual([]);
});
