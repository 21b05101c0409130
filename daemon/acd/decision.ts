import type { StrategyName } from '../terms/site.js';
import { type Asked, type Contact, levelAllowed, skillNeeded } from './contact.js';
import type { Member, Members } from './members.js';
import { type Claim, metrics, type Wanted } from './strategy.js';

/** Of a queue, what decides. */
export interface DecidingQueue {
  readonly id: string;
  readonly strategy: StrategyName;
  readonly nextLevelAfterMs?: number;
  readonly ringAtOnce?: number;
}

/** Of a contact that may be given to anybody of the queue. */
export const anybody: Asked = { heldFor: null, heldUntil: 0, level: Number.POSITIVE_INFINITY, skillName: '', skill: 0 };

export function askedBy(contact: Contact, queue: DecidingQueue, members: Members, atMs: number): Asked {
  const { skill, preferences, factsUntil } = contact;
  if (factsUntil > atMs) return { ...anybody, heldFor: '', heldUntil: factsUntil };
  if (preferences.length === 0 && queue.nextLevelAfterMs === undefined) {
    if (skill === null) return anybody;
    // What never relaxes is asked from the beginning to the end.
    if (skill.relaxBy <= 0 || skill.everyMs <= 0) return skill.always;
  }
  const waitedMs = atMs - contact.enteredAt;
  let heldFor: string | null = null;
  let heldUntil = 0;
  for (const { agentId, holdUntil } of preferences) {
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
  const times: number[] = [contact.factsUntil, ...contact.preferences.map(({ holdUntil }) => holdUntil)];
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
  return {
    agentId: member.agentId,
    member,
    preference: preferenceOf(contact, member.agentId),
    level: member.level(queue.id) ?? 1,
    metric: metrics[queue.strategy](member, { ticket: contact.ticket, salt }, atMs),
  };
}

function preferenceOf({ preferences }: Contact, agentId: string): number {
  for (let at = 0; at < preferences.length; at++) if (preferences[at]?.agentId === agentId) return at;
  return preferences.length;
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
  pool: readonly Member[],
  count: number,
  salt: number,
  atMs: number,
): Choice | null {
  let kept: MemberClaim[] | null = null;
  let of = 0;
  const metric = metrics[queue.strategy];
  let wanted: Wanted | null = null;
  // An index: this loop is the decision's time, and iterators cost a third of it.
  for (let place = 0; place < pool.length; place++) {
    const member = pool[place] as Member;
    if (!fits(contact, queue, asked, member)) continue;
    of += 1;
    kept ??= [];
    wanted ??= { ticket: contact.ticket, salt };
    member.skill = asked.skillName === '' ? 0 : member.skillOf(asked.skillName);
    const preference = preferenceOf(contact, member.agentId);
    const level = member.level(queue.id) ?? 1;
    const value = metric(member, wanted, atMs);
    // Most come after those who are kept: no object is made of them.
    const last = kept.length > count ? kept[count] : undefined;
    if (last !== undefined && !comesBefore(preference, level, value, member, last)) continue;
    let at = kept.length;
    while (at > 0 && comesBefore(preference, level, value, member, kept[at - 1] as MemberClaim)) at -= 1;
    kept.splice(at, 0, { agentId: member.agentId, member, preference, level, metric: value });
    if (kept.length > count + 1) kept.pop();
  }
  return kept === null ? null : { best: kept.slice(0, count), next: kept[count] ?? null, of };
}

/** As compareClaims, without a second claim. */
function comesBefore(preference: number, level: number, metric: number, member: Member, other: MemberClaim): boolean {
  if (preference !== other.preference) return preference < other.preference;
  if (level !== other.level) return level < other.level;
  if (metric !== other.metric) return metric < other.metric;
  return member.idRank < other.member.idRank;
}
