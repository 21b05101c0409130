/** Each fault is injected into the wire, or made at the exchange's end, and the wizard is asked for its name. */
import type { CommissioningStep } from '../../../daemon/terms/commissioning.js';
import { type SpanSetup, usualSpanSetup } from '../../../daemon/terms/span-setup.js';
import { type CommissioningRig, order } from '../../rig/commissioning-rig.js';

export interface FaultCase {
  readonly name: string;
  /** At which step it is to be found. */
  readonly step: CommissioningStep;
  readonly fault: string;
  /** The result takes it back. */
  make(rig: CommissioningRig): () => void;
  /** The box's own setup is wrong from the beginning. */
  readonly ours?: Partial<SpanSetup>;
  /** A call comes in to this number. */
  readonly called?: string;
}

const nothing = (): void => {};

export const faultCases: readonly FaultCase[] = [
  {
    name: 'LOS',
    step: 'line',
    fault: 'no-signal',
    make: (rig) => rig.inject({ fault: 'los', direction: 'send', span: 1 }),
  },
  {
    name: 'AIS',
    step: 'line',
    fault: 'ais',
    make: (rig) => rig.inject({ fault: 'ais', direction: 'send', span: 1 }),
  },
  {
    name: 'RAI',
    step: 'line',
    fault: 'far-end-hears-nothing',
    make: (rig) => rig.inject({ fault: 'rai', direction: 'send', span: 1 }),
  },
  { name: 'CRC4 mismatch', step: 'line', fault: 'crc4-mismatch', make: (rig) => rig.far({ crc4: false }) },
  { name: 'both user side', step: 'signalling', fault: 'both-user-side', make: (rig) => rig.far({ side: 'user' }) },
  {
    name: 'dead timeslot 16',
    step: 'signalling',
    fault: 'timeslot-16-idle',
    make: (rig) => rig.inject({ fault: 'd-channel-not-open', octets: 'idle', direction: 'send', span: 1 }),
  },
  {
    name: 'DM',
    step: 'signalling',
    fault: 'link-refused',
    make: (rig) => rig.inject({ fault: 'd-channel-refused', direction: 'send', span: 1 }),
  },
  {
    name: 'clock slips',
    step: 'clock',
    fault: 'slips',
    make: (rig) => rig.far({ clockPriority: 1 }),
  },
  {
    name: 'two masters',
    step: 'clock',
    fault: 'two-masters',
    ours: { clockPriority: 0 },
    make: () => nothing,
  },
  { name: 'wrong number format', step: 'numbers', fault: 'called-number-short', called: '1000', make: () => nothing },
];

export interface Found {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  readonly tookMs: number;
  readonly words: string;
  readonly seen: string;
}

/** How far the wizard is driven to its step before it is asked there. */
const walk: readonly CommissioningStep[] = ['card', 'line', 'signalling', 'clock', 'numbers'];

export async function findFault(rig: CommissioningRig, fault: FaultCase): Promise<Found> {
  if (fault.ours !== undefined) await rig.setUp({ ...usualSpanSetup, ...fault.ours });
  const { id } = await rig.start();
  await rig.order(id, { ...order, clockFromCarrier: null });
  let takeBack = nothing;
  let begunAt = 0;
  for (const step of walk) {
    const isIt = step === fault.step;
    if (isIt) {
      takeBack = fault.make(rig);
      begunAt = Date.now();
    }
    await rig.check(id, step);
    if (isIt) break;
    const passed = await rig.goesOn(id, step);
    if (passed.state === 'bad') throw new Error(`${fault.name}: ${step} failed before: ${JSON.stringify(passed)}`);
  }
  if (fault.called !== undefined) void rig.callIn(fault.called).catch(nothing);
  const result = await rig.ended(id, fault.step);
  const tookMs = Date.now() - begunAt;
  takeBack();
  await rig.abandon(id);
  if (fault.ours !== undefined) await rig.setUp(usualSpanSetup);
  await rig.well();
  const { words, seen } = result;
  return { name: fault.name, expected: fault.fault, found: result.fault, tookMs, words: words.zh, seen: seen.en };
}
