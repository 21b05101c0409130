/** SUP-07: which calls of a day somebody should look at, by which rule and why. One place, from the rows alone. */
import type { DayRows } from './day-rows.js';
import type { CallRow } from './rows.js';

/** A rule that is null or false is off. */
export interface AttentionRules {
  /** The caller waited longer than this and gave up, ms. */
  readonly abandonedAfterMs: number | null;
  /** The conversation was, or is, longer than this, ms. */
  readonly talkLongerMs: number | null;
  /** Rated this or worse: 4 dissatisfied, 5 very dissatisfied. */
  readonly ratedFrom: number | null;
  /** Handed on at least so often. */
  readonly transfers: number | null;
  /** A customer of one of these classes waited longer than this, ms. */
  readonly vip: { readonly classes: readonly string[]; readonly waitedMs: number } | null;
  readonly emergencyDialled: boolean;
  /** A supervisor whispered, barged, took over or ended it. Who only listened changed nothing. */
  readonly supervised: boolean;
}

export const usualAttentionRules: AttentionRules = {
  abandonedAfterMs: 60_000,
  talkLongerMs: 900_000,
  ratedFrom: 4,
  transfers: 2,
  vip: { classes: ['A', 'K'], waitedMs: 30_000 },
  emergencyDialled: true,
  supervised: true,
};

export const attentionTags = [
  'emergency-dialled',
  'low-rating',
  'supervised',
  'vip-waited',
  'long-wait',
  'many-transfers',
  'long-talk',
] as const;

/** What a rule found; `limit` is the rule's. */
export type AttentionTag =
  | { readonly tag: 'long-wait'; readonly at: number; readonly waitedMs: number; readonly limit: number }
  | { readonly tag: 'long-talk'; readonly at: number; readonly talkMs: number; readonly limit: number }
  | { readonly tag: 'low-rating'; readonly at: number; readonly rating: number; readonly agent: string }
  | { readonly tag: 'many-transfers'; readonly at: number; readonly transfers: number; readonly limit: number }
  | {
      readonly tag: 'vip-waited';
      readonly at: number;
      readonly customerClass: string;
      readonly waitedMs: number;
      readonly limit: number;
    }
  | { readonly tag: 'emergency-dialled'; readonly at: number; readonly number: string }
  | { readonly tag: 'supervised'; readonly at: number; readonly by: string; readonly what: string };

export interface AttentionCall {
  readonly call: CallRow;
  /** In the order of `attentionTags`, at least one. */
  readonly tags: readonly AttentionTag[];
}

const interventions: ReadonlySet<string> = new Set(['whisper', 'barge', 'take-over', 'force-release']);
/** The emergency's incident and its call are of one step, or nearly. */
const sameDialMs = 5_000;

/**
 * Newest call first. `classOf`: the customer's class by the number that called, '' none. What still lasts is measured
 * up to `nowMs`.
 */
export function attentionOf(
  rows: DayRows,
  rules: AttentionRules,
  classOf: (callingNumber: string) => string,
  nowMs: number,
): readonly AttentionCall[] {
  const day = new TaggedDay(rows, rules, classOf, nowMs);
  return rows.calls
    .flatMap((call) => {
      const tags = day.tagsOf(call);
      return tags.length === 0 ? [] : [{ call, tags }];
    })
    .sort((a, b) => b.call.startedAt - a.call.startedAt || (a.call.id < b.call.id ? 1 : -1));
}

/** Numbers of callers who waited so long that it matters who they are. */
export function vipCandidates(rows: DayRows, rules: AttentionRules, nowMs: number): readonly string[] {
  const { vip } = rules;
  if (vip === null) return [];
  const waited = new Set(
    rows.visits
      .filter(({ enteredAt, leftAt }) => (leftAt ?? nowMs) - enteredAt > vip.waitedMs)
      .map(({ callId }) => callId),
  );
  const numbers = rows.calls.filter(({ id, callingNumber }) => callingNumber !== '' && waited.has(id));
  return [...new Set(numbers.map(({ callingNumber }) => callingNumber))];
}

class TaggedDay {
  private readonly visits: ReadonlyMap<string, DayRows['visits']>;
  private readonly legs: ReadonlyMap<string, DayRows['legs']>;
  private readonly ratings: ReadonlyMap<string, DayRows['ratings']>;
  private readonly supervisions: ReadonlyMap<string, DayRows['supervisions']>;

  constructor(
    private readonly rows: DayRows,
    private readonly rules: AttentionRules,
    private readonly classOf: (callingNumber: string) => string,
    private readonly nowMs: number,
  ) {
    this.visits = byCall(rows.visits);
    this.legs = byCall(rows.legs);
    this.ratings = byCall(rows.ratings);
    this.supervisions = byCall(rows.supervisions);
  }

  tagsOf(call: CallRow): readonly AttentionTag[] {
    return [
      ...this.emergency(call),
      ...this.rating(call),
      ...this.supervised(call),
      ...this.vip(call),
      ...this.abandoned(call),
      ...this.transfers(call),
      ...this.talk(call),
    ];
  }

  private emergency({ direction, startedAt, calledNumber }: CallRow): readonly AttentionTag[] {
    if (!this.rules.emergencyDialled || direction !== 'outbound') return [];
    const found = this.rows.emergencies.find(
      ({ at, number }) => number === calledNumber && Math.abs(at - startedAt) <= sameDialMs,
    );
    return found === undefined ? [] : [{ tag: 'emergency-dialled', at: found.at, number: found.number }];
  }

  private rating({ id }: CallRow): readonly AttentionTag[] {
    const { ratedFrom } = this.rules;
    if (ratedFrom === null) return [];
    const worst = (this.ratings.get(id) ?? [])
      .map(({ at, agent, result }) => ({ at, agent, rating: Number(result) }))
      .filter(({ rating }) => rating >= ratedFrom)
      .sort((a, b) => b.rating - a.rating)[0];
    return worst === undefined ? [] : [{ tag: 'low-rating', ...worst }];
  }

  private supervised({ id }: CallRow): readonly AttentionTag[] {
    const act = this.rules.supervised
      ? this.supervisions.get(id)?.findLast(({ what }) => interventions.has(what))
      : undefined;
    return act === undefined ? [] : [{ tag: 'supervised', at: act.at, by: act.by, what: act.what }];
  }

  private vip(call: CallRow): readonly AttentionTag[] {
    const { vip } = this.rules;
    if (vip === null || call.direction !== 'inbound') return [];
    const { at, waitedMs } = this.longestWait(call);
    if (waitedMs <= vip.waitedMs) return [];
    const customerClass = call.callingNumber === '' ? '' : this.classOf(call.callingNumber);
    if (!vip.classes.includes(customerClass)) return [];
    return [{ tag: 'vip-waited', at, customerClass, waitedMs, limit: vip.waitedMs }];
  }

  private abandoned({ id }: CallRow): readonly AttentionTag[] {
    const { abandonedAfterMs: limit } = this.rules;
    const visit = this.visits.get(id)?.find(({ how }) => how === 'abandoned');
    if (limit === null || visit === undefined || visit.leftAt === null) return [];
    const waitedMs = visit.leftAt - visit.enteredAt;
    return waitedMs > limit ? [{ tag: 'long-wait', at: visit.leftAt, waitedMs, limit }] : [];
  }

  /** A consulted agent who has the call in the end got it from the other. */
  private transfers({ id, agent }: CallRow): readonly AttentionTag[] {
    const { transfers: limit } = this.rules;
    const legs = this.legs.get(id) ?? [];
    const handed = legs.filter((leg) => leg.purpose === 'transfer');
    const kept = legs.find((leg) => leg.purpose === 'consult' && leg.agent !== null && leg.agent === agent);
    const all = kept === undefined ? handed : [...handed, kept];
    if (limit === null || all.length < limit || all.length === 0) return [];
    const at = Math.max(...all.map((leg) => leg.answeredAt ?? leg.startedAt));
    return [{ tag: 'many-transfers', at, transfers: all.length, limit }];
  }

  private talk({ talkStartedAt, endedAt }: CallRow): readonly AttentionTag[] {
    const { talkLongerMs: limit } = this.rules;
    if (limit === null || talkStartedAt === null) return [];
    const talkMs = (endedAt ?? this.nowMs) - talkStartedAt;
    return talkMs > limit ? [{ tag: 'long-talk', at: talkStartedAt + limit, talkMs, limit }] : [];
  }

  private longestWait({ id }: CallRow): { readonly at: number; readonly waitedMs: number } {
    let longest = { at: 0, waitedMs: -1 };
    for (const { enteredAt, leftAt } of this.visits.get(id) ?? []) {
      const at = leftAt ?? this.nowMs;
      if (at - enteredAt > longest.waitedMs) longest = { at, waitedMs: at - enteredAt };
    }
    return longest;
  }
}

function byCall<Row extends { readonly callId: string | null }>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.callId === null) continue;
    const known = map.get(row.callId);
    if (known === undefined) map.set(row.callId, [row]);
    else known.push(row);
  }
  return map;
}
