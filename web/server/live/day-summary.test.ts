/** SUP-13: the summary comes by itself, once, and also when nobody was there at its time. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LiveMessage, SummaryList } from '../../../daemon/contract/pages.js';
import { serviceLevel } from '../../../daemon/terms/metrics.js';
import type { RowChange } from '../../../daemon/terms/rows.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';
import { momentOf } from './day-summary.js';

const hourMs = 3_600_000;
/** The rig's clock begins at 2027-01-15 16:00 in Shanghai. */
const t0 = 1_800_000_000_000;
const today = '2027-01-15';
let web: Web;

beforeEach(async () => {
  web = new Web();
  await web.start();
  await web.putUsers();
  await web.importSite(testSite());
  await web.writeTelephony([
    ...visit(1, 5_000, 'answered'),
    ...visit(2, 45_000, 'answered'),
    ...visit(3, 70_000, 'abandoned'),
    { row: 'agent-state', state: { ...work, state: 'talking', startedAt: t0, endedAt: t0 + 60_000 } },
    { row: 'agent-state', state: { ...work, state: 'wrap-up', startedAt: t0 + 60_000, endedAt: t0 + 70_000 } },
  ]);
});
afterEach(() => web.remove());

const work = { agent: '8001', reason: null, callId: '01h00000000000000000000001' };

function visit(n: number, waitMs: number, how: 'answered' | 'abandoned'): readonly RowChange[] {
  const callId = `01h${String(n).padStart(23, '0')}`;
  const enteredAt = t0 - 600_000 + n;
  const agent = how === 'answered' ? '8001' : null;
  const times = { startedAt: enteredAt, answeredAt: enteredAt, queuedAt: enteredAt, endedAt: enteredAt + waitMs + 1 };
  const said = {
    cause: 16,
    endedBy: 'caller',
    ending: how === 'answered' ? 'completed' : how,
    disposition: null,
  } as const;
  const from = { callingNumber: '13900000001', presentation: 'allowed', calledNumber: '1', channel: 'E1-1:1' } as const;
  const call = { id: callId, direction: 'inbound', ...from, ...times, ...said, talkStartedAt: null } as const;
  return [
    { row: 'call-open', call: { ...call, agent, queue: 'service', flowPath: '' } },
    {
      row: 'queue-visit',
      visit: { callId, visit: 1, queue: 'service', enteredAt, leftAt: enteredAt + waitMs, how, agent },
    },
  ];
}

const maker = () => web.server.parts.summaries;
const list = async (query = '') => (await web.visitor('supervisor')).get<SummaryList>(`/api/v1/summaries${query}`);
const days = async () => (await list()).summaries.map(({ day }) => day);

test('at six in the evening it is there and told; its numbers are those of the formulas', async () => {
  await maker().look();
  expect(await days()).toEqual([]);
  const page = (await web.visitor('supervisor')).live();
  await page.when((message) => message.live === 'hello');
  const told = page.next((message: LiveMessage) => message.live === 'summary');
  web.clock.advance(2 * hourMs);
  expect(await told).toEqual({ live: 'summary', day: today });
  page.close();
  const { settings, summaries } = await list();
  expect(settings).toEqual({ at: '18:00' });
  const [made] = summaries;
  const counts = { offered: 3, answered: 2, answeredInTime: 1, abandoned: 1, abandonedInTime: 0 };
  expect(made?.summary.all).toMatchObject({
    agents: 1,
    offered: 3,
    answered: 2,
    abandoned: 1,
    serviceLevel: serviceLevel({ ...counts, abandonedIn5s: 0, overflowed: 0 }, 'F3'),
    answeredByGroup: 2,
    talkMs: 60_000,
    wrapUpMs: 10_000,
    attention: 1,
  });
  expect(made?.summary).toMatchObject({ formula: 'F3', to: momentOf(today, '18:00', 'Asia/Shanghai') });
  await Promise.all([maker().look(), maker().look()]);
  expect(await days()).toEqual([today]);
});

test('who was off at six makes it up at the next start, the same as it would have been; empty days are left out', async () => {
  await web.stop();
  web.clock.advance(50 * hourMs);
  await web.start();
  await maker().look();
  const { summaries } = await list();
  expect(summaries.map(({ day }) => day)).toEqual(['2027-01-17', today]);
  expect(summaries[1]?.summary.all).toMatchObject({ offered: 3, talkMs: 60_000 });
  expect((await list('?before=2027-01-17&limit=1')).summaries.map(({ day }) => day)).toEqual([today]);
});

test('another time holds at once: what is due by then is made', async () => {
  const floor = await web.visitor('supervisor');
  expect((await floor.request('PUT', '/api/v1/summaries/settings', { at: '15:30' })).status).toBe(204);
  const { settings, summaries } = await list();
  expect([settings.at, summaries[0]?.day, summaries[0]?.summary.all.offered]).toEqual(['15:30', today, 0]);
  for (const at of ['24:00', '6:00', '', 'noon']) {
    expect((await floor.request('PUT', '/api/v1/summaries/settings', { at })).status).toBe(400);
  }
});

test('400 days are kept', async () => {
  const { summaries } = web.business;
  const [empty] = [{ from: 0, to: 1, formula: 'F3', all: {}, groups: [] }] as never[];
  for (let n = 0; n < 405; n++) {
    await summaries.put(new Date(n * 86_400_000).toISOString().slice(0, 10), empty as never, 1);
  }
  const kept = await summaries.list(1_000);
  expect([kept.length, kept.at(-1)?.day]).toEqual([400, '1970-01-06']);
});

describe('a time on the wall', () => {
  test.each([
    ['2027-01-15', '18:00', 'Asia/Shanghai', '2027-01-15T10:00:00Z'],
    ['2027-03-28', '18:00', 'Europe/Berlin', '2027-03-28T16:00:00Z'],
    ['2027-10-31', '18:00', 'Europe/Berlin', '2027-10-31T17:00:00Z'],
    ['2027-01-15', '00:00', 'UTC', '2027-01-15T00:00:00Z'],
  ])('%s %s in %s', (day, at, timeZone, moment) => {
    expect(new Date(momentOf(day, at, timeZone)).toISOString()).toBe(moment.replace('Z', '.000Z'));
  });
});
