/**
 * The control socket between daemon and web: one JSON object a line, UTF-8, at most
 * `maxLineBytes`. Requests carry an id and get exactly one answer; events have none.
 */
import { z } from 'zod';
import { choosableReasons, dispositions } from '../terms/agents.js';
import type { ErrorCode } from '../terms/errors.js';
import type { CallExplained, LiveChange, LiveSnapshot } from '../terms/live.js';
import type { RecordingKeysShown } from '../terms/recordings.js';
import type { SiteInForce } from '../terms/site-change.js';
import type { IncomingExplained, NumberExplained } from '../terms/trunks.js';
import { type CardsResults, cardsRequests } from './cards-schema.js';
import { type CommissioningResults, commissioningRequests } from './commissioning-schema.js';
import { type DoctorResults, doctorRequests } from './doctor-schema.js';
import { type FirstRunResults, firstRunRequests } from './first-run-schema.js';
import { type LabResults, labRequests } from './lab-schema.js';
import { type OutboundResults, outboundRequests } from './outbound-schema.js';

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
/** More than a box has: 8 spans of 30, and 96 lines. */
const maxChannelsMeant = 400;
const channelsMeant = z.union([
  z.strictObject({ channel }),
  z.strictObject({ channels: z.array(channel).min(1).max(maxChannelsMeant) }),
  z.strictObject({ span }),
  z.strictObject({ trunk: z.string().min(1).max(32) }),
]);

const slot = z.int().min(1).max(9_999);
const reason = z.string().trim().min(1).max(200);
/** Of associated data; call control holds at most 1 MiB of it a call. */
const dataName = z.string().regex(/^[\p{L}\p{N}_.-]{1,64}$/u);
const dataValue = z.string().max(8_192);
/** Also what pages send. */
export const target = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('agent'), agent: agentId }),
  z.strictObject({ to: z.literal('queue'), queue: z.string().min(1).max(32) }),
  z.strictObject({ to: z.literal('number'), number: z.string().regex(/^[0-9*#+]{1,32}$/) }),
  z.strictObject({ to: z.literal('flow'), flow: z.string().min(1).max(32) }),
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
  // The agent's call; what each one means stands at CallAsk in terms/requests.
  'agent.dial': z.strictObject({ agentId, target }),
  'agent.hold': z.strictObject({ agentId }),
  'agent.retrieve': z.strictObject({ agentId }),
  'agent.mute': z.strictObject({ agentId, on: z.boolean() }),
  'agent.transfer': z.strictObject({ agentId, target }),
  'agent.consult': z.strictObject({ agentId, target }),
  'agent.toggle': z.strictObject({ agentId }),
  'agent.complete': z.strictObject({ agentId }),
  'agent.cancel': z.strictObject({ agentId }),
  'agent.conference': z.strictObject({ agentId }),
  'agent.drop': z.strictObject({ agentId, party: z.int().min(1) }),
  'agent.park': z.strictObject({ agentId, slot: slot.optional() }),
  'agent.pick-up': z.strictObject({ agentId, slot }),
  'agent.pick-up-call': z.strictObject({ agentId, callId }),
  'agent.rate': z.strictObject({ agentId }),
  'agent.recording-pause': z.strictObject({ agentId, callId, on: z.boolean() }),
  'agent.record': z.strictObject({ agentId, callId, on: z.boolean() }),
  'agent.set-data': z.strictObject({ agentId, callId, section: dataName, key: dataName, value: dataValue.nullable() }),
  'agent.extend-wrap-up': z.strictObject({ agentId, reason }),
  'agent.next-call-back': z.strictObject({ agentId }),
  'agent.set-own': z.strictObject({
    agentId,
    own: z.strictObject({
      headset: z.boolean().optional(),
      forwards: z
        .array(z.strictObject({ when: z.enum(['always', 'busy', 'no-answer']), target }))
        .max(6)
        .optional(),
    }),
  }),
  'supervisor.supervise': z.strictObject({ by, agentId, mode: z.enum(['listen', 'whisper', 'barge']) }),
  'supervisor.stop-supervising': z.strictObject({ by }),
  'supervisor.take-over': z.strictObject({ by, agentId }),
  'supervisor.force-release': z.strictObject({ by, agentId, reason }),
  'supervisor.force-state': z.strictObject({
    by,
    agentId,
    state: z.enum(['ready', 'not-ready', 'signed-out']),
    reason,
  }),
  /** Why nobody takes this waiting call. */
  'call.why': z.strictObject({ callId }),
  /** Compares calls, ledger and files now; answered when it is done, which takes minutes where there are many. */
  'recordings.check': z.strictObject({ by }),
  /** The keys that the daemon has, without the keys. */
  'recordings.keys': z.strictObject({}),
  /** Legal hold: not deleted before `until` (epoch ms), whatever the policy; null: the hold is over. */
  'recordings.hold': z.strictObject({
    by,
    recordingId: z.string().length(26),
    until: z.int().min(0).nullable(),
    reason,
  }),
  'site.get': z.strictObject({}),
  /** `version`: on which the change is based; another one since then is a conflict. */
  'site.change': z.strictObject({ by, version: z.int().min(1), change: z.unknown() }),
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
  'numbers.explain': z.strictObject({
    number: z.string().min(1).max(32),
    agentId: agentId.nullable(),
    /** Changes of the site that are not saved: the answer is as if they were. */
    changes: z.array(z.unknown()).max(4).optional(),
  }),
  /** What a call from outside would be read as, and where it would go. */
  'numbers.explain-in': z.strictObject({
    trunk: z.string().max(32),
    callingNumber: z.string().max(32),
    callingType: z.enum(['unknown', 'international', 'national', 'network-specific', 'subscriber']),
    calledNumber: z.string().max(32),
    changes: z.array(z.unknown()).max(4).optional(),
  }),
  ...firstRunRequests,
  ...outboundRequests,
  ...cardsRequests,
  ...commissioningRequests,
  ...doctorRequests,
  ...labRequests,
} as const;
export type ControlMethod = keyof typeof controlRequests;
export type ControlParams<M extends ControlMethod> = z.infer<(typeof controlRequests)[M]>;

export const controlRequest = z.strictObject({
  id: z.int().min(1),
  method: z.string().max(64),
  params: z.unknown(),
});

export interface ControlResults
  extends CardsResults,
    CommissioningResults,
    OutboundResults,
    DoctorResults,
    FirstRunResults,
    LabResults {
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
    /** Counters of each span since the lines were opened: alarms, slips, errors, frames. `hasLine` 0: it has no line. */
    readonly spans: readonly Readonly<Record<string, number>>[];
    readonly process: {
      readonly cpuUs: number;
      readonly rssBytes: number;
      /** How late the event loop came, p99 of the last ten full seconds; absent: not known yet. */
      readonly loopDelayP99Ms?: number;
    };
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
  'numbers.explain-in': IncomingExplained;
  'agent.dial': Empty;
  'agent.hold': Empty;
  'agent.retrieve': Empty;
  'agent.mute': Empty;
  'agent.transfer': Empty;
  'agent.consult': Empty;
  'agent.toggle': Empty;
  'agent.complete': Empty;
  'agent.cancel': Empty;
  'agent.conference': Empty;
  'agent.drop': Empty;
  'agent.park': Empty;
  'agent.pick-up': Empty;
  'agent.pick-up-call': Empty;
  'agent.rate': Empty;
  'agent.recording-pause': Empty;
  'agent.record': Empty;
  'recordings.check': { readonly checkId: string };
  'recordings.keys': RecordingKeysShown;
  'recordings.hold': Empty;
  'agent.set-data': Empty;
  'agent.extend-wrap-up': Empty;
  'agent.next-call-back': Empty;
  'agent.set-own': Empty;
  'supervisor.supervise': Empty;
  'supervisor.stop-supervising': Empty;
  'supervisor.take-over': Empty;
  'supervisor.force-release': Empty;
  'supervisor.force-state': Empty;
  'call.why': CallExplained;
  'site.get': SiteInForce;
  'site.change': { readonly version: number };
}
export type Empty = Readonly<Record<string, never>>;

/** `zh`: the message in Chinese, where people are told it. */
export interface ControlFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly zh?: string;
}

export type ControlAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ControlFailure };

export type ControlEvent =
  | { readonly event: 'change'; readonly changes: readonly LiveChange[] }
  /** The call has been given to the agent: show the customer now and say so with `page.pop-shown`. */
  | {
      readonly event: 'offer';
      readonly agentId: string;
      readonly callId: string;
      /** The customer's, also of a call to him. */
      readonly callingNumber: string;
      readonly at: number;
      /** Outbound: whom a campaign has called, and for which; absent: no campaign's. */
      readonly lead?: string;
      readonly campaign?: string;
    };
