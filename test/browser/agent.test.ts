import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { serviceNumber } from '../rig/site.js';
import { writeTone } from '../rig/sound.js';

const box = new Box({ wrapUpMs: 60_000 });
let browser: Browser;
let page: Page;
let url: string;

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  url = await box.startWeb();
  await box.exchange.spanUp();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
});
afterAll(async () => {
  await browser?.close();
  await box.close();
});

const at = (id: string) => page.getByTestId(id).first();

it('shows an agent the customer before the first ring, and plays the recording with each party on its side', async () => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  const { user, password } = box.logins.of('agent');
  await at('user').fill(user);
  await at('password').fill(password);
  await at('sign-in').click();
  await at('btn-sign-in').click();
  await at('btn-ready').click();
  await at('state').filter({ hasText: '示闲' }).waitFor();

  const caller = box.exchange.call({ from: '13900000001', to: serviceNumber });
  await caller.when('answered');
  caller.press('1');
  const desk = await box.exchange.rings(1);
  const rangAt = Date.now();
  const shownAt = await page.evaluate(() => {
    const [painted] = performance.getEntriesByName('callbox-pop-shown');
    return painted ? performance.timeOrigin + painted.startTime : null;
  });
  expect(shownAt, 'the customer is on the screen').not.toBeNull();
  expect(shownAt, 'before the telephone rings').toBeLessThan(rangAt);
  expect(await at('pop-name').textContent()).toMatch(/\S/);
  desk.answer();
  await at('state').filter({ hasText: '通话' }).waitFor();

  writeTone(join(box.folder, 'say.wav'), 1004, 1500);
  const play = caller.play(join(box.folder, 'say.wav'));
  await caller.when('play-ended', (event) => event.play === play);
  caller.hangUp();
  await at('state').filter({ hasText: '话后' }).waitFor();
  desk.hangUp();

  await at('note-text').fill('客户询问发票，已寄出。');
  await at('note-save').click();
  await page.getByText('客户询问发票，已寄出。').first().waitFor();
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Alt+w');
  await at('state').filter({ hasText: '示闲' }).waitFor();

  await at('recording-play').click();
  const played = await page.waitForFunction(() => {
    const audio = [...document.querySelectorAll('audio')].find((element) => element.currentTime > 0.3);
    return audio ? audio.duration : null;
  });
  expect(await played.jsonValue()).toBeGreaterThan(1.4);
  const sides = await page.evaluate(async () => {
    const src = [...document.querySelectorAll('audio')].map((element) => element.currentSrc).find(Boolean) ?? '';
    const data = await (await fetch(src)).arrayBuffer();
    const sound = await new OfflineAudioContext(2, 8000, 8000).decodeAudioData(data);
    const loudness = (side: number) =>
      Math.sqrt(sound.getChannelData(side).reduce((sum, x) => sum + x * x, 0) / sound.length);
    return { caller: loudness(0), agent: loudness(1) };
  });
  expect(sides.caller).toBeGreaterThan(0.05);
  expect(sides.agent).toBeLessThan(sides.caller / 20);
  expect(errors).toEqual([]);
});
