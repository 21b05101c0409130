/** A campaign on real processes and lines, from a list of people to codes, calls and recordings; and what may befall it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CampaignBox } from '../rig/campaign/campaign-box.js';

const rig = new CampaignBox({
  ...{ people: 40, seed: 3, ringMs: 1_500, talkMs: 2_500 },
  ...{ spans: 2, agents: 3, wrapUpMs: 0, machineMs: 0, ringTimeoutMs: 15_000 },
});

beforeAll(async () => {
  await rig.open();
  await rig.putList();
  await rig.importAll();
});
afterAll(() => rig.close());

it('calls forty people: every code, call and recording is as the far end lived it, and nobody twice', async () => {
  await rig.team.begin();
  await rig.start();
  await rig.floor.until(() => rig.called === 40 && rig.farEnd.isQuiet);
  const { problems, compared, connected, recordings, live, dropped } = await rig.judge();
  expect(problems).toEqual([]);
  expect(rig.team.refused).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(40);
  expect(recordings).toBe(connected);
  expect(dropped).toBeLessThanOrEqual(Math.ceil(live * 0.03));
  expect(Math.max(...rig.team.toEarMs)).toBeLessThan(2_000);
});
