/** AGT-24: a script in a call by keyboard alone; the version and the answers that came with the call stay. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScriptStep } from '../../daemon/terms/scripts.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent, liveCall } from '../rig/daemon-door.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';

const web = new Web({ pages: `${root}build/web` });
const door = new DaemonDoor(testSite(), { agents: [liveAgent('8001', { station: 'L1' })] });
let browser: Browser;
let page: Page;

const steps: readonly ScriptStep[] = [
  { id: 'hello', text: { zh: '您好，这里是客服。', en: 'Hello.' }, ask: 'nothing', next: 'want' },
  {
    id: 'want',
    text: { zh: '请问您要办理什么？', en: 'What can I do for you?' },
    ask: 'one-of',
    answers: [
      { id: 'return', text: { zh: '退货', en: 'A return' }, next: null },
      { id: 'invoice', text: { zh: '发票', en: 'An invoice' }, next: 'title' },
    ],
  },
  { id: 'title', text: { zh: '发票抬头是？', en: 'Made out to?' }, ask: 'text', next: null },
];

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.writeTelephony([]);
  await web.business.scripts.put('service', 0, steps, 'admin');
  await door.open(web);
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await page.goto(web.url);
  await at('user').fill(webLogins.agent.user);
  await at('password').fill(webLogins.agent.password);
  await at('sign-in').click();
  await at('state').filter({ hasText: '示闲' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await door.close();
  await web.remove();
});

const at = (id: string) => page.getByTestId(id).first();
const step = (id: string) => page.locator(`[data-testid=script-step][data-step=${id}]`).waitFor();

function talking(id: string, entries = 0): void {
  const agent = liveAgent('8001', { station: 'L1', state: 'talking', callId: id });
  const data = entries === 0 ? {} : { data: { entries, version: entries } };
  const call = liveCall(id, { stage: 'talking', agent: '8001', talkStartedAt: 1, ...data });
  door.change({ topic: 'call', id, value: call }, { topic: 'agent', id: '8001', value: agent });
}

const stored = () =>
  door.asked.flatMap((asked) => (asked.ask === 'set-data' ? [`${asked.section}.${asked.key}=${asked.value}`] : []));

it('follows the answers, by keyboard alone, and stores each with the call', async () => {
  talking('a'.repeat(26));
  await step('hello');
  await page.keyboard.press('Alt+s');
  await page.keyboard.press('1');
  await step('want');
  await page.keyboard.press('1');
  await at('script').getByText('话术已完成').waitFor();
  await page.keyboard.press('Backspace');
  await step('want');
  await page.keyboard.press('2');
  await step('title');
  await page.keyboard.type('深圳某某公司 12');
  await page.keyboard.press('Enter');
  await at('script').getByText('话术已完成').waitFor();
  expect(await at('script-said-title').textContent()).toBe('深圳某某公司 12');
  expect(stored()).toEqual([
    'Script._version=service@1',
    'Script.hello=ok',
    'Script.want=return',
    'Script.want=null',
    'Script.want=invoice',
    'Script.title=深圳某某公司 12',
  ]);
});

it('a call that comes from a colleague goes on where he was, with the version he had', async () => {
  await web.business.scripts.put('service', 1, steps.slice(2), 'admin');
  const callId = 'b'.repeat(26);
  const by = { callId, section: 'Script', at: 1, by: '8002' };
  const call = {
    direction: 'inbound',
    callingNumber: '',
    presentation: 'withheld',
    calledNumber: '1',
    channel: 'E1-1:1',
  } as const;
  const times = { startedAt: 1, answeredAt: 1, queuedAt: 1, talkStartedAt: 1, endedAt: null };
  const open = {
    cause: null,
    endedBy: null,
    ending: null,
    disposition: null,
    agent: '8002',
    queue: 'service',
    flowPath: '',
  };
  await web.writeTelephony([
    { row: 'call-open', call: { id: callId, ...call, ...times, ...open } },
    { row: 'call-data', data: { ...by, key: '_version', value: 'service@1' } },
    { row: 'call-data', data: { ...by, key: 'hello', value: 'ok' } },
    { row: 'call-data', data: { ...by, key: 'want', value: 'invoice' } },
  ]);
  const asked = stored().length;
  talking(callId, 3);
  await step('title');
  expect(await at('script').getAttribute('data-version')).toBe('1');
  expect(await at('script-said-want').textContent()).toBe('发票');
  expect(stored()).toHaveLength(asked);
  // What was said is in what the page shows of the call, too.
  await at('call-data').getByText('invoice').waitFor();
});
