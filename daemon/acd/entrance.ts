import {
  hoursAndMinutes,
  noEffects,
  pointsAtEntry,
  type RuleEffects,
  type RuleQuestion,
} from '../terms/route-rules.js';
import type { QueueVisitRow } from '../terms/rows.js';
import { localTime } from '../terms/schedules.js';
import type { Overflow, Queue, Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import type { CallBacks } from './call-backs.js';
import type { Callers, Contact, Preference, WantedSkill } from './contact.js';
import { anybody } from './decision.js';
import type { Hours } from './hours.js';
import type { Members } from './members.js';
import type { AcdStep } from './notices.js';
import { Rules } from './rules.js';
import type { VisitHook } from './staff.js';
import type { QueueState, Waiting } from './waiting.js';

/** Stays of one call in queues; whoever sends a call round and round is stopped here. */
export const maxVisits = 20;
/** Times that one queue hands a caller to another. */
export const maxHandOvers = 5;
/** What the customer files know decides who is offered a caller, if it comes so soon after his arrival. */
export const factsWaitMs = 500;
/** Nobody whom the dialer has called waits longer, whatever becomes of the dialer. */
export const maxFirstWaitMs = 30_000;
const ofTheCustomer: ReadonlySet<string> = new Set(['class', 'businessType', 'owner']);
const dayMs = 86_400_000;

export type WhyOut = 'closed' | 'queue-full' | 'nobody-signed-in' | 'max-wait' | 'too-often';

/** What is kept of a call beyond one queue. */
interface Trail {
  facts: CallerFacts | null;
  /** They are waited for until then, epoch ms; 0: not asked, or answered. */
  factsUntil: number;
  visits: number;
  /** Queues that handed him on since he last asked for one. */
  readonly handedBy: Set<string>;
  effects: RuleEffects;
}

/** A caller's place among others: taken along when one queue hands him to another. */
type Place = Pick<Contact, 'callId' | 'ticket' | 'since' | 'askedFor'>;

export interface EntranceParts {
  readonly waiting: Waiting;
  readonly members: Members;
  readonly hours: Hours;
  readonly callBacks: CallBacks;
  readonly callers: Callers;
  /** 区号 of a number; '' unknown. */
  readonly areaOf: (number: string) => string;
  readonly visited: VisitHook;
}

/** Who comes into which queue, counting for how much; and where those go who can't stay. */
export class Entrance {
  private readonly rules = new Rules();
  /** Points or rules of the site that depend on facts. */
  private siteAsksFacts = false;
  private readonly trails = new Map<string, Trail>();
  private site: Pick<Site, 'timeZone' | 'classPriority'> = { timeZone: 'UTC' };

  constructor(private readonly parts: EntranceParts) {}

  load(site: Site, step: AcdStep): void {
    this.site = site;
    this.rules.load(site, step);
    this.siteAsksFacts = asksFacts(site);
    for (const contact of this.parts.waiting.all()) if (!contact.first) this.askAgain(contact, step);
  }

  /**
   * The rules as they are now, at the moment he came: a skill that no rule wants any more would keep him waiting beside
   * agents who are idle. Where he waits he stays.
   */
  private askAgain(contact: Contact, step: AcdStep): void {
    const { callId, askedFor, since } = contact;
    const trail = this.trail(callId);
    trail.effects = this.effectsOf(callId, askedFor, trail.facts, since);
    this.revalue(contact, step);
  }

  /** Null: he is in no queue now. `by`: agents mean the queue they name, so rules don't move who they send. */
  enter(callId: string, queueId: string, by: 'flow' | 'agent', step: AcdStep): Contact | null {
    const trail = this.trail(callId);
    trail.handedBy.clear();
    trail.effects = this.effectsOf(callId, queueId, trail.facts, step.atMs);
    const target = by === 'agent' ? queueId : (trail.effects.queueId ?? queueId);
    if (trail.effects.fitted.length > 0) {
      const detail = { rules: trail.effects.fitted.slice(0, 10).join(' '), queue: target };
      step.tell({ notice: 'call-note', callId, what: 'rules', agent: null, detail });
    }
    return this.admit({ callId, ticket: 0, since: step.atMs, askedFor: queueId }, target, step);
  }

  /** Somebody the dialer has called: no rule, no announcement, no figure of the queue. Null: there is no such queue. */
  enterFirst(callId: string, queueId: string, step: AcdStep): Contact | null {
    const state = this.parts.waiting.get(queueId);
    if (state === null) {
      step.incident('queue-missing', { queue: queueId, callId });
      step.tell({ notice: 'attempt-dropped', callId, prompts: [] });
      return null;
    }
    const trail = this.trail(callId);
    const place = { callId, ticket: 0, since: step.atMs, askedFor: queueId };
    const contact: Contact = {
      ...this.contactOf(place, state.queue, trail, step),
      first: true,
      factsUntil: 0,
      skill: null,
      preferences: [],
    };
    step.tell({ notice: 'queued', callId, queueId });
    this.parts.waiting.add(contact);
    const detail = { queue: queueId, ticket: contact.ticket, first: true };
    step.tell({ notice: 'call-note', callId, what: 'queued', agent: null, detail });
    // The dialer takes him out much earlier.
    step.setTimer(`acd wait ${callId}`, maxFirstWaitMs);
    step.touch('queue', queueId);
    return contact;
  }

  /** The customer files are asked about him. */
  factsAsked(callId: string, step: AcdStep): void {
    this.trail(callId).factsUntil = step.atMs + factsWaitMs;
  }

  /** What is known of the caller: may change what he counts for and where he waits. Null: nothing to decide anew. */
  facts(callId: string, facts: CallerFacts | null, step: AcdStep): Contact | null {
    if (this.parts.callers.caller(callId) === null) return null;
    const trail = this.trail(callId);
    trail.facts = facts;
    trail.factsUntil = 0;
    const contact = this.parts.waiting.contact(callId);
    if (contact === null) return null;
    contact.facts = facts;
    contact.factsUntil = 0;
    if (contact.first) return null;
    trail.effects = this.effectsOf(callId, contact.askedFor, facts, step.atMs);
    this.revalue(contact, step);
    const target = trail.effects.queueId;
    if (target === null || target === contact.queueId || trail.handedBy.size > 0) return contact;
    if (contact.offeredTo.size > 0 || this.whyNot(this.parts.waiting.get(target)) !== null) return contact;
    step.tell({ notice: 'call-note', callId, what: 'rules', agent: null, detail: { queue: target } });
    this.leave(contact, 'overflowed', null, step);
    return this.admit(contact, target, step);
  }

  /** By the rule of the queue he cannot stay in, which he must have left. Null: he is in no queue any more. */
  handOver(place: Place, from: Queue, why: WhyOut, step: AcdStep): Contact | null {
    const overflow = ruleFor(from, why);
    const { callId } = place;
    const detail = { why, to: overflow.to, queue: from.id, waitMs: step.atMs - place.since };
    step.tell({ notice: 'call-note', callId, what: 'overflowed', agent: null, detail });
    switch (overflow.to) {
      case 'hang-up':
        step.tell({ notice: 'overflow', callId, prompts: overflow.prompts });
        return null;
      case 'flow':
        step.tell({ notice: 'to-flow', callId, flowId: overflow.flow });
        return null;
      case 'call-back':
        this.promise(callId, from, overflow.prompts, step);
        return null;
      case 'queue':
        return this.toQueue(place, from, overflow.queue, step);
    }
  }

  /** Out of the queue, and counted. */
  leave(contact: Contact, how: NonNullable<QueueVisitRow['how']>, agent: string | null, step: AcdStep): void {
    const { callId } = contact;
    for (const timer of ['wait', 'widen', 'announce']) step.cancelTimer(`acd ${timer} ${callId}`);
    if (!contact.first) this.parts.waiting.get(contact.queueId)?.estimate.left(how === 'abandoned');
    this.parts.waiting.remove(contact);
    step.touch('queue', contact.queueId);
    if (!contact.first) this.visit(contact, step.atMs, how, agent, step);
  }

  /** The call has ended. */
  forget(callId: string): void {
    this.trails.delete(callId);
  }

  /** Calls of which something is remembered; none when everything has drained. */
  get remembered(): number {
    return this.trails.size;
  }

  private toQueue(place: Place, from: Queue, target: string, step: AcdStep): Contact | null {
    const { handedBy } = this.trail(place.callId);
    handedBy.add(from.id);
    if (handedBy.has(target) || handedBy.size > maxHandOvers) {
      step.incident('overflow-loop', { from: from.id, to: target, callId: place.callId });
      step.tell({ notice: 'overflow', callId: place.callId, prompts: from.busyPrompts });
      return null;
    }
    return this.admit(place, target, step);
  }

  private promise(callId: string, queue: Queue, prompts: readonly string[], step: AcdStep): void {
    const number = this.parts.callers.caller(callId)?.callingNumber ?? '';
    const points = Math.round(this.pointsOf(queue, this.trail(callId)));
    const promised = number !== '' && this.parts.callBacks.promise({ number, queue: queue.id, callId, points }, step);
    const what = promised ? 'call-back-promised' : 'call-back-without-number';
    step.tell({ notice: 'call-note', callId, what, agent: null, detail: { queue: queue.id } });
    // Who cannot be called back is not told that he will be.
    step.tell({ notice: 'overflow', callId, prompts: promised ? prompts : queue.busyPrompts });
  }

  private admit(place: Place, queueId: string, step: AcdStep): Contact | null {
    const { callId } = place;
    const trail = this.trail(callId);
    const state = this.parts.waiting.get(queueId);
    step.tell({ notice: 'queued', callId, queueId });
    if (state === null) {
      step.incident('queue-missing', { queue: queueId, callId });
      step.tell({ notice: 'overflow', callId, prompts: [] });
      return null;
    }
    trail.visits += 1;
    const why = trail.visits > maxVisits ? 'too-often' : this.whyNot(state);
    const contact = this.contactOf(place, state.queue, trail, step);
    this.visit(contact, null, null, null, step);
    if (why !== null) {
      if (why === 'queue-full') step.incident('queue-full', { queue: queueId, maxWaiting: state.queue.maxWaiting });
      if (why === 'too-often') step.incident('queue-too-often', { queue: queueId, callId, limit: maxVisits });
      this.visit(contact, step.atMs, 'overflowed', null, step);
      return this.handOver(contact, state.queue, why, step);
    }
    this.begin(contact, state, step);
    return contact;
  }

  private begin(contact: Contact, { queue }: QueueState, step: AcdStep): void {
    const { callId, ticket, points } = contact;
    this.parts.waiting.add(contact);
    const detail = { queue: queue.id, ticket, points, visit: contact.visit };
    step.tell({ notice: 'call-note', callId, what: 'queued', agent: null, detail });
    for (const { agentId, why } of contact.preferences) {
      if (this.parts.members.get(agentId)?.isPresent === true) break;
      step.tell({ notice: 'call-note', callId, what: 'preferred-absent', agent: agentId, detail: { why } });
    }
    step.setTimer(`acd wait ${callId}`, queue.maxWaitMs);
    if (queue.announce !== undefined) step.setTimer(`acd announce ${callId}`, queue.announce.everyMs);
    step.touch('queue', queue.id);
    contact.listens = queue.prompts.length === 0;
    step.tell({ notice: 'queue-play', callId, prompts: queue.prompts, purpose: 'queue' });
  }

  /** Null: he may come in. */
  private whyNot(state: QueueState | null): WhyOut | null {
    if (state === null) return null;
    const { queue } = state;
    if (!this.parts.hours.isOpen(queue.hours)) return 'closed';
    if (state.size >= queue.maxWaiting) return 'queue-full';
    if (queue.whenNobody === undefined) return null;
    const here = this.parts.members.of(queue.id).some(({ record }) => record.state !== 'signed-out');
    return here ? null : 'nobody-signed-in';
  }

  private contactOf(place: Place, queue: Queue, trail: Trail, step: AcdStep): Contact {
    const { callId } = place;
    const { facts, factsUntil } = trail;
    const caller = this.parts.callers.caller(callId) ?? { callingNumber: '', calledNumber: '' };
    return {
      callId,
      ticket: place.ticket === 0 ? this.parts.waiting.ticket() : place.ticket,
      since: place.since,
      queueId: queue.id,
      enteredAt: step.atMs,
      visit: trail.visits,
      first: false,
      askedFor: place.askedFor,
      caller,
      facts,
      factsUntil: this.asksFacts(queue) ? factsUntil : 0,
      points: this.pointsOf(queue, trail),
      skill: skillOf(queue, trail.effects),
      preferences: preferencesOf(queue, trail, step.atMs, step.atMs),
      offeredTo: new Set(),
      overdue: false,
      listens: false,
      told: null,
      part: null,
    };
  }

  private asksFacts({ owner, lastAgent }: Queue): boolean {
    return this.siteAsksFacts || owner !== undefined || lastAgent !== undefined;
  }

  private revalue(contact: Contact, step: AcdStep): void {
    const queue = this.parts.waiting.get(contact.queueId)?.queue;
    if (queue === undefined) return;
    const trail = this.trail(contact.callId);
    this.parts.waiting.replace(contact, {
      points: this.pointsOf(queue, trail),
      skill: skillOf(queue, trail.effects),
      preferences: preferencesOf(queue, trail, contact.enteredAt, step.atMs),
    });
    contact.part = null;
    step.touch('call', contact.callId);
  }

  private pointsOf(queue: Queue, { facts, effects }: Trail): number {
    return pointsAtEntry(queue, this.site.classPriority, facts, effects);
  }

  private effectsOf(callId: string, queueId: string, facts: CallerFacts | null, atMs: number): RuleEffects {
    if (this.rules.isEmpty) return noEffects;
    const { callers, areaOf } = this.parts;
    const caller = callers.caller(callId) ?? { callingNumber: '', calledNumber: '' };
    const local = localTime(atMs, this.site.timeZone);
    const question: RuleQuestion = {
      caller,
      facts,
      queueId,
      area: areaOf(caller.callingNumber),
      time: hoursAndMinutes(local.seconds),
      weekday: local.weekday,
      data: (key) => callers.dataOf(callId, key),
    };
    return this.rules.apply(question);
  }

  private trail(callId: string): Trail {
    const known = this.trails.get(callId);
    if (known !== undefined) return known;
    const trail: Trail = { facts: null, factsUntil: 0, visits: 0, handedBy: new Set(), effects: noEffects };
    this.trails.set(callId, trail);
    return trail;
  }

  /** His stay as it is now: its row, and for counts. */
  private visit(
    { callId, visit: number, queueId, enteredAt }: Contact,
    leftAt: number | null,
    how: QueueVisitRow['how'],
    agent: string | null,
    step: AcdStep,
  ): void {
    const visit: QueueVisitRow = { callId, visit: number, queue: queueId, enteredAt, leftAt, how, agent };
    step.row({ row: 'queue-visit', visit });
    step.touch('queue', queueId);
    this.parts.visited(visit, step);
  }
}

/** Points or rules ask what only the customer files know. */
function asksFacts({ classPriority = {}, rules = [] }: Site): boolean {
  return (
    Object.keys(classPriority).length > 0 ||
    rules.some(({ when }) => when.some(({ attribute }) => ofTheCustomer.has(attribute)))
  );
}

function ruleFor(queue: Queue, why: WhyOut): Overflow {
  const busy: Overflow = { to: 'hang-up', prompts: queue.busyPrompts };
  switch (why) {
    case 'closed':
      return queue.whenClosed ?? busy;
    case 'queue-full':
      return queue.whenFull ?? busy;
    case 'nobody-signed-in':
      return queue.whenNobody ?? busy;
    case 'max-wait':
      return queue.whenWaitedTooLong ?? busy;
    case 'too-often':
      return busy;
  }
}

function skillOf(queue: Queue, effects: RuleEffects): WantedSkill | null {
  const wanted = effects.skill ?? queue.skill;
  if (wanted === undefined || wanted.atLeast <= 0) return null;
  const { relaxBy = 0, everyMs = 0 } = queue.skill ?? {};
  const { name, atLeast } = wanted;
  return { name, atLeast, relaxBy, everyMs, always: { ...anybody, skillName: name, skill: atLeast } };
}

/** In the order in which they are wished for: the rule's agent, the account's owner, who talked to the caller last. */
function preferencesOf(queue: Queue, trail: Trail, enteredAt: number, atMs: number): readonly Preference[] {
  const { facts, effects } = trail;
  const wished: Preference[] = [];
  const wish = (why: Preference['why'], agentId: string, holdMs: number): void => {
    if (agentId === '' || wished.some((other) => other.agentId === agentId)) return;
    wished.push({ agentId, why, holdUntil: enteredAt + holdMs });
  };
  if (effects.agentId !== null) wish('rule', effects.agentId, queue.owner?.holdMs ?? 0);
  if (queue.owner !== undefined) wish('owner', facts?.owner ?? '', queue.owner.holdMs);
  const last = facts?.lastAgent ?? null;
  if (queue.lastAgent !== undefined && last !== null && atMs - last.at <= queue.lastAgent.withinDays * dayMs) {
    wish('last-agent', last.agentId, queue.lastAgent.holdMs);
  }
  return wished;
}
