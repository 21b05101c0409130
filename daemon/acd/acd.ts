import type { CallExplained, LiveAgent, LiveAlarm, LiveQueue } from '../terms/live.js';
import type { AgentAsk, LastRun, Refusal } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import type { AgentRecord } from './agents.js';
import type { FeatureNotice } from './keypad.js';
import type { AcdStep } from './notices.js';
import { People } from './people.js';
import { type Contact, Queues } from './queues.js';
import type { ForceState } from './requests.js';
import type { Station } from './roster.js';
import { choose } from './strategy.js';
import type { AgentDoing } from './taking-part.js';
import type { WantAgent } from './wants.js';

/** Distribution: queued contacts to ready agents, one decision at a time, each of them explained. */
export class Acd {
  private readonly queues = new Queues();
  private readonly people = new People({
    queue: (queueId) => this.queues.get(queueId),
    queues: { offerEnded: (_record, callId, _end, step) => this.offerEnded(callId, step) },
    intervalEnded: () => {},
  });
  private readonly roster = this.people.roster;

  load(site: Site, step: AcdStep): void {
    this.queues.load(site.queues);
    this.people.load(site.agents, site.country === 'cn' ? 'zh' : 'en', step);
    for (const id of this.queues.ids()) step.touch('queue', id);
  }

  restore(lastRun: LastRun, step: AcdStep): void {
    this.people.restore(lastRun, step);
    for (const { queueId, answered, abandoned } of lastRun.today?.queues ?? []) {
      this.queues.count(queueId, 'answeredToday', answered);
      this.queues.count(queueId, 'abandonedToday', abandoned);
    }
  }

  person(request: AgentAsk, step: AcdStep): Refusal | null {
    return this.people.ask(request, step);
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
    if (contact !== null) {
      this.leaveQueue(contact, step);
      record.answeredToday += 1;
      this.queues.count(contact.queueId, 'answeredToday');
    }
    this.people.answered(callId, record, step);
  }

  // ---- what call control tells of agents in calls

  /** What he does in a call, by his telephone; it wins over what was believed. */
  agentDoing(callId: string, agentId: string, doing: AgentDoing, step: AcdStep): void {
    this.people.doing(callId, agentId, doing, step);
  }

  /** He is out of the call. `talked`: with a customer, so he wraps up. */
  agentLeft(callId: string, agentId: string, talked: boolean, step: AcdStep): void {
    this.people.left(callId, agentId, talked, step);
  }

  /** Somebody wants this agent in the call: 'offer' and 'ring', or 'want-refused' at once or later. */
  wantAgent(notice: WantAgent, step: AcdStep): void {
    this.people.want(notice, step);
  }

  /** Who was wanted is no longer. */
  wantOver(callId: string, agentId: string, step: AcdStep): void {
    this.people.wantOver(callId, agentId, step);
  }

  /** A key code from a telephone's keypad; answered by 'feature-done'. */
  feature(notice: FeatureNotice, step: AcdStep): void {
    this.people.feature(notice, step);
  }

  /** A supervisor's order about an agent's state; null: done, or done after his call. */
  forceState(request: ForceState, step: AcdStep): Refusal | null {
    return this.people.forceState(request, step);
  }

  // ---- calls that agents dial

  /** Who is signed in at this telephone, and what he may dial; null: nobody. */
  dialler(line: number): { readonly agentId: string; readonly international: boolean } | null {
    return this.people.dialler(line);
  }

  /** The first digit on a telephone lifted without a call. */
  dialling(line: number, step: AcdStep): void {
    this.people.dialling(line, step);
  }

  /** Laid down before the number was whole. */
  diallingOver(line: number, step: AcdStep): void {
    this.people.diallingOver(line, step);
  }

  callOut(callId: string, agentId: string, step: AcdStep): void {
    this.people.callOut(callId, agentId, step);
  }

  /** His telephone could not be rung or is gone; 'rejected': he did not want it. */
  ringFailed(callId: string, agentId: string, step: AcdStep, why: 'unreachable' | 'rejected' = 'unreachable'): void {
    this.people.ringFailed(callId, agentId, why, step);
  }

  /** `abandoned`: the caller gave up while he waited or a telephone rang. */
  callEnded(callId: string, abandoned: boolean, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    if (contact !== null) {
      this.leaveQueue(contact, step);
      if (abandoned) this.queues.count(contact.queueId, 'abandonedToday');
    }
    this.people.callEnded(callId, step);
  }

  // ---- telephones

  station(line: number, station: Station, step: AcdStep): void {
    this.people.station(line, station, step);
  }

  // ---- time

  timer(kind: string, id: string, step: AcdStep): void {
    if (kind === 'wait') {
      this.waitedTooLong(id, step);
      return;
    }
    if (!this.people.timer(kind, id, step)) step.log('warn', 'a timer of no known kind', { kind, id });
  }

  newDay(step: AcdStep): void {
    this.queues.newDay();
    for (const id of this.queues.ids()) step.touch('queue', id);
    this.people.newDay(step);
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

  /** Nobody answered: back to waiting in the old place. */
  private offerEnded(callId: string, step: AcdStep): void {
    const contact = this.queues.contact(callId);
    if (contact !== null) contact.agentId = null;
    this.overflowIfOverdue(callId, step);
  }

  // ---- the decision

  /** Gives waiting contacts, first come first, to whom the strategy chooses. Called when nothing else is left to do. */
  distribute(step: AcdStep): void {
    for (const record of this.roster.takeChanged()) this.people.watchHook(record, step);
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
    this.note(contact.callId, 'offered', agentId, { ...reasons, ticket: contact.ticket, queue: contact.queueId }, step);
    const { callId, queueId, queuedAt } = contact;
    this.people.offers.offer(record, { callId, queueId, queuedAt }, step);
    return record;
  }

  // ---- what others may see

  liveAgent(agentId: string): LiveAgent | null {
    return this.people.live(agentId);
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
