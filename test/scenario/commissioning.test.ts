/** A technician brings up a line of a real box: faults on the wire are named, and nothing is lost when processes die. */
import { afterEach, expect, test } from 'vitest';
import { usualSpanSetup } from '../../daemon/terms/span-setup.js';
import { CommissioningRig } from '../rig/commissioning-rig.js';

let rig: CommissioningRig;
afterEach(() => rig.close());

test('a cut wire, then a wrong CRC4: both are named, one key mends it, and the wizard outlives the daemon', async () => {
  rig = await CommissioningRig.open();
  const { id } = await rig.start();
  await rig.order(id);
  await rig.check(id, 'card');
  await rig.goesOn(id, 'card');

  const mend = rig.inject({ fault: 'los', direction: 'send', span: 1 });
  await rig.check(id, 'line');
  expect(await rig.ended(id, 'line')).toMatchObject({ state: 'bad', fault: 'no-signal' });
  mend();

  rig.far({ crc4: false });
  await rig.check(id, 'line');
  expect(await rig.ended(id, 'line')).toMatchObject({ fault: 'crc4-mismatch', proposal: { setup: { crc4: false } } });
  await rig.take(id, 'line');
  expect(await rig.goesOn(id, 'line')).toMatchObject({ state: 'checking', mayGoOn: true });
  const { site } = await rig.floor.client.request('site.get', {});
  expect(site.spans).toMatchObject([{ span: 1, crc4: false }]);

  await rig.restartDaemon();
  const resumed = await rig.get(id);
  expect(resumed).toMatchObject({ step: 'line', order: { carrier: 'Telecom' }, setup: { crc4: false } });
  expect(resumed.steps.find(({ step }) => step === 'line')).toMatchObject({ state: 'open', fault: 'interrupted' });
  await rig.well(); // the lines were opened with the CRC4 that was taken
  await rig.abandon(id);
});

test('a daemon that dies while a span change is watched takes it back when it is started again', async () => {
  rig = await CommissioningRig.open();
  const { client } = rig.floor;
  const setup = { ...usualSpanSetup, side: 'network' } as const;
  const { version } = await client.request('site.get', {});
  const { id } = await client.request('span.change', { by: 'tech', span: 1, setup, version });
  await rig.spanChangeIs(id, 'watching');
  await rig.restartDaemon();
  expect(await rig.spanChange(id)).toMatchObject({ state: 'rolled-back', problem: 'daemon-restarted', by: 'tech' });
  await rig.well();
  expect((await client.request('site.get', {})).site.spans).toBeUndefined();
});
