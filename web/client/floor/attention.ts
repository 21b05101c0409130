/** Calls of the day that somebody should look into, by rule (SUP-07). */
import type { CallSummary } from '../../../daemon/contract/pages.js';

export const attentionRules = [
  'interrupted',
  'complaint',
  'refused',
  'lost-after-long-wait',
  'answered-late',
  'very-short',
  'very-long',
  'called-again',
] as const;
export type AttentionRule = (typeof attentionRules)[number];

/** Limits of the rules, ms and times. */
export const attention = {
  /** From the first moment of the call, menu and queue together. */
  longWaitMs: 120_000,
  shortTalkMs: 10_000,
  longTalkMs: 20 * 60_000,
  /** The same number so often in a day. */
  calls: 3,
} as const;

export interface Attention {
  readonly call: CallSummary;
  readonly rules: readonly AttentionRule[];
  /** Of the rules about time: how long it was. */
  readonly waitMs: number | null;
  readonly talkMs: number | null;
  /** How often this number called today. */
  readonly times: number;
}

/** Newest first, as `calls` are; calls in progress and calls out are left alone. */
export function attentionOf(calls: readonly CallSummary[]): readonly Attention[] {
  const times = new Map<string, number>();
  const over = calls.filter(({ direction, endedAt }) => direction === 'inbound' && endedAt !== null);
  for (const { callingNumber } of over) {
    if (callingNumber !== '') times.set(callingNumber, (times.get(callingNumber) ?? 0) + 1);
  }
  const told = new Set<string>();
  return over.flatMap((call) => {
    const found = look(call, times.get(call.callingNumber) ?? 0);
    // A number that calls often is told once, with its newest call.
    const again = found.times >= attention.calls && !told.has(call.callingNumber);
    if (again) told.add(call.callingNumber);
    const rules: readonly AttentionRule[] = again ? [...found.rules, 'called-again'] : found.rules;
    return rules.length === 0 ? [] : [{ ...found, rules }];
  });
}

function look(call: CallSummary, times: number): Attention {
  const { startedAt, talkStartedAt, endedAt, ending, disposition } = call;
  const end = endedAt ?? startedAt;
  const waitMs = (talkStartedAt ?? end) - startedAt;
  const talkMs = talkStartedAt === null ? null : end - talkStartedAt;
  const rules: AttentionRule[] = [];
  if (ending === 'interrupted') rules.push('interrupted');
  if (disposition === 'complaint') rules.push('complaint');
  if (ending === 'refused') rules.push('refused');
  if (ending === 'abandoned' && waitMs >= attention.longWaitMs) rules.push('lost-after-long-wait');
  if (talkMs !== null && waitMs >= attention.longWaitMs) rules.push('answered-late');
  if (ending === 'completed' && talkMs !== null && talkMs < attention.shortTalkMs) rules.push('very-short');
  if (talkMs !== null && talkMs >= attention.longTalkMs) rules.push('very-long');
  return { call, rules, waitMs, talkMs, times };
}
