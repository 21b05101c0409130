/** Faults of a trunk, as a line, a carrier and a technician make them. */
import type { Diagnosis } from '../../../daemon/terms/diagnosis.js';
import { DoctorRig } from '../../rig/doctor-rig.js';
import { type Found, foundIn } from './found.js';

interface TrunkFault {
  /** The verdict that is right. */
  readonly code: string;
  /** Breaks it; the result mends it. */
  begin(rig: DoctorRig): (() => unknown) | Promise<() => unknown>;
  /** The box has noticed. */
  seen(rig: DoctorRig): Promise<unknown>;
  /** Absent: the first. */
  readonly span?: number;
  /** Whom the test call calls; absent: the milliwatt. */
  readonly number?: string;
}

const alarm = (name: string) => (rig: DoctorRig) => rig.span(({ alarms }) => alarms.includes(name));
const down = (rig: DoctorRig) => rig.span(({ dChannel }) => dChannel === 'down');
const atOnce = async () => {};
/** The network asks for the data link again and again. */
async function askedAnew({ floor }: DoctorRig): Promise<void> {
  const count = async () => (await floor.client.request('meters', {})).spans[0]?.sabmeReceived ?? 0;
  const before = await count();
  while ((await count()) < before + 3) await new Promise((resolve) => setTimeout(resolve, 300));
}

export const trunkFaultsInjected: readonly TrunkFault[] = [
  { code: 'no-signal', begin: (rig) => rig.inject({ fault: 'los', direction: 'send', span: 1 }), seen: alarm('LOS') },
  { code: 'no-framing', begin: (rig) => rig.inject({ fault: 'lof', direction: 'send', span: 1 }), seen: alarm('LOF') },
  { code: 'ais', begin: (rig) => rig.inject({ fault: 'ais', direction: 'send', span: 1 }), seen: alarm('AIS') },
  {
    code: 'far-end-hears-nothing',
    begin: (rig) => rig.inject({ fault: 'los', direction: 'receive', span: 1 }),
    seen: alarm('RAI'),
  },
  { code: 'crc4-mismatch', begin: (rig) => rig.far({ crc4: false }), seen: atOnce },
  {
    // The box follows the first span's clock, wherever that drifts: the other one slips against it.
    code: 'slips',
    span: 2,
    begin: (rig) => rig.inject({ fault: 'clock-drift', direction: 'send', span: 2, ppm: 50 }),
    seen: atOnce,
  },
  {
    code: 'line-errors',
    begin: (rig) => rig.inject({ fault: 'half-open', direction: 'send', span: 1, everyBits: 200_000 }),
    seen: atOnce,
  },
  { code: 'both-user-side', begin: (rig) => rig.far({ side: 'user' }), seen: down },
  {
    code: 'link-refused',
    begin: (rig) => rig.inject({ fault: 'd-channel-refused', direction: 'send', span: 1 }),
    seen: down,
  },
  {
    code: 'timeslot-16-idle',
    begin: (rig) => rig.inject({ fault: 'd-channel-not-open', direction: 'send', span: 1, octets: 'idle' }),
    seen: down,
  },
  {
    code: 'no-answer-to-sabme',
    begin: (rig) => rig.inject({ fault: 'd-channel-not-open', direction: 'send', span: 1, octets: 'flags' }),
    seen: down,
  },
  {
    code: 'd-channel-not-heard',
    begin: (rig) => rig.inject({ fault: 'd-channel-dead', direction: 'receive', span: 1 }),
    seen: askedAnew,
  },
  {
    code: 'blocked-here',
    begin: async ({ floor }) => {
      await floor.client.request('lines.block', { by: 'tech', of: { span: 1 } });
      return () => floor.client.request('lines.unblock', { by: 'tech', of: { span: 1 } });
    },
    seen: atOnce,
  },
  {
    code: 'looped',
    begin: async ({ floor }) => {
      await floor.client.request('lines.loopback', { by: 'tech', span: 1, loopback: 'towards-line' });
      return () => floor.client.request('lines.loopback', { by: 'tech', span: 1, loopback: 'off' });
    },
    seen: atOnce,
  },
  { code: 'numbers-refused', begin: () => () => {}, seen: atOnce, number: '02160100057' },
  { code: 'nothing-heard', begin: () => () => {}, seen: atOnce, number: '02160100101' },
  { code: 'well', begin: () => () => {}, seen: atOnce },
];

function storyOf({ checks, verdict }: Diagnosis): string {
  return [verdict?.words.en, ...checks.map(({ id, state, seen }) => `  ${id}: ${state}: ${seen.en}`)].join('\n');
}

/** `only`: codes; absent: all. */
export async function trunkFaultsFound(only?: readonly string[]): Promise<readonly Found[]> {
  const rig = await DoctorRig.open();
  const found: Found[] = [];
  try {
    for (const fault of trunkFaultsInjected.filter(({ code }) => only === undefined || only.includes(code))) {
      const mend = await fault.begin(rig);
      await fault.seen(rig);
      const diagnosis = await rig.examine(fault.span, fault.number);
      found.push(foundIn(fault.code, diagnosis));
      if (diagnosis.verdict?.fault !== fault.code) process.stderr.write(`${storyOf(diagnosis)}\n`);
      await mend();
      await rig.well();
    }
  } finally {
    await rig.close();
  }
  return found;
}
