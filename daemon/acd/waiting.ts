import type { Queue } from '../terms/site.js';
import type { Contact } from './contact.js';
import { WaitEstimate } from './estimate.js';
import { WaitingLine } from './waiting-line.js';

/** One queue: who waits, to whom it is being offered, what it has learnt. */
export class QueueState {
  readonly line: WaitingLine;
  /** Reserved for them or ringing: they keep their place at the head. */
  readonly offered = new Set<Contact>();
  readonly estimate = new WaitEstimate();
  /** Taken off the site while callers were in it. */
  removed = false;
  /** Persons the dialer has called, among all who are in it: no figure of the queue's counts them. */
  called = 0;

  constructor(public queue: Queue) {
    this.line = new WaitingLine(queue);
  }

  get size(): number {
    return this.line.size + this.offered.size;
  }

  /** Who came by himself and waits. */
  get callers(): number {
    return this.size - this.called;
  }

  /** Since when the longest waiting caller who came by himself waits; null: nobody does. */
  get oldestSince(): number | null {
    let oldest = this.line.oldest?.since ?? null;
    for (const { since, first } of this.offered) if (!first && (oldest === null || since < oldest)) oldest = since;
    return oldest;
  }

  /** The first `limit` in the order of service, those first who are being offered. */
  head(atMs: number, limit: number): readonly Contact[] {
    const head = [...this.offered];
    if (head.length > 1) head.sort((a, b) => a.ticket - b.ticket);
    if (head.length > limit) head.length = limit;
    for (const walk = this.line.walk(atMs); walk.head !== null && head.length < limit; walk.next())
      head.push(walk.head);
    return head;
  }

  /** 1 is next. */
  position(contact: Contact, atMs: number): number {
    if (this.offered.has(contact)) {
      return 1 + [...this.offered].filter((other) => other.ticket < contact.ticket).length;
    }
    let position = this.offered.size + 1;
    for (const walk = this.line.walk(atMs); walk.head !== null && walk.head !== contact; walk.next()) position += 1;
    return position;
  }
}

/** All queues and all who are in one. */
export class Waiting {
  private readonly queues = new Map<string, QueueState>();
  private readonly contacts = new Map<string, Contact>();
  /** By agent: who is meant for him. */
  private readonly preferring = new Map<string, Set<Contact>>();
  private lastTicket = 0;

  load(queues: readonly Queue[]): void {
    const ids = new Set(queues.map((queue) => queue.id));
    for (const queue of queues) {
      const state = this.queues.get(queue.id);
      if (state === undefined) this.queues.set(queue.id, new QueueState(queue));
      else {
        state.queue = queue;
        state.removed = false;
        state.line.load(queue);
      }
    }
    for (const [id, state] of this.queues) {
      if (!ids.has(id)) state.removed = true;
      this.dropRemoved(state);
    }
  }

  ids(): readonly string[] {
    return [...this.queues.keys()];
  }

  /** Those that the site no longer has. */
  draining(): ReadonlySet<string> {
    return new Set([...this.queues.values()].filter(({ removed }) => removed).map(({ queue }) => queue.id));
  }

  get(queueId: string): QueueState | null {
    return this.queues.get(queueId) ?? null;
  }

  contact(callId: string): Contact | null {
    return this.contacts.get(callId) ?? null;
  }

  all(): Iterable<Contact> {
    return this.contacts.values();
  }

  /** A new ticket, never given before. */
  ticket(): number {
    this.lastTicket += 1;
    return this.lastTicket;
  }

  add(contact: Contact): void {
    this.contacts.set(contact.callId, contact);
    const state = this.get(contact.queueId);
    state?.line.add(contact);
    if (state !== null && contact.first) state.called += 1;
    for (const { agentId } of contact.preferences) {
      const set = this.preferring.get(agentId) ?? new Set();
      this.preferring.set(agentId, set.add(contact));
    }
  }

  remove(contact: Contact): void {
    this.contacts.delete(contact.callId);
    const state = this.get(contact.queueId);
    if (state !== null) {
      if (!state.offered.delete(contact)) state.line.remove(contact);
      if (contact.first) state.called -= 1;
      this.dropRemoved(state);
    }
    this.forgetPreferences(contact);
  }

  /** What he counts for has changed: his place in the line does. */
  replace(contact: Contact, change: Pick<Contact, 'points' | 'skill' | 'preferences'>): void {
    const line = this.get(contact.queueId)?.line;
    const waits = line?.remove(contact) === true;
    this.forgetPreferences(contact);
    Object.assign(contact, change);
    for (const { agentId } of contact.preferences) {
      const set = this.preferring.get(agentId) ?? new Set();
      this.preferring.set(agentId, set.add(contact));
    }
    if (waits) line?.add(contact);
  }

  /** From waiting to being offered. */
  offer(contact: Contact): void {
    const state = this.get(contact.queueId);
    if (state?.line.remove(contact) === true) state.offered.add(contact);
  }

  /** Back to his old place. */
  release(contact: Contact): void {
    const state = this.get(contact.queueId);
    if (state?.offered.delete(contact) === true) state.line.add(contact);
  }

  meantFor(agentId: string): ReadonlySet<Contact> | null {
    return this.preferring.get(agentId) ?? null;
  }

  private forgetPreferences(contact: Contact): void {
    for (const { agentId } of contact.preferences) {
      const set = this.preferring.get(agentId);
      set?.delete(contact);
      if (set?.size === 0) this.preferring.delete(agentId);
    }
  }

  /** A queue taken off the site stays until its last caller has left. */
  private dropRemoved(state: QueueState): void {
    if (state.removed && state.size === 0) this.queues.delete(state.queue.id);
  }
}
