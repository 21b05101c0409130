import type { LiveQueue, QueueCounts } from '../terms/live.js';
import { shortAbandonMs, usualServiceLevel } from '../terms/metrics.js';
import type { LastRun } from '../terms/requests.js';
import type { QueueVisitRow } from '../terms/rows.js';
import type { Queue } from '../terms/site.js';
import { inCallStates } from './agents.js';
import type { Interval } from './roster.js';

/** Waits of one queue and day that are kept, so that a new service level time holds for the whole day. */
export const maxWaitsKept = 100_000;
/** Zones are a multiple of 15 minutes from UTC, so local quarter-hours are UTC's too. */
const bandMs = 900_000;

type Band = NonNullable<LiveQueue['bands']>[number];
/** What a wallboard shows of one queue's day. */
export type QueueToday = Pick<LiveQueue, 'answeredToday' | 'abandonedToday'> &
  Required<Pick<LiveQueue, 'today' | 'bands' | 'serviceLevel'>>;

/**
 * Base counts of china.md 5 by queue since local midnight. A visit counts for the day and the quarter-hour in which it
 * entered the queue, whenever it ends; so do the conversation and the wrap-up that follow it.
 */
export class Counts {
  private readonly days = new Map<string, QueueDay>();
  /** Visits that began before it are yesterday's. Epoch ms. */
  private dayBegan = 0;

  /** A visit begins (`how` null) or ends. */
  visit(visit: QueueVisitRow): void {
    if (visit.enteredAt < this.dayBegan) return;
    const day = this.day(visit.queue);
    if (visit.how === null) day.entered(visit.enteredAt);
    else day.left(visit.how, visit.enteredAt, (visit.leftAt ?? visit.enteredAt) - visit.enteredAt);
  }

  /** What an agent did is over; it counts if a queue gave him the call. */
  intervalEnded({ queueId, queuedAt, state, ms }: Interval): void {
    if (queueId === null || queuedAt < this.dayBegan) return;
    if (inCallStates.has(state)) this.day(queueId).worked(ms, 0);
    else if (state === 'wrap-up') this.day(queueId).worked(0, ms);
  }

  /** Who waited when the daemon ended was let go by it: the identity of china.md 5 holds across a restart. */
  restore({ today }: LastRun): void {
    for (const visit of today?.visits ?? []) {
      this.visit({ ...visit, how: null });
      this.visit({ ...visit, how: visit.how ?? 'overflowed' });
    }
    for (const { queueId, talkMs, wrapUpMs } of today?.work ?? []) this.day(queueId).worked(talkMs, wrapUpMs);
    if (today?.visits !== undefined) return;
    for (const { queueId, answered, abandoned } of today?.queues ?? []) this.day(queueId).only(answered, abandoned);
  }

  newDay(atMs: number): void {
    this.dayBegan = atMs;
    this.days.clear();
  }

  /** The same object as long as nothing has changed. */
  today(queue: Queue): QueueToday {
    return this.day(queue.id).shown(queue.serviceLevel ?? usualServiceLevel);
  }

  private day(queueId: string): QueueDay {
    let day = this.days.get(queueId);
    if (day === undefined) {
      day = new QueueDay();
      this.days.set(queueId, day);
    }
    return day;
  }
}

class QueueDay {
  private offered = 0;
  private overflowed = 0;
  private readonly answered = new Waits();
  private readonly abandoned = new Waits();
  private talkMs = 0;
  private wrapUpMs = 0;
  /** By their beginning. */
  private readonly bands: Band[] = [];
  private last: QueueToday | null = null;

  entered(enteredAt: number): void {
    this.offered += 1;
    this.countInBand(enteredAt, 'offered');
    this.last = null;
  }

  left(how: NonNullable<QueueVisitRow['how']>, enteredAt: number, waitMs: number): void {
    this.last = null;
    if (how === 'overflowed') {
      this.overflowed += 1;
      return;
    }
    this[how].add(waitMs);
    this.countInBand(enteredAt, how);
  }

  worked(talkMs: number, wrapUpMs: number): void {
    this.talkMs += talkMs;
    this.wrapUpMs += wrapUpMs;
    this.last = null;
  }

  /** Nothing but these two is known: the day before visits were kept. */
  only(answered: number, abandoned: number): void {
    this.offered += answered + abandoned;
    this.answered.count += answered;
    this.abandoned.count += abandoned;
    this.last = null;
  }

  shown(serviceLevel: QueueToday['serviceLevel']): QueueToday {
    if (this.last !== null && this.last.serviceLevel === serviceLevel) return this.last;
    const { answered, abandoned } = this;
    const today: QueueCounts = {
      offered: this.offered,
      answered: answered.count,
      answeredInTime: answered.within(serviceLevel.withinMs),
      abandoned: abandoned.count,
      abandonedInTime: abandoned.within(serviceLevel.withinMs),
      abandonedIn5s: abandoned.short,
      overflowed: this.overflowed,
      waitAnsweredMs: answered.sumMs,
      waitAbandonedMs: abandoned.sumMs,
      longestWaitMs: Math.max(answered.longestMs, abandoned.longestMs),
      talkMs: this.talkMs,
      wrapUpMs: this.wrapUpMs,
    };
    const bands = [...this.bands];
    this.last = { answeredToday: today.answered, abandonedToday: today.abandoned, today, bands, serviceLevel };
    return this.last;
  }

  /** A band that is shown is never changed: another one takes its place. */
  private countInBand(enteredAt: number, what: 'offered' | 'answered' | 'abandoned'): void {
    const from = Math.floor(enteredAt / bandMs) * bandMs;
    // Nearly always the last one.
    let at = this.bands.length;
    while (at > 0 && (this.bands[at - 1]?.from ?? 0) > from) at -= 1;
    const band = this.bands[at - 1];
    const isIts = band?.from === from;
    const next = isIts ? { ...band } : { from, offered: 0, answered: 0, abandoned: 0 };
    next[what] += 1;
    this.bands.splice(isIts ? at - 1 : at, isIts ? 1 : 0, next);
  }
}

/** How long the callers waited who ended one way. */
class Waits {
  count = 0;
  sumMs = 0;
  longestMs = 0;
  /** Within `shortAbandonMs`. */
  short = 0;
  private readonly each: number[] = [];
  private inTime = 0;
  private withinMs = 0;

  add(waitMs: number): void {
    this.count += 1;
    this.sumMs += waitMs;
    this.longestMs = Math.max(this.longestMs, waitMs);
    if (waitMs <= shortAbandonMs) this.short += 1;
    if (waitMs <= this.withinMs) this.inTime += 1;
    if (this.each.length < maxWaitsKept) this.each.push(waitMs);
  }

  within(withinMs: number): number {
    if (withinMs !== this.withinMs) {
      this.withinMs = withinMs;
      this.inTime = this.each.filter((waitMs) => waitMs <= withinMs).length;
    }
    return this.inTime;
  }
}
