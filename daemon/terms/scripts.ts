/**
 * 话术 (AGT-24): what an agent says and asks in calls of one queue, step by step. Answers are associated data of the
 * call, section "Script": they go wherever the call goes, are in its history and its XML, and need no table of their own.
 */

interface Both {
  readonly zh: string;
  readonly en: string;
}

export interface ScriptAnswer {
  /** What is stored: short and the same for ever, so that it can be counted. */
  readonly id: string;
  readonly text: Both;
  /** Id of the step that follows; null: the script is over. */
  readonly next: string | null;
}

export type ScriptStep =
  /** Something to say; the next step follows at a key. */
  | { readonly id: string; readonly text: Both; readonly ask: 'nothing'; readonly next: string | null }
  /** A question whose answer is typed. */
  | { readonly id: string; readonly text: Both; readonly ask: 'text'; readonly next: string | null }
  /** A question with answers, one key each. */
  | { readonly id: string; readonly text: Both; readonly ask: 'one-of'; readonly answers: readonly ScriptAnswer[] };

export interface Script {
  readonly queue: string;
  /** 1, 2, 3, … of its queue. */
  readonly version: number;
  /** The first is where it begins. */
  readonly steps: readonly ScriptStep[];
}

export const scriptSection = 'Script';
/** Which script the call has: "service@3". Set when it is first shown; the call keeps it, whatever is changed since. */
export const scriptVersionKey = '_version';
/** What is stored for a step that only says something. */
export const saidAnswer = 'ok';
/** One key each. */
export const maxAnswers = 9;

export function versionText({ queue, version }: Pick<Script, 'queue' | 'version'>): string {
  return `${queue}@${version}`;
}

/** Null: it is no such text. */
export function readVersion(text: string): Pick<Script, 'queue' | 'version'> | null {
  const match = /^(.{1,32})@([1-9]\d{0,8})$/.exec(text);
  return match === null ? null : { queue: match[1] ?? '', version: Number(match[2]) };
}

export interface Walked {
  /** Steps that have an answer, in the order they were walked. */
  readonly done: readonly { readonly step: ScriptStep; readonly answer: string }[];
  /** Where the agent is; null: the script is over. */
  readonly now: ScriptStep | null;
}

/** The way through the script that these answers (by step) lead; a circle ends where it would begin again. */
export function walk(steps: readonly ScriptStep[], answers: ReadonlyMap<string, string>): Walked {
  const done: { step: ScriptStep; answer: string }[] = [];
  const seen = new Set<string>();
  let step = steps[0] ?? null;
  while (step !== null && !seen.has(step.id)) {
    const answer = answers.get(step.id);
    if (answer === undefined || !isAnswerOf(step, answer)) return { done, now: step };
    seen.add(step.id);
    done.push({ step, answer });
    const nextId = nextOf(step, answer);
    step = steps.find(({ id }) => id === nextId) ?? null;
  }
  return { done, now: null };
}

function isAnswerOf(step: ScriptStep, answer: string): boolean {
  return step.ask !== 'one-of' || step.answers.some(({ id }) => id === answer);
}

function nextOf(step: ScriptStep, answer: string): string | null {
  return step.ask === 'one-of' ? (step.answers.find(({ id }) => id === answer)?.next ?? null) : step.next;
}

export interface ScriptProblem {
  readonly step: string;
  readonly problem: 'twice' | 'answer-twice' | 'no-such-step' | 'never-reached';
  /** The name in question. */
  readonly name: string;
}

/** What a shape cannot say: names once, ways that lead somewhere, steps that somebody gets to. */
export function scriptProblems(steps: readonly ScriptStep[]): readonly ScriptProblem[] {
  const problems: ScriptProblem[] = [];
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id)) problems.push({ step: id, problem: 'twice', name: id });
    ids.add(id);
  }
  for (const step of steps) {
    const answers = step.ask === 'one-of' ? step.answers.map(({ id }) => id) : [];
    for (const [at, id] of answers.entries()) {
      if (answers.indexOf(id) !== at) problems.push({ step: step.id, problem: 'answer-twice', name: id });
    }
    for (const next of waysOf(step)) {
      if (!ids.has(next)) problems.push({ step: step.id, problem: 'no-such-step', name: next });
    }
  }
  const reached = reachedOf(steps);
  for (const { id } of steps) if (!reached.has(id)) problems.push({ step: id, problem: 'never-reached', name: id });
  return problems;
}

function waysOf(step: ScriptStep): readonly string[] {
  const ways = step.ask === 'one-of' ? step.answers.map(({ next }) => next) : [step.next];
  return ways.filter((next) => next !== null);
}

function reachedOf(steps: readonly ScriptStep[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = steps.slice(0, 1);
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (reached.has(step.id)) continue;
    reached.add(step.id);
    const ways = waysOf(step);
    open.push(...steps.filter(({ id }) => ways.includes(id)));
  }
  return reached;
}
