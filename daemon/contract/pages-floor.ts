/**
 * What supervisors ask for beside the live floor, the site, and the wallboard. Days are the site's, in its time zone.
 *
 * floor.watch:
 * GET /api/v1/call-backs → CallBackList (agents: of their queues); GET /api/v1/abandoned → AbandonedList, of today
 *     (also agents, to call them back);
 * GET /api/v1/alarms → AlarmList, of today; GET /api/v1/calls/{id}/why → CallExplained;
 * GET /api/v1/agents/{id}/day?date=YYYY-MM-DD → AgentDay (also his own).
 * floor.supervise or audit.read: GET /api/v1/supervisions?date=YYYY-MM-DD → SupervisionList.
 *
 * site.manage: GET /api/v1/site → SiteInForce (also outbound.manage: campaigns name its queues, trunks and flows);
 *     PUT /api/v1/site (siteChangeBody) → {version}; 409 conflict: somebody else changed it since `version`.
 *     GET /api/v1/site/versions?before=N&limit=N → SiteVersions, newest first; the newest is undone by the change 'undo'.
 *     floor.supervise: GET and PUT, but only the change 'membership' (SUP-12).
 *     lines.service: GET, versions and PUT, but only the changes 'spans', 'board', 'trunks', 'routes', 'numbers' and the undo of one.
 *
 * floor.supervise or site.manage (SUP-14): PUT /api/v1/emergency (emergencyBody) → 204: what callers hear before any flow;
 *     on or off everywhere within 2 s. What can be chosen: `emergencies` of the site, or any of its prompts.
 *
 * floor.supervise (SUP-10): GET /api/v1/wallboards → WallboardList; POST /api/v1/wallboards (wallboardBody) → 201
 *     WallboardMade; DELETE /api/v1/wallboards/{id} → 204, its pages close.
 * Without a login: the page /wallboard#TOKEN opens the WebSocket /api/v1/wallboard?token=TOKEN and gets a BoardMessage at
 *     once, at each change (at most two a second), and when the daemon goes or comes. It says nothing itself.
 */
import { z } from 'zod';
import type { AlarmCode } from '../terms/calls.js';
import type { LiveQueue } from '../terms/live.js';
import type { AgentStateRow, AlarmRow, CallBackRow, SupervisionRow } from '../terms/rows.js';
import type { SiteChange } from '../terms/site-change.js';
import type { CallSummary } from './pages-desk.js';

export interface CallBackList {
  readonly callBacks: readonly CallBackRow[];
}
/** Newest first; each number once. */
export interface AbandonedList {
  readonly calls: readonly (CallSummary & {
    readonly waitMs: number;
    /** How often this number gave up today. */
    readonly times: number;
    /** Somebody talked to this number since. */
    readonly reachedAt: number | null;
  })[];
}
export interface AlarmList {
  readonly alarms: readonly AlarmRow[];
}
export interface SupervisionList {
  readonly acts: readonly SupervisionRow[];
}
/** From the first state of the day to now or midnight without a gap (SUP-09). */
export interface AgentDay {
  readonly agentId: string;
  readonly from: number;
  readonly to: number;
  readonly states: readonly (Omit<AgentStateRow, 'agent' | 'endedAt'> & { readonly endedAt: number })[];
}

/** `change`: a SiteChange (daemon/terms/site-change), checked by the daemon. */
export const siteChangeBody = z.strictObject({
  version: z.int().min(1),
  change: z.looseObject({ change: z.string() }),
});

export const emergencyBody = z.strictObject({
  /** null: off. */
  on: z
    .strictObject({
      /** As the site names them: "zh/line-fault". */
      prompts: z
        .array(z.string().regex(/^[A-Za-z0-9_-]{1,40}(\/[A-Za-z0-9_-]{1,40}){0,3}$/))
        .min(1)
        .max(20),
      reason: z.string().trim().min(1).max(200),
    })
    .nullable(),
});
export type EmergencyBody = z.infer<typeof emergencyBody>;

/** How the site came to be as it is. */
export interface SiteVersionShown {
  readonly version: number;
  readonly at: number;
  /** Login; null: a site file, named by `source`. */
  readonly by: string | null;
  readonly source: string;
  /** Null: a site file. */
  readonly change: SiteChange | null;
}
export interface SiteVersions {
  readonly versions: readonly SiteVersionShown[];
}

export const wallboardBody = z.strictObject({ name: z.string().trim().min(1).max(64) });
export interface Wallboard {
  readonly id: string;
  readonly name: string;
  readonly madeBy: string;
  readonly madeAt: number;
  readonly seenAt: number | null;
  readonly pages: number;
}
export interface WallboardList {
  readonly wallboards: readonly Wallboard[];
}
/** The token is shown this once. */
export interface WallboardMade {
  readonly wallboard: Wallboard;
  readonly token: string;
}
/** How many of them do what. */
export interface BoardAgents {
  readonly signedIn: number;
  readonly ready: number;
  readonly talking: number;
  readonly ringing: number;
  readonly wrapUp: number;
  readonly notReady: number;
}
/** Counts only: no customer, no number, no name of an agent. */
export interface BoardMessage {
  readonly board: string;
  readonly serverTime: number;
  readonly timeZone: string | null;
  /** 'down': the numbers are empty, keep showing the last ones. */
  readonly daemon: 'up' | 'down';
  readonly queues: readonly LiveQueue[];
  readonly agents: BoardAgents;
  /** Of the agents in each queue; who is in two counts in both. */
  readonly queueAgents: Readonly<Record<string, BoardAgents>>;
  readonly calls: { readonly inFlow: number; readonly waiting: number; readonly talking: number };
  /** Of queues; how many alarms there are about agents. */
  readonly alarms: readonly {
    readonly code: AlarmCode;
    readonly queue: string;
    readonly value: number;
    readonly threshold: number;
    readonly since: number;
  }[];
  readonly agentAlarms: number;
  /** Callers hear an emergency announcement since then; absent: they don't. Why is not for the wall. */
  readonly emergencySince?: number;
}
