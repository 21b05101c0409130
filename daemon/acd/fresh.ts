import type { Queue } from '../terms/site.js';
import type { Contact } from './contact.js';
import { askedBy, type Choice, choose } from './decision.js';
import type { Member, Members } from './members.js';
import { Order } from './order.js';
import type { QueueState, Waiting } from './waiting.js';

/** A contact and who is to be offered it. */
export interface Placed {
  readonly contact: Contact;
  readonly queue: Queue;
  readonly choice: Choice;
}

const nothing: readonly Placed[] = [];

/**
 * The decision. Nothing is looked at twice: what stays true is that no waiting contact fits an available agent, so after
 * an input only those are compared of whom one is fresh, an agent who came free or a contact that came, came back or
 * asks for less. The order is that of the contacts (see WaitingLine); each takes the agent with the lowest claim (see
 * Claim); whom the dialer has called, one with an open headset if there is any. An agent for whom nobody waits joins those whose telephones ring for a contact of a queue that rings several.
 */
export class Fresh {
  contacts = new Set<Contact>();
  members = new Set<Member>();
  /** Given a contact in this decision, and not reserved yet. */
  private readonly taken = new Set<Member>();

  constructor(
    private readonly waiting: Waiting,
    private readonly all: Members,
    private readonly salt: number,
  ) {}

  begin(): void {
    this.contacts = new Set();
    this.members = new Set();
  }

  /** Nobody is fresh afterwards. Without anybody fresh it looks at nothing. */
  decide(atMs: number): readonly Placed[] {
    const { contacts, members } = this;
    if (contacts.size === 0 && members.size === 0) return nothing;
    this.begin();
    const placed: Placed[] = [];
    const order = new Order(this.waiting, contacts, members, atMs);
    let free: readonly Member[] = [...members];
    let state: QueueState | null = null;
    for (let contact = order.next(); contact !== null; contact = order.next()) {
      if (state?.queue.id !== contact.queueId) state = this.waiting.get(contact.queueId);
      if (state === null || contact.offeredTo.size > 0) continue;
      const { queue } = state;
      const pool = order.isFresh ? this.everybody(contact) : free;
      if (this.place(contact, queue, pool, queue.ringAtOnce ?? 1, members, placed, atMs)) free = [...members];
    }
    for (const member of [...members]) this.join(member, members, placed, atMs);
    this.taken.clear();
    return placed;
  }

  private place(
    contact: Contact,
    queue: Queue,
    pool: readonly Member[],
    count: number,
    members: Set<Member>,
    placed: Placed[],
    atMs: number,
  ): boolean {
    const asked = askedBy(contact, queue, this.all, atMs);
    const open = contact.first ? pool.filter((member) => this.all.hasOpenHeadset(member)) : [];
    const choice =
      choose(contact, queue, asked, open, count, this.salt, atMs) ??
      choose(contact, queue, asked, pool, count, this.salt, atMs);
    if (choice === null) return false;
    for (const { member } of choice.best) {
      contact.offeredTo.add(member.agentId);
      members.delete(member);
      this.taken.add(member);
    }
    placed.push({ contact, queue, choice });
    return true;
  }

  /** Nobody waits for him, but somebody may ring at fewer telephones than his queue rings at once. */
  private join(member: Member, members: Set<Member>, placed: Placed[], atMs: number): void {
    for (const queueId of member.levels.keys()) {
      const state = this.waiting.get(queueId);
      if (state === null) continue;
      for (const contact of withRoom(state)) {
        if (this.place(contact, state.queue, [member], 1, members, placed, atMs)) return;
      }
    }
  }

  /** Who is available to this contact and not just taken. */
  private everybody(contact: Contact): readonly Member[] {
    const available = this.all.available(contact.queueId);
    if (contact.preferences.length === 0 && this.taken.size === 0) return available;
    const strangers = contact.preferences.flatMap(({ agentId }) => {
      const member = this.all.get(agentId);
      return member?.available === true && member.level(contact.queueId) === null ? [member] : [];
    });
    return [...available, ...strangers].filter((member) => !this.taken.has(member));
  }
}

/** Who rings at fewer telephones than the queue rings at once, first come first. */
function withRoom({ queue, offered }: QueueState): readonly Contact[] {
  const { ringAtOnce = 1 } = queue;
  if (ringAtOnce <= 1 || offered.size === 0) return [];
  return [...offered]
    .filter(({ offeredTo, overdue }) => offeredTo.size < ringAtOnce && !overdue)
    .sort((a, b) => a.ticket - b.ticket);
}
