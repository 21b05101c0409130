/**
 * The agent's page on an old office computer: octets of all it loads for its first use, gzip, and navigation → state
 * and buttons painted and usable, on a processor four times slower. Baseline: the same, unthrottled, in the same run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext } from 'playwright-core';
import { Box } from '../rig/box.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { printFigure, quantile } from './figure.js';

const runs = 7;
const slowdown = 4;
const goalMs = 1_500;
const goalOctets = 120_000;

interface FirstUse {
  readonly ms: number;
  /** Paths of what was loaded. */
  readonly files: readonly string[];
}

/** Notes the moment when the state is on the screen and its first button can be pressed: the frame after that. */
const watchFirstUse = `
  new MutationObserver((_, observer) => {
    const ready = document.querySelector('[data-testid="state"]') && document.querySelector('.call-bar button:not(:disabled)');
    if (!ready) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.firstUse = performance.now(); }));
  }).observe(document, { subtree: true, childList: true, attributes: true });
`;

/** With an empty cache, as on the first day. */
async function firstUse(browser: Browser, from: BrowserContext, url: string, rate: number): Promise<FirstUse> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    storageState: await from.storageState(),
  });
  const page = await context.newPage();
  await page.addInitScript(watchFirstUse);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate });
  await page.goto(`${url}/agent`, { waitUntil: 'commit' });
  const used = page.locator('html[data-first-use]');
  await used.waitFor();
  const names = (await page.evaluate(
    `performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)`,
  )) as string[];
  const ms = Number(await used.getAttribute('data-first-use'));
  await context.close();
  return {
    ms,
    files: ['/index.html', ...names.filter((name) => name.startsWith('/assets/') || name.endsWith('.svg'))],
  };
}

const box = new Box({ agents: 1 });
box.openExchange();
await box.startDaemon();
const url = await box.startWeb();
const browser = await openBrowser();
const login = await browser.newContext({ locale: 'zh-CN' });
const page = await login.newPage();
await page.goto(url);
const { user, password } = box.logins.of('agent');
await page.getByTestId('user').fill(user);
await page.getByTestId('password').fill(password);
await page.getByTestId('sign-in').click();
await page.getByTestId('btn-sign-in').waitFor();

const quick: number[] = [];
const slow: number[] = [];
let files: readonly string[] = [];
for (let run = 0; run < runs; run++) {
  quick.push((await firstUse(browser, login, url, 1)).ms);
  const throttled = await firstUse(browser, login, url, slowdown);
  slow.push(throttled.ms);
  files = throttled.files;
}
const octetsOf = (file: string): Buffer => readFileSync(join(root, 'build/web', file));
const plain = files.reduce((sum, file) => sum + octetsOf(file).length, 0);
const zipped = files.reduce((sum, file) => sum + gzipSync(octetsOf(file)).length, 0);
printFigure('page', `agent page, gzip, of all it loads first (goal ${goalOctets})`, zipped, 'octets', plain);
printFigure(
  'page',
  `first use, CPU ${slowdown} times slower, median (goal ${goalMs})`,
  quantile(slow, 0.5),
  'ms',
  quantile(quick, 0.5),
);
printFigure(
  'page',
  `first use, CPU ${slowdown} times slower, worst of ${runs}`,
  quantile(slow, 1),
  'ms',
  quantile(quick, 1),
);
await browser.close();
await box.close();
