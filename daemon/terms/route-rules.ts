import { secondsOf } from './schedules.js';
import type { Queue, RouteRule, Site } from './site.js';
import type { CallerFacts } from './targets.js';

/**
 * Rules made in the page (ACD-17): what they ask of a call and what they do to it. Pure, so that the switch and the page
 * that shows "what would happen to this caller" cannot differ.
 */

export const maxConditions = 20;
export const maxRulePoints = 1_000;

/** What a rule may ask of a call. */
export interface RuleQuestion {
  readonly caller: { readonly callingNumber: string; readonly calledNumber: string };
  readonly facts: CallerFacts | null;
  /** 区号 of the caller; '' unknown. */
  readonly area: string;
  readonly queueId: string;
  /** Local "HH:MM". */
  readonly time: string;
  readonly weekday: number;
  data(key: string): string | null;
}

/** What all rules that fit do together: the last one's queue, agent and skill, everybody's points. */
export interface RuleEffects {
  readonly queueId: string | null;
  readonly agentId: string | null;
  readonly points: number;
  readonly skill: { readonly name: string; readonly atLeast: number } | null;
  /** Ids of the rules that fit. */
  readonly fitted: readonly string[];
}

export const noEffects: RuleEffects = { queueId: null, agentId: null, points: 0, skill: null, fitted: [] };

type Condition = (question: RuleQuestion) => boolean;
export interface CompiledRule {
  readonly rule: RouteRule;
  readonly conditions: readonly Condition[];
}

/** A rule of which whatIsWrong says nothing, made ready to be asked often. */
export function compileRule(rule: RouteRule): CompiledRule {
  return { rule, conditions: rule.when.map(compile) };
}

export function applyRules(rules: readonly CompiledRule[], question: RuleQuestion): RuleEffects {
  let effects = noEffects;
  for (const { rule, conditions } of rules) {
    if (!conditions.every((condition) => condition(question))) continue;
    const { then } = rule;
    effects = {
      queueId: then.queue ?? effects.queueId,
      agentId: then.agent ?? effects.agentId,
      points: effects.points + (then.points ?? 0),
      skill: then.skill ?? effects.skill,
      fitted: [...effects.fitted, rule.id],
    };
  }
  return effects;
}

/** What a caller counts for before any waiting: by the queue, his class and the rules that fit (ACD-12, ACD-18). */
export function pointsAtEntry(
  queue: Pick<Queue, 'priority'>,
  classPriority: Site['classPriority'],
  facts: CallerFacts | null,
  effects: RuleEffects,
): number {
  const customerClass = facts?.customerClass ?? '';
  const known = classPriority !== undefined && Object.hasOwn(classPriority, customerClass);
  return (queue.priority ?? 0) + (known ? (classPriority[customerClass] ?? 0) : 0) + effects.points;
}

/** As a clock on the wall shows it; `seconds` since midnight. */
export function hoursAndMinutes(seconds: number): string {
  const two = (number: number): string => `${Math.floor(number)}`.padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}`;
}

const ordered: ReadonlySet<string> = new Set(['time', 'weekday', 'data']);

/** A code, or null: nothing. */
export function whatIsWrong(rule: RouteRule, queues: ReadonlySet<string>, agents: ReadonlySet<string>): string | null {
  const { when, then } = rule;
  if (when.length > maxConditions) return 'too-many-conditions';
  if (then.queue !== undefined && !queues.has(then.queue)) return 'unknown-queue';
  if (then.agent !== undefined && !agents.has(then.agent)) return 'unknown-agent';
  if (then.points !== undefined && !(Number.isInteger(then.points) && Math.abs(then.points) <= maxRulePoints)) {
    return 'bad-points';
  }
  if (then.skill !== undefined && !isLevel(then.skill.atLeast)) return 'bad-skill';
  for (const condition of when) {
    const wrong = wrongCondition(condition);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongCondition({ attribute, key, operator, value }: RouteRule['when'][number]): string | null {
  if (attribute === 'data' && (key === undefined || !/^[^.]+\..+$/.test(key))) return 'bad-key';
  if ((operator === '<' || operator === '>=') && !ordered.has(attribute)) return 'bad-operator';
  const values = operator === 'in' ? listOf(value) : [value];
  if (values.length === 0) return 'bad-value';
  if (attribute === 'time' && !values.every((one) => secondsOf(one) <= 86_400)) return 'bad-value';
  if (attribute === 'weekday' && !values.every((one) => /^[1-7]$/.test(one))) return 'bad-value';
  return null;
}

function isLevel(level: number): boolean {
  return Number.isInteger(level) && level >= 0 && level <= 9;
}

function compile({ attribute, key, operator, value }: RouteRule['when'][number]): Condition {
  const read = reader(attribute, key ?? '');
  const values = new Set(listOf(value));
  switch (operator) {
    case '=':
      return (question) => read(question) === value;
    case '!=':
      return (question) => read(question) !== value;
    case 'starts-with':
      return (question) => read(question).startsWith(value);
    case 'in':
      return (question) => values.has(read(question));
    case '<':
      return (question) => compare(read(question), value) < 0;
    case '>=':
      return (question) => compare(read(question), value) >= 0;
  }
}

function reader(attribute: RouteRule['when'][number]['attribute'], key: string): (question: RuleQuestion) => string {
  switch (attribute) {
    case 'callingNumber':
    case 'calledNumber':
      return ({ caller }) => caller[attribute];
    case 'class':
      return ({ facts }) => facts?.customerClass ?? '';
    case 'businessType':
    case 'owner':
      return ({ facts }) => facts?.[attribute] ?? '';
    case 'area':
    case 'time':
      return (question) => question[attribute];
    case 'queue':
      return ({ queueId }) => queueId;
    case 'weekday':
      return ({ weekday }) => `${weekday}`;
    case 'data':
      return (question) => question.data(key) ?? '';
  }
}

/** Numbers by value, else as text; what is empty is neither below nor above anything. */
function compare(found: string, value: string): number {
  if (found === '') return Number.NaN;
  const [a, b] = [Number(found), Number(value)];
  if (Number.isFinite(a) && Number.isFinite(b)) return a - b;
  return found < value ? -1 : found > value ? 1 : 0;
}

function listOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
