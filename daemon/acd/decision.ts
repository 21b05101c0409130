import type { StrategyName } from '../terms/site.js';
import { type Contact, levelAllowed, skillNeeded } from './contact.js';
import type { Member, Members } from './members.js';
import { type Claim, compareClaims, metrics } from './strategy.js';

/** Of a queue, what decides. */
export interface DecidingQueue {
  readonly id: string;
  readonly strategy: StrategyName;
  readonly nextLevelAfterMs?: number;
  readonly ringAtOnce?: number;
}

/** What a contact asks of agents at this moment. */
export interface Asked {
  /** He waits for this agent alone; null: for anybody who fits. */
  readonly heldFor: string | null;
  /** Until then at most, epoch ms. */
  readonly heldUntil: number;
  readonly level: number;
  readonly skillName: string;
  readonly skill: number;
}

export function askedBy(contact: Contact, queue: DecidingQueue, members: Members, atMs: number): Asked {
  const waitedMs = atMs - contact.enteredAt;
  const { skill } = contact;
  let heldFor: string | null = null;
  let heldUntil = atMs;
  for (const { agentId, holdUntil } of contact.preferences) {
    // The first who is there; one who isn't holds nobody up.
    if (members.get(agentId)?.isPresent !== true) continue;
    if (holdUntil > atMs) {
      heldFor = agentId;
      heldUntil = holdUntil;
    }
    break;
  }
  return {
    heldFor,
    heldUntil,
    level: levelAllowed(queue.nextLevelAfterMs, waitedMs),
    skillName: skill?.name ?? '',
    skill: skill === null ? 0 : skillNeeded(skill, waitedMs),
  };
}

/** When what it asks changes by itself next, epoch ms; null: never. */
export function nextWidening(contact: Contact, queue: DecidingQueue, atMs: number): number | null {
  const waitedMs = atMs - contact.enteredAt;
  const times: number[] = contact.preferences.map(({ holdUntil }) => holdUntil);
  const { skill } = contact;
  if (skill !== null && skill.everyMs > 0 && skillNeeded(skill, waitedMs) > 0 && skill.relaxBy > 0) {
    times.push(contact.enteredAt + (Math.floor(waitedMs / skill.everyMs) + 1) * skill.everyMs);
  }
  const allowed = levelAllowed(queue.nextLevelAfterMs, waitedMs);
  if (allowed < maxLevel) times.push(contact.enteredAt + allowed * (queue.nextLevelAfterMs ?? 0));
  const next = Math.min(...times.filter((time) => time > atMs));
  return Number.isFinite(next) ? next : null;
}

export const maxLevel = 9;

/** Someone the contact is meant for is asked for no level and no skill, and needs not be in the queue. */
export function isPreferred(contact: Contact, agentId: string): boolean {
  return contact.preferences.some((preference) => preference.agentId === agentId);
}

/** Could this agent, if available, be offered the contact now? */
export function fits(contact: Contact, queue: DecidingQueue, asked: Asked, member: Member): boolean {
  if (asked.heldFor !== null) return member.agentId === asked.heldFor;
  const level = member.level(queue.id);
  if (level !== null && level <= asked.level && (asked.skill === 0 || member.skillOf(asked.skillName) >= asked.skill)) {
    return true;
  }
  return contact.preferences.length > 0 && isPreferred(contact, member.agentId);
}

export interface MemberClaim extends Claim {
  readonly member: Member;
}

/** His claim to the contact: see Claim. */
export function claimOf(
  contact: Contact,
  queue: DecidingQueue,
  skillName: string,
  member: Member,
  salt: number,
  atMs: number,
): MemberClaim {
  member.skill = skillName === '' ? 0 : member.skillOf(skillName);
  const { preferences } = contact;
  let preference = preferences.length;
  for (let at = 0; at < preferences.length; at++) {
    if (preferences[at]?.agentId !== member.agentId) continue;
    preference = at;
    break;
  }
  return {
    agentId: member.agentId,
    member,
    preference,
    level: member.level(queue.id) ?? 1,
    metric: metrics[queue.strategy](member, { ticket: contact.ticket, salt }, atMs),
  };
}

/** The best of those who fit, best first. */
export interface Choice {
  /** At most as many as were asked for. */
  readonly best: readonly MemberClaim[];
  /** Who comes after them; null: nobody. */
  readonly next: MemberClaim | null;
  /** How many could take it. */
  readonly of: number;
}

/** `count`: how many are wanted, 1-20. Looks at each of `pool` once; null: nobody fits. */
export function choose(
  contact: Contact,
  queue: DecidingQueue,
  asked: Asked,
  pool: Iterable<Member>,
  parts: { readonly salt: number; readonly atMs: number; readonly count: number },
): Choice | null {
  const kept: MemberClaim[] = [];
  let of = 0;
  for (const member of pool) {
    if (!fits(contact, queue, asked, member)) continue;
    of += 1;
    const claim = claimOf(contact, queue, asked.skillName, member, parts.salt, parts.atMs);
    const last = kept[kept.length - 1];
    if (kept.length > parts.count && last !== undefined && compareClaims(claim, last) > 0) continue;
    let at = kept.length;
    while (at > 0 && compareClaims(claim, kept[at - 1] as MemberClaim) < 0) at -= 1;
    kept.splice(at, 0, claim);
    if (kept.length > parts.count + 1) kept.pop();
  }
  if (of === 0) return null;
  return { best: kept.slice(0, parts.count), next: kept[parts.count] ?? null, of };
}
