/** An agent dials on his desk telephone: over real signalling, with sound, over the trunk that is free, after a restart too. */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { StoredCall } from '../../daemon/store/telephony-reader.js';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { loudStretch, readStereo, toneQuality, writeTone } from '../rig/sound.js';

const called = '13912345678';
const customerHz = 1004;
const agentHz = 820;
const toneMs = 1500;

const box = new Box({
  agents: 2,
  lines: 4,
  wrapUpMs: 0,
  more: {
    areaCode: '021',
    trunks: [
      {
        id: 'a',
        name: { zh: '甲', en: 'A' },
        channels: [{ span: 1, timeslots: '1-2' }],
        hunting: 'lowest',
        out: { callingNumber: '02160001000', zeroBeforeMobiles: { except: [] } },
      },
      { id: 'b', name: { zh: '乙', en: 'B' }, channels: [{ span: 1, timeslots: '30-31' }], hunting: 'highest' },
    ],
    routes: [{ prefixes: [''], trunks: ['a', 'b'] }],
  },
});
let daemon: Awaited<ReturnType<Box['startDaemon']>>;
let floor: Floor;

beforeAll(async () => {
  writeTone(join(box.folder, 'customer.wav'), customerHz, toneMs);
  writeTone(join(box.folder, 'agent.wav'), agentHz, toneMs);
  box.openExchange();
  daemon = await box.startDaemon();
  await box.exchange.spanUp();
  floor = new Floor();
  await floor.open(box.control);
  await floor.client.request('agent.sign-in', { agentId: '8001' });
  await floor.client.request('agent.ready', { agentId: '8001' });
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
});
afterAll(async () => {
  floor.close();
  await box.close();
});

const agentIs = (state: string) =>
  floor.until((live) => live.agents.some((agent) => agent.id === '8001' && agent.state === state));

/** The telephone on line 1 dials; both ends of the call, alerted. */
async function dial(number: string, timeslot: number) {
  const arrives = box.exchange.arrives(1, timeslot);
  const desk = box.exchange.lift(1);
  desk.press(number);
  const customer = await arrives;
  const { callingNumber, calledNumber } = await customer.when('incoming');
  customer.send({ do: 'alert', seizure: customer.seizure });
  return { desk, customer, callingNumber, calledNumber, callId: await callUnderWay() };
}

/** The order to unblock may still be on its way to the signalling thread, which refuses with 44 until then. */
async function takenOn(timeslot: number): Promise<FarLeg> {
  for (;;) {
    const leg = box.exchange.call({ from: called, to: '02160001000', timeslot });
    const isTaken = await leg.when('answered').then(
      () => true,
      () => false,
    );
    if (isTaken) return leg;
    expect((await leg.when('cleared')).cause).toBe(44);
  }
}

/** The lines are ahead of what the control socket tells. */
async function callUnderWay(): Promise<string> {
  await agentIs('dialling');
  const { calls } = await floor.until((live) => live.calls.some(({ stage }) => stage === 'dialling'));
  return calls.find(({ stage }) => stage === 'dialling')?.id ?? '';
}

/** The CDR of a call this end has just cleared; rows may be a busy disk's second behind. */
async function cdrOf(callId: string): Promise<StoredCall | undefined> {
  await floor.until((live) => live.calls.length === 0);
  const telephony = box.telephony();
  try {
    return await vi.waitFor(async () => {
      const call = (await telephony.calls({ limit: 5 })).find(({ id }) => id === callId);
      expect(call?.endedAt).toEqual(expect.any(Number));
      return call;
    }, 20_000);
  } finally {
    await telephony.close();
  }
}

it('digits, number rules, both voices, one recording, one CDR', async () => {
  const { desk, customer, callingNumber, calledNumber, callId } = await dial(called, 1);
  expect([callingNumber, calledNumber]).toEqual(['02160001000', `0${called}`]);
  customer.answer();
  await agentIs('talking');
  customer.record('at-customer', join(box.folder, 'at-customer.wav'));
  desk.record('at-desk', join(box.folder, 'at-desk.wav'));
  const plays = [customer.play(join(box.folder, 'customer.wav')), desk.play(join(box.folder, 'agent.wav'))] as const;
  await customer.when('play-ended', ({ play }) => play === plays[0]);
  await desk.when('play-ended', ({ play }) => play === plays[1]);
  customer.hangUp();
  await customer.when('cleared');
  desk.hangUp();
  await Promise.all([box.exchange.recorded('at-customer'), box.exchange.recorded('at-desk')]);
  for (const [file, hz] of [
    ['at-customer.wav', agentHz],
    ['at-desk.wav', customerHz],
  ] as const) {
    const heard = readStereo(join(box.folder, file)).left;
    const { start } = loudStretch(heard);
    expect(toneQuality(heard.subarray(start + 800, start + 8_800), hz).snrDb, file).toBeGreaterThan(30);
  }
  expect(await cdrOf(callId)).toMatchObject({
    direction: 'outbound',
    callingNumber: '02160001000',
    calledNumber: called,
    channel: 'E1-1:1',
    agent: '8001',
    cause: 16,
    endedBy: 'called',
    ending: 'completed',
    recorded: true,
  });
});

it('ACC-24: group A is blocked, so the call goes over group B; the CDR’s channel proves it', async () => {
  await floor.client.request('lines.block', { by: 'tech', of: { trunk: 'a' } });
  await floor.until((live) => live.channels.filter(({ service }) => service === 'blocked').length === 2);
  const { desk, customer, callId } = await dial(called, 31);
  customer.answer();
  await agentIs('talking');
  desk.hangUp();
  expect((await customer.when('cleared')).cause).toBe(16);
  expect(await cdrOf(callId)).toMatchObject({ channel: 'E1-1:31', endedBy: 'agent', ending: 'completed' });
});

it('a daemon that is killed comes back with the same channels blocked, and refuses calls on them', async () => {
  const up = once(floor.client, 'up');
  await daemon.kill('SIGKILL');
  daemon = await box.startDaemon();
  await up;
  await floor.until((live) => live.channels.filter(({ service }) => service === 'blocked').length === 2);
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
  const refused = box.exchange.call({ from: called, to: '02160001000', timeslot: 1 });
  expect((await refused.when('cleared')).cause).toBe(44);
  await floor.client.request('lines.unblock', { by: 'tech', of: { trunk: 'a' } });
  const taken = await takenOn(1);
  taken.hangUp();
  await floor.until((live) => live.calls.length === 0);
});

it('busy: the agent hears it, and the call says who refused it', async () => {
  const arrives = box.exchange.arrives(1, 1);
  const desk = box.exchange.lift(1);
  desk.record('busy', join(box.folder, 'busy.wav'));
  desk.press(called);
  const customer = await arrives;
  const callId = await callUnderWay();
  customer.hangUp(17);
  expect(await cdrOf(callId)).toMatchObject({ cause: 17, endedBy: 'network', ending: 'unanswered', recorded: false });
  desk.hangUp();
  await box.exchange.recorded('busy');
});
