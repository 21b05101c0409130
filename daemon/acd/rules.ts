import type { RouteRule, Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import type { Caller } from './contact.js';
import type { AcdStep } from './notices.js';
import { secondsOf } from './schedules.js';

export const maxRules = 200;
export const maxConditions = 20;
export const maxRulePoints = 1_000;

/** What a rule may ask of a call. */
export interface RuleQuestion {
  readonly caller: Caller;
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
interface CompiledRule {
  readonly rule: RouteRule;
  readonly conditions: readonly Condition[];
}

/** Rules made in the page (ACD-17). One that is wrong is left out with an incident; the others and the call go on. */
export class Rules {
  private compiled: readonly CompiledRule[] = [];

  load(site: Site, step: AcdStep): void {
    const rules = site.rules ?? [];
    if (rules.length > maxRules) step.incident('rules-too-many', { rules: rules.length, limit: maxRules });
    const queues = new Set(site.queues.map((queue) => queue.id));
    const agents = new Set(site.agents.map((agent) => agent.id));
    const compiled: CompiledRule[] = [];
    for (const rule of rules.slice(0, maxRules)) {
      const wrong = whatIsWrong(rule, queues, agents);
      if (wrong === null) compiled.push({ rule, conditions: rule.when.map(compile) });
      else step.incident('rule-wrong', { rule: rule.id, why: wrong });
    }
    this.compiled = compiled;
  }

  get isEmpty(): boolean {
    return this.compiled.length === 0;
  }

  apply(question: RuleQuestion): RuleEffects {
    let effects = noEffects;
    for (const { rule, conditions } of this.compiled) {
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
}

const ordered: ReadonlySet<string> = new Set(['time', 'weekday', 'data']);

/** A code, or null: nothing. */
function whatIsWrong(rule: RouteRule, queues: ReadonlySet<string>, agents: ReadonlySet<string>): string | null {
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
