/**
 * china.md 5: every number of wallboard and reports as a pure formula over base counts. A share keeps what it divides,
 * so that a page can print both, and 0/0 is nothing ("—"), never 0 % or 100 %.
 */
import type { AgentState, StateTimes } from './agents.js';
import type { QueueCounts } from './live.js';

export const serviceLevelFormulas = ['F1', 'F2', 'F3', 'F4'] as const;
export type ServiceLevelFormula = (typeof serviceLevelFormulas)[number];

/** Where a queue says nothing: 80 % within 20 s by F3. */
export const usualServiceLevel = { withinMs: 20_000, percent: 80, formula: 'F3' } as const;
/** Who gives up sooner counts as a short abandon, ms. */
export const shortAbandonMs = 5_000;

export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** Null: there is nothing to divide by. */
export function shareOf({ part, whole }: Share): number | null {
  return whole === 0 ? null : part / whole;
}

/** With one decimal, half up, computed in whole numbers: 67.4; null: 0/0. Counts up to 10^12. */
export function percent({ part, whole }: Share): number | null {
  return whole === 0 ? null : Math.floor((2_000 * part + whole) / (2 * whole)) / 10;
}

/** "67.4", or "—" for 0/0. */
export function percentText(share: Share): string {
  return percent(share)?.toFixed(1) ?? '—';
}

/** Ms, not rounded; null: of nothing. */
export function average(sumMs: number, count: number): number | null {
  return count === 0 ? null : sumMs / count;
}

type Counts = Pick<
  QueueCounts,
  'offered' | 'answered' | 'answeredInTime' | 'abandoned' | 'abandonedInTime' | 'abandonedIn5s' | 'overflowed'
>;

/** 服务水平; the page says which formula it is: the same calls give four numbers. */
export function serviceLevel(counts: Counts, formula: ServiceLevelFormula): Share {
  const { answered, answeredInTime, abandoned, abandonedInTime } = counts;
  switch (formula) {
    case 'F1':
      return { part: answeredInTime + abandonedInTime, whole: answered + abandoned };
    case 'F2':
      return { part: answeredInTime, whole: answered };
    case 'F3':
      return { part: answeredInTime, whole: answered + abandoned };
    case 'F4':
      return { part: answeredInTime, whole: answered + abandoned - abandonedInTime };
  }
}

/** 人工接通率: N_a / N_q. `withoutShort`: who gave up within 5 s is left out of N_q. */
export function answerRate(counts: Counts, withoutShort = false): Share {
  return { part: counts.answered, whole: counts.offered - (withoutShort ? counts.abandonedIn5s : 0) };
}

/** 呼损率（排队）: N_ab / N_q. `withOverflow`: who left by overflow is lost too. */
export function lossRate(counts: Counts, withOverflow = false): Share {
  return { part: counts.abandoned + (withOverflow ? counts.overflowed : 0), whole: counts.offered };
}

/** 5 秒内放弃占比: N_ab(5) / N_ab. */
export function shortAbandonShare(counts: Counts): Share {
  return { part: counts.abandonedIn5s, whole: counts.abandoned };
}

/** 20 秒内接通率: N_a(x) / N_a. */
export function answeredInTimeShare(counts: Counts): Share {
  return { part: counts.answeredInTime, whole: counts.answered };
}

/** 接通逾限率: (N_a − N_a(x)) / N_a. */
export function answeredLateShare(counts: Counts): Share {
  return { part: counts.answered - counts.answeredInTime, whole: counts.answered };
}

/** Still waiting, by the identity N_q = N_a + N_ab + N_of + waiting. */
export function stillWaiting(counts: Counts): number {
  return counts.offered - counts.answered - counts.abandoned - counts.overflowed;
}

/** 系统接通率: (N_ivr + N_a) / N_in. */
export function systemAnswerRate(ended: { inFlow: number; answered: number; seized: number }): Share {
  return { part: ended.inFlow + ended.answered, whole: ended.seized };
}

/** 呼损率（中继）: N_blk / N_in. */
export function trunkLossRate(blocked: number, seized: number): Share {
  return { part: blocked, whole: seized };
}

/** 平均等待时长 (ASA): Σ wait of the answered / N_a, ms. */
export function averageWaitMs(counts: Pick<QueueCounts, 'waitAnsweredMs' | 'answered'>): number | null {
  return average(counts.waitAnsweredMs, counts.answered);
}

/** The other ASA, "average queue": of the answered and the abandoned, ms. */
export function averageQueueMs(
  counts: Pick<QueueCounts, 'waitAnsweredMs' | 'waitAbandonedMs' | 'answered' | 'abandoned'>,
): number | null {
  return average(counts.waitAnsweredMs + counts.waitAbandonedMs, counts.answered + counts.abandoned);
}

/** 平均放弃时长, ms. */
export function averageAbandonMs(counts: Pick<QueueCounts, 'waitAbandonedMs' | 'abandoned'>): number | null {
  return average(counts.waitAbandonedMs, counts.abandoned);
}

/** 平均通话时长 (ATT): (ΣT_talk + ΣT_hold) / N_a, ms. */
export function averageTalkMs(counts: Pick<QueueCounts, 'talkMs' | 'answered'>): number | null {
  return average(counts.talkMs, counts.answered);
}

/** 平均话后, ms. */
export function averageWrapUpMs(counts: Pick<QueueCounts, 'wrapUpMs' | 'answered'>): number | null {
  return average(counts.wrapUpMs, counts.answered);
}

/** 平均处理时长 (AHT): (ΣT_talk + ΣT_hold + ΣT_acw) / N_a, ms; of a queue's inbound calls. */
export function averageHandlingMs(counts: Pick<QueueCounts, 'talkMs' | 'wrapUpMs' | 'answered'>): number | null {
  return average(counts.talkMs + counts.wrapUpMs, counts.answered);
}

const workStates = ['talking', 'held', 'consulting', 'conference', 'wrap-up', 'dialling'] as const;

function sumOf(times: StateTimes, states: readonly AgentState[]): number {
  return states.reduce((sum, state) => sum + (times[state] ?? 0), 0);
}

/** T_login, 签入时长, of LiveAgent.today with the present state's running time added. */
export function signedInMs(times: StateTimes): number {
  return (Object.keys(times) as AgentState[]).reduce(
    (sum, state) => (state === 'signed-out' ? sum : sum + (times[state] ?? 0)),
    0,
  );
}

/** 工时利用率（签入口径）: (talk + hold + wrap-up + dialling) / signed in. */
export function utilisation(times: StateTimes): Share {
  return { part: sumOf(times, workStates), whole: signedInMs(times) };
}

/** 占用率: the same work / (work + ready + ringing); reserved counts as ready (china.md 4). */
export function occupancy(times: StateTimes): Share {
  const work = sumOf(times, workStates);
  return { part: work, whole: work + sumOf(times, ['ready', 'reserved', 'ringing']) };
}

/** 示忙占比: not ready / signed in. */
export function notReadyShare(times: StateTimes): Share {
  return { part: times['not-ready'] ?? 0, whole: signedInMs(times) };
}
