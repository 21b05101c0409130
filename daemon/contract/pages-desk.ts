/**
 * The agent's desk beside the call: calls, tasks and reminders, counters.
 *
 * calls.read-own / calls.read-all:
 * GET  /api/v1/calls?before=ID&limit=N&from=MS&to=MS&number=DIGITS&result=ENDING&direction=D&agent=ID → CallPage,
 *      newest first; own: every call the agent talked in (AGT-15). `number`: part of either number, 3 digits or more.
 * GET  /api/v1/calls/{id}/legs → CallLegs (own, or calls.read-all).
 * GET  /api/v1/calls/{id}/data → CallData; GET /api/v1/calls/{id}/data.xml, the same (agent of the call, floor.watch):
 *        <?xml version="1.0" encoding="UTF-8"?>
 *        <call id="01h…"><section name="IVR"><entry key="card" at="2027-01-15T08:00:00.000Z" by="flow">…</entry></section></call>
 *      Characters that XML 1.0 does not allow are U+FFFD; sections and keys are in order of their names.
 * GET  /api/v1/recordings/{callId} → audio/wav; more of recordings stands in pages-recordings.
 *
 * agent.work:
 * GET  /api/v1/tasks?show=open|due|done → TaskList (own; open and due by dueAt, done newest first, at most 200).
 * POST /api/v1/tasks (taskBody) → 201 Task; PUT /api/v1/tasks/{id} (taskBody) → Task: later, it reminds again;
 * POST /api/v1/tasks/{id}/done → Task; DELETE /api/v1/tasks/{id} → 204.
 *      At dueAt each open page gets 'reminder'; a page opened later gets what is due and not yet seen ('reminder-seen').
 * PUT  /api/v1/quick-notes/{id} (quickNoteBody) → QuickNoteKept: what was noted while this server was slow or away, as a
 *      call-back task (AGT-25). The id is made by the page: sent again, it is the same task.
 * GET  /api/v1/missed → MissedList: offers of today he did not answer; POST /api/v1/missed/{callId}/handled → 204.
 *      Dialling the number handles it too.
 * GET  /api/v1/own-settings → OwnSettings: what the message 'set-own' changes, as it is in force (AGT-14).
 * GET  /api/v1/counters → Counters; also pushed ('counters') at each change: as long as the lists.
 */
import { z } from 'zod';
import type { Disposition } from '../terms/agents.js';
import type { CallEnding, Direction } from '../terms/calls.js';
import type { LegRow } from '../terms/rows.js';
import type { Agent } from '../terms/site.js';
import type { LegPurpose } from '../terms/targets.js';
import { type CustomerFound, rowId } from './pages-customers.js';

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
export interface CallLegs {
  readonly legs: readonly LegRow[];
}
export interface CallData {
  readonly callId: string;
  readonly entries: readonly {
    readonly section: string;
    readonly key: string;
    readonly value: string;
    readonly at: number;
    /** Agent id, or 'flow'. */
    readonly by: string;
  }[];
}

export const taskBody = z.strictObject({
  dueAt: z.int().min(0).max(8_640_000_000_000_000),
  text: z.string().trim().min(1).max(500),
  customerId: rowId.nullable(),
  /** To dial with one key; '' none. */
  number: z.string().regex(/^\+?[0-9*#]{0,24}$/),
  callId: z.string().length(26).nullable(),
});
export type TaskBody = z.infer<typeof taskBody>;
export interface Task {
  readonly id: string;
  readonly dueAt: number;
  readonly text: string;
  readonly number: string;
  readonly customer: CustomerFound | null;
  readonly callId: string | null;
  readonly doneAt: number | null;
  /** Reminded of, and seen by the agent. */
  readonly seen: boolean;
}
export interface TaskList {
  readonly tasks: readonly Task[];
}

export const maxQuickNoteLength = 500;
export const quickNoteBody = z.strictObject({
  text: taskBody.shape.text,
  number: taskBody.shape.number,
  callId: taskBody.shape.callId,
});
export type QuickNoteBody = z.infer<typeof quickNoteBody>;
export interface QuickNoteKept {
  readonly taskId: string;
}

export interface Missed {
  readonly callId: string;
  readonly at: number;
  readonly number: string;
  readonly queue: string | null;
  readonly purpose: LegPurpose;
  /** Who talked to the caller in the end; null: nobody. */
  readonly takenBy: string | null;
}
export interface MissedList {
  readonly missed: readonly Missed[];
}
export interface OwnSettings {
  readonly headset: boolean;
  readonly forwards: NonNullable<Agent['forwards']>;
  /** IANA zone of the site: in it tasks are due. */
  readonly timeZone: string;
  /** The site asks callers for a rating. */
  readonly rating: boolean;
}

export interface Counters {
  readonly missed: number;
  /** Open call-backs of his queues. */
  readonly callBacks: number;
  /** Due and not done. */
  readonly tasks: number;
}
