/** Which agents are shown, and in which order. */
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { initials } from '../parts/pinyin.js';

export const orders = ['id', 'state', 'since'] as const;
export type Order = (typeof orders)[number];

/** Those who are busy with callers first. */
const byState: readonly AgentState[] = [
  'unreachable',
  'ringing',
  'reserved',
  'talking',
  'held',
  'consulting',
  'conference',
  'dialling',
  'wrap-up',
  'ready',
  'not-ready',
  'signed-out',
];

/** `wordsOf`: what else of an agent can be found, as it is on the screen. Several words: all must fit. */
export function fits(agent: LiveAgent, filter: string, wordsOf: (agent: LiveAgent) => string): boolean {
  const asked = filter.trim().toLowerCase();
  if (asked === '') return true;
  const text = `${agent.id} ${agent.name} ${initials(agent.name)} ${agent.group ?? ''} ${wordsOf(agent)}`.toLowerCase();
  return asked.split(/\s+/).every((word) => text.includes(word));
}

/** A total order: rows never change places without a reason. */
export function inOrder(agents: readonly LiveAgent[], order: Order): readonly LiveAgent[] {
  return [...agents].sort((a, b) => compare(a, b, order) || a.id.localeCompare(b.id, 'en', { numeric: true }));
}

function compare(a: LiveAgent, b: LiveAgent, order: Order): number {
  if (order === 'state') return byState.indexOf(a.state) - byState.indexOf(b.state) || a.since - b.since;
  return order === 'since' ? a.since - b.since : 0;
}
