import { rowFor } from '../base/machine.js';
import type { AgentState } from '../terms/agents.js';
import type { LiveAgent } from '../terms/live.js';
import type { LiveLead } from '../terms/outbound.js';
import type { LastRun } from '../terms/requests.js';
import type { Agent } from '../terms/site.js';
import { AgentMachine, type EventDetail } from './agent-machine.js';
import { type AgentEvent, type AgentRecord, agentTable, newAgent, noTimes, worksFor } from './agents.js';
import type { AcdStep } from './notices.js';
import { Seats } from './seats.js';

export interface Station {
  readonly name: string;
  readonly offHook: boolean;
  /** No seizure is on it. */
  readonly free: boolean;
  /** Off its hook on purpose, with a headset: it can be given a call at any time. Absent: no. */
  readonly standing?: boolean;
}

/** An interval of an agent's day that has just ended. */
export interface Interval {
  readonly state: AgentState;
  readonly queueId: string | null;
  /** When the caller of that queue entered it. */
  readonly queuedAt: number;
  readonly ms: number;
}

const nobody: readonly AgentRecord[] = [];

/** The agents, their states and their telephones. The only place where an agent's state changes. */
export class Roster {
  private readonly agents = new Map<string, AgentRecord>();
  /** As the site has them now. */
  private readonly site = new Map<string, Agent>();
  private readonly seats = new Seats();
  private readonly machine = new AgentMachine();
  /** Touched since `takeChanged`. */
  private readonly changed = new Set<string>();

  /** `ended`: told of each interval, for counts. */
  constructor(private readonly ended: (interval: Interval) => void = () => {}) {}

  load(agents: readonly Agent[], step: AcdStep): void {
    this.site.clear();
    for (const agent of agents) {
      this.site.set(agent.id, agent);
      const record = this.agents.get(agent.id);
      if (record === undefined) this.agents.set(agent.id, newAgent(agent, step.atMs));
      else this.replace(record, agent, step);
      this.touch(agent.id, step);
      this.touchQueues({ agent, queueId: null }, step);
    }
    for (const record of [...this.agents.values()]) {
      if (this.site.has(record.agent.id)) continue;
      record.removed = true;
      if (record.state !== 'signed-out') this.send(record, 'sign-out', step);
      this.dropRemoved(record, step);
    }
  }

  /** Gives an agent back what he had, as far as nobody is given a call who may have left: see LastRun. */
  restore(last: LastRun['agents'][number], step: AcdStep): void {
    const record = this.agents.get(last.agentId);
    if (record === undefined || record.state !== 'signed-out' || last.state === 'signed-out') return;
    if (this.lineTakenBy(record) !== null) return;
    const wasIdle = last.state === 'ready' || last.state === 'reserved' || last.state === 'ringing';
    const reason = last.state === 'not-ready' ? (last.reason ?? 'system') : 'system';
    this.quietly(record, step, () => {
      this.machine.fire(record, 'sign-in', { reason }, step);
      if (wasIdle) this.machine.fire(record, 'ready', {}, step);
    });
  }

  /** Counts of this day before the restart. */
  restoreToday({ today }: LastRun): void {
    for (const { agentId, times } of today?.notReady ?? []) {
      const record = this.agents.get(agentId);
      if (record !== undefined) record.notReadyToday = times;
    }
    if (today?.visits === undefined) {
      for (const { agentId, answered } of today?.agents ?? []) {
        const record = this.agents.get(agentId);
        if (record !== undefined) record.answeredToday = answered;
      }
    }
    for (const { agent, how } of today?.visits ?? []) {
      const record = this.agents.get(agent ?? '');
      if (record !== undefined && how === 'answered') record.answeredToday += 1;
    }
    for (const { agentId, state, ms } of today?.times ?? []) {
      const record = this.agents.get(agentId);
      if (record === undefined || state === 'signed-out') continue;
      this.addTime(record, state, ms);
    }
  }

  get(agentId: string): AgentRecord | null {
    return this.agents.get(agentId) ?? null;
  }

  all(): Iterable<AgentRecord> {
    return this.agents.values();
  }

  /** Who is offered, has, or wraps up this call. */
  inCall(callId: string): readonly AgentRecord[] {
    return this.seats.inCall(callId);
  }

  station(record: AgentRecord): Station | null {
    return this.seats.station(record);
  }

  /** His telephone could ring now: it lies on its hook with nothing on its line, or is open on purpose, or is outside. */
  reachable(record: AgentRecord): boolean {
    if (record.agent.remoteNumber !== undefined) return true;
    const station = this.station(record);
    if (station === null) return false;
    return station.standing === true || (station.free && !station.offHook);
  }

  /** Off its hook with nothing to be said on it. */
  leftOffHook(record: AgentRecord): boolean {
    return !this.reachable(record) && this.station(record)?.offHook === true;
  }

  /** Another agent who is signed in at this agent's line, or null. */
  lineTakenBy(record: AgentRecord): AgentRecord | null {
    if (record.agent.remoteNumber !== undefined) return null;
    const other = this.at(record.agent.line);
    return other === record ? null : other;
  }

  /** The signed-in agent at this line, or null. */
  at(line: number): AgentRecord | null {
    return this.seats.at(line);
  }

  /** Who would sign in at this line without saying who he is: the only agent whom the site gives it; null: none, or several. */
  ownerOf(line: number): AgentRecord | null {
    const owners = [...this.site.values()].filter((agent) => agent.line === line && agent.remoteNumber === undefined);
    const [owner] = owners;
    return owners.length === 1 && owner !== undefined ? this.get(owner.id) : null;
  }

  hasLine(line: number): boolean {
    return this.seats.hasLine(line);
  }

  setStation(line: number, station: Station, step: AcdStep): void {
    this.seats.setStation(line, station);
    const record = this.at(line);
    if (record !== null) this.touch(record.agent.id, step);
  }

  setTarget(agentId: string, target: AgentRecord['target'], step: AcdStep): void {
    const record = this.agents.get(agentId);
    if (record === undefined || record.state === 'signed-out') return;
    record.target = target;
    this.touch(agentId, step);
  }

  /** Signs him in at another telephone than the site gives him, until he signs out. He must be signed out. */
  moveTo(record: AgentRecord, line: number): void {
    record.agent = { ...record.agent, line };
  }

  /** False: the state does not expect the event; the caller refuses the key, or it is logged here. */
  send(record: AgentRecord, event: AgentEvent, step: AcdStep, detail: EventDetail = {}): boolean {
    return this.sendWith(record, {}, event, step, detail);
  }

  /** As `send`, with what else is new of him: one interval says both, also when only his call changes. */
  sendWith(
    record: AgentRecord,
    change: Partial<AgentRecord>,
    event: AgentEvent,
    step: AcdStep,
    detail: EventDetail = {},
  ): boolean {
    let done = false;
    this.quietly(record, step, () => {
      Object.assign(record, change);
      done = this.machine.fire(record, event, detail, step);
    });
    return done;
  }

  /** Once, and with a reason: as long again. */
  extendWrapUp(record: AgentRecord, step: AcdStep): void {
    this.machine.extendWrapUp(record, step);
    this.touch(record.agent.id, step);
  }

  /** His wrap-up ran out while something interrupted it; who could not be rung is from now on what he asked for. */
  wrapUpPassed(record: AgentRecord, step: AcdStep): void {
    this.quietly(record, step, () => this.machine.wrapUpPassed(record, step));
  }

  expects(record: AgentRecord, event: AgentEvent): boolean {
    return rowFor(agentTable, record.state, event) !== null;
  }

  /** Agents of whom anything may have changed since this was last asked, removed ones excepted. */
  takeChanged(): readonly AgentRecord[] {
    if (this.changed.size === 0) return nobody;
    const records: AgentRecord[] = [];
    for (const id of this.changed) {
      const record = this.agents.get(id);
      if (record !== undefined) records.push(record);
    }
    this.changed.clear();
    return records;
  }

  touch(agentId: string, step: AcdStep): void {
    this.changed.add(agentId);
    step.touch('agent', agentId);
  }

  /** Their numbers of agents, or what these worked for them, have changed. */
  private touchQueues({ agent, queueId }: Pick<AgentRecord, 'agent' | 'queueId'>, step: AcdStep): void {
    for (const id of agent.queues) step.touch('queue', id);
    if (queueId !== null) step.touch('queue', queueId);
  }

  count(queueId: string): { readonly ready: number; readonly signedIn: number } {
    return this.seats.count(queueId);
  }

  newDay(beganMs: number, step: AcdStep): void {
    for (const record of this.agents.values()) {
      record.answeredToday = 0;
      const talks = record.state === 'talking' || record.state === 'conference';
      record.talkTodayMs = talks ? record.since - beganMs : 0;
      record.notReadyToday = 0;
      record.today = record.state === 'signed-out' ? noTimes : { ...noTimes, [record.state]: record.since - beganMs };
      step.touch('agent', record.agent.id);
    }
  }

  live(agentId: string): LiveAgent | null {
    const record = this.agents.get(agentId);
    if (record === undefined) return null;
    const { agent, next } = record;
    const remote = agent.remoteNumber;
    const station = record.state === 'signed-out' || remote !== undefined ? null : this.station(record);
    const live: { -readonly [Key in keyof LiveAgent]: LiveAgent[Key] } = {
      id: agentId,
      name: agent.name,
      station: station?.name ?? null,
      state: record.state,
      reason: record.reason,
      since: record.since,
      callId: record.callId,
      offHook: station?.offHook ?? false,
      wrapUpUntil: null,
      next: next === null ? null : { state: next.state, reason: next.reason },
      answeredToday: record.answeredToday,
      missedInRow: record.missedInRow,
      queues: agent.queues,
      today: record.today,
      notReadyToday: record.notReadyToday,
    };
    const forcedBy = record.forcedBy ?? next?.forcedBy ?? null;
    if (agent.group !== undefined) live.group = agent.group;
    if (remote !== undefined) live.remoteNumber = remote;
    if (agent.headset === true) live.headset = true;
    if (record.offShift) live.offShift = true;
    if (forcedBy !== null) live.forcedBy = forcedBy;
    if (record.target !== null) live.target = record.target;
    if (record.lead !== null) live.lead = leadShown(record.lead, record.resultWanted !== null);
    if (record.state === 'wrap-up' && record.wrapUp !== null) {
      live.wrapUpUntil = record.wrapUp.until;
      if (record.wrapUp.extended) live.wrapUpExtended = true;
    }
    return live;
  }

  /** A station's line may have been changed on the site while the agent works there: he moves when he is signed out. */
  private replace(record: AgentRecord, agent: Agent, step: AcdStep): void {
    const movesLater = record.state !== 'signed-out' && record.agent.line !== agent.line;
    record.agent = movesLater ? { ...agent, line: record.agent.line } : agent;
    record.removed = false;
    this.seats.place(record);
    if (movesLater) step.log('info', 'agent moves to his new line at his next sign-in', { agent: agent.id });
  }

  /** Whatever happens within becomes one interval row at the end, if anything that counts has changed. */
  private quietly(record: AgentRecord, step: AcdStep, change: () => void): void {
    const before = { state: record.state, reason: record.reason, callId: record.callId };
    const wrapUp = record.state === 'wrap-up' ? record.wrapUp : null;
    const queueId = wrapUp === null ? worksFor(record) : wrapUp.queueId;
    const { queuedAt } = wrapUp ?? record;
    change();
    this.sendHome(record, step);
    if (record.state === 'signed-out') {
      record.agent = this.site.get(record.agent.id) ?? record.agent;
      record.lead = null;
      record.resultWanted = null;
    }
    this.seats.place(record);
    this.touch(record.agent.id, step);
    if (record.state === before.state && record.reason === before.reason && record.callId === before.callId) return;
    this.endInterval(record, { state: before.state, queueId, queuedAt, ms: step.atMs - record.since });
    this.touchQueues({ agent: record.agent, queueId }, step);
    record.since = step.atMs;
    step.row({
      row: 'agent-state',
      state: {
        agent: record.agent.id,
        state: record.state,
        reason: record.reason,
        callId: record.callId,
        startedAt: step.atMs,
        endedAt: null,
      },
    });
    this.dropRemoved(record, step);
  }

  private endInterval(record: AgentRecord, interval: Interval): void {
    const { state, ms } = interval;
    if (state === 'signed-out') return;
    this.addTime(record, state, ms);
    this.ended(interval);
  }

  private addTime(record: AgentRecord, state: AgentState, ms: number): void {
    record.today = { ...record.today, [state]: (record.today[state] ?? 0) + ms };
    if (state === 'talking' || state === 'conference') record.talkTodayMs += ms;
  }

  /** Taken off the site in mid-call: whatever he has wished for since, he is signed out when it is over. */
  private sendHome(record: AgentRecord, step: AcdStep): void {
    const isFree = record.state === 'ready' || record.state === 'not-ready' || record.state === 'unreachable';
    if (record.removed && isFree) this.machine.fire(record, 'sign-out', {}, step);
  }

  private dropRemoved(record: AgentRecord, step: AcdStep): void {
    if (!record.removed || record.state !== 'signed-out') return;
    this.touch(record.agent.id, step);
    this.seats.remove(record);
    this.agents.delete(record.agent.id);
  }
}

/** The same object as long as nothing changes: pages compare. */
function leadShown(lead: LiveLead, resultWanted: boolean): LiveLead {
  return lead.resultWanted === resultWanted ? lead : { ...lead, resultWanted };
}
