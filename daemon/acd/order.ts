import type { Contact } from './contact.js';
import type { Member } from './members.js';
import type { Waiting } from './waiting.js';
import { compareAcross, type WaitingLine, type Walk } from './waiting-line.js';

/**
 * The contacts a decision must look at, in the order of service over all queues: those of the queues of fresh agents as
 * long as any is left, and the fresh contacts. Nothing may change while it is read but the two sets getting smaller.
 */
export class Order {
  private readonly walks: Walk[] = [];
  /** Fresh or meant for a fresh agent, and of no queue that is walked. In order. */
  private readonly others: { readonly contact: Contact; readonly line: WaitingLine }[] = [];
  private at = 0;
  private freshLeft: number;

  constructor(
    waiting: Waiting,
    private readonly contacts: ReadonlySet<Contact>,
    private readonly members: ReadonlySet<Member>,
    private readonly atMs: number,
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
      if (line !== undefined && !walked.has(contact.queueId)) this.others.push({ contact, line });
    }
    this.others.sort((a, b) => compareAcross(a.contact, a.line, b.contact, b.line, atMs));
  }

  /** Null: nobody is left who could be placed. */
  next(): Contact | null {
    if (this.members.size === 0 && this.freshLeft === 0) return null;
    let best = this.others[this.at] ?? null;
    let walk: Walk | null = null;
    for (const one of this.walks) {
      const contact = one.head;
      if (contact === null) continue;
      if (best !== null && compareAcross(contact, one.line, best.contact, best.line, this.atMs) > 0) continue;
      best = { contact, line: one.line };
      walk = one;
    }
    if (best === null) return null;
    if (walk === null) this.at += 1;
    else walk.next();
    if (this.contacts.has(best.contact)) this.freshLeft -= 1;
    return best.contact;
  }
}
