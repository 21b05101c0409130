import type { CallExplained } from '../terms/live.js';
import type { RecordingMode } from '../terms/recordings.js';
import type { LastRun, Refusal } from '../terms/requests.js';
import type { Agent, Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import type { AgentRecord } from './agents.js';
import { CallBacks } from './call-backs.js';
import type { Callers, Contact } from './contact.js';
import { nextWidening } from './decision.js';
import { Entrance } from './entrance.js';
import { explain } from './explain.js';
import { Fresh, type Placed } from './fresh.js';
import { Hours } from './hours.js';
import { type Member, Members } from './members.js';
import type { AcdStep } from './notices.js';
import type { OfferEnd, Offering, Staff, VisitHook, WaitingPart } from './staff.js';
import { shownMetric } from './strategy.js';
import { Telling } from './telling.js';
import { Waiting } from './waiting.js';

export interface DistributionParts {
  readonly staff: Staff;
  readonly offering: Offering;
  readonly callers: Callers;
  /** 区号 of a number; '' unknown. */
  readonly areaOf: (number: string) => string;
  /** 32 bits of this run, for 'random'. */
  readonly salt: number;
  readonly visited: VisitHook;
}

/** Who gets which call: queues, who waits in them, and what becomes of them. The choice itself is in Fresh. */
export class Distribution {
  readonly waiting = new Waiting();
  readonly callBacks = new CallBacks();
  private readonly hours = new Hours();
  readonly members: Members;
  private readonly entrance: Entrance;
  private readonly telling: Telling;
  private readonly fresh: Fresh;

  constructor(private readonly parts: DistributionParts) {
    const { waiting, hours, callBacks } = this;
    this.members = new Members(parts.staff, (agent) => hours.isOpen(agent.shift));
    this.entrance = new Entrance({ waiting, members: this.members, hours, callBacks, ...parts });
    this.telling = new Telling(waiting, this.members);
    this.fresh = new Fresh(waiting, this.members, parts.salt);
  }

  /** After the roster has its agents. Obeyed at the next decision. */
  load(site: Site, step: AcdStep): void {
    this.hours.load(site.schedules ?? [], site.timeZone, step);
    this.reportUnknownSchedules(site, step);
    this.waiting.load(site.queues);
    this.members.load(site, this.waiting.draining());
    this.entrance.load(site, step);
    this.fresh.begin();
    for (const member of this.members.all()) if (member.available) this.fresh.members.add(member);
    for (const contact of this.waiting.all()) this.renew(contact, step);
    for (const id of this.waiting.ids()) this.changed(id, step);
  }

  restore(lastRun: LastRun): void {
    this.callBacks.restore(lastRun.callBacks ?? []);
  }

  // ---- contacts

  /** `by`: an agent who sends him means this queue; a flow's caller may be moved by rules. */
  enqueue(callId: string, queueId: string, step: AcdStep, by: 'flow' | 'agent' = 'flow'): void {
    const already = this.waiting.contact(callId);
    if (already !== null) {
      step.log('warn', 'a call was queued that waits in a queue', { callId, queue: queueId, in: already.queueId });
      return;
    }
    this.entered(this.entrance.enter(callId, queueId, by, step), step);
  }

  /**
   * Somebody the dialer has called and who has answered: before all others. `agentId`: who is reserved for him; null,
   * or no longer reserved: whoever the queue chooses.
   */
  enqueueFirst(callId: string, queueId: string, agentId: string | null, step: AcdStep): void {
    if (this.waiting.contact(callId) !== null) {
      step.log('warn', 'a call was queued that waits in a queue', { callId, queue: queueId });
      return;
    }
    const contact = this.entrance.enterFirst(callId, queueId, step);
    const record = agentId === null ? null : this.parts.staff.get(agentId);
    if (contact === null || record?.leadHeld !== true) {
      this.entered(contact, step);
      return;
    }
    contact.offeredTo.add(record.agent.id);
    this.waiting.offer(contact);
    const detail = { queue: queueId, lead: record.lead?.lead ?? '' };
    step.tell({ notice: 'call-note', callId, what: 'offered', agent: record.agent.id, detail });
    this.parts.offering.offer(record, { callId, queueId, queuedAt: step.atMs, first: true }, step);
    this.changed(queueId, step);
  }

  /** The dialer lets him go: out of the queue, then 'attempt-dropped'. */
  dropFirst(callId: string, prompts: readonly string[], step: AcdStep): void {
    const contact = this.waiting.contact(callId);
    if (contact !== null) {
      const detail = { queue: contact.queueId, waitMs: step.atMs - contact.enteredAt };
      step.tell({ notice: 'call-note', callId, what: 'attempt-dropped', agent: null, detail });
      this.withdrawAll(contact, step);
      this.leave(contact, 'overflowed', null, step);
    }
    step.tell({ notice: 'attempt-dropped', callId, prompts });
  }

  factsAsked(callId: string, step: AcdStep): void {
    this.entrance.factsAsked(callId, step);
  }

  facts(callId: string, facts: CallerFacts | null, step: AcdStep): void {
    this.entered(this.entrance.facts(callId, facts, step), step);
  }

  /** What was said to him is said: music from here on. */
  promptEnded(callId: string, step: AcdStep): void {
    const contact = this.waiting.contact(callId);
    if (contact !== null) this.telling.music(contact, step);
  }

  /**
   * An agent has him; whoever else rings stops. False: he did not wait in a queue, or it was the dialer that called
   * him. Before the agent is told so.
   */
  answered(callId: string, record: AgentRecord, step: AcdStep): boolean {
    const contact = this.waiting.contact(callId);
    if (contact === null) return false;
    const { queueId, enteredAt } = contact;
    const agentId = record.agent.id;
    const since = contact.offeredTo.delete(agentId) ? record.offeredAt : step.atMs;
    this.withdrawAll(contact, step);
    // Also of who picked the call up from another's telephone.
    record.queueId = queueId;
    record.queuedAt = enteredAt;
    const member = this.members.get(agentId);
    if (member !== null && !contact.first) member.serving = { queueId, since };
    this.leave(contact, 'answered', agentId, step);
    return !contact.first;
  }

  /** False: it did not wait in a queue. */
  callEnded(callId: string, abandoned: boolean, step: AcdStep): boolean {
    const contact = this.waiting.contact(callId);
    if (contact !== null) {
      this.withdrawAll(contact, step);
      this.leave(contact, abandoned ? 'abandoned' : 'overflowed', null, step);
    }
    this.entrance.forget(callId);
    return contact !== null;
  }

  /** His offer has come to nothing: the caller is back in his place, unless somebody else's telephone rings for him. */
  offerEnded(record: AgentRecord, callId: string, _end: OfferEnd, step: AcdStep): void {
    this.agentChanged(record, step);
    const contact = this.waiting.contact(callId);
    if (contact === null || !contact.offeredTo.delete(record.agent.id) || contact.offeredTo.size > 0) return;
    this.waiting.release(contact);
    this.changed(contact.queueId, step);
    if (contact.overdue) this.waitedTooLong(callId, step);
    else this.renew(contact, step);
  }

  // ---- call-backs

  nextCallBack(record: AgentRecord, step: AcdStep): Refusal | null {
    const { agent } = record;
    const row = this.callBacks.take(agent.queues, agent.id, step);
    if (row === null) return { code: 'not-now', message: `no call-back is open in the queues of agent ${agent.id}` };
    step.tell({ notice: 'call-back', callBackId: row.id, agentId: agent.id, number: row.number, queueId: row.queue });
    return null;
  }

  calledBack(callBackId: string, reached: boolean, step: AcdStep): void {
    if (this.callBacks.ended(callBackId, reached, step) === null) {
      step.log('warn', 'a call-back ended that nobody had taken', { callBack: callBackId });
    }
  }

  /** Without a number nobody can be called back; the message is there all the same. */
  voicemail({ callId, number, queueId }: { callId: string; number: string; queueId: string }, step: AcdStep): void {
    const priority = this.waiting.get(queueId)?.queue.priority ?? 0;
    const promised =
      number !== '' && this.callBacks.promise({ number, queue: queueId, callId, points: priority }, step);
    step.tell({ notice: 'call-note', callId, what: 'voicemail', agent: null, detail: { queue: queueId, promised } });
    step.touch('queue', queueId);
  }

  recordingOf(queueId: string): RecordingMode {
    return this.waiting.get(queueId)?.queue.recording ?? 'all';
  }

  // ---- time

  /** False: not one of these. */
  timer(kind: string, id: string, step: AcdStep): boolean {
    switch (kind) {
      case 'wait':
        this.waitedTooLong(id, step);
        return true;
      case 'widen':
        this.widen(id, step);
        return true;
      case 'announce':
        this.telling.announce(id, step);
        return true;
      case 'hours':
        this.doorChanged(id, step);
        return true;
      case 'call-back':
        this.callBacks.ended(id, false, step);
        return true;
      default:
        return false;
    }
  }

  doorsDue(step: AcdStep): void {
    for (const id of this.hours.due(step.atMs)) this.doorChanged(id, step);
  }

  /** Off his shift he is offered nothing. */
  isOnShift(agent: Agent): boolean {
    return this.hours.isOpen(agent.shift);
  }

  isClosed(queueId: string): boolean {
    return !this.hours.isOpen(this.waiting.get(queueId)?.queue.hours);
  }

  private doorChanged(scheduleId: string, step: AcdStep): void {
    if (!this.hours.lookAgain(scheduleId, step)) return;
    for (const id of this.waiting.ids()) {
      if (this.waiting.get(id)?.queue.hours === scheduleId) step.touch('queue', id);
    }
    for (const member of this.members.all()) {
      if (member.record.agent.shift === scheduleId) this.look(member, step);
    }
  }

  private waitedTooLong(callId: string, step: AcdStep): void {
    const contact = this.waiting.contact(callId);
    const queue = this.waiting.get(contact?.queueId ?? '')?.queue;
    if (contact === null || queue === undefined) return;
    contact.overdue = true;
    if (contact.offeredTo.size > 0) return; // he may still be answered
    if (contact.first) {
      step.incident('attempt-left-waiting', { callId, queue: queue.id });
      this.dropFirst(callId, [], step);
      return;
    }
    this.leave(contact, 'overflowed', null, step);
    this.entered(this.entrance.handOver(contact, queue, 'max-wait', step), step);
  }

  /** He asks for less now. */
  private widen(callId: string, step: AcdStep): void {
    const contact = this.waiting.contact(callId);
    if (contact === null) return;
    for (const { agentId, why, holdUntil } of contact.preferences) {
      if (holdUntil !== step.atMs) continue;
      const detail = { why, waitedMs: step.atMs - contact.enteredAt };
      step.tell({ notice: 'call-note', callId, what: 'hold-over', agent: agentId, detail });
    }
    this.renew(contact, step);
  }

  // ---- the decision

  /** Called when nothing else is left to do. Without a change it looks at nothing. Answers how many were placed. */
  distribute(step: AcdStep): number {
    const decided = this.fresh.decide(step.atMs);
    for (const placed of decided) this.offer(placed, step);
    this.telling.positions(step);
    return decided.length;
  }

  /** Something of this agent may have changed. */
  agentChanged(record: AgentRecord, step: AcdStep): void {
    const member = this.members.get(record.agent.id);
    if (member?.record === record) this.look(member, step);
  }

  private look(member: Member, step: AcdStep): void {
    const { record } = member;
    if (this.members.look(member)) this.fresh.members.add(member);
    else if (!member.available) this.fresh.members.delete(member);
    if (record.offShift === member.onShift) {
      record.offShift = !member.onShift;
      step.touch('agent', record.agent.id);
    }
    this.learn(member, step);
    if (member.isPresent) return;
    // Nobody waits for him alone any more.
    for (const contact of this.waiting.meantFor(member.agentId) ?? []) this.renew(contact, step);
  }

  /** How long a caller of the queue keeps an agent busy. */
  private learn(member: Member, step: AcdStep): void {
    const { serving, record } = member;
    if (serving === null || record.callId !== null || record.wrapUp !== null) return;
    this.waiting.get(serving.queueId)?.estimate.served(step.atMs - serving.since);
    member.serving = null;
  }

  private offer({ contact, queue, choice }: Placed, step: AcdStep): void {
    const { callId, ticket, queueId, enteredAt } = contact;
    this.waiting.offer(contact);
    step.cancelTimer(`acd widen ${callId}`);
    for (const [at, claim] of choice.best.entries()) {
      const { record, agentId } = claim.member;
      const { strategy } = queue;
      const preferred = contact.preferences[claim.preference];
      const detail: Record<string, string | number> = {
        strategy,
        metric: shownMetric(strategy, claim.metric),
        idleMs: step.atMs - record.idleSince,
        rank: at + 1,
        of: choice.of,
        level: claim.level,
        ticket,
        queue: queueId,
        waitMs: step.atMs - enteredAt,
      };
      if (preferred !== undefined) detail.preferred = preferred.why;
      if (choice.next !== null) {
        detail.next = choice.next.agentId;
        detail.nextMetric = shownMetric(strategy, choice.next.metric);
      }
      step.tell({ notice: 'call-note', callId, what: 'offered', agent: agentId, detail });
      this.parts.offering.offer(record, { callId, queueId, queuedAt: enteredAt, first: contact.first }, step);
      // At once: a colleague's open headset may have the caller within this step, and then he is fresh again.
      this.look(claim.member, step);
    }
    this.changed(queueId, step);
  }

  // ---- what others may see

  explain(callId: string, atMs: number): CallExplained | null {
    const contact = this.waiting.contact(callId);
    const state = this.waiting.get(contact?.queueId ?? '');
    if (contact === null || state === null) return null;
    const { members, hours, parts } = this;
    return explain(contact, state, { members, open: hours.isOpen(state.queue.hours), salt: parts.salt, atMs });
  }

  /** Null: it waits in no queue. */
  waitingPart(callId: string): WaitingPart | null {
    const contact = this.waiting.contact(callId);
    if (contact === null) return null;
    contact.part ??= partOf(contact);
    return contact.part;
  }

  /** Nothing is remembered of calls that are over. */
  get rememberedCalls(): number {
    return this.entrance.remembered;
  }

  // ---- within

  private entered(contact: Contact | null, step: AcdStep): void {
    if (contact === null) return;
    this.renew(contact, step);
    this.changed(contact.queueId, step);
  }

  /** Compared with everybody who is available, as soon as everything else is done; and again when he asks for less. */
  private renew(contact: Contact, step: AcdStep): void {
    if (contact.offeredTo.size > 0) return;
    this.fresh.contacts.add(contact);
    const queue = this.waiting.get(contact.queueId)?.queue;
    const next = queue === undefined ? null : nextWidening(contact, queue, step.atMs);
    if (next !== null) step.setTimer(`acd widen ${contact.callId}`, next - step.atMs);
  }

  private leave(contact: Contact, how: 'answered' | 'abandoned' | 'overflowed', agent: string | null, step: AcdStep) {
    this.fresh.contacts.delete(contact);
    this.entrance.leave(contact, how, agent, step);
    this.changed(contact.queueId, step);
  }

  private withdrawAll(contact: Contact, step: AcdStep): void {
    for (const agentId of contact.offeredTo) {
      const record = this.parts.staff.get(agentId);
      if (record !== null) this.parts.offering.withdraw(record, contact.callId, step);
    }
    contact.offeredTo.clear();
  }

  private changed(queueId: string, step: AcdStep): void {
    step.touch('queue', queueId);
    this.telling.lineChanged(queueId);
  }

  private reportUnknownSchedules(site: Site, step: AcdStep): void {
    const named = [
      ...site.queues.flatMap(({ id, hours }) => (hours === undefined ? [] : [{ of: id, schedule: hours }])),
      ...site.agents.flatMap(({ id, shift }) => (shift === undefined ? [] : [{ of: id, schedule: shift }])),
    ];
    for (const one of named) if (!this.hours.has(one.schedule)) step.incident('schedule-missing', one);
  }
}

function partOf({ told, facts }: Contact): WaitingPart {
  const expectedWaitMs = told?.expectedWaitMs ?? null;
  const customerClass = facts?.customerClass ?? '';
  // Spelled out: it is made anew for all who move up.
  const part: { -readonly [Key in keyof WaitingPart]: WaitingPart[Key] } = {};
  if (told !== null) part.position = told.position;
  if (expectedWaitMs !== null) part.expectedWaitMs = expectedWaitMs;
  if (customerClass !== '') part.customerClass = customerClass;
  return part;
}
