import type { CallExplained, LiveAgent, LiveAlarm, LiveQueue } from '../terms/live.js';
import type { AgentAsk, LastRun, Refusal } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import { type AgentRecord, inCallStates, type MissCause } from './agents.js';
import { type FeatureNotice, Keypad } from './keypad.js';
import { offHookGraceMs, popTimeMs } from './limits.js';
import type { AcdStep, RingWhy } from './notices.js';
import { type Contact, Queues } from './queues.js';
import { type ForceState, Requests } from './requests.js';
import { Roster, type Station } from './roster.js';
import { choose } from './strategy.js';
import { type AgentDoing, type WantAgent, Wants } from './wants.js';

/** Distribution: queued contacts to ready agents, one decision at a time, each of them explained. */
export class Acd {
  private readonly roster = new Roster();
  private readonly queues = new Queues();
  private readonly requests = new Requests(this.roster, {
    ring: (record, why, step) =>
      record.wanted === null ? this.ring(record, why, step) : this.wants.ring(record, why, step),
  });
  private readonly wants = new Wants(this.roster, (record, miss) => this.missLimit(record, miss));
  private readonly keypad = new Keypad(this.roster, this.requests);

  load(site: Site, step: AcdStep): void {
    this.queues.load(site.queues);
    this.roster.load(site.agents, step);
    for (const id of this.queues.ids()) step.touch('queue', id);
  }

  restore(lastRun: LastRun, step: AcdStep): void {
    for (const last of lastRun.agents) this.roster.restore(last, step);
    for (const { agentId, answered } of lastRun.today?.agents ?? []) {
      const record = this.roster.get(agentId);
      if (record !== null) record.answeredToday = answered;
    }
    for (const { queueId, answered, abandoned } of lastRun.today?.queues ?? []) {
      this.queues.count(queueId, 'answeredToday', answered);
      this.queues.count(queueId, 'abandonedToday', abandoned);
    }
  }

  person(request: AgentAsk, step: AcdStep): Refusal | null {
    return this.requests.handle(request, step);
  }

  // ---- contacts

  enqueue(callId: string, queueId: string, step: AcdStep): void {
    step.tell({ notice: 'queued', callId, queueId });
    const queue = this.queues.get(queueId);
    if (queue === null) {
      step.incident('queue-missing', { queue: queueId, callId });
      step.tell({ notice: 'overflow', callId, prompts: [] });
      return;
    }
    if (this.queues.isFull(queueId)) {
      step.incident('queue-full', { queue: queueId, maxWaiting: queue.maxWaiting });
      this.note(callId, 'overflowed', null, { why: 'queue-full' }, step);
      step.tell({ notice: 'overflow', callId, prompts: queue.busyPrompts });
      return;
    }
    const { ticket } = this.queues.add(callId, queueId, step.atMs);
    this.note(callId, 'queued', null, { queue: queueId, ticket }, step);
    step.setTimer(`acd wait ${callId}`, queue.maxWaitMs);
    step.touch('queue', queueId);
    step.tell({ notice: 'queue-play', callId, prompts: queue.prompts, purpose: 'queue' });
  }

  /** The entry prompts were said: music from here on. */
  promptEnded(callId: string, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    const music = contact === null ? undefined : this.queues.get(contact.queueId)?.music;
    if (music === undefined || music === '') return;
    step.tell({ notice: 'queue-play', callId, prompts: [music], purpose: 'music' });
  }

  /** The agent has lifted his ringing telephone. */
  talking(callId: string, agentId: string, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    const record = this.roster.get(agentId);
    if (record === null) return;
    if (contact === null) {
      this.ownCallAnswered(callId, record, step);
      return;
    }
    this.leaveQueue(contact, step);
    step.cancelTimer(`acd ring ${agentId}`);
    record.answeredToday += 1;
    record.lastCallId = callId;
    this.queues.count(contact.queueId, 'answeredToday');
    if (!inCallStates.has(record.state)) this.roster.send(record, 'answered', step);
  }

  private ownCallAnswered(callId: string, record: AgentRecord, step: AcdStep): void {
    if (record.callId !== callId) return;
    record.lastCallId = callId;
    if (record.state === 'dialling') this.roster.send(record, 'answered', step);
  }

  // ---- what call control tells of agents in calls

  /** What he does in a call, by his telephone; it wins over what was believed. */
  agentDoing(callId: string, agentId: string, doing: AgentDoing, step: AcdStep): void {
    this.wants.doing(callId, agentId, doing, step);
  }

  /** He is out of the call. `talked`: with a customer, so he wraps up. */
  agentLeft(callId: string, agentId: string, talked: boolean, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record === null) return;
    this.wants.left(callId, record, talked, this.wrapUpMsOf(record), step);
  }

  /** Somebody wants this agent in the call: 'offer' and 'ring', or 'want-refused' at once or later. */
  wantAgent(notice: WantAgent, step: AcdStep): void {
    this.wants.want(notice, step);
  }

  /** Who was wanted is no longer. */
  wantOver(callId: string, agentId: string, step: AcdStep): void {
    this.wants.over(callId, agentId, step);
  }

  /** A key code from a telephone's keypad; answered by 'feature-done'. */
  feature(notice: FeatureNotice, step: AcdStep): void {
    this.keypad.feature(notice, step);
  }

  /** A supervisor's order about an agent's state; null: done, or done after his call. */
  forceState(request: ForceState, step: AcdStep): Refusal | null {
    return this.requests.force(request, step);
  }

  /** Of the queue that offered the call; an offer to him alone is judged as one of his first queue. */
  private missLimit(record: AgentRecord, miss: MissCause): number {
    const queue = this.queues.get(record.queueId ?? record.agent.queues[0] ?? '');
    if (queue === null) return 0;
    return miss === 'no-answer'
      ? queue.missesUntilNotReady
      : (queue.missesByCause?.[miss] ?? queue.missesUntilNotReady);
  }

  /** A call he made himself belongs to no queue: he has as much time as after those of his first one. */
  private wrapUpMsOf(record: AgentRecord): number {
    return this.queues.get(record.queueId ?? record.agent.queues[0] ?? '')?.wrapUpMs ?? 0;
  }

  // ---- calls that agents dial

  /** Who is signed in at this telephone, and what he may dial; null: nobody. */
  dialler(line: number): { readonly agentId: string; readonly international: boolean } | null {
    const record = this.roster.at(line);
    if (record === null) return null;
    return { agentId: record.agent.id, international: record.agent.international ?? false };
  }

  /** The first digit on a telephone lifted without a call. */
  dialling(line: number, step: AcdStep): void {
    const record = this.roster.at(line);
    if (record === null || !this.roster.expects(record, 'dial')) return;
    this.roster.send(record, 'dial', step);
  }

  /** Laid down before the number was whole. */
  diallingOver(line: number, step: AcdStep): void {
    const record = this.roster.at(line);
    if (record?.state === 'dialling' && record.callId === null) this.roster.send(record, 'dial-over', step);
  }

  callOut(callId: string, agentId: string, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record === null) return;
    // He may have signed in between the first digit and the last.
    if (record.state !== 'dialling') this.dialling(record.agent.line, step);
    if (record.state === 'dialling') this.roster.send(record, 'call-out', step, { callId });
  }

  /** His telephone could not be rung or is gone; 'rejected': he did not want it. */
  ringFailed(callId: string, agentId: string, step: AcdStep, why: 'unreachable' | 'rejected' = 'unreachable'): void {
    const record = this.roster.get(agentId);
    if (record === null || record.callId !== callId) return;
    if (record.wanted !== null) {
      this.wants.ringFailed(record, why, step);
      return;
    }
    this.releaseContact(callId, record, step);
    this.roster.send(record, 'ring-failed', step);
    this.overflowIfOverdue(callId, step);
  }

  /** `abandoned`: the caller gave up while he waited or a telephone rang. */
  callEnded(callId: string, abandoned: boolean, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    if (contact !== null) {
      const record = contact.agentId === null ? null : this.roster.get(contact.agentId);
      if (record !== null) {
        this.stopOfferTimers(record, step);
        this.roster.send(record, 'withdrawn', step);
      }
      this.leaveQueue(contact, step);
      if (abandoned) this.queues.count(contact.queueId, 'abandonedToday');
      return;
    }
    this.talkEnded(callId, step);
  }

  private talkEnded(callId: string, step: AcdStep): void {
    for (const record of this.roster.inCall(callId)) {
      if (record.callId === callId) this.wants.ended(callId, record, this.wrapUpMsOf(record), step);
    }
    // Nobody has to wrap it up.
    if (this.roster.inCall(callId).length === 0) step.tell({ notice: 'wrap-up-over', callId });
  }

  // ---- telephones

  station(line: number, station: Station, step: AcdStep): void {
    this.roster.setStation(line, station, step);
    const record = this.roster.at(line);
    if (record === null) return;
    if (record.state === 'unreachable') {
      this.telephoneBack(record, step);
      return;
    }
    if (record.state === 'reserved' && station.offHook && !this.roster.reachable(record)) {
      if (record.wanted === null) this.liftedEarly(record, step);
      else this.wants.liftedEarly(record, step);
      return;
    }
    this.watchHook(record, step);
  }

  /** A ready agent whose telephone is off its hook gets no call; after the grace time everyone sees why. */
  private watchHook(record: AgentRecord, step: AcdStep): void {
    const name = `acd hook ${record.agent.id}`;
    const offHook = !this.roster.reachable(record) && this.roster.station(record)?.offHook === true;
    if (record.state === 'ready' && offHook && !record.hookWatched) {
      record.hookWatched = true;
      step.setTimer(name, offHookGraceMs);
    } else if (record.hookWatched && (record.state !== 'ready' || !offHook)) {
      record.hookWatched = false;
      step.cancelTimer(name);
    }
  }

  private telephoneBack(record: AgentRecord, step: AcdStep): void {
    if (!record.recovering && this.roster.reachable(record)) this.roster.send(record, 'telephone-back', step);
  }

  /** He lifted before it rang and hears dial tone: the caller goes to the next agent, keeping his place. */
  private liftedEarly(record: AgentRecord, step: AcdStep): void {
    const { callId } = record;
    if (callId === null) return;
    this.note(callId, 'offer-withdrawn', record.agent.id, { why: 'lifted-early' }, step);
    this.releaseContact(callId, record, step);
    this.roster.send(record, 'withdrawn', step);
    this.overflowIfOverdue(callId, step);
  }

  // ---- time

  timer(kind: string, id: string, step: AcdStep): void {
    if (kind === 'wait') {
      this.waitedTooLong(id, step);
      return;
    }
    const record = this.roster.get(id);
    if (record === null) return;
    switch (kind) {
      case 'offer':
        this.ring(record, 'timeout', step);
        return;
      case 'ring':
        this.ringTimeout(record, step);
        return;
      case 'want-offer':
        this.wants.ring(record, 'timeout', step);
        return;
      case 'want-ring':
        this.wants.ringTimeout(record, step);
        return;
      case 'wrap-up':
        if (record.state === 'wrap-up') this.roster.send(record, 'wrap-up-over', step);
        else this.roster.wrapUpPassed(record, step);
        return;
      case 'hook':
        record.hookWatched = false;
        if (record.state === 'ready') this.roster.send(record, 'left-off-hook', step);
        return;
      case 'recover':
        record.recovering = false;
        this.telephoneBack(record, step);
        return;
      default:
        step.log('warn', 'a timer of no known kind', { kind, id });
    }
  }

  newDay(step: AcdStep): void {
    this.queues.newDay();
    for (const id of this.queues.ids()) step.touch('queue', id);
    this.roster.newDay(step);
  }

  private waitedTooLong(callId: string, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    if (contact === null) return;
    contact.overdue = true;
    this.overflowIfOverdue(callId, step);
  }

  private overflowIfOverdue(callId: string, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    if (contact === null || !contact.overdue || contact.agentId !== null) return;
    const prompts = this.queues.get(contact.queueId)?.busyPrompts ?? [];
    this.leaveQueue(contact, step);
    this.note(callId, 'overflowed', null, { why: 'max-wait', waitMs: step.atMs - contact.queuedAt }, step);
    step.tell({ notice: 'overflow', callId, prompts });
  }

  private ringTimeout(record: AgentRecord, step: AcdStep): void {
    const { callId, queueId } = record;
    if (record.state !== 'ringing' || callId === null) return;
    const missesUntilNotReady = this.queues.get(queueId ?? '')?.missesUntilNotReady ?? 0;
    this.note(callId, 'ring-timeout', record.agent.id, { missedInRow: record.missedInRow + 1 }, step);
    this.releaseContact(callId, record, step);
    this.roster.send(record, 'missed', step, { missesUntilNotReady });
    this.overflowIfOverdue(callId, step);
  }

  // ---- the decision

  /** Gives waiting contacts, first come first, to whom the strategy chooses. Called when nothing else is left to do. */
  distribute(step: AcdStep): void {
    for (const record of this.roster.all()) this.watchHook(record, step);
    let free = [...this.roster.all()].filter((record) => record.state === 'ready' && this.roster.reachable(record));
    if (free.length === 0) return;
    for (const contact of this.queues.waiting()) {
      const record = this.offer(contact, free, step);
      if (record !== null) free = free.filter((other) => other !== record);
      if (free.length === 0) return;
    }
  }

  private offer(contact: Contact, free: readonly AgentRecord[], step: AcdStep): AgentRecord | null {
    const candidates = free
      .filter((record) => record.agent.queues.includes(contact.queueId))
      .map((record) => ({ agentId: record.agent.id, idleSince: record.idleSince }));
    const decision = choose(candidates, step.atMs);
    const record = decision === null ? null : this.roster.get(decision.agentId);
    if (decision === null || record === null) return null;
    const { agentId, ...reasons } = decision;
    contact.agentId = agentId;
    record.callId = contact.callId;
    record.queueId = contact.queueId;
    record.offeredAt = step.atMs;
    record.popShown = false;
    this.note(contact.callId, 'offered', agentId, { ...reasons, ticket: contact.ticket, queue: contact.queueId }, step);
    step.tell({ notice: 'offer', callId: contact.callId, agentId });
    this.roster.send(record, 'reserve', step);
    if (record.pages === 0) this.ring(record, 'no-page', step);
    else step.setTimer(`acd offer ${agentId}`, popTimeMs);
    return record;
  }

  private ring(record: AgentRecord, why: RingWhy, step: AcdStep): void {
    const { callId, agent } = record;
    if (callId === null || record.state !== 'reserved') return;
    step.cancelTimer(`acd offer ${agent.id}`);
    this.note(callId, 'ringing', agent.id, { why, afterMs: step.atMs - record.offeredAt }, step);
    this.roster.send(record, 'ring', step);
    step.setTimer(`acd ring ${agent.id}`, this.queues.get(record.queueId ?? '')?.ringTimeoutMs ?? 0);
    step.tell({ notice: 'ring', callId, agentId: agent.id, line: agent.line });
  }

  // ---- what others may see

  liveAgent(agentId: string): LiveAgent | null {
    return this.roster.live(agentId);
  }

  liveQueue(queueId: string): LiveQueue | null {
    return this.queues.live(queueId, this.roster.count(queueId));
  }

  liveAlarm(id: string): LiveAlarm | null {
    return this.liveAlarms().find((alarm) => alarm.id === id) ?? null;
  }

  liveAlarms(): readonly LiveAlarm[] {
    return [];
  }

  /** What is known of a caller, at any time of his call; null: nothing in time. */
  facts(_callId: string, _facts: CallerFacts | null, _step: AcdStep): void {}

  /** Why nobody takes this call, as it is at `atMs`; null: it does not wait in a queue. */
  explain(_callId: string, _atMs: number): CallExplained | null {
    return null;
  }

  ids(): { readonly agents: readonly string[]; readonly queues: readonly string[] } {
    return { agents: [...this.roster.all()].map((record) => record.agent.id), queues: this.queues.ids() };
  }

  // ---- within

  /** Back to waiting in the old place; the agent's timers and telephone stop. */
  private releaseContact(callId: string, record: AgentRecord, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    if (contact !== null && contact.agentId === record.agent.id) contact.agentId = null;
    this.stopOfferTimers(record, step);
    step.tell({ notice: 'offer-over', callId });
  }

  private stopOfferTimers(record: AgentRecord, step: AcdStep): void {
    step.cancelTimer(`acd offer ${record.agent.id}`);
    step.cancelTimer(`acd ring ${record.agent.id}`);
  }

  private leaveQueue(contact: Contact, step: AcdStep): void {
    step.cancelTimer(`acd wait ${contact.callId}`);
    this.queues.remove(contact.callId);
    step.touch('queue', contact.queueId);
  }

  private note(
    callId: string,
    what: string,
    agent: string | null,
    detail: Readonly<Record<string, string | number>>,
    step: AcdStep,
  ): void {
    step.tell({ notice: 'call-note', callId, what, agent, detail });
  }
}
