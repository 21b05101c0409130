import type { StrategyName } from '../terms/site.js';

/** What a strategy may know of an agent who could take the call now. Plain data, so that a decision can be replayed. */
export interface Candidate {
  readonly agentId: string;
  /** Since when he has waited for a call, epoch ms. */
  readonly idleSince: number;
  /** Calls from queues today. */
  readonly answeredToday: number;
  /** Conversation since midnight, ms. */
  readonly talkTodayMs: number;
  /** Place in the site's list of agents, 0 is the top. */
  readonly order: number;
  /** Day he was hired, days since 1970; 0: not told. */
  readonly hiredDay: number;
  /** Of the skill the contact wants, 0-9. */
  readonly skill: number;
  /** `drawOf` his id. */
  readonly draw: number;
}

/** What a strategy may know of the contact. */
export interface Wanted {
  readonly ticket: number;
  /** Of this run; makes 'random' differ from day to day. */
  readonly salt: number;
}

/** Pure; the lowest wins. */
export type Metric = (agent: Candidate, contact: Wanted, atMs: number) => number;

export const metrics: Readonly<Record<StrategyName, Metric>> = {
  'longest-idle': (agent, _contact, atMs) => agent.idleSince - atMs,
  'equal-count': (agent) => agent.answeredToday,
  'least-talk': (agent) => agent.talkTodayMs,
  sequential: (agent) => agent.order,
  skill: (agent) => -agent.skill,
  newest: (agent) => -agent.hiredDay,
  // A draw that is a function of who takes part in it: the same question has the same answer, also when replayed.
  random: (agent, contact) => draw(contact.ticket, contact.salt, agent.draw),
};

/** The metric as people read it: idle ms, calls answered, conversation ms, place in the list (1 top), skill, day hired, draw. */
export function shownMetric(strategy: StrategyName, metric: number): number {
  switch (strategy) {
    case 'longest-idle':
    case 'skill':
    case 'newest':
      return metric === 0 ? 0 : -metric;
    case 'sequential':
      return metric + 1;
    default:
      return metric;
  }
}

/**
 * One agent's claim to one contact, compared part by part in this order, lower first:
 * 1. `preference`: place in the contact's list of wished-for agents (rule's agent, owner, last agent); after its end for
 *    everybody else;
 * 2. `level` of the agent in the queue, 1-9;
 * 3. `metric` of the queue's strategy;
 * 4. the agent's number by value, so that no two claims are equal.
 */
export interface Claim {
  readonly agentId: string;
  readonly preference: number;
  readonly level: number;
  readonly metric: number;
}

/** Negative: `a` comes first. Never 0 for two agents. */
export function compareClaims(a: Claim, b: Claim): number {
  return (
    a.preference - b.preference || a.level - b.level || a.metric - b.metric || compareAgentIds(a.agentId, b.agentId)
  );
}

const numeric = /^\d+$/;

/** 999 before 8001 before "wang": numbers by value, then other ids by letter. */
export function compareAgentIds(a: string, b: string): number {
  const [isNumber, otherIs] = [numeric.test(a), numeric.test(b)];
  if (isNumber !== otherIs) return isNumber ? -1 : 1;
  if (isNumber) {
    // Leading zeros count for nothing, unless nothing else tells two ids apart.
    const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
    if (x !== y) return x.length - y.length || (x < y ? -1 : 1);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 32 bits of an agent's id (FNV-1a), for 'random': made once. */
export function drawOf(agentId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < agentId.length; at++) hash = Math.imul(hash ^ agentId.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Mixed until near tickets and near agents are far apart (the steps of MurmurHash3's end). */
function draw(ticket: number, salt: number, agent: number): number {
  let hash = agent ^ Math.imul(ticket, 0x9e3779b1) ^ salt;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
