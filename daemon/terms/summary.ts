/** SUP-13 业绩汇总: what a leader reads in the evening, from the rows of the day up to a moment, by china.md 5. */
import type { NotReadyReason } from './agents.js';
import type { AttentionCall } from './attention.js';
import { agentsTimesOf, type DayRows, queueCountsOf, type Span, talkMsOf } from './day-rows.js';
import type { QueueCounts } from './live.js';
import { type Share, serviceLevel, signedInMs, usualServiceLevel } from './metrics.js';
import type { Agent, Queue } from './site.js';

/** The one formula of all summaries, so that days and groups compare; queues' own may differ. */
export const summaryFormula = 'F3';

export interface GroupSummary {
  /** '' agents without a group. */
  readonly group: string;
  /** Who signed in. */
  readonly agents: number;
  /** Of the queues its agents are in: N_q, N_a, N_ab; a queue of two groups counts in both. */
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Of these queues, by `summaryFormula`. */
  readonly serviceLevel: Share;
  /** Calls of queues that its own agents answered. */
  readonly answeredByGroup: number;
  /** Of its agents, ms; talk with hold, consultation and conference. */
  readonly talkMs: number;
  readonly wrapUpMs: number;
  readonly signedInMs: number;
  readonly notReady: Readonly<Partial<Record<NotReadyReason, number>>>;
  /** 参评: asked, answered with a key, and 1 or 2 of these. */
  readonly ratings: { readonly invited: number; readonly rated: number; readonly satisfied: number };
  /** Calls to look at, of its agents, or of its queues where nobody answered. */
  readonly attention: number;
}

export interface DaySummary {
  /** Epoch ms: midnight of the site, and the moment up to which is counted. */
  readonly from: number;
  readonly to: number;
  readonly formula: typeof summaryFormula;
  /** Everybody and every queue, once. */
  readonly all: GroupSummary;
  /** By name. */
  readonly groups: readonly GroupSummary[];
}

/** Rows as they were at this moment: what is made the day after says the same as what was made in time. */
export function asOf(rows: DayRows, at: number): DayRows {
  const later = (time: number | null): boolean => time !== null && time >= at;
  return {
    calls: rows.calls
      .filter((call) => call.startedAt < at)
      .map((call) => (later(call.endedAt) ? { ...call, endedAt: null, ending: null } : call)),
    visits: rows.visits
      .filter((visit) => visit.enteredAt < at)
      .map((visit) => (later(visit.leftAt) ? { ...visit, leftAt: null, how: null, agent: null } : visit)),
    legs: rows.legs.filter((leg) => (leg.answeredAt ?? leg.startedAt) < at),
    ratings: rows.ratings.filter((rating) => rating.at < at),
    supervisions: rows.supervisions.filter((act) => act.at < at),
    emergencies: rows.emergencies.filter((call) => call.at < at),
    states: rows.states
      .filter((state) => state.startedAt < at)
      .map((state) => (later(state.endedAt) ? { ...state, endedAt: null } : state)),
  };
}

export interface SummaryParts {
  /** As of `span.to`. */
  readonly rows: DayRows;
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
  readonly attention: readonly AttentionCall[];
  readonly span: Span;
}

export function summaryOf(parts: SummaryParts): DaySummary {
  const { agents, queues, span } = parts;
  const names = [...new Set(agents.map(({ group = '' }) => group))].sort();
  const groups = names.map((group) => {
    const own = agents.filter((agent) => (agent.group ?? '') === group);
    const served = new Set(own.flatMap((agent) => agent.queues));
    return groupOf(
      group,
      own,
      queues.filter(({ id }) => served.has(id)),
      parts,
    );
  });
  return { ...span, formula: summaryFormula, all: groupOf('', agents, queues, parts), groups };
}

function groupOf(
  group: string,
  agents: readonly Agent[],
  queues: readonly Queue[],
  { rows, attention, span }: SummaryParts,
): GroupSummary {
  const ids = new Set(agents.map(({ id }) => id));
  const queueIds = new Set(queues.map(({ id }) => id));
  const counts: readonly QueueCounts[] = queues.map(({ id, serviceLevel: level }) =>
    queueCountsOf(rows, id, (level ?? usualServiceLevel).withinMs, span),
  );
  const sum = (of: (each: QueueCounts) => number): number => counts.reduce((all, each) => all + of(each), 0);
  const levels = counts.map((each) => serviceLevel(each, summaryFormula));
  const { times, notReady } = agentsTimesOf(rows, ids, span);
  const marks = rows.ratings.filter(({ agent }) => ids.has(agent)).map(({ result }) => Number(result));
  const isHere = (state: DayRows['states'][number]): boolean => state.state !== 'signed-out' && ids.has(state.agent);
  const touches = (state: DayRows['states'][number]): boolean => (state.endedAt ?? span.to) > span.from;
  return {
    group,
    agents: new Set(rows.states.filter((state) => isHere(state) && touches(state)).map(({ agent }) => agent)).size,
    offered: sum(({ offered }) => offered),
    answered: sum(({ answered }) => answered),
    abandoned: sum(({ abandoned }) => abandoned),
    serviceLevel: {
      part: levels.reduce((all, { part }) => all + part, 0),
      whole: levels.reduce((all, { whole }) => all + whole, 0),
    },
    answeredByGroup: rows.visits.filter(({ how, agent }) => how === 'answered' && agent !== null && ids.has(agent))
      .length,
    talkMs: talkMsOf(times),
    wrapUpMs: times['wrap-up'] ?? 0,
    signedInMs: signedInMs(times),
    notReady,
    ratings: {
      invited: marks.length,
      rated: marks.filter((mark) => mark >= 1).length,
      satisfied: marks.filter((mark) => mark === 1 || mark === 2).length,
    },
    attention: attention.filter(({ call }) =>
      call.agent === null ? call.queue !== null && queueIds.has(call.queue) : ids.has(call.agent),
    ).length,
  };
}
