import { rowFor } from '../base/machine.js';
import type { NotReadyReason } from '../terms/agents.js';
import {
  type AgentAction,
  type AgentEvent,
  type AgentRecord,
  agentTable,
  type ForcedBy,
  type MissCause,
  type Next,
  noMisses,
  worksFor,
} from './agents.js';
import type { AcdStep } from './notices.js';

/** How long a telephone that could not be rung is left alone. */
export const recoveryMs = 5_000;

/** What an event brings with it. */
export interface EventDetail {
  readonly reason?: NotReadyReason;
  /** 'talk-ended': how long he may wrap up. */
  readonly wrapUpMs?: number;
  /** 'missed', 'ring-failed': after how many of this cause in a row he becomes not-ready; 0: never. */
  readonly missesUntilNotReady?: number;
  /** Absent: 'no-answer' of 'missed', 'unreachable' of 'ring-failed'. */
  readonly miss?: MissCause;
  /** 'call-out', 'dial', and what he does in a call. */
  readonly callId?: string;
  readonly forcedBy?: ForcedBy;
  /** He was not-ready before, and is again. */
  readonly again?: boolean;
}

/** Carries out the rows of the agents' table. */
export class AgentMachine {
  /** False: the state does not expect the event, which is logged. */
  fire(record: AgentRecord, event: AgentEvent, detail: EventDetail, step: AcdStep): boolean {
    const row = rowFor(agentTable, record.state, event);
    if (row === null) {
      step.log('warn', 'an agent does not expect this event', {
        agent: record.agent.id,
        state: record.state,
        event,
      });
      return false;
    }
    // Another call, or none any more.
    if (row.to === 'reserved' || (row.to === 'dialling' && record.state !== 'dialling') || row.to === 'signed-out') {
      record.target = null;
    }
    const was = { state: record.state, reason: record.reason, forcedBy: record.forcedBy };
    record.state = row.to;
    if (row.to !== 'not-ready') record.reason = null;
    if (row.to !== was.state || row.actions.includes('take-reason')) record.forcedBy = null;
    for (const action of row.actions) this.act(record, action, { event, detail, was }, step);
    return true;
  }

  private act(record: AgentRecord, action: AgentAction, fired: Fired, step: AcdStep): void {
    const { event, detail, was } = fired;
    const id = record.agent.id;
    switch (action) {
      case 'idle-from-now':
        record.idleSince = step.atMs;
        return;
      case 'take-reason':
        record.reason = detail.reason ?? 'system';
        record.next = null;
        if (event !== 'sign-in' && detail.again !== true) record.notReadyToday += 1;
        return;
      case 'take-force':
        record.forcedBy = detail.forcedBy ?? null;
        return;
      case 'remember':
        record.next = remembered(event, detail);
        return;
      case 'remember-this':
        record.next = {
          state: 'not-ready',
          reason: was.reason ?? 'system',
          again: true,
          ...(was.forcedBy === null ? {} : { forcedBy: was.forcedBy }),
        };
        return;
      case 'forget-remembered':
        record.next = null;
        return;
      case 'take-remembered':
        this.takeRemembered(record, step);
        return;
      case 'count-miss':
        countMiss(record, event, detail);
        return;
      case 'forget-misses':
        record.missedInRow = 0;
        record.misses = noMisses();
        return;
      case 'take-call':
        takeCall(record, detail.callId ?? record.callId);
        return;
      case 'release-call':
        record.callId = null;
        record.queueId = null;
        record.wanted = null;
        return;
      case 'start-recovery':
        record.recovering = true;
        step.setTimer(`acd recover ${id}`, recoveryMs);
        return;
      case 'stop-recovery':
        record.recovering = false;
        step.cancelTimer(`acd recover ${id}`);
        return;
      default:
        this.wrapUp(record, action, detail, step);
    }
  }

  private wrapUp(record: AgentRecord, action: WrapUpAction, detail: EventDetail, step: AcdStep): void {
    const { wrapUp } = record;
    const timer = timerOf(record);
    if (action === 'start-wrap-up') {
      const ms = detail.wrapUpMs ?? 0;
      // What was left of another one is not lost.
      const until = Math.max(step.atMs + ms, wrapUp?.until ?? 0);
      const { callId, queuedAt } = record;
      const queueId = worksFor(record);
      record.wrapUp = { callId: callId ?? '', queueId, queuedAt, until, ms, extended: false };
      record.wanted = null;
      step.setTimer(timer, until - step.atMs);
      if (wrapUp !== null && wrapUp.callId !== callId) this.wrapUpOver(record, wrapUp.callId, step);
    } else if (action === 'resume-wrap-up') {
      if (wrapUp === null) return;
      record.callId = wrapUp.callId;
      record.queueId = wrapUp.queueId;
      record.queueCallId = wrapUp.callId;
    } else if (wrapUp !== null) {
      record.wrapUp = null;
      step.cancelTimer(timer);
      this.wrapUpOver(record, wrapUp.callId, step);
    }
  }

  /** His time ran out while something interrupted it. */
  wrapUpPassed(record: AgentRecord, step: AcdStep): void {
    const { wrapUp } = record;
    record.wrapUp = null;
    if (wrapUp !== null) this.wrapUpOver(record, wrapUp.callId, step);
    if (record.state === 'unreachable') this.takeRemembered(record, step);
  }

  /** Once, and with a reason: as long again. */
  extendWrapUp(record: AgentRecord, step: AcdStep): void {
    const { wrapUp } = record;
    if (wrapUp === null) return;
    // Its time may be over already, when a result that he owes keeps him in it.
    const until = Math.max(step.atMs, wrapUp.until) + wrapUp.ms;
    record.wrapUp = { ...wrapUp, until, extended: true };
    step.setTimer(timerOf(record), until - step.atMs);
  }

  /** Pages no longer show the call for his sake. */
  private wrapUpOver(record: AgentRecord, callId: string, step: AcdStep): void {
    step.tell({ notice: 'wrap-up-over', callId, agentId: record.agent.id });
  }

  private takeRemembered(record: AgentRecord, step: AcdStep): void {
    if (record.wrapUp !== null && record.state === 'ready') {
      this.fire(record, 'wrap-up-resumed', {}, step);
      return;
    }
    // A telephone that failed meanwhile cuts it no shorter.
    if (record.wrapUp !== null && record.state === 'unreachable') return;
    const { next } = record;
    record.next = null;
    if (next === null) return;
    const { forcedBy, again } = next;
    const detail = { ...(forcedBy === undefined ? {} : { forcedBy }), ...(again === undefined ? {} : { again }) };
    const forced = forcedBy !== undefined;
    if (next.state === 'signed-out') this.fire(record, forced ? 'force-sign-out' : 'sign-out', detail, step);
    else if (next.state === 'ready') this.fire(record, forced ? 'force-ready' : 'ready', detail, step);
    else {
      const reason = next.reason ?? 'system';
      this.fire(record, forced ? 'force-not-ready' : 'not-ready', { ...detail, reason }, step);
    }
  }
}

/** Another call than the one a queue gave him is not the queue's. */
function takeCall(record: AgentRecord, callId: string | null): void {
  if (callId !== record.callId && callId !== record.queueCallId) record.queueId = null;
  record.callId = callId;
}

function timerOf(record: AgentRecord): string {
  return `acd wrap-up ${record.agent.id}`;
}

type WrapUpAction = 'start-wrap-up' | 'resume-wrap-up' | 'stop-wrap-up';

interface Fired {
  readonly event: AgentEvent;
  readonly detail: EventDetail;
  readonly was: Pick<AgentRecord, 'state' | 'reason' | 'forcedBy'>;
}

function remembered(event: AgentEvent, detail: EventDetail): Next {
  const forcedBy = detail.forcedBy === undefined ? {} : { forcedBy: detail.forcedBy };
  if (event === 'sign-out' || event === 'force-sign-out') return { state: 'signed-out', reason: null, ...forcedBy };
  if (event === 'force-ready') return { state: 'ready', reason: null, ...forcedBy };
  return { state: 'not-ready', reason: detail.reason ?? 'system', ...forcedBy };
}

/** The system's not-ready does not displace what was asked for. */
function countMiss(record: AgentRecord, event: AgentEvent, detail: EventDetail): void {
  const miss = detail.miss ?? (event === 'ring-failed' ? 'unreachable' : 'no-answer');
  record.missedInRow += 1;
  record.misses[miss] += 1;
  const limit = detail.missesUntilNotReady ?? 0;
  if (limit > 0 && record.misses[miss] >= limit && record.next === null) {
    record.next = { state: 'not-ready', reason: miss === 'unreachable' ? 'system' : 'no-answer' };
  }
}
