/** A rule as a sentence: "if the area is 010 and … then …". */
import type { RouteRule } from '../../../daemon/terms/site.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { siteInForce } from './site-store.js';

export function ruleSentence({ when, then }: RouteRule): string {
  const w = adminWords.value.rules;
  const conditions = when.map(conditionText);
  const effects = [
    then.queue === undefined ? '' : w.thenQueue(queueName(then.queue)),
    then.agent === undefined ? '' : w.thenAgent(agentName(then.agent)),
    then.points === undefined ? '' : w.thenPoints(then.points),
    then.skill === undefined ? '' : w.thenSkill(then.skill.name, then.skill.atLeast),
  ].filter((text) => text !== '');
  const left = conditions.length === 0 ? w.always : w.ifText(conditions.join(w.and));
  return `${left} → ${effects.length === 0 ? w.thenNothing : effects.join(w.also)}`;
}

export function conditionText({ attribute, key, operator, value }: RouteRule['when'][number]): string {
  const w = adminWords.value.rules;
  const name = attribute === 'data' ? w.dataOf(key ?? '?') : w.attributes[attribute];
  return `${name} ${w.operators[operator]} ${shownValue(attribute, value)}`;
}

function shownValue(attribute: RouteRule['when'][number]['attribute'], value: string): string {
  const each = value.split(',').map((one) => one.trim());
  if (attribute === 'weekday') return each.map((day) => adminWords.value.weekdays[Number(day) - 1] ?? day).join(', ');
  if (attribute === 'queue') return each.map(queueName).join(', ');
  return value === '' ? '…' : value;
}

export function queueName(id: string): string {
  const queue = siteInForce.value?.site.queues.find((each) => each.id === id);
  return queue?.name[language.value] ?? id;
}

export function agentName(id: string): string {
  const agent = siteInForce.value?.site.agents.find((each) => each.id === id);
  return agent ? `${agent.name} ${id}` : id;
}
