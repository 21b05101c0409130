import type { CallExplained, LiveAgent, LiveAlarm, LiveQueue, LiveTopic } from '../terms/live.js';
import type { LiveLead } from '../terms/outbound.js';
import type { CrewMember } from '../terms/outbound-notices.js';
import type { RecordingMode } from '../terms/recordings.js';
import type { AgentAsk, LastRun, Refusal } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';
import type { Callers } from './contact.js';
import { Counts } from './counts.js';
import { Crew } from './crew.js';
import { Distribution } from './distribution.js';
import type { FeatureNotice } from './keypad.js';
import type { AcdStep } from './notices.js';
import { People } from './people.js';
import type { ForceState } from './requests.js';
import type { Station } from './roster.js';
import type { WaitingPart } from './staff.js';
import type { AgentDoing } from './taking-part.js';
import { type QueueMeasures, Thresholds } from './thresholds.js';
import type { WantAgent } from './wants.js';

export interface AcdParts {
  readonly callers: Callers;
  /** 区号 of a number; '' unknown. */
  readonly areaOf: (number: string) => string;
  /** 32 bits of this run, for the strategy 'random'. */
  readonly salt: number;
}

/** Queues and the agents who serve them: people are one half, the choice among them the other. */
export class Acd {
  private readonly counts = new Counts();
  private readonly people: People;
  private readonly distribution: Distribution;
  private readonly crews: Crew;
  private readonly thresholds = new Thresholds({
    agent: (id) => this.people.roster.get(id),
    queue: (id) => this.measures(id),
  });

  constructor(parts: AcdParts) {
    this.people = new People({
      queue: (queueId) => this.distribution.waiting.get(queueId)?.queue ?? null,
      dataOf: (callId, key) => parts.callers.dataOf(callId, key),
      queues: { offerEnded: (record, callId, end, step) => this.distribution.offerEnded(record, callId, end, step) },
      nextCallBack: (record, step) => this.distribution.nextCallBack(record, step),
      intervalEnded: (interval) => this.counts.intervalEnded(interval),
    });
    this.distribution = new Distribution({
      ...parts,
      staff: this.people.roster,
      offering: this.people.offers,
      visited: (visit) => this.counts.visit(visit),
    });
    this.crews = new Crew(this.distribution.members);
  }

  load(site: Site, step: AcdStep): void {
    this.people.load(site.agents, site.country === 'cn' ? 'zh' : 'en', step);
    this.distribution.load(site, step);
    this.crews.load();
    this.thresholds.load(site);
  }

  restore(lastRun: LastRun, step: AcdStep): void {
    this.people.restore(lastRun, step);
    this.distribution.restore(lastRun);
    this.counts.restore(lastRun);
  }

  person(request: AgentAsk, step: AcdStep): Refusal | null {
    return this.people.ask(request, step);
  }

  // ---- contacts

  /** `from`: the agent who sends him there; null: a flow. */
  enqueue(callId: string, queueId: string, step: AcdStep, from: string | null = null): void {
    this.distribution.enqueue(callId, queueId, step, from === null ? 'flow' : 'agent');
  }

  /** Somebody the dialer has called, who has answered; see Distribution. */
  enqueueFirst(callId: string, queueId: string, agentId: string | null, step: AcdStep): void {
    this.distribution.enqueueFirst(callId, queueId, agentId, step);
  }

  /** The dialer lets him go: 'attempt-dropped' follows. */
  dropFirst(callId: string, prompts: readonly string[], step: AcdStep): void {
    this.distribution.dropFirst(callId, prompts, step);
  }

  /** The agent is reserved for a lead, or let go (null); 'lead-refused' if he cannot be. */
  leadForAgent(agentId: string, lead: LiveLead | null, step: AcdStep): void {
    this.people.leads.forAgent(agentId, lead, step);
  }

  /** Until he has given it he is offered nothing, and his wrap-up lasts. */
  resultWanted(agentId: string, callId: string, wanted: boolean, step: AcdStep): void {
    this.people.leads.resultWanted(agentId, callId, wanted, step);
  }

  /** The agents of a queue as pacing sees them; from here on 'crew-changed' tells of it. */
  crew(queueId: string): readonly CrewMember[] {
    return this.crews.of(queueId);
  }

  /** What the queue said to the caller is said: music from here on. */
  promptEnded(callId: string, step: AcdStep): void {
    this.distribution.promptEnded(callId, step);
  }

  /** The agent has lifted his ringing telephone. */
  talking(callId: string, agentId: string, step: AcdStep): void {
    const record = this.people.roster.get(agentId);
    if (record === null) return;
    if (this.distribution.answered(callId, record, step)) {
      record.answeredToday += 1;
      record.queueCallId = callId;
    }
    this.people.answered(callId, record, step);
  }

  /** What is known of him is asked, and 'facts' will say: where it counts he is offered to nobody meanwhile, 500 ms at most. */
  factsAsked(callId: string, step: AcdStep): void {
    this.distribution.factsAsked(callId, step);
  }

  /** What is known of a caller, at any time of his call; null: nothing in time. */
  facts(callId: string, facts: CallerFacts | null, step: AcdStep): void {
    this.distribution.facts(callId, facts, step);
  }

  /** The customer of this call-back was called. */
  calledBack(callBackId: string, reached: boolean, step: AcdStep): void {
    this.distribution.calledBack(callBackId, reached, step);
  }

  /** He has left a message: the queue's agents find him among their call-backs (REC-11). */
  voicemail(left: { readonly callId: string; readonly number: string; readonly queueId: string }, step: AcdStep): void {
    this.distribution.voicemail(left, step);
  }

  /** What a queue wants of its conversations' recordings; without a queue: all of them. */
  recordingOf(queueId: string | null): RecordingMode {
    return queueId === null ? 'all' : this.distribution.recordingOf(queueId);
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

  /** What became of the transfer or consultation he asked for; `state` null: nothing. */
  agentTarget(agentId: string, name: string, state: string | null, step: AcdStep): void {
    this.people.roster.setTarget(agentId, state === null ? null : { name, state }, step);
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
    this.distribution.callEnded(callId, abandoned, step);
    this.people.callEnded(callId, step);
  }

  // ---- telephones

  station(line: number, station: Station, step: AcdStep): void {
    this.people.station(line, station, step);
  }

  // ---- time

  timer(kind: string, id: string, step: AcdStep): void {
    if (kind === 'threshold') {
      this.thresholds.timer(step);
      return;
    }
    if (this.distribution.timer(kind, id, step) || this.people.timer(kind, id, step)) return;
    step.log('warn', 'a timer of no known kind', { kind, id });
  }

  /** Before anything that happens now: whoever is off his shift by the clock is, though no timer has said so yet. */
  doorsDue(step: AcdStep): void {
    this.distribution.doorsDue(step);
  }

  /** `beganMs`: the local midnight; nothing of the new day may have been told before. */
  newDay(step: AcdStep, beganMs = step.atMs): void {
    this.counts.newDay(beganMs);
    for (const id of this.distribution.waiting.ids()) step.touch('queue', id);
    this.people.newDay(beganMs, step);
  }

  /** Gives waiting callers to agents. Called when nothing else is left to do. */
  distribute(step: AcdStep): void {
    const changed = this.people.roster.takeChanged();
    for (const record of changed) {
      this.people.watchHook(record, step);
      this.distribution.agentChanged(record, step);
    }
    this.crews.changed(changed);
    // Who is given a call now is told of with it, when nothing is left to do.
    if (this.distribution.distribute(step) === 0) this.crews.tell(step);
  }

  // ---- what others may see

  liveAgent(agentId: string): LiveAgent | null {
    return this.people.live(agentId);
  }

  liveQueue(queueId: string): LiveQueue | null {
    const { waiting, callBacks } = this.distribution;
    const state = waiting.get(queueId);
    if (state === null) return null;
    const { ready, signedIn } = this.people.roster.count(queueId);
    const callBacksOpen = callBacks.openIn(queueId);
    const { answeredToday, abandonedToday, today, bands, serviceLevel } = this.counts.today(state.queue);
    const live: { -readonly [Key in keyof LiveQueue]: LiveQueue[Key] } = {
      id: queueId,
      name: state.queue.name,
      waiting: state.callers,
      oldestSince: state.oldestSince,
      agentsReady: ready,
      agentsSignedIn: signedIn,
      answeredToday,
      abandonedToday,
      today,
      bands,
      serviceLevel,
    };
    if (this.distribution.isClosed(queueId)) live.closed = true;
    if (callBacksOpen !== 0) live.callBacksOpen = callBacksOpen;
    return live;
  }

  /** What thresholds are compared with; null: there is no such queue. */
  private measures(queueId: string): QueueMeasures | null {
    const state = this.distribution.waiting.get(queueId);
    if (state === null) return null;
    return {
      waiting: state.callers,
      oldestSince: state.oldestSince,
      agentsReady: this.people.roster.count(queueId).ready,
      closed: this.distribution.isClosed(queueId),
      day: this.counts.today(state.queue),
    };
  }

  /** At the end of an input: thresholds that what was touched has passed. */
  watch(touched: ReadonlyMap<LiveTopic, ReadonlySet<string>>, step: AcdStep): void {
    this.thresholds.look(touched, step);
  }

  liveAlarm(id: string): LiveAlarm | null {
    return this.thresholds.live(id);
  }

  liveAlarms(): readonly LiveAlarm[] {
    return this.thresholds.all();
  }

  /** Place and expected wait; null: it does not wait in a queue. */
  waitingPart(callId: string): WaitingPart | null {
    return this.distribution.waitingPart(callId);
  }

  /** Calls that a queue remembers something of: none when everything has drained. */
  get rememberedCalls(): number {
    return this.distribution.rememberedCalls;
  }

  /** Why nobody takes this call, as it is at `atMs`; null: it does not wait in a queue. */
  explain(callId: string, atMs: number): CallExplained | null {
    return this.distribution.explain(callId, atMs);
  }

  ids(): { readonly agents: readonly string[]; readonly queues: readonly string[] } {
    const agents = [...this.people.roster.all()].map((record) => record.agent.id);
    return { agents, queues: this.distribution.waiting.ids() };
  }
}
