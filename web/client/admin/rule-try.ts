/** "What would happen to this caller": rules asked as the switch asks them, with each one's reason told. */
import { Areas, builtInAreas } from '../../../daemon/terms/areas.js';
import {
  applyRules,
  compileRule,
  hoursAndMinutes,
  pointsAtEntry,
  type RuleEffects,
  type RuleQuestion,
  whatIsWrong,
} from '../../../daemon/terms/route-rules.js';
import { localTime } from '../../../daemon/terms/schedules.js';
import type { RouteRule, Site } from '../../../daemon/terms/site.js';
import { type Way, wayOf } from './calendar.js';

export interface TriedCaller {
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly queue: string;
  readonly customerClass: string;
  readonly businessType: string;
  readonly owner: string;
  /** Associated data, "Section.Key". */
  readonly dataKey: string;
  readonly dataValue: string;
  readonly atMs: number;
}

export interface TriedRule {
  readonly id: string;
  readonly fits: boolean;
  /** Places in `when` that do not hold. */
  readonly fails: readonly number[];
  /** The switch leaves the rule out; null: it is good. */
  readonly wrong: string | null;
}

export interface Tried {
  readonly rules: readonly TriedRule[];
  readonly effects: RuleEffects;
  /** 区号; '' unknown. */
  readonly area: string;
  readonly time: string;
  readonly weekday: number;
  readonly queue: string;
  readonly points: number;
  readonly skill: { readonly name: string; readonly atLeast: number } | null;
  /** Who is offered the call first: the rule's agent, the owner. */
  readonly agents: readonly { readonly id: string; readonly why: 'rule' | 'owner' }[];
  readonly way: readonly Way[];
}

const areas = new Areas(builtInAreas);

/** With `rules` in place of the site's, so that they can be tried before they are in force. */
export function tryRules(site: Site, rules: readonly RouteRule[], caller: TriedCaller): Tried {
  const { callingNumber, calledNumber, customerClass, businessType, owner, atMs } = caller;
  const local = localTime(atMs, site.timeZone);
  const known = customerClass !== '' || businessType !== '' || owner !== '';
  const facts = known ? { customerId: '', customerClass, owner, businessType, lastAgent: null } : null;
  const question: RuleQuestion = {
    caller: { callingNumber, calledNumber },
    facts,
    queueId: caller.queue,
    area: areas.of(callingNumber),
    time: hoursAndMinutes(local.seconds),
    weekday: local.weekday,
    data: (key) => (key === caller.dataKey ? caller.dataValue : null),
  };
  const queues = new Set(site.queues.map(({ id }) => id));
  const agents = new Set(site.agents.map(({ id }) => id));
  const asked = rules.map((rule) => ({ rule, wrong: whatIsWrong(rule, queues, agents) ?? unfinished(rule) }));
  const good = asked.filter(({ wrong }) => wrong === null).map(({ rule }) => compileRule(rule));
  const effects = applyRules(good, question);
  const target = effects.queueId ?? caller.queue;
  const queue = site.queues.find(({ id }) => id === target);
  return {
    rules: asked.map(({ rule, wrong }) => triedRule(rule, wrong, question)),
    effects,
    area: question.area,
    time: question.time,
    weekday: question.weekday,
    queue: target,
    points: queue === undefined ? 0 : Math.round(pointsAtEntry(queue, site.classPriority, facts, effects)),
    skill: effects.skill ?? queue?.skill ?? null,
    agents: [
      ...(effects.agentId === null ? [] : [{ id: effects.agentId, why: 'rule' as const }]),
      ...(queue?.owner === undefined || owner === '' || owner === effects.agentId
        ? []
        : [{ id: owner, why: 'owner' as const }]),
    ],
    way: wayOf(site, target, atMs),
  };
}

/** The site would refuse it as it stands: nobody calls from no area. */
function unfinished({ when }: RouteRule): string | null {
  return when.some(({ attribute, value }) => attribute === 'area' && value === '') ? 'bad-value' : null;
}

function triedRule(rule: RouteRule, wrong: string | null, question: RuleQuestion): TriedRule {
  const holds = wrong === null ? compileRule(rule).conditions.map((condition) => condition(question)) : [];
  const fails = holds.flatMap((holding, place) => (holding ? [] : [place]));
  return { id: rule.id, fits: wrong === null && fails.length === 0, fails, wrong };
}
