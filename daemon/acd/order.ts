import type { Contact } from './contact.js';
import type { Member } from './members.js';
import type { Waiting } from './waiting.js';
import { compareStanding, type Standing, type Walk } from './waiting-line.js';

/**
 * The contacts a decision must look at, in the order of service over all queues: those of the queues of fresh agents as
 * long as any is left, and the fresh contacts. Nothing may change while it is read but the two sets getting smaller.
 */
export class Order {
  private readonly walks: Walk[] = [];
  /** Fresh or meant for a fresh agent, and of no queue that is walked. In order. */
  private readonly others: Standing[] = [];
  private at = 0;
  private freshLeft: number;
  /** The one just given is one of the fresh contacts. */
  isFresh = false;

  constructor(
    waiting: Waiting,
    private readonly contacts: ReadonlySet<Contact>,
    private readonly members: ReadonlySet<Member>,
    atMs: number,
  ) {
    this.freshLeft = contacts.size;
    const walked = new Set<string>();
    const others = new Set(contacts);
    for (const member of members) {
      for (const queueId of member.levels.keys()) {
        const state = waiting.get(queueId);
        if (walked.has(queueId) || state === null || state.line.size === 0) continue;
        walked.add(queueId);
        this.walks.push(state.line.walk(atMs));
      }
      for (const contact of waiting.meantFor(member.agentId) ?? []) others.add(contact);
    }
    for (const contact of others) {
      const line = waiting.get(contact.queueId)?.line;
      if (line !== undefined && !walked.has(contact.queueId)) this.others.push(line.standing(contact, atMs));
    }
    if (this.others.length > 1) this.others.sort(compareStanding);
  }

  /** Null: nobody is left who could be placed. */
  next(): Contact | null {
    if (this.members.size === 0 && this.freshLeft === 0) return null;
    let best: Standing = this.others[this.at] ?? nobody;
    let walk: Walk | null = null;
    for (const one of this.walks) {
      if (one.head === null || compareStanding(one, best) > 0) continue;
      best = one;
      walk = one;
    }
    const contact = best.head;
    if (contact === null) return null;
    if (walk === null) this.at += 1;
    else walk.next();
    this.isFresh = this.freshLeft > 0 && this.contacts.has(contact);
    if (this.isFresh) this.freshLeft -= 1;
    return contact;
  }
}

const nobody: Standing = { head: null, overdue: false, points: 0 };
