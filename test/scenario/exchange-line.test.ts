/** An analog line of the public exchange at the box: who calls, what is said, and each way in which the far end hangs up. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Presentation } from '../../daemon/lines/lines.js';
import type { StoredCall } from '../../daemon/store/telephony-reader.js';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { serviceNumber } from '../rig/site.js';
import { loudStretch, readStereo, toneQuality, writeTone } from '../rig/sound.js';

const callerHz = 1004;
const agentHz = 820;
const toneMs = 1000;
/** One of busy tone in China: 0.35 s on, 0.35 s off (GF 002-9002). */
const busyCycleMs = 700;
const caller = '02165550001';
/** L3 has no polarity; L4's exchange turns it from answer to end. */
const plain = 3;
const turning = 4;

const box = new Box({
  spans: 1,
  lines: 2,
  exchangeLines: 2,
  agents: 1,
  wrapUpMs: 0,
  linePlans: { [turning]: { polarityAtAnswer: true } },
  more: {
    areaCode: '021',
    lines: [
      { line: plain, number: serviceNumber },
      { line: turning, number: serviceNumber },
    ],
    trunks: [
      { id: 'plain', name: { zh: '模拟', en: 'Analog' }, channels: [{ line: plain }] },
      {
        id: 'turning',
        name: { zh: '反极', en: 'Reversing' },
        channels: [{ line: turning }],
        answerSupervision: 'polarity',
      },
    ],
    routes: [
      { prefixes: ['1'], trunks: ['turning'] },
      { prefixes: [''], trunks: ['plain'] },
    ],
  },
});
let floor: Floor;
/** A telephone that only gives the time of the wire. */
let spare: FarLeg;

beforeAll(async () => {
  writeTone(join(box.folder, 'caller.wav'), callerHz, toneMs);
  writeTone(join(box.folder, 'agent.wav'), agentHz, toneMs);
  box.openExchange();
  await box.startDaemon();
  floor = new Floor();
  await floor.open(box.control);
  await floor.client.request('agent.sign-in', { agentId: '8001' });
  await floor.client.request('agent.ready', { agentId: '8001' });
  spare = box.exchange.lift(2);
});
afterAll(async () => {
  floor.close();
  await box.close();
});

const lineIs = (line: number, state: string) =>
  floor.until((live) => live.channels.some((channel) => channel.line === line && channel.state === state));
const agentIs = (state: string) => floor.until((live) => live.agents.some((agent) => agent.state === state));

let lastRead = '';

/** The calls that have ended since the last time, as they were stored. */
async function calls(count: number): Promise<readonly StoredCall[]> {
  await floor.until((live) => live.calls.length === 0);
  await agentIs('ready');
  const telephony = box.telephony();
  try {
    for (;;) {
      // Answered when what came before it is on the disk, or the disk has been too busy for half a second.
      await floor.client.request('agent.ready', { agentId: '8001' });
      const found = await telephony.calls({ limit: count });
      if (found.some(({ id, endedAt }) => id === lastRead || endedAt === null)) continue;
      lastRead = found[0]?.id ?? '';
      return found;
    }
  } finally {
    await telephony.close();
  }
}

/** The exchange rings this line; the agent of the queue talks. */
async function talking(line: number, from = caller): Promise<{ far: FarLeg; desk: FarLeg }> {
  const far = box.exchange.ring(line, { from });
  await far.when('answered');
  far.press('1');
  const desk = await box.exchange.rings(1);
  desk.answer();
  await agentIs('talking');
  return { far, desk };
}

/** Each side says its tone; what the other heard is in `PREFIX-far.wav` and `PREFIX-desk.wav`. */
async function bothSay(far: FarLeg, desk: FarLeg, prefix: string): Promise<void> {
  far.record(`${prefix}-far`, join(box.folder, `${prefix}-far.wav`));
  desk.record(`${prefix}-desk`, join(box.folder, `${prefix}-desk.wav`));
  const plays: [FarLeg, number][] = [
    [far, far.play(join(box.folder, 'caller.wav'))],
    [desk, desk.play(join(box.folder, 'agent.wav'))],
  ];
  await Promise.all(plays.map(([leg, play]) => leg.when('play-ended', (event) => event.play === play)));
}

/** The last stretch that is as long as the tone was: were a piece of it missing, silence would be in it. */
function clarityDb(heard: Uint8Array, hz: number): number {
  const loud = loudStretch(heard);
  const end = loud.start + loud.samples;
  return toneQuality(heard.subarray(end - (toneMs - 50) * 8, end - 50 * 8), hz).snrDb;
}

function expectHeard(prefix: string): void {
  const heardFar = readStereo(join(box.folder, `${prefix}-far.wav`)).left;
  const heardDesk = readStereo(join(box.folder, `${prefix}-desk.wav`)).left;
  expect(clarityDb(heardFar, agentHz), 'the caller hears the agent').toBeGreaterThan(30);
  expect(clarityDb(heardDesk, callerHz), 'the agent hears the caller').toBeGreaterThan(30);
}

describe('a call in', () => {
  it('is seen with ring 1, brings its number, is answered, takes a key, carries both voices and is recorded', async () => {
    const far = box.exchange.ring(plain, { from: caller, name: 'ZHANG MIN' });
    const rung = await lineIs(plain, 'ringing');
    expect(rung.calls, 'its number is not there yet').toEqual([]);
    const [call] = (await floor.until((live) => live.calls.length === 1)).calls;
    expect(call).toMatchObject({
      direction: 'inbound',
      callingNumber: caller,
      callingName: 'ZHANG MIN',
      presentation: 'allowed',
      calledNumber: serviceNumber,
      channel: `L${plain}`,
    });
    await far.when('answered');
    far.press('1');
    const desk = await box.exchange.rings(1);
    desk.answer();
    await agentIs('talking');
    await bothSay(far, desk, 'first');
    desk.hangUp();
    expect((await far.when('cleared')).by).toBe('far-end');
    await Promise.all([box.exchange.recorded('first-far'), box.exchange.recorded('first-desk')]);
    expectHeard('first');

    const [stored] = await calls(1);
    expect(stored).toMatchObject({
      callingNumber: caller,
      presentation: 'allowed',
      calledNumber: serviceNumber,
      channel: `L${plain}`,
      flowPath: expect.stringContaining('1'),
      endedBy: 'agent',
      ending: 'completed',
      cause: 16,
      recorded: true,
    });
    const telephony = box.telephony();
    const recording = await telephony.recordingOfCall(stored?.id ?? '');
    await telephony.close();
    const { left, right } = readStereo(join(box.data, 'recordings', recording?.path ?? ''));
    expect(clarityDb(left, callerHz), 'the caller is left').toBeGreaterThan(30);
    expect(clarityDb(right, agentHz), 'the agent is right').toBeGreaterThan(30);
  });

  it('whose number is withheld differs from one that the exchange does not know', async () => {
    const ring = async (line: number, from: string, presentation: Presentation) => {
      const far = box.exchange.ring(line, { from, presentation });
      await far.when('answered');
      const laid = box.exchange.laid(line);
      far.hangUp();
      await laid;
    };
    await Promise.all([ring(plain, caller, 'withheld'), ring(turning, '', 'unavailable')]);
    const stored = await calls(2);
    expect(stored.find(({ channel }) => channel === `L${plain}`)).toMatchObject({
      callingNumber: '',
      presentation: 'withheld',
    });
    expect(stored.find(({ channel }) => channel === `L${turning}`)).toMatchObject({
      callingNumber: '',
      presentation: 'unavailable',
    });
  });
});

describe('the far end hangs up, and the line takes the next call', () => {
  const hangUps: readonly [string, number, number, (far: FarLeg) => Promise<void>][] = [
    [
      'busy tone on a line that stays up',
      plain,
      3 * busyCycleMs,
      async (far) => far.hangUp(), // the exchange plays it for as long as the line is held
    ],
    [
      'a loop break',
      plain,
      1000,
      async () => {
        const cut = { fault: 'cut', direction: 'send', line: plain } as const;
        box.exchange.lines.inject(cut);
        await spare.silent(500);
        box.exchange.lines.endFault(cut);
      },
    ],
    ['the polarity', turning, 200, async (far) => far.hangUp()],
  ];
  it.each(hangUps)('%s', async (_way, line, withinMs, hangUp) => {
    const from = `021655501${String(line).padStart(2, '0')}`;
    const { far, desk } = await talking(line, from);
    if (line === turning) await desk.silent(500); // until then a turn belongs to the answer
    const laid = box.exchange.laid(line);
    const limit = desk.silent(withinMs).then(() => 'too late');
    await hangUp(far);
    expect(await Promise.race([laid.then(() => 'laid'), limit])).toBe('laid');
    desk.hangUp();
    await lineIs(line, 'idle');
    const [call] = await calls(1);
    expect(call).toMatchObject({ callingNumber: from, endedBy: 'caller', ending: 'completed', cause: 16 });
  });
});

describe('a call out', () => {
  it('waits for dial tone, dials every digit, is answered by the polarity and ends with it', async () => {
    const number = '13912345678';
    const desk = box.exchange.lift(1);
    await desk.silent(600);
    const lifted = box.exchange.rings(turning);
    desk.press(number);
    const far = await lifted;
    await far.when('digit', () => far.digits.length === number.length);
    expect(far.digits).toBe(number);
    await agentIs('dialling');
    far.answer();
    await agentIs('talking');
    await bothSay(far, desk, 'out');
    far.hangUp();
    await floor.until((live) => live.agents.every(({ state }) => state !== 'talking'));
    desk.hangUp();
    await Promise.all([box.exchange.recorded('out-far'), box.exchange.recorded('out-desk')]);
    expectHeard('out');
    const [call] = await calls(1);
    expect(call).toMatchObject({
      direction: 'outbound',
      calledNumber: number,
      channel: `L${turning}`,
      endedBy: 'called',
      ending: 'completed',
      recorded: true,
    });
    await lineIs(turning, 'idle');
  });
});
