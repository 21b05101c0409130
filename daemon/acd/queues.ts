import type { LiveQueue } from '../terms/live.js';
import type { Queue } from '../terms/site.js';

export interface Contact {
  readonly callId: string;
  readonly queueId: string;
  /** Given at entry, never again: who has the lower one is served first. */
  readonly ticket: number;
  readonly queuedAt: number;
  /** To whom it is offered now; null: waiting. */
  agentId: string | null;
  /** maxWaitMs ran out while a telephone rang: leaves if nobody answers. */
  overdue: boolean;
}

interface QueueRecord {
  queue: Queue;
  answeredToday: number;
  abandonedToday: number;
  removed: boolean;
}

/** Queues and who waits in them, in the order of their tickets. */
export class Queues {
  private readonly queues = new Map<string, QueueRecord>();
  /** Insertion order is ticket order, as a contact keeps its place while it is offered. */
  private readonly contacts = new Map<string, Contact>();
  private lastTicket = 0;

  load(queues: readonly Queue[]): void {
    const ids = new Set(queues.map((queue) => queue.id));
    for (const queue of queues) {
      const record = this.queues.get(queue.id);
      if (record === undefined) {
        this.queues.set(queue.id, { queue, answeredToday: 0, abandonedToday: 0, removed: false });
      } else {
        record.queue = queue;
        record.removed = false;
      }
    }
    for (const record of this.queues.values()) if (!ids.has(record.queue.id)) record.removed = true;
    this.dropRemoved();
  }

  ids(): readonly string[] {
    return [...this.queues.keys()];
  }

  get(queueId: string): Queue | null {
    return this.queues.get(queueId)?.queue ?? null;
  }

  isFull(queueId: string): boolean {
    const record = this.queues.get(queueId);
    return record === undefined || this.inQueue(queueId).length >= record.queue.maxWaiting;
  }

  add(callId: string, queueId: string, atMs: number): Contact {
    this.lastTicket += 1;
    const contact: Contact = {
      callId,
      queueId,
      ticket: this.lastTicket,
      queuedAt: atMs,
      agentId: null,
      overdue: false,
    };
    this.contacts.set(callId, contact);
    return contact;
  }

  contact(callId: string): Contact | null {
    return this.contacts.get(callId) ?? null;
  }

  remove(callId: string): void {
    this.contacts.delete(callId);
    this.dropRemoved();
  }

  /** Contacts not offered to anyone, first come first. */
  waiting(): readonly Contact[] {
    return [...this.contacts.values()].filter((contact) => contact.agentId === null);
  }

  count(queueId: string, what: 'answeredToday' | 'abandonedToday', by = 1): void {
    const record = this.queues.get(queueId);
    if (record !== undefined) record[what] += by;
  }

  newDay(): void {
    for (const record of this.queues.values()) {
      record.answeredToday = 0;
      record.abandonedToday = 0;
    }
  }

  live(queueId: string, agents: { readonly ready: number; readonly signedIn: number }): LiveQueue | null {
    const record = this.queues.get(queueId);
    if (record === undefined) return null;
    const contacts = this.inQueue(queueId);
    return {
      id: queueId,
      name: record.queue.name,
      waiting: contacts.length,
      oldestSince: contacts[0]?.queuedAt ?? null,
      agentsReady: agents.ready,
      agentsSignedIn: agents.signedIn,
      answeredToday: record.answeredToday,
      abandonedToday: record.abandonedToday,
    };
  }

  private inQueue(queueId: string): readonly Contact[] {
    return [...this.contacts.values()].filter((contact) => contact.queueId === queueId);
  }

  /** A queue taken off the site stays until its last caller has left. */
  private dropRemoved(): void {
    for (const [id, record] of this.queues) {
      if (record.removed && this.inQueue(id).length === 0) this.queues.delete(id);
    }
  }
}
