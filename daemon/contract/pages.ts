/** REST bodies and the WebSocket between web server and browser. The browser uses the types only. */
import { z } from 'zod';
import type { AgentState, Disposition } from '../terms/agents.js';
import { choosableReasons, dispositions } from '../terms/agents.js';
import type { CallEnding, Direction } from '../terms/calls.js';
import type { ErrorCode } from '../terms/errors.js';
import type { LiveChange, LiveSnapshot } from '../terms/live.js';
import type { Right, Role } from '../terms/rights.js';
import { controlRequests, target } from './control.js';

export const maxBodyBytes = 65_536;
export const maxSocketMessageBytes = 16_384;

const callId = z.string().length(26);
const agentId = z.string().min(1).max(32);

/**
 * POST /api/v1/session. A `throttled` refusal (429) carries the seconds to wait in the header Retry-After.
 * DELETE /api/v1/session ends it (204).
 */
export const signInBody = z.strictObject({ user: z.string().min(1).max(64), password: z.string().min(1).max(256) });
/** POST /api/v1/customers/{customerId}/notes → 201 CustomerNote */
export const noteBody = z.strictObject({ callId: callId.nullable(), text: z.string().trim().min(1).max(4000) });
/** POST /api/v1/customers → 201 Customer; the page that asks shows it as the caller of its call from then on. */
export const customerBody = z.strictObject({
  name: z.string().trim().min(1).max(120),
  company: z.string().trim().max(120),
  phone: z.string().regex(/^\+?\d{3,20}$/),
  address: z.string().trim().max(300),
});
export type CustomerBody = z.infer<typeof customerBody>;

/** GET /api/v1/health */
export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly daemon: 'up' | 'down';
  readonly spans: readonly { readonly name: string; readonly state: 'up' | 'down' }[];
}

/** POST and GET /api/v1/session */
export interface Session {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  /** The agent behind this login, same id as the login; null for other roles. */
  readonly agentId: string | null;
  readonly rights: readonly Right[];
  readonly demo: boolean;
}

/** GET /api/v1/calls?before=ID&limit=N : newest first, keyset pages. */
export interface CallSummary {
  readonly id: string;
  readonly direction: Direction;
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly cause: number | null;
  readonly disposition: Disposition | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly recorded: boolean;
  readonly ending: CallEnding | null;
  readonly talkStartedAt: number | null;
}
export interface CallPage {
  readonly calls: readonly CallSummary[];
}

export interface CustomerNote {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly callId: string | null;
  readonly text: string;
}
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly phone: string;
  readonly address: string;
  readonly notes: readonly CustomerNote[];
}
/** A line of GET /api/v1/customers?q=TEXT : name, company or part of the number; at most 50, by name. */
export interface CustomerFound {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly phone: string;
  readonly address: string;
}
export interface CustomerSearch {
  readonly customers: readonly CustomerFound[];
}
// GET /api/v1/customers/{id} → Customer; POST /api/v1/customers (customerBody) → 201 Customer;
// PUT /api/v1/customers/{id} (customerBody) → Customer; POST /api/v1/customers/{id}/notes (noteBody) → 201 CustomerNote;
// Technicians (lines.service): POST /api/v1/lines/{order} → 204, the body as controlRequests['lines.{order}'] has it but
// for `by`; GET /api/v1/lines/meters; GET /api/v1/lines/explain?number=N&agentId=A → NumberExplained.
// DELETE /api/v1/session → 204. State-changing requests need content-type application/json where they have a body.

/** What an agent sees when a call is offered. GET /api/v1/pops/{callId} answers the same. */
export interface Pop {
  readonly callId: string;
  readonly callingNumber: string;
  /** Empty: nobody known by this number; several: choose. */
  readonly customers: readonly Customer[];
  /** Earlier calls of this number, newest first, at most 10. */
  readonly history: readonly CallSummary[];
}

/** Every 4xx and 5xx answer below /api; 429 carries a Retry-After header in seconds. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string };
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
]);
export type PageMessage = z.infer<typeof pageMessage>;

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
  | { readonly live: 'done'; readonly id: number }
  | { readonly live: 'failed'; readonly id: number; readonly code: ErrorCode; readonly message: string };

export type { AgentState };
