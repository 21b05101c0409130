import type { LiveAgent } from '../terms/live.js';
import type { AgentAsk, LastRun, Refusal } from '../terms/requests.js';
import type { Agent, Queue } from '../terms/site.js';
import { type AgentRecord, inCallStates } from './agents.js';
import { type FeatureNotice, Keypad } from './keypad.js';
import { Leads } from './leads.js';
import { offHookGraceMs } from './limits.js';
import type { AcdStep } from './notices.js';
import { type OfferOwner, Offers } from './offers.js';
import { type ForceState, Requests } from './requests.js';
import { type Interval, Roster, type Station } from './roster.js';
import { type AgentDoing, TakingPart } from './taking-part.js';
import { type WantAgent, Wants } from './wants.js';

export interface PeopleParts {
  readonly queue: (queueId: string) => Queue | null;
  /** Associated data of a call, by "Section.Key"; null: none. */
  readonly dataOf: (callId: string, key: string) => string | null;
  /** Distribution: told how a queue's offer ended. */
  readonly queues: OfferOwner;
  /** The oldest open call-back of his queues is given to him. */
  readonly nextCallBack: (record: AgentRecord, step: AcdStep) => Refusal | null;
  /** Told of each interval of an agent's day as it ends. */
  readonly intervalEnded: (interval: Interval) => void;
}

/** Agents: their states, their telephones, what they ask and what they are asked. Queues choose among them. */
export class People {
  readonly roster: Roster;
  readonly offers: Offers;
  readonly leads: Leads;
  private readonly wants: Wants;
  private readonly part: TakingPart;
  private readonly requests: Requests;
  private readonly keypad: Keypad;

  constructor(private readonly parts: PeopleParts) {
    const roster = new Roster(parts.intervalEnded);
    this.roster = roster;
    this.wants = new Wants({ roster, dataOf: parts.dataOf });
    this.offers = new Offers({ roster, queue: parts.queue, queues: parts.queues, wants: this.wants });
    this.wants.offers = this.offers;
    this.part = new TakingPart(roster, this.offers, (record) => this.wrapUpMs(record));
    this.leads = new Leads({ roster, dataOf: parts.dataOf });
    this.requests = new Requests({
      roster,
      offers: this.offers,
      leads: this.leads,
      nextCallBack: parts.nextCallBack,
    });
    this.keypad = new Keypad(roster, this.requests);
  }

  /** `language`: folder of the prompts that the keypad's answers are taken from. */
  load(agents: readonly Agent[], language: string, step: AcdStep): void {
    this.keypad.language = language;
    const ids = new Set(agents.map(({ id }) => id));
    for (const record of this.roster.all()) {
      // Who has left the site is not kept for a person who is only shown to him.
      if (!ids.has(record.agent.id) && record.lead?.attempt === '') this.leads.left(record, 'signed-out', step);
    }
    this.roster.load(agents, step);
  }

  restore(lastRun: LastRun, step: AcdStep): void {
    for (const last of lastRun.agents) this.roster.restore(last, step);
    this.roster.restoreToday(lastRun);
  }

  newDay(beganMs: number, step: AcdStep): void {
    this.roster.newDay(beganMs, step);
  }

  live(agentId: string): LiveAgent | null {
    return this.roster.live(agentId);
  }

  // ---- what is asked

  ask(request: AgentAsk, step: AcdStep): Refusal | null {
    return this.requests.handle(request, step);
  }

  forceState(request: ForceState, step: AcdStep): Refusal | null {
    return this.requests.force(request, step);
  }

  feature(notice: FeatureNotice, step: AcdStep): void {
    this.keypad.feature(notice, step);
  }

  // ---- calls

  want(notice: WantAgent, step: AcdStep): void {
    this.wants.want(notice, step);
  }

  wantOver(callId: string, agentId: string, step: AcdStep): void {
    this.wants.over(callId, agentId, step);
  }

  doing(callId: string, agentId: string, doing: AgentDoing, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record !== null) this.leads.left(record, 'busy', step);
    this.part.doing(callId, agentId, doing, step);
  }

  left(callId: string, agentId: string, talked: boolean, step: AcdStep): void {
    this.part.left(callId, agentId, talked, step);
  }

  /** He has lifted his ringing telephone, or whom he called has answered. */
  answered(callId: string, record: AgentRecord, step: AcdStep): void {
    if (record.callId !== callId) return;
    record.lastCallId = callId;
    this.roster.touch(record.agent.id, step);
    this.offers.stopTimers(record, step);
    if (!inCallStates.has(record.state)) this.roster.send(record, 'answered', step, { callId });
  }

  ringFailed(callId: string, agentId: string, why: 'unreachable' | 'rejected', step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record !== null && record.callId === callId) this.offers.ringFailed(record, why, step);
  }

  callEnded(callId: string, step: AcdStep): void {
    this.part.callEnded(callId, step);
  }

  /** Who is signed in at this telephone, and what he may dial; null: nobody. */
  dialler(line: number): { readonly agentId: string; readonly international: boolean } | null {
    const record = this.roster.at(line);
    if (record === null) return null;
    return { agentId: record.agent.id, international: record.agent.international ?? false };
  }

  /** The first digit on a telephone lifted without a call. */
  dialling(line: number, step: AcdStep): void {
    const record = this.roster.at(line);
    if (record !== null) this.leads.left(record, 'busy', step);
    if (record === null || !this.roster.expects(record, 'dial')) return;
    if (record.state !== 'ringing') this.roster.send(record, 'dial', step);
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

  /** A call he made himself belongs to no queue: he has as much time as after those of his first one. */
  private wrapUpMs(record: AgentRecord): number {
    return this.parts.queue(record.queueId ?? record.agent.queues[0] ?? '')?.wrapUpMs ?? 0;
  }

  // ---- telephones

  station(line: number, station: Station, step: AcdStep): void {
    this.roster.setStation(line, station, step);
    const record = this.roster.at(line);
    if (record === null) return;
    if (record.state === 'unreachable') this.telephoneBack(record, step);
    else if (record.state === 'reserved' && station.offHook && !this.roster.reachable(record)) {
      if (!this.leads.left(record, 'unreachable', step)) this.offers.liftedEarly(record, step);
    }
  }

  /** A ready agent whose telephone is off its hook gets no call; after the grace time everyone sees why. */
  watchHook(record: AgentRecord, step: AcdStep): void {
    const timer = `acd hook ${record.agent.id}`;
    const leftOff = record.state === 'ready' && this.roster.leftOffHook(record);
    if (leftOff === record.hookWatched) return;
    record.hookWatched = leftOff;
    if (leftOff) step.setTimer(timer, offHookGraceMs);
    else step.cancelTimer(timer);
  }

  private telephoneBack(record: AgentRecord, step: AcdStep): void {
    if (!record.recovering && this.roster.reachable(record)) this.roster.send(record, 'telephone-back', step);
  }

  /** False: no timer of an agent. */
  timer(kind: string, agentId: string, step: AcdStep): boolean {
    const record = this.roster.get(agentId);
    switch (kind) {
      case 'offer':
        if (record !== null) this.offers.ring(record, 'timeout', step);
        return true;
      case 'ring':
        if (record !== null) this.offers.ringTimeout(record, step);
        return true;
      case 'wrap-up':
        if (record !== null && record.resultWanted !== null) return true; // it ends with the result
        if (record?.state === 'wrap-up') this.roster.send(record, 'wrap-up-over', step);
        else if (record !== null) this.roster.wrapUpPassed(record, step);
        return true;
      case 'hook':
        if (record !== null) record.hookWatched = false;
        if (record?.state === 'ready') this.roster.send(record, 'left-off-hook', step);
        return true;
      case 'recover':
        if (record !== null) record.recovering = false;
        if (record?.state === 'unreachable') this.telephoneBack(record, step);
        return true;
      default:
        return false;
    }
  }
}
