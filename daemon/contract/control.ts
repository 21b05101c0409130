/**
 * The control socket between daemon and web: one JSON object a line, UTF-8, at most
 * `maxLineBytes`. Requests carry an id and get exactly one answer; events have none.
 */
import { z } from 'zod';
import { choosableReasons, dispositions } from '../terms/agents.js';
import type { ErrorCode } from '../terms/errors.js';
import type { LiveChange, LiveSnapshot } from '../terms/live.js';

export const controlVersion = 1;
export const maxLineBytes = 1_048_576;
/** Requests from one connection that may wait for their answer. */
export const maxOpenRequests = 256;

const agentId = z.string().min(1).max(32);
const callId = z.string().length(26);

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
