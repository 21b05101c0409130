import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BoxHealth } from '../../../daemon/terms/box-health.js';
import { DaemonDoor } from '../../../test/rig/daemon-door.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';
import { nothingKnown } from '../health/readings.js';

const web = new Web();
const door = new DaemonDoor(testSite());

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await door.open(web);
});
afterAll(async () => {
  await web.remove();
  await door.close();
});

it('technicians are told the moment the disk fills up, and when it is well again; agents are not', async () => {
  const technician = await web.visitor('technician');
  const agent = await web.visitor('agent');
  const page = technician.live();
  const other = agent.live();
  await page.opened();
  await other.opened();
  const { box } = web.server.parts;
  web.readings = { ...nothingKnown, diskPercent: 96 };
  await box.look();
  const told = await page.when((message) => message.live === 'box');
  expect(told).toMatchObject({ figure: { id: 'diskPercent', level: 'critical', value: 96 }, level: 'critical' });
  expect(await technician.get<BoxHealth>('/api/v1/box-health')).toMatchObject({ level: 'critical' });
  web.readings = { ...nothingKnown, diskPercent: 40 };
  await box.look();
  await page.when((message) => message.live === 'box' && message.level === 'good');
  await other.say({ do: 'ping' });
  expect(other.heard.filter(({ live }) => live === 'box')).toEqual([]);
  page.close();
  other.close();
});
