/**
 * From what network and ear say to the result of an attempt, and from the result to what becomes of its lead
 * (china.md 7; the table of causes: screens.md 3.4). Functions of their arguments alone.
 */
import type { AttemptResult, Campaign, LeadState, ResultCode, RetryRule, Validity } from '../terms/outbound.js';
import { resultOfCause } from '../terms/outbound-causes.js';
import { lawLimits } from '../terms/outbound-checks.js';

/** How an attempt went, as far as nobody judged it with a code. */
export interface AttemptFacts {
  /** ITU-T Q.850. */
  readonly cause: number;
  /** Heard before the answer; '' nothing. */
  readonly tone: string;
  readonly lineFailure: boolean;
  /** Hung up by us before anybody answered, for want of agents. */
  readonly givenUp: boolean;
  /** Hung up by the agent whose call it was, before it rang there. */
  readonly notRung: boolean;
  readonly answered: boolean;
  /** null: answered and nobody listened, or not answered. */
  readonly who: 'human' | 'machine' | 'fax' | 'unsure' | null;
  /** An agent and the person heard each other. */
  readonly connected: boolean;
  /** Percent of a flow's message; null: it was for an agent. */
  readonly heard: number | null;
  readonly heardPercent: number;
  readonly optedOut: boolean;
}

const byTone: Readonly<Record<string, ResultCode | 'line-failure'>> = {
  busy: 'busy',
  vacant: 'wrong-number',
  'no-answer': 'no-answer',
  'switched-off': 'switched-off',
  suspended: 'suspended',
  unreachable: 'unreachable',
  diverted: 'diverted',
  congestion: 'line-failure',
};

/** What cause and tone say of a number that nobody answered. */
export function unansweredResult(cause: number, tone: string): ResultCode | 'line-failure' {
  const heard = Object.hasOwn(byTone, tone) ? byTone[tone] : undefined;
  // The tone is more exact than a cause that says "normal" or "unspecified". A special information tone is not: it says
  // that something is announced, and the cause says what, as far as anybody does.
  if (heard !== undefined) return heard;
  return resultOfCause(cause);
}

export function attemptResult(facts: AttemptFacts): AttemptResult {
  const { answered, connected, who, heard } = facts;
  if (facts.optedOut) return 'refused';
  if (!answered) {
    if (facts.lineFailure) return 'line-failure';
    if (facts.givenUp) return 'cancelled';
    if (facts.notRung) return 'not-rung';
    return unansweredResult(facts.cause, facts.tone);
  }
  if (connected) return 'connected';
  if (who === 'fax') return 'wrong-number';
  // A secretary's desk, a mailbox (china.md 7).
  if (who === 'machine') return 'diverted';
  if (heard !== null) return heard >= facts.heardPercent ? 'success' : 'unreachable';
  return 'dropped';
}

/** Results after which nobody is called again. */
const final: ReadonlySet<AttemptResult> = new Set(['success', 'refused', 'wrong-number', 'duplicate']);

/**
 * Rung or answered: the person was called, so the try counts. The rest is ours; also what an agent gave up before it rang,
 * for three tries are three times that a telephone rang ("响4声…确保外呼3次", china.md 7). 'cancelled' counts: pacing hangs up only who
 * has rung for the law's least, 15 s or four rings (16 CFR 310.4(b)(4)(ii); at China's cadence of 1 s in 5 the fourth ring
 * begins at 15 s, and "响4声" is a call that nobody answered, china.md 7). To the person it was a call like any other. Were it
 * not counted, who never answers would be rung day after day for ever, which is what three tries are there to prevent.
 */
const uncounted: ReadonlySet<AttemptResult> = new Set(['line-failure', 'not-rung', 'blocked', 'dropped']);

/** Nobody at the far end has heard of it: what was agreed stands, and the day's calls of the number are none more. */
export function wasUnheard(result: AttemptResult): boolean {
  return result === 'line-failure' || result === 'not-rung';
}

export function usesUpTry(result: AttemptResult): boolean {
  return !uncounted.has(result);
}

/** 停机: "打一遍，记录结果". */
const suspendedTries = 1;

/**
 * What the attempt says of the person; null: nothing. The attempt's own result tells who hung up, of which pacing learns: to
 * it a ring that was cut short is not one that went unanswered to its end.
 */
export function codeOfLead(result: AttemptResult): ResultCode | null {
  if (result === 'cancelled') return 'no-answer';
  return isCode(result) ? result : null;
}

export function retryRuleFor(
  result: AttemptResult,
  { retry, retryByResult }: Pick<Campaign, 'retry' | 'retryByResult'>,
): RetryRule {
  const code = codeOfLead(result);
  const rule = (code === null ? undefined : retryByResult[code]) ?? retry;
  return result === 'suspended' ? { ...rule, tries: Math.min(rule.tries, suspendedTries) } : rule;
}

const validityOf: Readonly<Record<ResultCode, Validity | null>> = {
  success: 'connected',
  refused: 'connected',
  'no-answer': 'not-connected',
  busy: 'not-connected',
  'wrong-number': 'wrong-number',
  'switched-off': 'not-connected',
  suspended: 'not-connected',
  unreachable: 'not-connected',
  diverted: 'not-connected',
  appointment: 'connected',
  duplicate: null,
};

/** 有效性; null: none (重复数据, and what is no result of the person). */
export function validity(result: AttemptResult): Validity | null {
  return isCode(result) ? validityOf[result] : null;
}

export function isCode(result: AttemptResult): result is ResultCode {
  return Object.hasOwn(validityOf, result);
}

/** A line that failed is left alone for a while, and whom an agent would not call just now. */
export const lineFailurePauseMs = 120_000;

/** What becomes of a lead. `notBefore` is the earliest that waits allow; hours and parts of the day come on top. */
export interface LeadAfter {
  readonly state: LeadState;
  /** null: stays what it was. */
  readonly result: ResultCode | null;
  readonly tries: number;
  readonly notBefore: number;
  readonly timed: boolean;
  readonly agent: string;
  /** At another time of day than this try (china.md 7). */
  readonly otherPart: boolean;
}

export interface Outcome {
  readonly result: AttemptResult;
  /** When the attempt began. */
  readonly atMs: number;
  /** When it ended. */
  readonly endedMs: number;
  /** Of an appointment: when, and with whom; '' anybody. */
  readonly appointment: { readonly at: number; readonly agent: string } | null;
}

/** `lead`: as it was before this attempt. */
export function leadAfter(
  lead: { readonly tries: number; readonly agent: string; readonly timed: boolean; readonly notBefore: number },
  { result, atMs, endedMs, appointment }: Outcome,
  rules: Pick<Campaign, 'retry' | 'retryByResult'>,
): LeadAfter {
  const tries = lead.tries + (usesUpTry(result) ? 1 : 0);
  const code = codeOfLead(result);
  const { tries: allowed, waitMs } = retryRuleFor(result, rules);
  const same = { state: 'open', result: code, tries, timed: false, agent: lead.agent, otherPart: false } as const;
  if (result === 'appointment' && appointment !== null) {
    return { ...same, notBefore: appointment.at, timed: true, agent: appointment.agent };
  }
  if (final.has(result)) return { ...same, state: 'done', notBefore: lead.notBefore };
  if (wasUnheard(result)) {
    return { ...same, notBefore: endedMs + lineFailurePauseMs, timed: lead.timed };
  }
  // As soon as the law lets us ring again, and before all others.
  if (result === 'dropped') return { ...same, notBefore: atMs + lawLimits.minWaitMs, timed: true };
  if (tries >= allowed) return { ...same, state: 'done', notBefore: lead.notBefore };
  return { ...same, notBefore: atMs + waitMs, otherPart: true };
}
