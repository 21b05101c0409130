/** REST bodies and the WebSocket between web server and browser. The browser uses the types only. */

import { z } from 'zod';
import type { AgentState } from '../terms/agents.js';
import { choosableReasons, dispositions } from '../terms/agents.js';
import type { HealthFigure, HealthLevel } from '../terms/box-health.js';
import type { ErrorCode } from '../terms/errors.js';
import type { LiveChange, LiveSnapshot } from '../terms/live.js';
import { controlRequests, target } from './control.js';
import { outboundRequests } from './outbound-schema.js';
import { type Draft, type Pop, rowId } from './pages-customers.js';
import type { Counters, Task } from './pages-desk.js';
import type { ImportShown } from './pages-imports.js';
import type { ImportProblem, PasswordProblem, Session, SignedInElsewhere } from './pages-people.js';

export * from './pages-commissioning.js';
export * from './pages-customers.js';
export * from './pages-desk.js';
export * from './pages-doctor.js';
export * from './pages-floor.js';
export * from './pages-forecast.js';
export * from './pages-imports.js';
export * from './pages-outbound.js';
export * from './pages-people.js';
export * from './pages-privacy.js';
export * from './pages-quality.js';
export * from './pages-recordings.js';
export * from './pages-retention.js';
export * from './pages-team.js';
export * from './pages-training.js';

export const maxBodyBytes = 65_536;
/** A value of associated data may be 8,192 Chinese characters. */
export const maxSocketMessageBytes = 65_536;

const callId = z.string().length(26);
const agentId = z.string().min(1).max(32);

/** GET /api/v1/health */
export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly daemon: 'up' | 'down';
  readonly spans: readonly { readonly name: string; readonly state: 'up' | 'down' }[];
  /** This is the training floor, also for who is not signed in yet. Absent: the real one. */
  readonly training?: true;
  /** Of the training floor: where the real floor's pages are, on the host name this was reached by. Absent: not known. */
  readonly realFloor?: { readonly scheme: 'http' | 'https'; readonly port: number };
}

// Technicians (lines.service): POST /api/v1/lines/{order} → 204, the body as controlRequests['lines.{order}'] has it but
// for `by`; GET /api/v1/lines/meters; GET /api/v1/lines/explain?number=N&agentId=A → NumberExplained.
// State-changing requests need content-type application/json where they have a body.

/** Every 4xx and 5xx answer below /api; 429 carries a Retry-After header in seconds. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    /** 409 to a sign-in. */
    readonly elsewhere?: SignedInElsewhere;
    /** 400 to a new password. */
    readonly strength?: readonly PasswordProblem[];
    /** 400 to an import. */
    readonly lines?: readonly ImportProblem[];
    /** A listed reason, where the page has words for each: CertificateProblem and the like. */
    readonly why?: string;
    /** The message in Chinese, where people are told it; absent: it is for logs. */
    readonly zh?: string;
  };
}

/**
 * Close codes of the WebSockets beyond RFC 6455's: 4401 the session ended (sign in again), 4429 too many
 * sockets or messages (wait). Anything else: come back by yourself.
 */
export const socketCloseCodes = { sessionEnded: 4401, tooMany: 4429 } as const;

/** Browser → server, JSON text frames on /api/v1/live. Each carries an id and is answered by `done` or `failed`. */
export const pageMessage = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('sign-in'), id: z.int() }),
  z.strictObject({ do: z.literal('sign-out'), id: z.int() }),
  z.strictObject({ do: z.literal('ready'), id: z.int() }),
  z.strictObject({ do: z.literal('not-ready'), id: z.int(), reason: z.enum(choosableReasons) }),
  z.strictObject({ do: z.literal('end-wrap-up'), id: z.int() }),
  z.strictObject({ do: z.literal('hang-up'), id: z.int() }),
  z.strictObject({ do: z.literal('dispose'), id: z.int(), callId, disposition: z.enum(dispositions) }),
  z.strictObject({ do: z.literal('pop-shown'), id: z.int(), callId }),
  z.strictObject({ do: z.literal('ping'), id: z.int() }),
  // An agent's call: what each one means stands at CallAsk in terms/requests.
  z.strictObject({ do: z.literal('dial'), id: z.int(), target }),
  /** The number of a customer, an earlier own call or an own task, for who sees it only masked (CRM-23). */
  z.strictObject({
    do: z.literal('dial-hidden'),
    id: z.int(),
    of: z.union([
      z.strictObject({ customer: rowId }),
      z.strictObject({ call: callId }),
      z.strictObject({ task: rowId }),
    ]),
  }),
  z.strictObject({ do: z.literal('hold'), id: z.int() }),
  z.strictObject({ do: z.literal('retrieve'), id: z.int() }),
  z.strictObject({ do: z.literal('mute'), id: z.int(), on: z.boolean() }),
  z.strictObject({ do: z.literal('transfer'), id: z.int(), target }),
  z.strictObject({ do: z.literal('consult'), id: z.int(), target }),
  z.strictObject({ do: z.literal('toggle'), id: z.int() }),
  z.strictObject({ do: z.literal('complete'), id: z.int() }),
  z.strictObject({ do: z.literal('cancel'), id: z.int() }),
  z.strictObject({ do: z.literal('conference'), id: z.int() }),
  z.strictObject({ do: z.literal('drop'), id: z.int(), party: z.int().min(1) }),
  z.strictObject({ do: z.literal('park'), id: z.int(), slot: z.int().min(1).max(9_999).optional() }),
  z.strictObject({ do: z.literal('pick-up'), id: z.int(), slot: z.int().min(1).max(9_999) }),
  z.strictObject({ do: z.literal('pick-up-call'), id: z.int(), callId }),
  z.strictObject({ do: z.literal('rate'), id: z.int() }),
  z.strictObject({
    do: z.literal('set-data'),
    id: z.int(),
    callId,
    section: z.string().min(1).max(64),
    key: z.string().min(1).max(64),
    value: z.string().max(8_192).nullable(),
  }),
  z.strictObject({ do: z.literal('extend-wrap-up'), id: z.int(), reason: z.string().trim().min(1).max(200) }),
  z.strictObject({ do: z.literal('next-call-back'), id: z.int() }),
  z.strictObject({ do: z.literal('set-own'), id: z.int(), own: controlRequests['agent.set-own'].shape.own }),
  // An agent's outbound work; what each means stands at OutboundAsk in terms/outbound.
  z.strictObject({
    do: z.literal('take-lead'),
    id: z.int(),
    ...outboundRequests['agent.take-lead'].omit({ agentId: true }).shape,
  }),
  z.strictObject({ do: z.literal('dial-lead'), id: z.int() }),
  z.strictObject({
    do: z.literal('skip-lead'),
    id: z.int(),
    ...outboundRequests['agent.skip-lead'].omit({ agentId: true }).shape,
  }),
  z.strictObject({
    do: z.literal('outbound-result'),
    id: z.int(),
    ...outboundRequests['agent.outbound-result'].omit({ agentId: true }).shape,
  }),
  /** Something that is not to be kept is said while it is on (REC-14). */
  z.strictObject({ do: z.literal('recording-pause'), id: z.int(), callId, on: z.boolean() }),
  /** Begins and ends recording on demand (REC-02). */
  z.strictObject({ do: z.literal('record'), id: z.int(), callId, on: z.boolean() }),
  // A supervisor's; `by` comes from the session.
  z.strictObject({ do: z.literal('supervise'), id: z.int(), agentId, mode: z.enum(['listen', 'whisper', 'barge']) }),
  z.strictObject({ do: z.literal('stop-supervising'), id: z.int() }),
  z.strictObject({ do: z.literal('take-over'), id: z.int(), agentId }),
  z.strictObject({ do: z.literal('force-release'), id: z.int(), agentId, reason: z.string().trim().min(1).max(200) }),
  z.strictObject({
    do: z.literal('force-state'),
    id: z.int(),
    agentId,
    state: z.enum(['ready', 'not-ready', 'signed-out']),
    reason: z.string().trim().min(1).max(200),
  }),
  // Answered by the web process itself.
  /** The note as it is typed, every few hundred ms; '' takes it away. Whoever gets the call sees it (CRM-03). */
  z.strictObject({ do: z.literal('draft'), id: z.int(), callId, text: z.string().max(4_000) }),
  /** The reminder has been read; it does not come again. */
  z.strictObject({ do: z.literal('reminder-seen'), id: z.int(), taskId: rowId }),
]);
export type PageMessage = z.infer<typeof pageMessage>;

/** An agent as other agents see him. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly state: AgentState;
  readonly since: number;
  readonly queues: readonly string[];
  readonly group: string | null;
  /** The call that rings at him now, for the message 'pick-up-call'; null: none. */
  readonly ringing: string | null;
}

/** Why a session ended; 'moved': the agent has signed in at `address`. */
export type SessionEnd =
  | 'signed-out'
  | 'moved'
  | 'password-changed'
  | 'password-reset'
  | 'disabled'
  | 'locked-out'
  | 'expired';

/** Something a person should look into. */
export interface Alert {
  readonly id: string;
  /** 'unlock-failed': five wrong passwords at the locked screen of `about`. */
  readonly code: 'unlock-failed';
  readonly at: number;
  /** A login. */
  readonly about: string;
  readonly address: string;
}

/** Server → browser. `hello` comes first on each connection and after each return of the daemon. */
export type LiveMessage =
  | {
      readonly live: 'hello';
      readonly version: string;
      readonly daemon: 'up' | 'down';
      readonly serverTime: number;
      readonly snapshot: LiveSnapshot;
    }
  | { readonly live: 'change'; readonly changes: readonly LiveChange[] }
  | { readonly live: 'daemon'; readonly daemon: 'up' | 'down' }
  | { readonly live: 'pop'; readonly pop: Pop; readonly offeredAt: number }
  /** Another agent of the page's call is typing; text '' takes it away. */
  | { readonly live: 'draft'; readonly callId: string; readonly draft: Draft }
  /** A task is due; again on each new page until it is seen, done or moved (AGT-19, AGT-20). */
  | { readonly live: 'reminder'; readonly task: Task }
  | { readonly live: 'counters'; readonly counters: Counters }
  /** Whom an agent could call, transfer to or consult: all at once after `hello`, then those that changed. */
  | { readonly live: 'colleagues'; readonly colleagues: readonly Colleague[]; readonly gone: readonly string[] }
  /** Rights were given or taken, the screen was locked or unlocked: a fresh `hello` follows. */
  | { readonly live: 'session'; readonly session: Session }
  /** Comes before close code 4401. */
  | { readonly live: 'ended'; readonly why: SessionEnd; readonly address: string | null }
  /** To who may supervise. */
  | { readonly live: 'alert'; readonly alert: Alert }
  /** To who may supervise: the summary of this day, "2027-01-31", is there. */
  | { readonly live: 'summary'; readonly day: string }
  /** To who began it: how far it is. */
  | { readonly live: 'import'; readonly import: ImportShown }
  /** To an agent: comments, notes and scores of his that he has not read. */
  | { readonly live: 'quality-news'; readonly unread: number }
  /** To technicians: a figure of the machine has changed its level; `level` is the worst of all now. */
  | { readonly live: 'box'; readonly figure: HealthFigure; readonly level: HealthLevel }
  | { readonly live: 'done'; readonly id: number }
  | { readonly live: 'failed'; readonly id: number; readonly code: ErrorCode; readonly message: string };

export type { AgentState };
