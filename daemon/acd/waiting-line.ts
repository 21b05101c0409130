import type { Queue } from '../terms/site.js';
import { type Contact, pointsAt } from './contact.js';

/** Points gained for each minute of waiting where the site says nothing. */
export const defaultPointsPerMinute = 1;

/**
 * Who waits in one queue, in the order of service: first who has waited `firstAfterMs`, longest first; then by points,
 * which age. All of a queue age alike, so two of them never change places except at that cap: both orders are kept
 * sorted and time costs nothing.
 */
export class WaitingLine {
  private readonly byPoints: Contact[] = [];
  private readonly byAge: Contact[] = [];

  constructor(private rules: Pick<Queue, 'pointsPerMinute' | 'firstAfterMs'>) {}

  get size(): number {
    return this.byPoints.length;
  }

  get pointsPerMinute(): number {
    return this.rules.pointsPerMinute ?? defaultPointsPerMinute;
  }

  /** The rules may have changed. */
  load(rules: Pick<Queue, 'pointsPerMinute' | 'firstAfterMs'>): void {
    this.rules = rules;
    this.byPoints.sort(this.comparePoints);
  }

  add(contact: Contact): void {
    this.byPoints.splice(placeOf(this.byPoints, contact, this.comparePoints), 0, contact);
    this.byAge.splice(placeOf(this.byAge, contact, compareAge), 0, contact);
  }

  /** False: he isn't here. His points must be those he was added with. */
  remove(contact: Contact): boolean {
    const at = placeOf(this.byPoints, contact, this.comparePoints);
    if (this.byPoints[at] !== contact) return false;
    this.byPoints.splice(at, 1);
    this.byAge.splice(placeOf(this.byAge, contact, compareAge), 1);
    return true;
  }

  /** Waits so long that he comes before everybody who doesn't. */
  isOverdue(contact: Contact, atMs: number): boolean {
    if (contact.first) return true;
    const { firstAfterMs } = this.rules;
    return firstAfterMs !== undefined && atMs - contact.since >= firstAfterMs;
  }

  points(contact: Contact, atMs: number): number {
    return pointsAt(contact, this.pointsPerMinute, atMs);
  }

  all(): readonly Contact[] {
    return this.byPoints;
  }

  /** Who has waited longest of those who came by themselves. */
  get oldest(): Contact | null {
    return this.byAge.find(({ first }) => !first) ?? null;
  }

  standing(contact: Contact, atMs: number): Standing {
    return { head: contact, overdue: this.isOverdue(contact, atMs), points: this.points(contact, atMs) };
  }

  /** A walk from the head; the line must not change meanwhile. */
  walk(atMs: number): Walk {
    return new Walk(this, this.byAge, this.byPoints, atMs);
  }

  private readonly comparePoints = (a: Contact, b: Contact): number =>
    b.points - a.points + (this.pointsPerMinute * (a.since - b.since)) / 60_000 || a.ticket - b.ticket;
}

/** A contact as the order of service sees it at one moment. */
export interface Standing {
  /** Null: nobody. */
  readonly head: Contact | null;
  /** Waits so long that he comes before everybody who doesn't. */
  readonly overdue: boolean;
  readonly points: number;
}

/** Negative: `a` is served before `b`, whatever their queues. Nobody comes last. */
export function compareStanding(a: Standing, b: Standing): number {
  if (a.head === null || b.head === null) return Number(a.head === null) - Number(b.head === null);
  if (a.overdue !== b.overdue) return a.overdue ? -1 : 1;
  if (a.overdue) return compareAge(a.head, b.head);
  return b.points - a.points || a.head.ticket - b.head.ticket;
}

/** One caller after the other in the order of service, as it is at one moment. */
export class Walk implements Standing {
  /** Null: the end. */
  head: Contact | null = null;
  overdue = false;
  points = 0;
  private overdueLeft = true;
  private at = 0;

  constructor(
    private readonly line: WaitingLine,
    private readonly byAge: readonly Contact[],
    private readonly byPoints: readonly Contact[],
    private readonly atMs: number,
  ) {
    this.next();
  }

  next(): void {
    this.overdue = false;
    if (this.overdueLeft) {
      const oldest = this.byAge[this.at];
      if (oldest !== undefined && this.line.isOverdue(oldest, this.atMs)) {
        this.at += 1;
        this.head = oldest;
        this.overdue = true;
        return;
      }
      this.overdueLeft = false;
      this.at = 0;
    }
    let contact = this.byPoints[this.at];
    this.at += 1;
    while (contact !== undefined && this.line.isOverdue(contact, this.atMs)) {
      contact = this.byPoints[this.at];
      this.at += 1;
    }
    this.head = contact ?? null;
    if (contact !== undefined) this.points = this.line.points(contact, this.atMs);
  }
}

/** Whom the dialer has called comes before all. */
function compareAge(a: Contact, b: Contact): number {
  return Number(b.first) - Number(a.first) || a.since - b.since || a.ticket - b.ticket;
}

/** The first place whose contact does not come before this one. */
function placeOf(sorted: readonly Contact[], contact: Contact, compare: (a: Contact, b: Contact) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle] as Contact, contact) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
