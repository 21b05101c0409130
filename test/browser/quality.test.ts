/** A call is found, heard, commented and judged with a veto; its agent reads that and appeals; somebody else reviews it. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent } from '../rig/daemon-door.js';
import { type Kept, keepRecordings } from '../rig/recorded.js';
import { testSite } from '../rig/site.js';
import { Web, type WebLogin, webLogins } from '../rig/web.js';

const web = new Web({ pages: `${root}build/web` });
const names = ['王芳', '李强'];
const site = testSite({ agents: 2 });
const grouped = {
  ...site,
  agents: site.agents.map((agent, n) => ({ ...agent, name: names[n] ?? '', group: n === 0 ? '一组' : '二组' })),
};
const door = new DaemonDoor(grouped, {
  agents: grouped.agents.map(({ id, name, group }) => liveAgent(id, { name, group })),
});
const errors: string[] = [];
const now = web.clock.nowMs();
let browser: Browser;
let kept: readonly Kept[];

async function signIn(login: WebLogin): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(web.url);
  await page.getByTestId('user').fill(webLogins[login].user);
  await page.getByTestId('password').fill(webLogins[login].password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('log-out').waitFor();
  return page;
}

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite(grouped);
  kept = await keepRecordings(web, [
    { n: 1, agent: '8001', startedAt: now - 900_000 },
    {
      n: 2,
      agent: '8001',
      startedAt: now - 600_000,
      story: 'a2 c3 -4 b1.5 a12 c8',
      rows: [],
    },
    { n: 3, agent: '8002', startedAt: now - 300_000, story: 'c3 a3' },
  ]);
  const call = kept[1] as Kept;
  await web.writeTelephony([
    {
      row: 'recording-gap',
      gap: {
        recordingId: call.id,
        fromAt: now - 600_000 + 12_000,
        toAt: now - 600_000 + 15_000,
        why: 'sensitive',
        by: '8001',
        endedBy: '8001',
      },
    },
  ]);
  await door.open(web);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await web.remove();
  await door.close();
});

const rowOf = (page: Page, n: number): Locator =>
  page.locator(`[data-testid=recording-row][data-id="${(kept[n] as Kept).id}"]`);

it('quality makes a form whose weights must make 100', async () => {
  const page = await signIn('quality');
  await page.goto(`${web.url}/recordings#forms`);
  await page.getByTestId('form-new').click();
  await page.getByTestId('form-field-id').fill('calls');
  await page.getByTestId('form-field-zh').fill('来电评分');
  const items = [
    ['问候与确认身份', '30'],
    ['解决了客户的问题', '60'],
    ['不与客户争吵', '0'],
  ] as const;
  for (const [n, [text, weight]] of items.entries()) {
    if (n > 0) await page.getByTestId('form-add-item').click();
    await page.getByTestId('item-zh').nth(n).fill(text);
    await page.getByTestId('item-weight').nth(n).fill(weight);
  }
  await page.getByTestId('item-veto').nth(2).check();
  expect(await page.getByTestId('form-save').isDisabled()).toBe(true);
  await page.getByTestId('form-sum').filter({ hasText: '90' }).waitFor();
  await page.getByTestId('item-weight').nth(0).fill('40');
  await page.getByTestId('form-save').click();
  await page.getByTestId('form-calls').waitFor();
  await page.context().close();
});

it('a call is found by the end of its number, heard, commented at a second and judged, all by keys', async () => {
  const page = await signIn('quality');
  await page.getByRole('link', { name: '录音质检' }).click();
  await rowOf(page, 2).waitFor();
  expect(await page.getByTestId('recording-row').count()).toBe(3);
  await page.keyboard.press('/');
  await page.keyboard.type('0002');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=recording-list][data-state=loaded]').waitFor();
  await rowOf(page, 0).waitFor({ state: 'detached' });
  await rowOf(page, 1).waitFor();
  await page.getByTestId('recording-list').focus();
  await page.locator('[data-testid=player][data-state=whole]').waitFor();
  await page.locator('[data-testid=recording-integrity][data-integrity=unchanged]').waitFor();
  await page.getByText('静音 1 处，最长 0:04').waitFor();
  await page.getByText('抢话 1 处').waitFor();
  await page.getByTestId('player-gaps').filter({ hasText: '暂停录音（敏感信息）：从 0:12 到 0:15' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: '暂停' }).waitFor();
  await page.keyboard.press(']');
  await page.getByTestId('player-speed').filter({ hasText: '1.25' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: '播放', exact: true }).waitFor();
  await page.keyboard.press('m');
  await page.getByTestId('player-at').filter({ hasText: '0:09' }).waitFor();
  await page.keyboard.press('c');
  await page.getByTestId('comment-at').filter({ hasText: '0:09' }).waitFor();
  await page.keyboard.type('这里抢话了，先让客户说完');
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('comment').filter({ hasText: '先让客户说完' }).waitFor();
  await page.getByTestId('recording-list').focus();
  await page.keyboard.press('s');
  for (const key of ['1', '2', '3']) await page.keyboard.press(key);
  await page.getByTestId('score-outcome').filter({ hasText: '触发一票否决，得 0 分' }).waitFor();
  await page.keyboard.type('与客户争吵');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-testid=score][data-points="0"]').waitFor();
  await page.getByTestId('listens-open').click();
  await page.getByTestId('listens').filter({ hasText: 'judge' }).waitFor();
  await page.context().close();
});

it('the agent is told, reads both, and appeals; his colleague’s calls are not there', async () => {
  const page = await signIn('agent');
  await page.getByTestId('quality-notice').filter({ hasText: '2' }).waitFor();
  await page.getByTestId('quality-read').click();
  await page.getByTestId('news-comment').filter({ hasText: '先让客户说完' }).waitFor();
  await page.getByTestId('news-score').filter({ hasText: '得分 0' }).getByTestId('news-open').click();
  await page.locator('[data-testid=player][data-state=whole]').waitFor();
  await page.getByTestId('appeal-open').click();
  await page.getByTestId('appeal-reason').fill('客户先骂人，我没有还口');
  await page.getByTestId('appeal-go').click();
  await page.locator('[data-testid=appeal][data-outcome=open]').waitFor();
  await page.getByTestId('news-seen').click();
  await page.getByTestId('quality-notice').waitFor({ state: 'detached' });
  await page.getByTestId('recordings-tab-search').click();
  await rowOf(page, 1).waitFor();
  expect(await rowOf(page, 2).count()).toBe(0);
  expect(await page.getByTestId('recording-download').count()).toBe(0);
  await page.goto(`${web.url}/recordings#${(kept[2] as Kept).id}`);
  await page.getByTestId('recording-failed').waitFor();
  await page.context().close();
});

it('who judged it cannot review it; a second person changes an answer, and the agent is told again', async () => {
  const judge = await signIn('quality');
  await judge.goto(`${web.url}/recordings#scores`);
  await judge.getByTestId('score-row').first().click();
  await judge.getByText('这是您自己评的分，要由另一人复核。').waitFor();
  await judge.context().close();

  const page = await signIn('supervisor');
  await page.getByRole('link', { name: '录音质检' }).click();
  await page.getByTestId('recordings-tab-scores').click();
  await page.getByTestId('score-row').first().click();
  await page.getByTestId('review-change').click();
  await page.getByTestId('review').getByTestId('score-item').nth(2).focus();
  await page.keyboard.press('1');
  await page.getByTestId('review').getByTestId('score-outcome').filter({ hasText: '70 分' }).waitFor();
  await page.getByTestId('review-text').fill('重听 0:09，是客户先骂人');
  await page.getByTestId('review-go').click();
  await page.locator('[data-testid=appeal][data-outcome=changed]').filter({ hasText: '原评分 0 分' }).waitFor();
  await page.context().close();

  const agent = await signIn('agent');
  await agent.getByTestId('quality-notice').waitFor();
  await agent.goto(`${web.url}/recordings#mine`);
  await agent.getByTestId('news-score').filter({ hasText: '得分 70' }).filter({ hasText: '已改判' }).waitFor();
  await agent.context().close();
});

it('a file changed by hand says so; a copy leaves with a reason; the report has the counts', async () => {
  appendFileSync(join(web.recordings, (kept[0] as Kept).path), 'x');
  const page = await signIn('quality');
  await page.goto(`${web.url}/recordings#${(kept[0] as Kept).id}`);
  await page.locator('[data-testid=recording-integrity][data-integrity=changed]').waitFor();
  await page.getByTestId('recording-download').click();
  expect(await page.getByTestId('download-go').isDisabled()).toBe(true);
  await page.getByTestId('download-reason').fill('客户投诉取证');
  const file = page.waitForEvent('download');
  await page.getByTestId('download-go').click();
  expect((await file).suggestedFilename()).toBe(`${(kept[0] as Kept).id}.wav`);
  await page.getByTestId('recordings-tab-report').click();
  await page.getByTestId('report-from').fill('2027-01-01');
  await page.getByTestId('report-to').fill('2027-12-31');
  await page.getByTestId('report').filter({ hasText: '王芳' }).filter({ hasText: '70.0' }).waitFor();
  await page.getByTestId('language').click();
  await page.getByText('Items failed most').or(page.getByText('Quality report')).first().waitFor();
  const [row] = await web.business.audit.page({ limit: 1, what: 'recording-downloaded' });
  expect(row?.detail).toMatchObject({ reason: '客户投诉取证' });
  await page.context().close();
});

it('no page had an error', () => expect(errors).toEqual([]));
