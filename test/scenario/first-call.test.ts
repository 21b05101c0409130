import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LiveMessage } from '../../daemon/contract/pages.js';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Visitor } from '../rig/pages.js';
import { serviceNumber } from '../rig/site.js';
import { loudStretch, readStereo, toneQuality, writeTone } from '../rig/sound.js';

const callerHz = 1004; // ITU-T O.6 test tone, off the sampling rate's divisors
const agentHz = 820;
const toneMs = 2000;

const box = new Box({ wrapUpMs: 60_000 });
const callerTone = join(box.folder, 'caller.wav');
const agentTone = join(box.folder, 'agent.wav');
let visitor: Visitor;

beforeAll(async () => {
  writeTone(callerTone, callerHz, toneMs);
  writeTone(agentTone, agentHz, toneMs);
  box.openExchange();
  await box.startDaemon();
  visitor = new Visitor(await box.startWeb());
  await box.exchange.spanUp();
});
afterAll(() => box.close());

/**
 * The last stretch of a recording that is as long as the tone was, less a tenth of a second: what was on the wire
 * before (the music) is not in it, and were a piece of the tone missing, silence would be.
 */
function heardTone(alaw: Uint8Array, hz: number): { snrDb: number; levelDbm0: number } {
  const loud = loudStretch(alaw);
  const end = loud.start + loud.samples;
  return toneQuality(alaw.subarray(end - (toneMs - 50) * 8, end - 50 * 8), hz);
}

async function sayBothWays(caller: FarLeg, agent: FarLeg): Promise<void> {
  caller.record('far-caller', join(box.folder, 'far-caller.wav'));
  agent.record('far-agent', join(box.folder, 'far-agent.wav'));
  const plays: [FarLeg, number][] = [
    [caller, caller.play(callerTone)],
    [agent, agent.play(agentTone)],
  ];
  await Promise.all(plays.map(([leg, play]) => leg.when('play-ended', (event) => event.play === play)));
}

it('carries a call from the E1 to the desk telephone, with the customer shown before the first ring', async () => {
  await visitor.signIn(box.logins.of('agent'));
  const page = visitor.live();
  await page.opened();
  await page.say({ do: 'sign-in' });
  await page.say({ do: 'ready' });

  const order: string[] = [];
  box.exchange.onRinging(() => order.push('rings'));
  const popped = page.when((message): message is Extract<LiveMessage, { live: 'pop' }> => message.live === 'pop');
  void popped.then(() => order.push('pop'));

  const caller = box.exchange.call({ from: '13900000001', to: serviceNumber });
  await caller.when('alerting');
  await caller.when('answered');
  caller.press('1');

  const pop = (await popped).pop;
  expect(pop.callingNumber).toBe('13900000001');
  expect(pop.customers).toHaveLength(1);
  await page.say({ do: 'pop-shown', callId: pop.callId });
  const desk = await box.exchange.rings(1);
  expect(order).toEqual(['pop', 'rings']);

  desk.answer();
  await page.when(
    (m) => m.live === 'change' && m.changes.some((c) => c.topic === 'agent' && c.value?.state === 'talking'),
  );
  await sayBothWays(caller, desk);

  caller.hangUp();
  await page.when(
    (m) => m.live === 'change' && m.changes.some((c) => c.topic === 'agent' && c.value?.state === 'wrap-up'),
  );
  desk.hangUp();
  await page.say({ do: 'dispose', callId: pop.callId, disposition: 'resolved' });
  await page.say({ do: 'end-wrap-up' });
  await Promise.all([box.exchange.recorded('far-agent'), box.exchange.recorded('far-caller')]);

  for (const [who, path, hz] of [
    ['agent hears caller', 'far-agent.wav', callerHz],
    ['caller hears agent', 'far-caller.wav', agentHz],
  ] as const) {
    const heard = heardTone(readStereo(join(box.folder, path)).left, hz);
    expect(heard.snrDb, who).toBeGreaterThanOrEqual(30);
    expect(heard.levelDbm0, who).toBeCloseTo(-10, 0);
  }

  const telephony = box.telephony();
  const events = (await telephony.eventsOfCall(pop.callId)).map((event) => event.what);
  await telephony.close();
  expect(events, 'it was the shown pop that let it ring').toContain('pop-shown');
  expect(events.indexOf('ringing')).toBeGreaterThan(events.indexOf('pop-shown'));

  const [call] = await visitor.calls();
  expect(call).toMatchObject({
    id: pop.callId,
    direction: 'inbound',
    callingNumber: '13900000001',
    calledNumber: serviceNumber,
    cause: 16,
    ending: 'completed',
    disposition: 'resolved',
    agent: '8001',
    queue: 'service',
    recorded: true,
  });
  expect(call?.endedAt).toBeGreaterThan(call?.talkStartedAt ?? Number.POSITIVE_INFINITY);
  expect(call?.talkStartedAt).toBeGreaterThan(call?.answeredAt ?? Number.POSITIVE_INFINITY);

  const recording = readStereo(await visitor.recording(pop.callId));
  expect(heardTone(recording.left, callerHz).snrDb, 'the caller is left').toBeGreaterThan(30);
  expect(heardTone(recording.right, agentHz).snrDb, 'the agent is right').toBeGreaterThan(30);
  page.close();
});

it('lets a caller give up while the telephone rings, and takes the next one', async () => {
  const page = visitor.live();
  await page.opened();
  await page.say({ do: 'ready' });
  const first = box.exchange.call({ from: '13900000002', to: serviceNumber });
  await first.when('answered');
  first.press('1');
  const ringing = await box.exchange.rings(1);
  first.hangUp();
  await ringing.when('cleared');
  const second = box.exchange.call({ from: '13900000003', to: serviceNumber });
  await second.when('answered');
  second.press('1');
  const desk = await box.exchange.rings(1);
  desk.answer();
  await page.when(
    (m) => m.live === 'change' && m.changes.some((c) => c.topic === 'agent' && c.value?.state === 'talking'),
  );
  desk.hangUp();
  expect((await second.when('cleared')).cause).toBe(16);
  await page.when(
    (m) => m.live === 'change' && m.changes.some((c) => c.topic === 'agent' && c.value?.state === 'wrap-up'),
  );
  const calls = await visitor.calls();
  // An agent reads only the calls that were theirs.
  expect(calls.map((call) => call.callingNumber)).toContain('13900000003');
  const supervisor = new Visitor(visitor.url);
  await supervisor.signIn(box.logins.of('supervisor'));
  const gaveUp = (await supervisor.calls()).find((call) => call.callingNumber === '13900000002');
  expect(gaveUp).toMatchObject({ ending: 'abandoned', cause: 16, talkStartedAt: null, recorded: false });
  page.close();
});
