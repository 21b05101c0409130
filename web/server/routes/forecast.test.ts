import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Forecast } from '../../../daemon/contract/pages.js';
import type { Campaign } from '../../../daemon/terms/outbound.js';
import { DaemonDoor } from '../../../test/rig/daemon-door.js';
import { type OutboundDesk, outboundDesk } from '../../../test/rig/outbound-desk.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

vi.setConfig({ testTimeout: 120_000 });

const web = new Web();
const site = testSite({ agents: 4 });
let desk: OutboundDesk;
let door: DaemonDoor;
let boss: Visitor;

const campaign: Campaign = {
  id: 'spring',
  name: '春季回访',
  mode: 'predictive',
  queue: 'service',
  flow: '',
  lists: [{ list: 'people', weight: 1 }],
  filter: [],
  trunks: [],
  callerNumber: '',
  ringTimeoutMs: 25_000,
  maxConcurrent: 30,
  waitMusic: '',
  dropPrompts: [],
  greetingPrompts: [],
  retry: { tries: 1, waitMs: 3_600_000 },
  retryByResult: {},
  hours: { from: '09:00', to: '20:00' },
  days: [1, 2, 3, 4, 5, 6, 7],
  perNumberPerDay: 1,
  dropCap: 0.03,
  answeringMachines: true,
  previewMs: 30_000,
  recording: 'all',
  heardPercent: 80,
  startAt: null,
  endAt: null,
  target: null,
  script: '',
};

beforeAll(async () => {
  await web.buildForecastThread();
  desk = await outboundDesk(web, site);
  await desk.store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: web.clock.nowMs() });
  await web.start();
  await web.putUsers();
  door = new DaemonDoor(site, {}, desk.door);
  await door.open(web);
  boss = await web.visitor('admin');
  const list = { name: '人', kind: 'leads', purpose: '回访', consent: '购买时同意', columns: [] };
  expect((await boss.request('PUT', '/api/v1/lists/people', list)).status).toBe(204);
  const leads = Array.from({ length: 150 }, (_, at) => ({
    line: at + 1,
    number: `${13_800_000_000 + at}`,
    name: '',
    data: {},
  }));
  const whole = { by: 'boss', import: 'i1', list: 'people', source: 'a.csv', batch: 1, last: true, leads };
  expect(await web.control.request('leads.import', whole)).toMatchObject({ added: 150 });
}, 60_000);
afterAll(async () => {
  await web.remove();
  await door.close();
  await desk.store.close();
});

async function forecast(changed: Partial<Campaign> = {}, agents?: number): Promise<Forecast> {
  const body = { campaign: { ...campaign, ...changed }, ...(agents === undefined ? {} : { agents }) };
  const answer = await boss.request('POST', '/api/v1/campaigns/forecast', body);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as Forecast;
}

test('tells when the list is done and how many are dropped, and says what it had to assume', async () => {
  const told = await forecast();
  expect(told).toMatchObject({ agents: 4, signedIn: 0, inQueue: 4, leads: 150, left: 0, daysLookedAt: 5 });
  expect(told.with).toMatchObject({ answerPercent: 30, assumed: ['answer', 'talk', 'wrap-up'], attempts: 0 });
  const { early, usual, late } = told.doneAt;
  expect(told.startsAt).toBeGreaterThanOrEqual(web.clock.nowMs());
  expect(usual).toBeGreaterThan(told.startsAt ?? 0);
  expect(early).toBeLessThanOrEqual(usual ?? 0);
  expect(late).toBeGreaterThanOrEqual(usual ?? 0);
  expect(told.reached).toBeGreaterThan(20);
  expect(told.droppedPercent.high).toBeLessThan(8); // some 45 persons: one is more than two percent
});

test('with more agents it is done earlier; with none signed up nobody is reached', async () => {
  const [few, many] = [await forecast({}, 2), await forecast({}, 8)];
  expect(many.doneAt.usual).toBeLessThan(few.doneAt.usual ?? 0);
  expect(await forecast({}, 0)).toMatchObject({ calls: 0, left: 150, doneAt: { usual: null } });
});

test('a notice needs nobody; a campaign that is over begins never', async () => {
  expect(await forecast({ mode: 'notice', queue: '', flow: 'main' })).toMatchObject({ busyPercent: 0, left: 0 });
  expect(await forecast({ endAt: 1 })).toMatchObject({ startsAt: null, calls: 0, left: 150, daysLookedAt: 0 });
});

test('refuses what is no campaign, and more than two at once', async () => {
  for (const body of [
    {},
    { campaign: { ...campaign, mode: 'fast' } },
    { campaign, agents: -1 },
    { campaign, agents: 1e9 },
  ]) {
    expect((await boss.request('POST', '/api/v1/campaigns/forecast', body)).status).toBe(400);
  }
  const three = await Promise.all(
    [1, 2, 3].map(() => boss.request('POST', '/api/v1/campaigns/forecast', { campaign })),
  );
  expect(three.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
});
