/**
 * KB-10 as people see it: a trainer starts a training on the real floor, a technician looks there for a fault that she
 * set, an agent finds his page 30 pixels lower, and no page leaves in doubt which floor it is.
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../daemon/terms/rights.js';
import { calmly } from '../../installer/cli/training/calmly.mjs';
import { TrainingDoor } from '../../installer/cli/training/door.mjs';
import { endingLimits, usualLimits } from '../../installer/cli/training/room.mjs';
import { addonPath, Box } from '../rig/box.js';
import { Child, root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { freePort } from '../rig/supervised.js';

const box = new Box({ agents: 2, lines: 4, spans: 2 });
const folder = join(box.folder, 'training');
const office = { width: 1366, height: 768 };
const small = { width: 390, height: 700 };
/** The stripes may cost an agent's page so much, in pixels. */
const mostHeight = { office: 32, small: 44 };
/** Three processes beside those of the real floor, on a machine that does other work. */
const upWithinMs = 110_000;
const errors: string[] = [];
const logs: string[] = [];
let door: TrainingDoor;
let browser: Browser;
let realUrl: string;
let trainingUrl: string;
let trainer: Page;

const at = (page: Page, id: string) => page.getByTestId(id).first();

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  return page;
}

/** Somebody's browser: its cookies are those of both floors. */
function person(viewport = office, locale = 'zh-CN'): Promise<BrowserContext> {
  return browser.newContext({ viewport, locale });
}

async function signIn(page: Page, role: Role): Promise<void> {
  const { user, password } = box.logins.of(role);
  await at(page, 'user').fill(user);
  await at(page, 'password').fill(password);
  await at(page, 'sign-in').click();
  await page.locator('header.top, [data-testid="take"]').first().waitFor();
  // An agent who closed another browser without logging out.
  if ((await page.getByTestId('take').count()) > 0) await at(page, 'take').click();
  await page.locator('header.top').waitFor();
}

async function signedIn(url: string, role: Role, viewport = office, locale = 'zh-CN'): Promise<Page> {
  const page = await open(await person(viewport, locale), url);
  await signIn(page, role);
  return page;
}

/** Moves the focus as a person without a mouse does. */
async function tabTo(page: Page, id: string): Promise<void> {
  const focused = page.locator(`[data-testid="${id}"]:focus, [data-testid="${id}"] :focus`);
  for (let presses = 0; presses < 60 && (await focused.count()) === 0; presses++) await page.keyboard.press('Tab');
  await focused.waitFor();
}

/** The page reaches beyond neither side, so nobody scrolls sideways. */
const isTooWide = (page: Page) =>
  page.evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`);

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const realPort = await freePort();
  const web = [...box.webArgs(realPort), '--training-folder', folder];
  await box.keep(new Child('web', 'web/server/main.js', web)).ready();
  realUrl = `http://127.0.0.1:${realPort}/`;
  const build = (path: string): string => join(root, 'build', path);
  door = await TrainingDoor.open(
    {
      programs: {
        node: process.execPath,
        js: build('js'),
        addon: addonPath,
        sounds: build('sounds'),
        pages: build('web'),
      },
      real: box.data,
      folder,
      run: join(box.folder, 'run'),
      port: await freePort(),
      realFloor: `http:${realPort}`,
      hosts: ['127.0.0.1'],
      calmly,
      // Whoever runs this is busy; that a busy box refuses is tested beside the code.
      limits: { atStart: { ...usualLimits, loadPerCore: Number.POSITIVE_INFINITY, cores: 1 }, later: endingLimits },
      log: (name) => (line) => logs.push(`${name} ${line}`),
    },
    (error) => logs.push(String(error)),
  );
  await box.exchange.spanUp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await door?.close();
  await box.close();
});

test('a trainer starts a training with the keyboard alone, is told what she typed wrong, and sees it begin and run', async () => {
  trainer = await signedIn(realUrl, 'trainer');
  expect(await trainer.getByTestId('training-banner').count()).toBe(0);
  expect(await trainer.title()).toBe('Callbox');
  await trainer.locator('header a[href="/training"]').focus();
  await trainer.keyboard.press('Enter');
  const state = at(trainer, 'training-state');
  await state.and(trainer.locator('[data-state="off"]')).waitFor();

  await at(trainer, 'training-callers').fill('999');
  await trainer.keyboard.press('Enter');
  await trainer.locator('[data-testid="training-callers"][aria-invalid="true"]:focus').waitFor();
  expect(await state.textContent()).toContain('请填 0 到 240 之间的数');
  await trainer.keyboard.press('ControlOrMeta+a');
  await trainer.keyboard.type('60');
  await tabTo(trainer, 'start-training');
  await trainer.keyboard.press('Enter');
  await state.and(trainer.locator('[data-state="starting"]')).waitFor();
  await state
    .and(trainer.locator('[data-state="running"], [data-state="failed"]'))
    .waitFor({ timeout: upWithinMs })
    .catch(() => {});
  expect(await state.getAttribute('data-state'), `${await state.textContent()}\n${logs.slice(-30).join('\n')}`).toBe(
    'running',
  );
  trainingUrl = (await at(trainer, 'open-training').getAttribute('href')) ?? '';
  expect(await at(trainer, 'training-url').textContent()).toBe(trainingUrl);
  // On a quick machine the first second has not passed yet.
  expect(await at(trainer, 'training-left').textContent()).toMatch(/^(4:00:00|3:59:\d\d)$/);
  expect(await state.textContent()).toContain('每小时 60 个');
});

test('the link opens the training floor in a tab of its own; both floors know her, and only one has the stripes', async () => {
  await at(trainer, 'open-training').focus();
  const opening = trainer.context().waitForEvent('page');
  await trainer.keyboard.press('Enter');
  const tab = await opening;
  const banner = at(tab, 'training-banner');
  await banner.waitFor();
  expect(await banner.textContent()).toMatch(/培训 TRAINING.*不计入报表/);
  expect(await tab.title()).toBe('【培训】 Callbox');
  expect(await tab.locator('link[rel="icon"]').getAttribute('href')).toBe('/favicon-training.svg');
  await signIn(tab, 'trainer');
  await banner.waitFor();
  await tab.keyboard.press('Escape');
  await banner.waitFor();

  // Signing in there has not signed her out here.
  await trainer.reload();
  await at(trainer, 'training-state').and(trainer.locator('[data-state="running"]')).waitFor();
  expect(await trainer.getByTestId('training-banner').count()).toBe(0);
  await at(tab, 'to-real-floor').click();
  await tab.waitForURL(`${realUrl}**`);
  await tab.locator('header.top').waitFor();
  expect(await tab.getByTestId('training-banner').count()).toBe(0);
  await tab.close();
});

test('an agent finds the way in while a training runs, and is told to go not ready first', async () => {
  const page = await signedIn(realUrl, 'agent');
  await at(page, 'btn-sign-in').click();
  await at(page, 'btn-ready').click();
  await page.locator('[data-testid="state"][data-state="ready"]').waitFor();
  await page.locator('header a[href="/training"]').click();
  await at(page, 'training-busy-first').waitFor();
  expect(await at(page, 'open-training').getAttribute('href')).toBe(trainingUrl);
  expect(await page.getByTestId('stop-training').count()).toBe(0);
  await page.context().close();
});

test.each([
  { name: 'office, Chinese', viewport: office, locale: 'zh-CN', most: mostHeight.office },
  { name: 'office, English', viewport: office, locale: 'en-GB', most: mostHeight.office },
  { name: 'small, Chinese', viewport: small, locale: 'zh-CN', most: mostHeight.small },
  { name: 'small, English', viewport: small, locale: 'en-GB', most: mostHeight.small },
])('the stripes stand over every page and hide nothing of it: $name', async ({ viewport, locale, most }) => {
  for (const [role, paths] of [
    ['agent', ['agent', 'recordings', 'phones']],
    ['admin', ['floor', 'admin/people', 'team', 'outbound', 'lines/trunks', 'lines/doctor', 'training']],
  ] as const) {
    const page = await open(await person(viewport, locale), trainingUrl);
    const banner = at(page, 'training-banner');
    await banner.waitFor();
    await signIn(page, role);
    for (const path of paths) {
      await page.goto(`${trainingUrl}${path}`);
      await page.locator('main').first().waitFor();
      await page.mouse.wheel(0, 2_000);
      await expect.poll(async () => (await banner.boundingBox())?.y, { message: path }).toBe(0);
      const box = await banner.boundingBox();
      expect([box?.x, box?.width], path).toEqual([0, viewport.width]);
      expect(box?.height, path).toBeLessThanOrEqual(most);
      // Its words are all there, in their own box.
      expect(
        await banner.evaluate(
          (each: { scrollHeight: number; clientHeight: number }) => each.scrollHeight - each.clientHeight,
        ),
        path,
      ).toBeLessThanOrEqual(0);
      // How narrow a supervisor's or an administrator's pages can be is theirs to say.
      if (viewport === office || path === 'agent' || path === 'training') {
        expect(await isTooWide(page), `${path} is too wide`).toBe(false);
      }
    }
    if (role === 'agent') {
      await page.goto(`${trainingUrl}agent`);
      const bar = await page.locator('.call-bar').boundingBox();
      expect(bar?.y).toBeGreaterThanOrEqual((await banner.boundingBox())?.height ?? 0);
    }
    await page.context().close();
  }
});

test('a screen that is locked, a box that is open and a wallboard keep the stripes', async () => {
  const agent = await signedIn(trainingUrl, 'agent');
  await agent.keyboard.press('F1');
  await agent.locator('dialog[open]').waitFor();
  expect(await agent.evaluate(`getComputedStyle(document.querySelector('dialog[open]'), '::backdrop').top`)).toBe(
    '30px',
  );
  await agent.keyboard.press('Escape');
  await at(agent, 'lock').click();
  await at(agent, 'lock-screen').waitFor();
  await at(agent, 'training-banner').waitFor();
  await agent.goto(`${trainingUrl}wallboard#nobody`);
  await at(agent, 'wallboard').waitFor();
  await at(agent, 'training-banner').waitFor();
  await agent.context().close();
});

test('a technician breaks a line by the keyboard, the doctor names it there, and it is mended', async () => {
  const page = await signedIn(trainingUrl, 'technician');
  await page.locator('[data-testid="trunk-tile"][data-state="up"]').first().waitFor();
  await page.goto(`${trainingUrl}training`);
  await at(page, 'fault-place').waitFor();
  expect(await at(page, 'fault-place').locator('option').count()).toBe(6);
  await tabTo(page, 'fault-los');
  await page.keyboard.press('Enter');
  const now = page.locator('[data-testid="active-fault"][data-kind="los"][data-at="1"]');
  await now.waitFor();
  expect(await at(page, 'faults-now').textContent()).toContain('E1-1');
  await page.goto(`${trainingUrl}lines/trunks`);
  await page.locator('[data-testid="trunk-tile"][data-state="LOS"]').waitFor();
  await page.goto(`${trainingUrl}lines/doctor`);
  await at(page, 'examine-1').click();
  await at(page, 'verdict').waitFor({ timeout: 60_000 });
  expect(await at(page, 'verdict').getAttribute('data-fault')).toBe('no-signal');
  // Sent to a carrier by mistake, it says of itself what it is.
  expect(await at(page, 'to-carrier').textContent()).toMatch(/^【培训】/);

  await page.goto(`${trainingUrl}training`);
  await now.locator('button').click();
  await now.waitFor({ state: 'detached' });
  // A telephone's own faults are others.
  await at(page, 'fault-place').selectOption('line-2');
  await at(page, 'fault-cut').waitFor();
  expect(await page.getByTestId('fault-los').count()).toBe(0);
  await page.context().close();
});

test('a puzzle breaks a span without telling which, over a reload too, until the answer is asked for', async () => {
  const page = await signedIn(trainingUrl, 'technician');
  await page.goto(`${trainingUrl}training`);
  await at(page, 'riddle').click();
  await at(page, 'reveal').waitFor();
  await page.reload();
  await at(page, 'reveal').waitFor();
  expect(await page.getByTestId('active-fault').count()).toBe(0);
  expect(await page.locator('[data-broken="true"]').count()).toBe(0);
  await at(page, 'reveal').click();
  await at(page, 'active-fault').waitFor();
  expect(await page.getByTestId('active-fault').count()).toBe(1);
  const broken = await at(page, 'active-fault').getAttribute('data-at');
  expect(['1', '2']).toContain(broken);
  await at(page, 'mend-all').click();
  await page.getByTestId('active-fault').waitFor({ state: 'detached' });
  await page.context().close();
});

test('the training is stopped with a second look, and the real floor says so', async () => {
  await trainer.bringToFront();
  await tabTo(trainer, 'stop-training');
  await trainer.keyboard.press('Enter');
  await at(trainer, 'confirm-stop').waitFor();
  await trainer.keyboard.press('Escape');
  await trainer.getByTestId('confirm-stop').waitFor({ state: 'detached' });
  expect(await at(trainer, 'training-state').getAttribute('data-state')).toBe('running');
  await tabTo(trainer, 'stop-training');
  await trainer.keyboard.press('Enter');
  await tabTo(trainer, 'confirm-go');
  await trainer.keyboard.press('Enter');
  await at(trainer, 'training-state').and(trainer.locator('[data-state="off"]')).waitFor({ timeout: upWithinMs });
  expect(await at(trainer, 'training-words').textContent()).toBe('trainer 结束了培训。');
  await at(trainer, 'start-training').waitFor();
  expect(errors).toEqual([]);
});
