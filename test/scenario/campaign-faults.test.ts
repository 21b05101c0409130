/** What befalls a campaign in the middle of its work: the daemon dies, a span is cut, agents leave, the list is emptied. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CampaignBox } from '../rig/campaign/campaign-box.js';

const agents = 10;
const rig = new CampaignBox({
  // What is heard before an answer is for campaign.test: blocks that a busy machine loses would be faults of no story here.
  ...{ people: 900, seed: 5, ringMs: 6_000, talkMs: 2_000, inBand: false },
  ...{ spans: 2, agents, wrapUpMs: 0, machineMs: 0, ringTimeoutMs: 15_000 },
});
/** Calls ringing at once for two agents, when every second person answers. */
const mostForTwo = 8;
const stopsWithinMs = 2_000;

beforeAll(async () => {
  await rig.open();
  await rig.putList();
  await rig.importAll();
  await rig.team.begin();
  await rig.start();
});
afterAll(() => rig.close());

/** So many more people were called since. */
async function called(more: number): Promise<void> {
  const before = rig.called;
  await rig.floor.until(() => rig.called >= before + more);
}

it('a daemon that is killed comes back and goes on, with its agents and without calling anybody twice', async () => {
  await called(8);
  await rig.floor.until(() => rig.farEnd.ringing >= 2);
  expect(await rig.killDaemon()).toBeLessThan(5_000);
  expect(rig.live?.state).toBe('running');
  await called(8);
});

it('a span that is cut with calls on it: the campaign goes on over the other one', async () => {
  await rig.floor.until(() => rig.farEnd.ringing >= 3);
  const mend = await rig.cut(rig.farEnd.arrivals.findLast(({ endedAt }) => endedAt === null)?.span ?? 1);
  await called(6);
  expect(rig.live?.state).toBe('running');
  await mend();
});

it('eight of ten agents leave: within 2 s nobody is called beyond what two can take', async () => {
  await rig.floor.until(() => rig.farEnd.ringing >= 3);
  await rig.team.signOut(rig.team.ids.slice(2));
  const leftAt = rig.nowMs();
  await called(4);
  const { arrivals } = rig.farEnd;
  for (const { at } of arrivals.filter((each) => each.at > leftAt + stopsWithinMs)) {
    const ringing = arrivals.filter((each) => each.at <= at && each.answeredAt === null && (each.endedAt ?? at) >= at);
    expect(ringing.length).toBeLessThanOrEqual(mostForTwo);
  }
  await rig.team.begin(rig.team.ids.slice(2));
});

it('all leave at once with calls ringing: nobody more is called', async () => {
  await rig.floor.until(() => rig.farEnd.ringing >= 3);
  await rig.team.signOut();
  await rig.drained();
  await rig.team.begin();
  await called(4);
});

it('a list that is emptied while it is dialled: what rings is finished, and nobody new is called', async () => {
  await rig.floor.until(() => rig.farEnd.ringing >= 1);
  await rig.emptyList();
  const emptiedAt = rig.nowMs();
  const { problems, connected, recordings, lastNewAt } = await rig.judge();
  expect(problems).toEqual([]);
  expect(recordings).toBe(connected);
  expect(lastNewAt).toBeLessThanOrEqual(emptiedAt);
});
