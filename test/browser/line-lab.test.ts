/** A technician looks into his lines: caller ID as it came, tones while they sound, a type of number that fits, a call that never was one. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import { signInAt } from '../rig/signing-in.js';
import { directNumber, serviceNumber } from '../rig/site.js';

const far = '057160100106';
const box = new Box({
  agents: 1,
  exchangeLines: 1,
  more: {
    areaCode: '021',
    trunks: [{ id: 'city', name: { zh: '市话', en: 'City' }, channels: [{ span: 1 }], out: {} }],
    routes: [{ prefixes: [''], trunks: ['city'] }],
  },
});
const line = 9; // behind eight telephones
let browser: Browser;
let page: Page;
const errors: string[] = [];
const at = (id: string) => page.getByTestId(id).first();
const channelNamed = (name: string) =>
  at('field-live-channel').locator('option').filter({ hasText: name }).first().getAttribute('value');

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const url = await box.startWeb();
  await box.exchange.spanUp();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page.on('pageerror', (error) => errors.push(String(error)));
  await signInAt(page, url, box.logins.of('technician'));
});
afterAll(async () => {
  await browser?.close();
  await box.close();
});

test('what an exchange line brought as caller ID is read octet by octet', async () => {
  const caller = box.exchange.ring(line, { from: '13800138000', name: 'ZHANG MIN' });
  await caller.when('answered');
  await at('lines-lab').click();
  const spill = at('spill');
  await spill.waitFor();
  expect(await spill.textContent()).toContain('138 0013 8000');
  expect(await spill.textContent()).toContain('FSK 调制（Bell 202）');
  await spill.locator('summary').click();
  const told = (await spill.textContent()) ?? '';
  for (const part of ['MDMF', 'ZHANG MIN', '对', '振铃期间', 'dBm0']) expect(told).toContain(part);
  expect(told).toMatch(/80 [0-9a-f]{2} 01 08/);
  caller.hangUp();
});

test('a channel is looked at while busy tone comes in and music goes out; neither can be heard', async () => {
  const caller = box.exchange.call({ from: '13900000001', to: directNumber, timeslot: 7 });
  await caller.when('answered');
  caller.playAll([{ tone: 'busy' }], true);
  await at('field-live-channel').selectOption((await channelNamed('E1-1:7 ')) ?? '');
  await at('live-start').click();
  await at('live-received').and(page.locator('[data-tone="engaged"]')).waitFor();
  for (const told of [/响 3[2-8]0 毫秒，停 3[2-8]0 毫秒/, /4[3-6]\d 赫/]) {
    await at('live-received').filter({ hasText: told }).waitFor();
  }
  expect(await at('live-sent').textContent()).toMatch(/-?\d+\.\d dBm0/);
  expect(await at('live-scope').locator('audio').count()).toBe(0);
  await at('live-stop').click();
  await page.getByTestId('live-received').waitFor({ state: 'detached' });
  caller.hangUp();
});

/** A carrier that takes no other type of number than 'national'. */
async function carrier(calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) {
    const event = await box.exchange.when(({ event: kind }) => kind === 'incoming');
    if (event.event !== 'incoming') continue;
    const { seizure, details } = event;
    if (details?.calledType === 'national') box.exchange.lines.send({ do: 'answer', seizure });
    else box.exchange.lines.send({ do: 'clear', seizure, cause: 28 });
  }
}

test('a number refused for its type is tried with the others, and the one that fits is written into the rule', async () => {
  await at('lines-doctor').click();
  const served = carrier(4); // the call itself, and three types that go out differently
  await at('test-number').fill(far);
  await at('test-start').click();
  await at('type-trial-start').click();
  await at('type-verdict').waitFor();
  await served;
  expect(await at('type-unknown').getAttribute('data-state')).toBe('refused');
  expect(await at('type-national').getAttribute('data-state')).toBe('answered');
  expect(await at('type-subscriber').getAttribute('data-state')).toBe('refused');
  expect(await at('type-international').getAttribute('data-state')).toBe('same');
  await at('type-write').click();
  await at('type-confirm').click();
  await at('type-verdict').filter({ hasText: '已写入' }).waitFor();
  const answered = carrier(1);
  await at('test-start').click();
  await at('test-call').and(page.locator('[data-state="talking"]')).waitFor();
  await answered;
  await at('test-end').click();
  await at('test-call').and(page.locator('[data-state="ended"]')).waitFor();
});

test('a call that the lines refused by themselves is found, and its ladder marks why', async () => {
  await at('lines-trunks').click();
  await page.locator('[data-testid="slot"][data-channel="E1-1:9"]').click();
  await at('order-block').click();
  await page.locator('[data-testid="slot"][data-channel="E1-1:9"][data-fault="blocked"]').waitFor();
  const caller = box.exchange.call({ from: '13900000001', to: serviceNumber, timeslot: 9 });
  await caller.when('cleared');
  await at('lines-ladder').click();
  await at('refused').locator('summary').click();
  const refused = at('refused-setup');
  for (let looks = 0; looks < 20 && !(await refused.isVisible()); looks++) {
    const read = page.waitForResponse((answer) => answer.url().includes('/refused-setups'));
    await at('refused').getByRole('button').click(); // frames are on the disk half a second later
    await read;
  }
  expect(await refused.textContent()).toContain('139 0000 0001');
  expect(await refused.textContent()).toContain('44');
  await refused.click();
  await at('ladder-verdict').waitFor();
  expect(await at('ladder-details').textContent()).toContain('RELEASE COMPLETE');
  expect(await at('save-pcap').getAttribute('href')).toContain('/spans/1/trace.pcap');
  expect(errors).toEqual([]);
});
