/**
 * Queues from their rows: who waits, who is offered to whom, first come first served among equals, nobody idle beside
 * a caller he could take, and the identity N_q = N_a + N_ab + N_of + waiting (china.md 5).
 */
import type { LiveQueue } from '../../../daemon/terms/live.js';
import type { LastRun } from '../../../daemon/terms/requests.js';
import type { CallEventSaid, QueueVisitRow } from '../../../daemon/terms/rows.js';
import type { Site } from '../../../daemon/terms/site.js';
import type { CallerFacts } from '../../../daemon/terms/targets.js';
import type { AgentAudit } from './agents.js';
import { Fitness } from './fitness.js';
import type { Violations } from './violations.js';

/** An offer must follow so soon once caller and agent are there for each other; events may be this late. */
const promptlyMs = 1_500;
/** So long a caller's file may be looked for before he is offered to anybody. */
const lookedForMs = 500;
const countedLimit = 20_000;

const nothing: readonly string[] = [];
const counted = ['offered', 'answered', 'abandoned', 'overflowed', 'waitAnsweredMs', 'waitAbandonedMs'] as const;

interface Waiting {
  readonly callId: string;
  readonly visit: number;
  readonly queue: string;
  readonly enteredAt: number;
  readonly ticket: number;
  readonly points: number;
  /** A campaign has called him: before all who came by themselves, and no visit of the queue. */
  readonly first: boolean;
  /** The site's version when the points were counted. */
  readonly site: number;
  readonly offeredTo: Set<string>;
  /** Simulation time when he must have been sent elsewhere, unless a telephone rings for him. */
  readonly leavesAt: number;
  /** Simulation time since when he waits for an offer, as he is. */
  freeSince: number;
  /** Since when somebody has answered him; null: nobody has. */
  talksSince: number | null;
}

interface Counts {
  offered: number;
  answered: number;
  abandoned: number;
  overflowed: number;
  waitAnsweredMs: number;
  waitAbandonedMs: number;
}

export interface QueueParts {
  readonly violations: Violations;
  readonly nowMs: () => number;
  /** The box's clock. */
  readonly wallMs: () => number;
  readonly agents: AgentAudit;
  /** Null: nothing is known of the caller. */
  readonly factsOf: (callId: string) => CallerFacts | null;
  readonly callingNumber: (callId: string) => string;
  /** Since when his telephone could be rung, simulation time; null: it cannot. */
  readonly telephoneFreeSince: (agentId: string) => number | null;
  /** What the switch itself says of this agent and call, for the story. */
  readonly explained: (callId: string, agentId: string) => string;
}

export class QueueAudit {
  readonly fitness = new Fitness();
  private readonly waiting = new Map<string, Waiting>();
  private readonly visits = new Map<string, QueueVisitRow>();
  /** Calls offered to an agent since he was last free. */
  private readonly offersOf = new Map<string, readonly string[]>();
  /** Open visits by queue, and those of them that began before midnight. */
  private readonly openIn = new Map<string, { all: number; old: number }>();
  private readonly counts = new Map<string, Counts>();
  private readonly told = new Set<string>();
  private midnightMs = 0;
  private siteVersion = 0;
  private siteLoadedAt = 0;
  private names: readonly string[] = [];
  totals = { offered: 0, answered: 0, abandoned: 0, overflowed: 0 };

  constructor(private readonly parts: QueueParts) {}

  load(site: Site): void {
    this.siteVersion += 1;
    this.siteLoadedAt = this.parts.nowMs();
    this.fitness.load(site);
    this.names = (site.rules ?? []).map(({ id }) => id);
  }

  started(lastRun: LastRun, midnightMs: number): void {
    this.midnightMs = midnightMs;
    this.counts.clear();
    for (const visit of lastRun.today?.visits ?? []) {
      this.entered(visit);
      this.left({ ...visit, how: visit.how ?? 'overflowed', leftAt: visit.leftAt ?? visit.enteredAt });
    }
  }

  killed(): void {
    this.waiting.clear();
    this.visits.clear();
    this.offersOf.clear();
    this.openIn.clear();
  }

  midnight(atMs: number): void {
    this.midnightMs = atMs;
    this.counts.clear();
    for (const open of this.openIn.values()) open.old = open.all;
  }

  get size(): number {
    return this.waiting.size;
  }

  // ---- rows

  visit(visit: QueueVisitRow): void {
    const key = `${visit.callId} ${visit.visit}`;
    const before = this.visits.get(key);
    const { violations } = this.parts;
    if (visit.how === null) {
      violations.expect(before === undefined, 'visit-opened-twice', () => key);
      this.visits.set(key, visit);
      this.openOf(visit.queue).all += 1;
      this.entered(visit);
      this.totals.offered += 1;
      return;
    }
    violations.expect(before !== undefined, 'visit-closed-unopened', () => `${key} ${visit.how}`);
    violations.expect((visit.leftAt ?? 0) >= visit.enteredAt, 'visit-times', () => JSON.stringify(visit));
    violations.expect((visit.how === 'answered') === (visit.agent !== null), 'visit-agent', () =>
      JSON.stringify(visit),
    );
    this.visits.delete(key);
    const open = this.openOf(visit.queue);
    open.all -= 1;
    if (visit.enteredAt < this.midnightMs) open.old -= 1;
    this.waiting.delete(visit.callId);
    this.left(visit);
    this.totals[visit.how] += 1;
  }

  event(event: CallEventSaid): void {
    switch (event.what) {
      case 'queued':
        this.queued(event);
        return;
      case 'offered':
        this.offered(event);
        return;
      case 'talking':
        this.answered(event.callId);
        return;
      case 'attempt-dropped':
      case 'ended':
        if (this.waiting.get(event.callId)?.first === true) this.waiting.delete(event.callId);
        return;
      case 'ring-timeout':
      case 'ring-failed':
      case 'offer-withdrawn':
      case 'rejected':
        this.offerOver(event.callId, event.agent);
    }
  }

  /** His telephone rings no more for any queue's call. */
  agentFree(agentId: string): void {
    for (const callId of this.offersOf.get(agentId) ?? nothing) this.offerOver(callId, agentId);
    this.offersOf.delete(agentId);
  }

  live(queue: LiveQueue): void {
    const { today } = queue;
    if (today === undefined) return;
    const own = this.counts.get(queue.id) ?? none();
    for (const name of counted) {
      this.parts.violations.expect(
        today[name] === own[name],
        'wallboard',
        () => `${queue.id}: ${name} ${today[name]}, by rows ${own[name]}`,
      );
    }
    const { all, old } = this.openOf(queue.id);
    this.parts.violations.expect(
      queue.waiting === all,
      'wallboard',
      () => `${queue.id}: waiting ${queue.waiting}, by rows ${all}`,
    );
    const sum = own.answered + own.abandoned + own.overflowed + all - old;
    this.parts.violations.expect(
      own.offered === sum,
      'queue-identity',
      () => `${queue.id}: N_q ${own.offered} is not ${sum}`,
    );
  }

  // ---- once a second of simulated time

  /** Complaint 1: an agent sits ready, a caller he could take waits, and nobody offers one to the other. */
  tick(): void {
    if (this.waiting.size === 0) return;
    const nowMs = this.parts.nowMs();
    this.overdue(nowMs);
    for (const [agentId, since] of this.parts.agents.ready) {
      if (nowMs - since < promptlyMs) continue;
      const freeSince = this.parts.telephoneFreeSince(agentId);
      if (freeSince === null || nowMs - freeSince < promptlyMs) continue;
      this.idleBeside(agentId, nowMs);
    }
  }

  /** Who waits is in a call that is not over, and talks with nobody. */
  waitsInVain(callIsOpen: (callId: string) => boolean): void {
    for (const { callId, talksSince } of this.waiting.values()) {
      const talks = talksSince !== null && this.parts.nowMs() - talksSince > promptlyMs;
      this.parts.violations.expect(
        !talks,
        'talks-and-waits',
        () => `${callId} was answered and still waits in a queue`,
      );
    }
    for (const [key, { callId, enteredAt }] of this.visits) {
      const lasts = this.parts.wallMs() - enteredAt > 2 * promptlyMs && !callIsOpen(callId);
      this.parts.violations.expect(!lasts, 'visit-of-ended-call', () => key);
    }
  }

  private overdue(nowMs: number): void {
    for (const { callId, visit, queue, offeredTo, leavesAt } of this.waiting.values()) {
      if (offeredTo.size > 0 || nowMs < leavesAt) continue;
      const key = `overdue ${callId} ${visit}`;
      if (this.told.has(key)) continue;
      this.told.add(key);
      this.parts.violations.add(
        'waits-too-long',
        `${callId} in ${queue}, ${nowMs - leavesAt} ms beyond its longest wait`,
      );
    }
  }

  private idleBeside(agentId: string, nowMs: number): void {
    for (const contact of this.waiting.values()) {
      if (contact.offeredTo.size > 0 || nowMs - contact.freeSince < promptlyMs) continue;
      if (nowMs - this.siteLoadedAt < promptlyMs) continue;
      const waitedMs = this.parts.wallMs() - contact.enteredAt;
      // A step of skill or level that has just come counts a moment later.
      if (this.fitness.unfit(agentId, contact.queue, waitedMs - promptlyMs, this.parts.wallMs() - promptlyMs) !== null)
        continue;
      if (this.fitness.unfit(agentId, contact.queue, waitedMs, this.parts.wallMs()) !== null) continue;
      if (this.isHeld(contact, agentId) || this.wantsSkillByRule(contact)) continue;
      const key = `${contact.callId} ${contact.visit}`;
      if (this.told.has(key)) continue;
      this.told.add(key);
      const why = this.parts.explained(contact.callId, agentId);
      this.parts.violations.add(
        'idle-beside-caller',
        `${agentId} ready, ${contact.callId} waits ${waitedMs} ms in ${contact.queue}; the switch says: ${why}`,
      );
    }
  }

  // ---- within

  private queued({ callId, detail, at }: CallEventSaid): void {
    const { queue, ticket, points, visit, first } = detailOf(detail);
    const { maxWaiting, maxWaitMs } = this.fitness.queue(String(queue)) ?? {};
    const others = [...this.waiting.values()].filter((one) => one.queue === queue && one.callId !== callId).length;
    this.parts.violations.expect(
      first === true || others < (maxWaiting ?? Number.POSITIVE_INFINITY),
      'queue-overfull',
      () => `${callId} is let into ${String(queue)} where ${others} of ${maxWaiting} wait`,
    );
    this.waiting.set(callId, {
      callId,
      visit: Number(visit ?? 1),
      queue: String(queue),
      enteredAt: at,
      ticket: Number(ticket),
      points: Number(points ?? 0),
      first: first === true,
      site: this.siteVersion,
      offeredTo: new Set(),
      leavesAt: this.parts.nowMs() + (maxWaitMs ?? Number.POSITIVE_INFINITY) + promptlyMs,
      freeSince: this.parts.nowMs(),
      talksSince: null,
    });
  }

  private answered(callId: string): void {
    const contact = this.waiting.get(callId);
    if (contact?.first === true) this.waiting.delete(callId);
    else if (contact !== undefined) contact.talksSince = this.parts.nowMs();
  }

  private offered({ callId, agent, detail, at }: CallEventSaid): void {
    const contact = this.waiting.get(callId);
    const { queue, purpose, preferred } = detailOf(detail);
    if (purpose !== undefined || agent === null) return; // wanted by somebody, not chosen by a queue
    const { violations } = this.parts;
    if (contact === undefined) {
      violations.add('offered-unqueued', `${callId} to ${agent}`);
      return;
    }
    const atOnce = this.fitness.queue(contact.queue)?.ringAtOnce ?? 1;
    contact.offeredTo.add(agent);
    this.offersOf.set(agent, [...(this.offersOf.get(agent) ?? nothing), callId]);
    violations.expect(
      contact.offeredTo.size <= atOnce,
      'offered-to-many',
      () => `${callId} to ${[...contact.offeredTo].join()}`,
    );
    const before = this.parts.agents.chosenAs.get(agent);
    const reserved = contact.first && before === 'reserved'; // for this person's lead
    violations.expect(
      before === 'ready' || reserved,
      'offered-not-ready',
      () => `${callId} to ${agent}, who was ${before}`,
    );
    violations.expect(queue === contact.queue, 'offered-elsewhere', () => `${callId} in ${contact.queue}: ${queue}`);
    if (preferred !== undefined || reserved) return;
    const waitedMs = at - contact.enteredAt;
    const unfit = this.fitness.unfit(agent, contact.queue, waitedMs, at);
    // A rule may want another skill than its queue does.
    // Who was called by us has 2 s: everybody of the queue will do.
    const byRule = unfit?.startsWith('skill') === true && (contact.first || this.wantsSkillByRule(contact));
    violations.expect(
      unfit === null || byRule,
      'offered-unfit',
      () => `${callId} to ${agent}: ${unfit} after ${waitedMs} ms`,
    );
    this.fairly(contact, agent, at);
  }

  /** Among callers of one queue who count for the same, nobody is served before who came first. */
  private fairly(contact: Waiting, agent: string, at: number): void {
    for (const other of this.waiting.values()) {
      if (other.queue !== contact.queue || other.offeredTo.size > 0 || (contact.first && !other.first)) continue;
      if (other.first === contact.first && other.ticket >= contact.ticket) continue;
      const weighed = other.points !== contact.points && !other.first;
      if (weighed || other.site !== contact.site || contact.site !== this.siteVersion) continue;
      if (this.parts.factsOf(other.callId) !== null || this.parts.factsOf(contact.callId) !== null) continue;
      if (this.wantsSkillByRule(other) || this.wantsSkillByRule(contact)) continue;
      if (at - other.enteredAt < lookedForMs && this.parts.callingNumber(other.callId) !== '') continue;
      if (this.fitness.unfit(agent, other.queue, at - other.enteredAt, at) !== null) continue;
      this.parts.violations.add(
        'overtaken',
        `${contact.callId} (ticket ${contact.ticket}) before ${other.callId} (${other.ticket}) in ${contact.queue}`,
      );
    }
  }

  private offerOver(callId: string, agent: string | null): void {
    const contact = this.waiting.get(callId);
    if (contact === undefined || agent === null || !contact.offeredTo.delete(agent)) return;
    if (contact.offeredTo.size === 0) contact.freeSince = this.parts.nowMs();
  }

  /** Waits for somebody else alone for a while: his owner or whom he talked to last. */
  private isHeld(contact: Waiting, agentId: string): boolean {
    const facts = this.parts.factsOf(contact.callId);
    const queue = this.fitness.queue(contact.queue);
    if (facts === null || queue === null) return false;
    const meant = [facts.owner, facts.lastAgent?.agentId ?? ''].filter((id) => id !== '' && id !== agentId);
    if (meant.length === 0) return false;
    const longestMs = Math.max(queue.owner?.holdMs ?? 0, queue.lastAgent?.holdMs ?? 0);
    return this.parts.wallMs() - contact.enteredAt < longestMs + promptlyMs;
  }

  /** As the day's rule 'english' has it. */
  private wantsSkillByRule(contact: Waiting): boolean {
    return this.names.includes('english') && this.parts.callingNumber(contact.callId).startsWith('1358');
  }

  private entered(visit: QueueVisitRow): void {
    if (visit.enteredAt >= this.midnightMs) this.count(visit.queue).offered += 1;
  }

  private left({ queue, how, enteredAt, leftAt }: QueueVisitRow): void {
    if (enteredAt < this.midnightMs || how === null) return;
    const counts = this.count(queue);
    const waitMs = (leftAt ?? enteredAt) - enteredAt;
    counts[how] += 1;
    if (how === 'answered') counts.waitAnsweredMs += waitMs;
    if (how === 'abandoned') counts.waitAbandonedMs += waitMs;
    if (this.told.size > countedLimit) this.told.clear();
  }

  private openOf(queue: string): { all: number; old: number } {
    const open = this.openIn.get(queue) ?? { all: 0, old: 0 };
    this.openIn.set(queue, open);
    return open;
  }

  private count(queue: string): Counts {
    const counts = this.counts.get(queue) ?? none();
    this.counts.set(queue, counts);
    return counts;
  }

  atRest(): void {
    for (const key of this.visits.keys()) this.parts.violations.add('visit-never-ended', key);
    const { offered, answered, abandoned, overflowed } = this.totals;
    const sum = answered + abandoned + overflowed;
    this.parts.violations.expect(offered >= sum, 'queue-identity', () => `N_q ${offered}, others ${sum}`);
  }
}

function none(): Counts {
  return { offered: 0, answered: 0, abandoned: 0, overflowed: 0, waitAnsweredMs: 0, waitAbandonedMs: 0 };
}

/** As plain values, also of an event that is JSON already. */
export function detailOf(detail: CallEventSaid['detail']): Readonly<Record<string, unknown>> {
  return typeof detail === 'string' ? (JSON.parse(detail) as Record<string, unknown>) : detail;
}
