/** The line lab on the control socket: what a technician sees of one channel; what it means stands in terms/line-lab. */
import { z } from 'zod';
import type { CallerIdWay, ScopeFrameSent, SpillShown } from '../terms/line-lab.js';

const by = z.string().min(1).max(64);
const channel = z.int().min(0).max(10_000);

/** What a page sends: who asks is the session's to say. */
export const scopeBody = z.strictObject({ channel });
export const labChannel = channel;
/** A sample's number, as frames tell it. */
export const afterSample = z.int().min(0);

export const labRequests = {
  /** Rejected with 'unknown-channel' if that is no analog line. */
  'lab.caller-id': z.strictObject({ channel }),
  /** From now on its spectrum can be asked for. Rejected with 'not-now' while others are looked at. */
  'lab.scope-start': z.strictObject({ by, channel }),
  /** Ask at least every five seconds. Rejected with 'not-found' if nobody looks, or nobody has asked for so long. */
  'lab.scope': z.strictObject({ channel, after: afterSample }),
  /** Who asks looks no longer; others may. */
  'lab.scope-stop': z.strictObject({ by, channel }),
} as const;

export type LabMethod = keyof typeof labRequests;
export type LabParams<M extends LabMethod> = z.infer<(typeof labRequests)[M]>;

export function isLabMethod(method: string): method is LabMethod {
  return Object.hasOwn(labRequests, method);
}

export interface CallerIdShown {
  /** What the box sent to a telephone; false: what came from an exchange. */
  readonly sent: boolean;
  readonly learnt: boolean;
  readonly way: CallerIdWay;
  /** Newest first. */
  readonly spills: readonly SpillShown[];
}
export interface ScopeAnswer {
  /** Oldest first. */
  readonly frames: readonly ScopeFrameSent[];
}

export interface LabResults {
  'lab.caller-id': CallerIdShown;
  'lab.scope-start': Readonly<Record<string, never>>;
  'lab.scope': ScopeAnswer;
  'lab.scope-stop': Readonly<Record<string, never>>;
}
