/** Faults of the box: calls that fail, conversations without sound; each made for real, then one press without a hint. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { Box } from '../../rig/box.js';
import { verdictOf } from '../../rig/doctor-rig.js';
import type { FarLeg } from '../../rig/exchange.js';
import { type Floor, signInAll } from '../../rig/floor.js';
import { directNumber } from '../../rig/site.js';
import { unrepeatable, writeMono } from '../../rig/sound.js';
import { type Found, foundIn } from './found.js';

const mobile = '13912345678';
const abroad = '0085212345678';
const talkMs = 6_000;

interface Rig {
  readonly box: Box;
  readonly floor: Floor;
  /** A WAV of noise, as loud as a voice. */
  readonly voice: string;
}

interface BoxFault {
  readonly code: string;
  readonly kind: 'cannot-call' | 'no-sound';
  /** Whose telephone it is, where the technician knows. */
  readonly agentId?: string;
  /** Breaks it and lets somebody run into it; the result mends it. */
  begin(rig: Rig): Promise<() => unknown>;
}

/** The telephone of 8001 dials, hears that it did not work, and is laid down. */
async function dialRefused({ box, floor }: Rig, number: string): Promise<void> {
  const telephony = box.telephony();
  const ended = new Set((await telephony.calls({ limit: 50 })).map(({ id }) => id));
  const desk = box.exchange.lift(1);
  await floor.until(({ agents }) => agents.some(({ id, offHook }) => id === '8001' && offHook));
  desk.press(`${number}#`);
  for (;;) {
    const calls = await telephony.calls({ limit: 50 });
    if (calls.some(({ id, endedAt }) => !ended.has(id) && endedAt !== null)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await telephony.close();
  desk.hangUp();
  await floor.until(({ agents }) => agents.some(({ id, offHook }) => id === '8001' && !offHook));
}

/** A caller and an agent; who speaks. */
async function talk({ box, floor, voice }: Rig, who: 'customer' | 'agent'): Promise<() => unknown> {
  const caller = box.exchange.call({ from: mobile, to: directNumber, span: 1 });
  const desk = await anyDesk(box);
  desk.answer();
  await floor.until(({ calls }) => calls.some(({ stage, recording }) => stage === 'talking' && recording));
  const speaker = who === 'customer' ? caller : desk;
  const play = speaker.play(voice);
  await speaker.when('play-ended', (event) => event.play === play);
  return async () => {
    caller.hangUp();
    desk.hangUp();
    await floor.until(({ calls, channels }) => {
      return calls.every(({ stage }) => stage === 'ended') && channels.every(({ state }) => state === 'idle');
    });
  };
}

function anyDesk(box: Box): Promise<FarLeg> {
  return Promise.race([box.exchange.rings(1), box.exchange.rings(2)]);
}

const order = (rig: Rig, method: 'lines.block' | 'lines.unblock') =>
  rig.floor.client.request(method, { by: 'tech', of: { trunk: 'city' } });

export const boxFaultsInjected: readonly BoxFault[] = [
  {
    code: 'no-route',
    kind: 'cannot-call',
    async begin(rig) {
      await dialRefused(rig, '95555');
      return () => {};
    },
  },
  {
    code: 'international-closed',
    kind: 'cannot-call',
    async begin(rig) {
      await dialRefused(rig, abroad);
      return () => {};
    },
  },
  {
    code: 'trunk-blocked',
    kind: 'cannot-call',
    async begin(rig) {
      await order(rig, 'lines.block');
      await dialRefused(rig, mobile);
      return () => order(rig, 'lines.unblock');
    },
  },
  {
    code: 'span-alarm',
    kind: 'cannot-call',
    async begin(rig) {
      rig.box.exchange.lines.inject({ fault: 'los', direction: 'send', span: 1 });
      await rig.floor.until(({ spans }) => spans.some(({ alarms }) => alarms.includes('LOS')));
      await dialRefused(rig, mobile);
      return () => rig.box.exchange.lines.clearFaults();
    },
  },
  {
    code: 'd-channel-down',
    kind: 'cannot-call',
    async begin(rig) {
      rig.box.exchange.lines.inject({ fault: 'd-channel-not-open', direction: 'send', span: 1, octets: 'flags' });
      await rig.floor.until(({ spans }) => spans.some(({ dChannel }) => dChannel === 'down'));
      await dialRefused(rig, mobile);
      return () => rig.box.exchange.lines.clearFaults();
    },
  },
  {
    code: 'all-busy',
    kind: 'cannot-call',
    async begin(rig) {
      const { client } = rig.floor;
      const agents = ['8001', '8002'];
      for (const agentId of agents) await client.request('agent.not-ready', { agentId, reason: 'meal' });
      const callers = [1, 2].map((timeslot) =>
        rig.box.exchange.call({ from: mobile, to: directNumber, span: 1, timeslot }),
      );
      await Promise.all(callers.map((caller) => caller.when('answered')));
      await dialRefused(rig, mobile);
      return async () => {
        for (const caller of callers) caller.hangUp();
        await rig.floor.until(({ calls }) => calls.every(({ stage }) => stage === 'ended'));
        for (const agentId of agents) await client.request('agent.ready', { agentId });
      };
    },
  },
  {
    code: 'caller-number-refused',
    kind: 'cannot-call',
    async begin(rig) {
      const arrives = rig.box.exchange.arrives(1, 2);
      const refused = dialRefused(rig, mobile);
      (await arrives).hangUp(57);
      await refused;
      return () => {};
    },
  },
  {
    code: 'telephone-off-hook',
    kind: 'cannot-call',
    agentId: '8002',
    async begin({ box, floor }) {
      const desk = box.exchange.lift(2);
      await floor.until(({ agents }) => agents.some(({ id, offHook }) => id === '8002' && offHook));
      return async () => {
        desk.hangUp();
        await floor.until(({ agents }) => agents.some(({ id, offHook }) => id === '8002' && !offHook));
      };
    },
  },
  {
    code: 'sounds-missing',
    kind: 'no-sound',
    async begin({ box }) {
      const file = join(box.sounds, 'zh/welcome.wav');
      renameSync(file, `${file}.gone`);
      return () => renameSync(`${file}.gone`, file);
    },
  },
  {
    code: 'gain-absurd',
    kind: 'no-sound',
    async begin({ floor }) {
      const channel = floor.live.channels.find(({ kind }) => kind === 'fxs')?.channel ?? 0;
      const adjust = (receiveDb: number) =>
        floor.client.request('lines.adjust', { by: 'tech', channel, receiveDb, sendDb: 0, echoTaps: 0 });
      await adjust(-20);
      return () => adjust(0);
    },
  },
  { code: 'nothing-from-customer', kind: 'no-sound', begin: (rig) => talk(rig, 'agent') },
  { code: 'nothing-from-agent', kind: 'no-sound', begin: (rig) => talk(rig, 'customer') },
];

/** `only`: codes; absent: all. */
export async function boxFaultsFound(only?: readonly string[]): Promise<readonly Found[]> {
  const box = new Box({
    lines: 2,
    agents: 2,
    wrapUpMs: 0,
    more: {
      areaCode: '021',
      trunks: [
        {
          id: 'city',
          name: { zh: '市话', en: 'City' },
          channels: [{ span: 1, timeslots: '1-2' }],
          hunting: 'highest',
          out: { callingNumber: '02160001000' },
        },
      ],
      routes: [{ prefixes: ['0', '1'], trunks: ['city'] }],
    },
  });
  const voice = join(box.folder, 'voice.wav');
  writeMono(voice, unrepeatable(7, talkMs));
  const found: Found[] = [];
  try {
    box.openExchange();
    await box.startDaemon();
    const floor = await signInAll(box);
    const isUp = () =>
      floor.until(({ spans }) => spans.every(({ dChannel, alarms }) => dChannel === 'up' && alarms.length === 0));
    for (const fault of boxFaultsInjected.filter(({ code }) => only === undefined || only.includes(code))) {
      await isUp();
      const { code, kind, agentId } = fault;
      const mend = await fault.begin({ box, floor, voice });
      const asked = { by: 'tech', kind, span: 0, ...(agentId === undefined ? {} : { agentId }) };
      const { id } = await floor.client.request('doctor.start', asked);
      const diagnosis = await verdictOf(floor, id);
      found.push(foundIn(code, diagnosis));
      if (diagnosis.verdict?.fault !== code) {
        const story = diagnosis.checks.map(({ id: check, state, seen }) => `  ${check}: ${state}: ${seen.en}`);
        process.stderr.write(`${code}: ${diagnosis.verdict?.words.en}\n${story.join('\n')}\n`);
      }
      await mend();
    }
    floor.close();
  } finally {
    await box.close();
  }
  return found;
}
