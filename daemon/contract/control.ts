/**
 * The control socket between daemon and web: one JSON object a line, UTF-8, at most
 * `maxLineBytes`. Requests carry an id and get exactly one answer; events have none.
 */
import { z } from 'zod';
import { choosableReasons, dispositions } from '../terms/agents.js';
import type { ErrorCode } from '../terms/errors.js';
import type { LiveChange, LiveSnapshot } from '../terms/live.js';
import type { NumberExplained } from '../terms/trunks.js';

export const controlVersion = 1;
export const maxLineBytes = 1_048_576;
/** Requests from one connection that may wait for their answer. */
export const maxOpenRequests = 256;

const agentId = z.string().min(1).max(32);
const callId = z.string().length(26);
const by = z.string().min(1).max(64);
const channel = z.int().min(0).max(1_000);
const span = z.int().min(1).max(8);
const gainDb = z.number().min(-24).max(24);
const channelsMeant = z.union([
  z.strictObject({ channel }),
  z.strictObject({ span }),
  z.strictObject({ trunk: z.string().min(1).max(32) }),
]);

export const controlRequests = {
  /** First request on a connection. */
  hello: z.strictObject({ version: z.literal(controlVersion) }),
  /** From here on `change` and `offer` events come; answers with everything as it is now. */
  subscribe: z.strictObject({}),
  'agent.sign-in': z.strictObject({ agentId }),
  'agent.sign-out': z.strictObject({ agentId }),
  'agent.ready': z.strictObject({ agentId }),
  'agent.not-ready': z.strictObject({ agentId, reason: z.enum(choosableReasons) }),
  'agent.end-wrap-up': z.strictObject({ agentId }),
  /** Ends the agent's conversation (the caller is cleared with cause 16). */
  'agent.hang-up': z.strictObject({ agentId }),
  'call.dispose': z.strictObject({ agentId, callId, disposition: z.enum(dispositions) }),
  /** How many pages of this agent are open: with none, telephones ring at once. */
  'page.presence': z.strictObject({ agentId, pages: z.int().min(0).max(100) }),
  /** The customer is on the agent's screen: the telephone may ring now. */
  'page.pop-shown': z.strictObject({ agentId, callId }),
  meters: z.strictObject({}),
  // Technicians: `by` is the login that asks, for the audit.
  'lines.block': z.strictObject({ by, of: channelsMeant }),
  'lines.unblock': z.strictObject({ by, of: channelsMeant }),
  /** Blocked as soon as its call has ended. */
  'lines.drain': z.strictObject({ by, of: channelsMeant }),
  /** RESTART of one bearer (ITU-T Q.931 §5.5): its call is cleared. */
  'lines.restart': z.strictObject({ by, channel }),
  'lines.loopback': z.strictObject({ by, span, loopback: z.enum(['off', 'towards-line', 'towards-box']) }),
  /** On a blocked, idle bearer; results come as changes of the channel. */
  'lines.bit-test': z.strictObject({ by, channel, on: z.boolean() }),
  'lines.adjust': z.strictObject({
    by,
    channel,
    receiveDb: gainDb,
    sendDb: gainDb,
    echoTaps: z.int().min(0).max(1024),
  }),
  /** The far end of the exchange line's call has hung up: its tone is heard now and in the next 10 s. */
  'lines.learn-hangup': z.strictObject({ by, channel }),
  'lines.set-hangup-tone': z.strictObject({
    by,
    channel,
    tone: z.strictObject({
      frequencyHz: z.number().min(0).max(3_400),
      onMs: z.int().min(0).max(10_000),
      offMs: z.int().min(0).max(10_000),
      levelDbm0: z.number().min(-60).max(3),
    }),
  }),
  /** What would happen to this number if this agent dialled it, or nobody in particular. */
  'numbers.explain': z.strictObject({ number: z.string().min(1).max(32), agentId: agentId.nullable() }),
} as const;
export type ControlMethod = keyof typeof controlRequests;
export type ControlParams<M extends ControlMethod> = z.infer<(typeof controlRequests)[M]>;

export const controlRequest = z.strictObject({
  id: z.int().min(1),
  method: z.string().max(64),
  params: z.unknown(),
});

export interface ControlResults {
  hello: { readonly version: number; readonly startedAt: number };
  subscribe: { readonly snapshot: LiveSnapshot };
  'agent.sign-in': Empty;
  'agent.sign-out': Empty;
  'agent.ready': Empty;
  'agent.not-ready': Empty;
  'agent.end-wrap-up': Empty;
  'agent.hang-up': Empty;
  'call.dispose': Empty;
  'page.presence': Empty;
  'page.pop-shown': Empty;
  meters: {
    readonly lines: Readonly<Record<string, number>>;
    /** Counters of each span since the lines were opened: alarms, slips, errors, frames. */
    readonly spans: readonly Readonly<Record<string, number>>[];
    readonly process: { readonly cpuUs: number; readonly rssBytes: number };
  };
  'lines.block': Empty;
  'lines.unblock': Empty;
  'lines.drain': Empty;
  'lines.restart': Empty;
  'lines.loopback': Empty;
  'lines.bit-test': Empty;
  'lines.adjust': Empty;
  'lines.learn-hangup': Empty;
  'lines.set-hangup-tone': Empty;
  'numbers.explain': NumberExplained;
}
export type Empty = Readonly<Record<string, never>>;

export type ControlAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: { readonly code: ErrorCode; readonly message: string } };

export type ControlEvent =
  | { readonly event: 'change'; readonly changes: readonly LiveChange[] }
  /** The call has been given to the agent: show the customer now and say so with `page.pop-shown`. */
  | {
      readonly event: 'offer';
      readonly agentId: string;
      readonly callId: string;
      readonly callingNumber: string;
      readonly at: number;
    };
