/**
 * No page is wider than a telephone's screen, whoever opens it, in either language: nothing is scrolled sideways, and
 * every link of the header is seen.
 */
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../daemon/terms/rights.js';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { signInAll } from '../rig/floor.js';
import { signInAt } from '../rig/signing-in.js';
import { directNumber, testSite } from '../rig/site.js';

/** Against what hangs, not a measure of speed. */
const patienceMs = 100_000;
/** Of a small and of a usual telephone. */
const widthsPx = [360, 390];
const longName = '上海浦东新区客户服务一组高级座席王芳';
const longEnglish = 'Customer service of the eastern districts';
const [base] = testSite().queues;
if (base === undefined) throw new Error('the test site has no queue');
const queue = (id: string) => ({ ...base, id, name: { zh: '贵宾客户服务与技术支持队列', en: longEnglish } });
const agent = (at: number) => ({
  id: String(8000 + at),
  name: `${longName}${at}`,
  line: at,
  queues: ['service', 'vip'],
  group: '客户服务一组',
});
const box = new Box({
  exchangeLines: 2,
  more: {
    areaCode: '021',
    queues: [queue('service'), queue('vip')],
    agents: [agent(1), agent(2), agent(3)],
    supervisors: [{ id: 'supervisor', name: longName, line: 8 }],
    trunks: [
      {
        id: 'city',
        name: { zh: '中国电信市话中继群', en: 'Trunk of the city’s carrier' },
        channels: [{ span: 1, timeslots: '1-20' }, { line: 9 }],
        out: { callingNumber: '02160001000', furtherNumbers: ['02160001001', '02160001002'] },
      },
      { id: 'reserve', name: { zh: '备用', en: 'Reserve' }, channels: [{ span: 1, timeslots: '21-31' }] },
    ],
    routes: [
      { prefixes: ['13', '15', '18'], trunks: ['city', 'reserve'] },
      { prefixes: [''], trunks: ['city'] },
    ],
  },
});

const admin = ['people', 'queues', 'rules', 'schedules', 'recordings', 'audit', 'box'];
const lines = ['trunks', 'doctor', 'ladder', 'lab', 'box', 'commissioning', 'setup', 'groups', 'routes', 'numbers'];
const recordings = ['search', 'mine', 'work', 'scores', 'forms', 'rules', 'report'].map((tab) => `/recordings#${tab}`);
const outbound = ['campaigns', 'lists', 'numbers', 'log'].map((tab) => `/outbound#${tab}`);
const team = ['/team', '/team#summary'];
/** Each page at least once, by who sees the most of it. */
const addresses: Readonly<Record<Role, readonly string[]>> = {
  agent: ['/agent', '/recordings#search', '/recordings#mine', '/phones'],
  supervisor: ['/floor', ...team, '/recordings', ...outbound, '/training', '/phones'],
  quality: recordings,
  trainer: ['/training', '/recordings'],
  technician: [...lines.map((section) => `/lines/${section}`), '/training'],
  admin: [...admin.map((section) => `/admin/${section}`), ...team, ...outbound],
  manager: ['/floor', ...team],
};

let browser: Browser;
let url: string;
const errors: string[] = [];

beforeAll(async () => {
  const exchange = box.openExchange();
  await box.startDaemon();
  url = await box.startWeb();
  await exchange.spanUp();
  browser = await openBrowser();
  // One call that is over and one that is on: lists and rows have something in them.
  const floor = await signInAll(box);
  await floor.until(({ agents }) => agents.some(({ state }) => state === 'ready'));
  const first = exchange.call({ from: '057160100106', to: directNumber });
  const desk = await exchange.rings(1);
  desk.answer();
  await floor.until(({ calls }) => calls.some(({ stage }) => stage === 'talking'));
  first.hangUp();
  desk.hangUp();
  await floor.until(({ calls }) => calls.length === 0);
  exchange.call({ from: '13900000001', to: directNumber });
  await floor.until(({ calls }) => calls.length > 0);
  floor.close();
});
afterAll(async () => {
  await browser?.close();
  await box.close();
});

/** A page on which whatever it asks for is counted: it is at rest when nothing is under way. */
class Narrow {
  private readonly underWay = new Set<Request>();

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('request', (request) => void this.underWay.add(request));
    page.on('requestfinished', (request) => void this.underWay.delete(request));
    page.on('requestfailed', (request) => void this.underWay.delete(request));
  }

  static async open(language: 'zh' | 'en'): Promise<Narrow> {
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale });
    page.setDefaultTimeout(patienceMs);
    return new Narrow(page);
  }

  /** Everything asked for is there and drawn. */
  async rest(): Promise<void> {
    await this.page.waitForFunction(
      () => document.querySelector('.starting') === null && document.querySelector('main, form') !== null,
    );
    await expect.poll(() => this.underWay.size, { timeout: patienceMs, interval: 20 }).toBe(0);
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  /** What is wider than the screen; '' nothing. */
  async tooWide(): Promise<string> {
    const found: string[] = [];
    for (const width of widthsPx) {
      await this.page.setViewportSize({ width, height: 844 });
      await this.rest();
      const said = await this.page.evaluate(widest);
      if (said !== '') found.push(`${width} px: ${said}`);
    }
    return found.join('; ');
  }

  /** By the page's own links: nothing is loaded anew. */
  async go(address: string): Promise<void> {
    await this.page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
      dispatchEvent(new HashChangeEvent('hashchange'));
    }, address);
    await this.rest();
  }
}

/** In the page: how far it scrolls sideways, and which elements reach out of it; whether links of the header do. */
function widest(): string {
  const scroller = document.scrollingElement ?? document.documentElement;
  const links = document.querySelector('header.top nav');
  if (links !== null && links.scrollWidth > links.clientWidth) return 'links of the header are cut off';
  const { scrollWidth, clientWidth } = scroller;
  if (scrollWidth <= clientWidth) return '';
  const clipped = (element: Element): boolean => {
    for (let at = element.parentElement; at !== null && at !== scroller; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== 'visible') return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 0.5 && !clipped(element),
  );
  const name = (element: Element): string => {
    const { right } = element.getBoundingClientRect();
    return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} to ${Math.round(right)}`;
  };
  return `${scrollWidth} > ${clientWidth} (${out.slice(0, 8).map(name).join(', ')})`;
}

test.each(['zh', 'en'] as const)('before anybody has signed in, in %s', async (language) => {
  const narrow = await Narrow.open(language);
  await narrow.page.goto(url);
  expect(await narrow.tooWide()).toBe('');
  await narrow.page.goto(`${url}/wallboard`);
  expect(await narrow.tooWide()).toBe('');
  await narrow.page.close();
});

const all = (Object.keys(addresses) as Role[]).flatMap((role) =>
  (['zh', 'en'] as const).map((language) => [role, language] as const),
);
test.each(all)('every page of %s, in %s', async (role, language) => {
  const narrow = await Narrow.open(language);
  await signInAt(narrow.page, url, box.logins.of(role));
  const take = narrow.page.getByTestId('take');
  await narrow.page.locator('header.top').or(take).first().waitFor();
  if ((await take.count()) > 0) await take.click();
  await narrow.page.locator('header.top').waitFor();
  const found: string[] = [];
  for (const address of addresses[role]) {
    await narrow.go(address);
    const said = await narrow.tooWide();
    if (said !== '') found.push(`${address} ${said}`);
  }
  expect(found).toEqual([]);
  expect(errors).toEqual([]);
  await narrow.page.close();
});
