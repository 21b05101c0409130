/** A campaign on real processes and lines, from a list of people to codes, calls and recordings; and what may befall it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CampaignBox } from '../rig/campaign/campaign-box.js';

/** Of so many people who are of every kind; few of them let it ring for the 15 s that the law wants. */
const seed = 1235;
const people = 32;
const rig = new CampaignBox({
  ...{ people, seed, ringMs: 1_500, talkMs: 2_500 },
  ...{ spans: 2, agents: 3, wrapUpMs: 0, machineMs: 0, ringTimeoutMs: 15_000 },
});

beforeAll(async () => {
  await rig.open();
  await rig.putList();
  await rig.importAll();
});
afterAll(() => rig.close());

it('calls thirty-two people: every code, call and recording is as the far end lived it, and nobody twice', async () => {
  await rig.team.begin();
  await rig.start();
  await rig.floor.until(() => rig.called === people && rig.farEnd.isQuiet);
  const { problems, compared, connected, recordings, dropped, came } = await rig.judge();
  expect(problems).toEqual([]);
  expect(came).toMatchObject({
    'busy cause → busy': expect.any(Number),
    'busy tone → busy': expect.any(Number),
    'vacant cause → wrong-number': expect.any(Number),
    'vacant tone → wrong-number': expect.any(Number),
    'vacant announced → wrong-number': expect.any(Number),
    'switched-off → unreachable': expect.any(Number),
    'congested → line-failure': expect.any(Number),
    'machine → diverted': expect.any(Number),
    'person → success': expect.any(Number),
  });
  expect(rig.team.refused).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(people);
  expect(recordings).toBe(connected);
  // One drop of so few would be over the cap, so there is none but of who hung up at once.
  expect(dropped).toBe(came['impatient → dropped'] ?? 0);
  expect(Math.max(...rig.team.toEarMs)).toBeLessThan(2_000);
});
