import { rowFor } from '../base/machine.js';
import type { NotReadyReason } from '../terms/agents.js';
import type { LiveAgent } from '../terms/live.js';
import type { LastRun } from '../terms/requests.js';
import type { Agent } from '../terms/site.js';
import { type AgentAction, type AgentEvent, type AgentRecord, agentTable, newAgent } from './agents.js';
import type { AcdStep } from './notices.js';

/** How long a telephone that could not be rung is left alone. */
export const recoveryMs = 5_000;

export interface Station {
  readonly name: string;
  readonly offHook: boolean;
  /** No seizure is on it. */
  readonly free: boolean;
}

/** What an event brings with it. */
export interface EventDetail {
  readonly reason?: NotReadyReason;
  /** 'talk-ended': how long he may wrap up. */
  readonly wrapUpMs?: number;
  /** 'missed': after how many in a row he becomes not-ready; 0: never. */
  readonly missesUntilNotReady?: number;
  /** 'call-out'. */
  readonly callId?: string;
}

const nobody: readonly AgentRecord[] = [];

/** The agents, their states and their telephones. The only place where an agent's state changes. */
export class Roster {
  private readonly agents = new Map<string, AgentRecord>();
  /** As the site has them now. */
  private readonly site = new Map<string, Agent>();
  private readonly stations = new Map<number, Station>();
  /** Touched since `takeChanged`. */
  private changed = new Set<string>();

  load(agents: readonly Agent[], step: AcdStep): void {
    this.site.clear();
    for (const agent of agents) {
      this.site.set(agent.id, agent);
      const record = this.agents.get(agent.id);
      if (record === undefined) this.agents.set(agent.id, newAgent(agent, step.atMs));
      else this.replace(record, agent, step);
      this.touch(agent.id, step);
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
      this.fire(record, 'sign-in', { reason }, step);
      if (wasIdle) this.fire(record, 'ready', {}, step);
    });
  }

  get(agentId: string): AgentRecord | null {
    return this.agents.get(agentId) ?? null;
  }

  all(): Iterable<AgentRecord> {
    return this.agents.values();
  }

  station(record: AgentRecord): Station | null {
    return this.stations.get(record.agent.line) ?? null;
  }

  /** The telephone lies on its hook and nothing is on its line. */
  reachable(record: AgentRecord): boolean {
    const station = this.station(record);
    return station?.free === true && !station.offHook;
  }

  /** Another agent who is signed in at this agent's line, or null. */
  lineTakenBy(record: AgentRecord): AgentRecord | null {
    for (const other of this.agents.values()) {
      if (other !== record && other.state !== 'signed-out' && other.agent.line === record.agent.line) return other;
    }
    return null;
  }

  /** The signed-in agent at this line, or null. */
  at(line: number): AgentRecord | null {
    for (const record of this.agents.values()) {
      if (record.agent.line === line && record.state !== 'signed-out') return record;
    }
    return null;
  }

  setStation(line: number, station: Station, step: AcdStep): void {
    this.stations.set(line, station);
    const record = this.at(line);
    if (record !== null) this.touch(record.agent.id, step);
  }

  /** False: the state does not expect the event; the caller refuses the key, or it is logged here. */
  send(record: AgentRecord, event: AgentEvent, step: AcdStep, detail: EventDetail = {}): boolean {
    let done = false;
    this.quietly(record, step, () => {
      done = this.fire(record, event, detail, step);
    });
    return done;
  }

  expects(record: AgentRecord, event: AgentEvent): boolean {
    return rowFor(agentTable, record.state, event) !== null;
  }

  /** Agents of whom anything may have changed since this was last asked, removed ones excepted. */
  takeChanged(): readonly AgentRecord[] {
    if (this.changed.size === 0) return nobody;
    const records = [...this.changed].flatMap((id) => this.agents.get(id) ?? []);
    this.changed = new Set();
    return records;
  }

  touch(agentId: string, step: AcdStep): void {
    this.changed.add(agentId);
    step.touch('agent', agentId);
    for (const queueId of this.agents.get(agentId)?.agent.queues ?? []) step.touch('queue', queueId);
  }

  count(queueId: string): { readonly ready: number; readonly signedIn: number } {
    let ready = 0;
    let signedIn = 0;
    for (const { agent, state } of this.agents.values()) {
      if (state === 'signed-out' || !agent.queues.includes(queueId)) continue;
      signedIn += 1;
      if (state === 'ready') ready += 1;
    }
    return { ready, signedIn };
  }

  live(agentId: string): LiveAgent | null {
    const record = this.agents.get(agentId);
    if (record === undefined) return null;
    const station = record.state === 'signed-out' ? null : this.station(record);
    return {
      id: agentId,
      name: record.agent.name,
      station: station?.name ?? null,
      state: record.state,
      reason: record.reason,
      since: record.since,
      callId: record.callId,
      offHook: station?.offHook ?? false,
      wrapUpUntil: record.wrapUpUntil,
      next: record.next,
      answeredToday: record.answeredToday,
      missedInRow: record.missedInRow,
    };
  }

  /** A station's line may have been changed on the site while the agent works there: he moves when he is signed out. */
  private replace(record: AgentRecord, agent: Agent, step: AcdStep): void {
    const movesLater = record.state !== 'signed-out' && record.agent.line !== agent.line;
    record.agent = movesLater ? { ...agent, line: record.agent.line } : agent;
    record.removed = false;
    if (movesLater) step.log('info', 'agent moves to his new line at his next sign-in', { agent: agent.id });
  }

  /** Whatever happens within becomes one interval row at the end, if anything that counts has changed. */
  private quietly(record: AgentRecord, step: AcdStep, change: () => void): void {
    const { state, reason, callId } = record;
    change();
    if (record.state === 'signed-out') record.agent = this.site.get(record.agent.id) ?? record.agent;
    this.touch(record.agent.id, step);
    if (record.state === state && record.reason === reason && record.callId === callId) return;
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

  private fire(record: AgentRecord, event: AgentEvent, detail: EventDetail, step: AcdStep): boolean {
    const row = rowFor(agentTable, record.state, event);
    if (row === null) {
      step.log('warn', 'an agent does not expect this event', {
        agent: record.agent.id,
        state: record.state,
        event,
      });
      return false;
    }
    record.state = row.to;
    if (row.to !== 'not-ready') record.reason = null;
    for (const action of row.actions) this.act(record, action, event, detail, step);
    return true;
  }

  private act(record: AgentRecord, action: AgentAction, event: AgentEvent, detail: EventDetail, step: AcdStep): void {
    const id = record.agent.id;
    switch (action) {
      case 'idle-from-now':
        record.idleSince = step.atMs;
        return;
      case 'take-reason':
        record.reason = detail.reason ?? 'system';
        return;
      case 'remember':
        record.next =
          event === 'sign-out'
            ? { state: 'signed-out', reason: null }
            : { state: 'not-ready', reason: detail.reason ?? 'system' };
        return;
      case 'forget-remembered':
        record.next = null;
        return;
      case 'take-remembered':
        this.takeRemembered(record, step);
        return;
      case 'count-miss':
        countMiss(record, detail);
        return;
      case 'forget-misses':
        record.missedInRow = 0;
        return;
      case 'start-wrap-up':
        record.wrapUpUntil = step.atMs + (detail.wrapUpMs ?? 0);
        step.setTimer(`acd wrap-up ${id}`, detail.wrapUpMs ?? 0);
        return;
      case 'stop-wrap-up':
        record.wrapUpUntil = null;
        step.cancelTimer(`acd wrap-up ${id}`);
        if (record.callId !== null) step.tell({ notice: 'wrap-up-over', callId: record.callId });
        return;
      case 'take-call':
        record.callId = detail.callId ?? null;
        return;
      case 'release-call':
        record.callId = null;
        record.queueId = null;
        return;
      case 'start-recovery':
        record.recovering = true;
        step.setTimer(`acd recover ${id}`, recoveryMs);
        return;
      case 'stop-recovery':
        record.recovering = false;
        step.cancelTimer(`acd recover ${id}`);
        return;
    }
  }

  private takeRemembered(record: AgentRecord, step: AcdStep): void {
    const next = record.next;
    record.next = null;
    if (next === null || next.state === 'ready') return;
    if (next.state === 'signed-out') this.fire(record, 'sign-out', {}, step);
    else this.fire(record, 'not-ready', { reason: next.reason ?? 'system' }, step);
  }

  private dropRemoved(record: AgentRecord, step: AcdStep): void {
    if (!record.removed || record.state !== 'signed-out') return;
    this.touch(record.agent.id, step);
    this.agents.delete(record.agent.id);
  }
}

/** The system's not-ready does not displace what the agent asked for himself. */
function countMiss(record: AgentRecord, detail: EventDetail): void {
  record.missedInRow += 1;
  const limit = detail.missesUntilNotReady ?? 0;
  if (limit > 0 && record.missedInRow >= limit && record.next === null) {
    record.next = { state: 'not-ready', reason: 'no-answer' };
  }
}
