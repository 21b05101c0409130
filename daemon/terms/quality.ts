/**
 * Judging calls (质检): forms and their points, automatic marks, sampling. Plain data and pure functions; texts are put
 * into words where they are read. Points are 0-100.
 */

interface Text {
  readonly zh: string;
  readonly en: string;
}
/** Uniform integer, 0 ≤ n < limit. */
export interface Chance {
  below(limit: number): number;
}

export const itemAnswers = ['yes', 'half', 'no', 'none'] as const;
/** 'none': does not apply to this call; its weight goes to the others. */
export type ItemAnswer = (typeof itemAnswers)[number];
const shares = { yes: 1, half: 0.5, no: 0, none: 0 } as const satisfies Record<ItemAnswer, number>;

export interface FormItem {
  /** Stays with the item through all versions, so that reports can follow it. */
  readonly id: string;
  readonly text: Text;
  /** 0-100; those of all items make 100. A veto item may weigh 0. */
  readonly weight: number;
  /** 一票否决: answered 'no', the call has no points at all. */
  readonly veto: boolean;
}

export interface QualityForm {
  readonly name: Text;
  readonly items: readonly FormItem[];
  /** From these points on a call is 好评; below `badBelow` it is 差评. */
  readonly goodFrom: number;
  readonly badBelow: number;
}

export const verdicts = ['good', 'fair', 'bad'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judged {
  /** 0-100, one decimal. */
  readonly points: number;
  readonly vetoed: boolean;
  readonly verdict: Verdict;
}

export type FormProblem = 'weights' | 'no-items' | 'same-id' | 'thresholds' | 'nothing-said';

/** What is wrong with a form; empty: nothing. */
export function formProblems(form: QualityForm): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  if (form.items.length === 0) problems.push('no-items');
  else if (form.items.reduce((sum, item) => sum + item.weight, 0) !== 100) problems.push('weights');
  if (new Set(form.items.map(({ id }) => id)).size < form.items.length) problems.push('same-id');
  if (form.badBelow > form.goodFrom) problems.push('thresholds');
  if ([form.name, ...form.items.map(({ text }) => text)].some(({ zh, en }) => zh === '' && en === '')) {
    problems.push('nothing-said');
  }
  return problems;
}

/** Null: an item of the form has no answer, or an answer has no item. */
export function judge(form: QualityForm, answers: Readonly<Record<string, ItemAnswer>>): Judged | null {
  const given = form.items.flatMap((item) => {
    const answer = answers[item.id];
    return answer === undefined ? [] : [{ item, answer }];
  });
  if (given.length !== form.items.length || Object.keys(answers).length !== form.items.length) return null;
  const applies = given.filter(({ answer }) => answer !== 'none');
  const weight = applies.reduce((sum, { item }) => sum + item.weight, 0);
  const reached = applies.reduce((sum, { item, answer }) => sum + item.weight * shares[answer], 0);
  const vetoed = applies.some(({ item, answer }) => item.veto && answer === 'no');
  // Nothing that weighs applies: there is nothing to hold against the agent.
  const points = vetoed ? 0 : weight === 0 ? 100 : Math.round((reached * 1_000) / weight) / 10;
  return { points, vetoed, verdict: vetoed ? 'bad' : verdictOf(form, points) };
}

function verdictOf({ goodFrom, badBelow }: QualityForm, points: number): Verdict {
  return points < badBelow ? 'bad' : points >= goodFrom ? 'good' : 'fair';
}

/** Items answered 'no', for "failed most". */
export function failedItems(answers: Readonly<Record<string, ItemAnswer>>): readonly string[] {
  return Object.keys(answers).filter((id) => answers[id] === 'no');
}

// Automatic marks (外呼质检, OUT-16): what a machine can tell of a call.

export interface AutoRules {
  /** An answered call with less talk than this; null: not looked at. */
  readonly talkShorterMs: number | null;
  /** Nobody speaks for as long. */
  readonly silenceLongerMs: number | null;
  /** Of the recording's length both speak at once, percent. */
  readonly talkOverPercent: number | null;
  /** The agent gave no result. */
  readonly noDisposition: boolean;
}
export const usualAutoRules: AutoRules = {
  talkShorterMs: 10_000,
  silenceLongerMs: 20_000,
  talkOverPercent: 15,
  noDisposition: true,
};

export const autoMarks = ['too-short', 'long-silence', 'talk-over', 'no-disposition'] as const;
export type AutoMark = (typeof autoMarks)[number];

/** What is known of a call's talk. Absent measures mark nothing. */
export interface TalkFacts {
  readonly talkMs: number;
  readonly disposition: string | null;
  readonly longestSilenceMs: number | null;
  /** 0-100. */
  readonly talkOverPercent: number | null;
}

export function marksOf(talk: TalkFacts, rules: AutoRules): readonly AutoMark[] {
  const over = (is: number | null, limit: number | null): boolean => is !== null && limit !== null && is >= limit;
  const found: Record<AutoMark, boolean> = {
    'too-short': rules.talkShorterMs !== null && talk.talkMs < rules.talkShorterMs,
    'long-silence': over(talk.longestSilenceMs, rules.silenceLongerMs),
    'talk-over': over(talk.talkOverPercent, rules.talkOverPercent),
    'no-disposition': rules.noDisposition && talk.disposition === null,
  };
  return autoMarks.filter((mark) => found[mark]);
}

// Sampling (抽检, REC-09).

export interface SamplingRule {
  readonly name: string;
  readonly on: boolean;
  /** Of each agent so many calls of each week, by chance; 0: none. */
  readonly perAgentPerWeek: number;
  /** All calls rated this badly or worse (1 very satisfied - 5 very dissatisfied); null: none of them as such. */
  readonly ratedFrom: number | null;
  /** All calls with an automatic mark. */
  readonly marked: boolean;
  /** Empty: all. */
  readonly queues: readonly string[];
  readonly groups: readonly string[];
  readonly campaigns: readonly string[];
  readonly direction: 'inbound' | 'outbound' | null;
  /** Shorter talks teach nothing. */
  readonly minTalkMs: number;
  /** Logins who judge; empty: everybody who may. */
  readonly people: readonly string[];
}

export interface Candidate {
  readonly recordingId: string;
  readonly agent: string;
  readonly queue: string | null;
  readonly group: string;
  readonly campaign: string | null;
  readonly direction: 'inbound' | 'outbound' | 'internal' | 'test';
  readonly talkMs: number;
  /** 1-5; null: not rated. */
  readonly rating: number | null;
  readonly marked: boolean;
}
export const workReasons = ['rating', 'mark', 'random'] as const;
export type WorkReason = (typeof workReasons)[number];

export interface Drawn {
  readonly recordingId: string;
  readonly agent: string;
  readonly why: WorkReason;
}

/**
 * What a rule takes of one week's calls. `taken`: recordings that are on somebody's list already, through this rule or
 * another; they are not taken twice. `randomSoFar`: how many of an agent's this rule drew by chance in that week: drawing
 * again fills up and never goes beyond. Bad ratings and marks do not count for chance.
 */
export function draw(
  rule: SamplingRule,
  week: readonly Candidate[],
  taken: ReadonlySet<string>,
  randomSoFar: ReadonlyMap<string, number>,
  random: Chance,
): readonly Drawn[] {
  const fits = week.filter((call) => fitsRule(rule, call) && !taken.has(call.recordingId));
  const certain = fits.flatMap((call): readonly Drawn[] => {
    const { recordingId, agent, rating, marked } = call;
    if (rule.ratedFrom !== null && rating !== null && rating >= rule.ratedFrom) {
      return [{ recordingId, agent, why: 'rating' }];
    }
    return rule.marked && marked ? [{ recordingId, agent, why: 'mark' }] : [];
  });
  const sure = new Set(certain.map(({ recordingId }) => recordingId));
  const byAgent = new Map<string, Candidate[]>();
  for (const call of fits) {
    if (sure.has(call.recordingId) || call.talkMs < rule.minTalkMs) continue;
    const list = byAgent.get(call.agent);
    if (list) list.push(call);
    else byAgent.set(call.agent, [call]);
  }
  const chance = [...byAgent].flatMap(([agent, calls]) => {
    const wanted = Math.max(0, rule.perAgentPerWeek - (randomSoFar.get(agent) ?? 0));
    return some(calls, wanted, random).map(({ recordingId }): Drawn => ({ recordingId, agent, why: 'random' }));
  });
  return [...certain, ...chance];
}

function fitsRule(rule: SamplingRule, call: Candidate): boolean {
  const isOf = (list: readonly string[], value: string | null): boolean =>
    list.length === 0 || (value !== null && list.includes(value));
  return (
    isOf(rule.queues, call.queue) &&
    isOf(rule.groups, call.group) &&
    isOf(rule.campaigns, call.campaign) &&
    (rule.direction === null || rule.direction === call.direction)
  );
}

/** So many of them, each set of that size as likely as any other (Fisher and Yates, from the front). */
function some<T>(all: readonly T[], wanted: number, random: Chance): readonly T[] {
  const left = [...all];
  const count = Math.min(wanted, left.length);
  for (let at = 0; at < count; at++) {
    const other = at + random.below(left.length - at);
    [left[at], left[other]] = [left[other] as T, left[at] as T];
  }
  return left.slice(0, count);
}

/** Shares work out: each to who has least to do, a tie to the first by name. Empty when nobody is there. */
export function handOut(
  drawn: readonly Drawn[],
  people: readonly string[],
  openOf: ReadonlyMap<string, number>,
): readonly (Drawn & { readonly judge: string })[] {
  const load = new Map([...people].sort().map((person) => [person, openOf.get(person) ?? 0]));
  return drawn.flatMap((each) => {
    let least: string | null = null;
    for (const [person, open] of load) if (least === null || open < (load.get(least) ?? 0)) least = person;
    if (least === null) return [];
    load.set(least, (load.get(least) ?? 0) + 1);
    return [{ ...each, judge: least }];
  });
}
