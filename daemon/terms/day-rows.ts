/** The rows of one day of the floor, and what is counted from them: lists and summaries that are made afterwards. */
import type { AgentState, NotReadyReason, StateTimes } from './agents.js';
import type { QueueCounts } from './live.js';
import { shortAbandonMs } from './metrics.js';
import type { AgentStateRow, CallRow, LegRow, QueueVisitRow, RatingRow, SupervisionRow } from './rows.js';

export interface DayRows {
  /** That began in the span, oldest first. */
  readonly calls: readonly CallRow[];
  /** That entered their queue in the span. */
  readonly visits: readonly QueueVisitRow[];
  /** Answered legs of these calls to whom they were transferred, or who were consulted. */
  readonly legs: readonly LegRow[];
  readonly ratings: readonly RatingRow[];
  readonly supervisions: readonly SupervisionRow[];
  /** Emergency services were called. */
  readonly emergencies: readonly { readonly at: number; readonly number: string; readonly agent: string | null }[];
  /** Every interval that touches the span. */
  readonly states: readonly AgentStateRow[];
}

/** [from, to), epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const conversation: ReadonlySet<AgentState> = new Set(['talking', 'held', 'consulting', 'conference']);

/**
 * Base counts of china.md 5 for one queue as they were at `span.to`: who left the queue later was still waiting, and
 * work counts as far as it was done. `withinMs`: of the service level.
 */
export function queueCountsOf(rows: DayRows, queue: string, withinMs: number, span: Span): QueueCounts {
  const visits = rows.visits.filter((visit) => visit.queue === queue && isIn(visit.enteredAt, span));
  const left = visits.flatMap((visit) => {
    const { how, leftAt, enteredAt } = visit;
    return how === null || leftAt === null || leftAt >= span.to ? [] : [{ how, waitMs: leftAt - enteredAt }];
  });
  const answered = left.filter(({ how }) => how === 'answered').map(({ waitMs }) => waitMs);
  const abandoned = left.filter(({ how }) => how === 'abandoned').map(({ waitMs }) => waitMs);
  const within = (waits: readonly number[], limitMs: number) => waits.filter((waitMs) => waitMs <= limitMs).length;
  return {
    offered: visits.length,
    answered: answered.length,
    answeredInTime: within(answered, withinMs),
    abandoned: abandoned.length,
    abandonedInTime: within(abandoned, withinMs),
    abandonedIn5s: within(abandoned, shortAbandonMs),
    overflowed: left.length - answered.length - abandoned.length,
    waitAnsweredMs: sum(answered),
    waitAbandonedMs: sum(abandoned),
    longestWaitMs: Math.max(longest(answered), longest(abandoned)),
    ...workFor(rows, queue, span),
  };
}

/** What agents did in calls that this queue gave them; the one that gave a call last has the work. */
function workFor(rows: DayRows, queue: string, span: Span): { readonly talkMs: number; readonly wrapUpMs: number } {
  const given = new Map<string, QueueVisitRow[]>();
  for (const visit of rows.visits) {
    if (visit.how !== 'answered' || visit.agent === null) continue;
    const key = `${visit.callId} ${visit.agent}`;
    given.set(key, [...(given.get(key) ?? []), visit]);
  }
  let talkMs = 0;
  let wrapUpMs = 0;
  for (const interval of rows.states) {
    const visits = given.get(`${interval.callId} ${interval.agent}`);
    const visit = visits?.findLast(({ leftAt }) => leftAt !== null && leftAt <= interval.startedAt);
    if (visit?.queue !== queue) continue;
    const ms = lengthIn(interval, span);
    if (conversation.has(interval.state)) talkMs += ms;
    else if (interval.state === 'wrap-up') wrapUpMs += ms;
  }
  return { talkMs, wrapUpMs };
}

export interface AgentsTimes {
  /** By state, of all of them together. */
  readonly times: StateTimes;
  /** Not ready by reason, ms. */
  readonly notReady: Readonly<Partial<Record<NotReadyReason, number>>>;
}

/** What these agents did in the span, ms. */
export function agentsTimesOf(rows: DayRows, agents: ReadonlySet<string>, span: Span): AgentsTimes {
  const times: Partial<Record<AgentState, number>> = {};
  const notReady: Partial<Record<NotReadyReason, number>> = {};
  for (const interval of rows.states) {
    if (!agents.has(interval.agent)) continue;
    const { state, reason } = interval;
    const ms = lengthIn(interval, span);
    if (ms === 0) continue;
    times[state] = (times[state] ?? 0) + ms;
    if (state === 'not-ready' && reason !== null) notReady[reason] = (notReady[reason] ?? 0) + ms;
  }
  return { times, notReady };
}

/** ΣT_talk with hold, consultation and conference, ms. */
export function talkMsOf(times: StateTimes): number {
  return [...conversation].reduce((all, state) => all + (times[state] ?? 0), 0);
}

/** One that lasts ends at the span's end. */
function lengthIn({ startedAt, endedAt }: AgentStateRow, { from, to }: Span): number {
  return Math.max(0, Math.min(endedAt ?? to, to) - Math.max(startedAt, from));
}

function isIn(at: number, { from, to }: Span): boolean {
  return at >= from && at < to;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function longest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
