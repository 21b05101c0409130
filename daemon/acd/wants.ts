import type { LegPurpose } from '../terms/targets.js';
import { type AgentEvent, type AgentRecord, inCallStates, type MissCause } from './agents.js';
import { popTimeMs } from './limits.js';
import type { AcdNotice, AcdStep, RingWhy } from './notices.js';
import type { Roster } from './roster.js';

export type AgentDoing = 'dialling' | 'talking' | 'held' | 'consulting' | 'conference';

/** As calls tells it, which this room doesn't import. */
export interface WantAgent {
  readonly callId: string;
  readonly agentId: string;
  readonly purpose: LegPurpose;
  readonly ringTimeoutMs: number;
}

type WhyRefused = Extract<AcdNotice, { notice: 'want-refused' }>['why'];

const eventOf: Readonly<Record<AgentDoing, AgentEvent>> = {
  dialling: 'dial',
  talking: 'answered',
  held: 'hold',
  consulting: 'consult',
  conference: 'confer',
};

/** What is his own, so that not-ready or a wrap-up that still runs doesn't keep it from him. */
const ownPurposes: ReadonlySet<LegPurpose> = new Set(['return', 'dial', 'pick-up', 'call-back']);

/**
 * Offers to one certain agent: transfers, consultations, extensions, what returns to him, what he asked for.
 * A ready agent can be wanted for anything. One who is not-ready or wraps up is left in peace by colleagues: his
 * telephone would ring at an empty desk while the customer hears music, and who asked can choose somebody else at
 * once. What is his own comes through: the call that nobody took from him, the one he picks up or dials.
 */
export class Wants {
  /** `missLimit`: misses of this cause in a row after which he becomes not-ready; 0: never. */
  constructor(
    private readonly roster: Roster,
    private readonly missLimit: (record: AgentRecord, miss: MissCause) => number,
  ) {}

  want(wanted: WantAgent, step: AcdStep): void {
    const { callId, agentId, purpose, ringTimeoutMs } = wanted;
    const record = this.roster.get(agentId);
    const why = record === null ? 'unknown' : this.whyNot(record, purpose);
    if (record === null || why !== null) {
      step.tell({ notice: 'want-refused', callId, agentId, why: why ?? 'unknown' });
      return;
    }
    record.callId = callId;
    record.queueId = null;
    record.offeredAt = step.atMs;
    record.popShown = false;
    record.wanted = { purpose, ringTimeoutMs };
    step.tell({ notice: 'call-note', callId, what: 'offered', agent: agentId, detail: { purpose } });
    step.tell({ notice: 'offer', callId, agentId });
    this.roster.send(record, ownPurposes.has(purpose) ? 'reserve-own' : 'reserve', step);
    if (record.pages === 0) this.ring(record, 'no-page', step);
    else step.setTimer(`acd want-offer ${agentId}`, popTimeMs);
  }

  private whyNot(record: AgentRecord, purpose: LegPurpose): WhyRefused | null {
    const own = ownPurposes.has(purpose);
    switch (record.state) {
      case 'signed-out':
        return 'signed-out';
      case 'unreachable':
        return 'unreachable';
      case 'not-ready':
        if (!own) return 'not-ready';
        break;
      case 'wrap-up':
        if (!own) return 'busy';
        break;
      case 'ready':
        break;
      default:
        return 'busy';
    }
    return this.roster.reachable(record) ? null : 'unreachable';
  }

  ring(record: AgentRecord, why: RingWhy, step: AcdStep): void {
    const { callId, agent, wanted } = record;
    if (callId === null || wanted === null || record.state !== 'reserved') return;
    step.cancelTimer(`acd want-offer ${agent.id}`);
    const detail = { why, afterMs: step.atMs - record.offeredAt };
    step.tell({ notice: 'call-note', callId, what: 'ringing', agent: agent.id, detail });
    this.roster.send(record, 'ring', step);
    step.setTimer(`acd want-ring ${agent.id}`, wanted.ringTimeoutMs);
    const { remoteNumber, headset, line } = agent;
    const standing = headset === true && this.roster.station(record)?.standing === true;
    step.tell({
      notice: 'ring',
      callId,
      agentId: agent.id,
      line: remoteNumber === undefined ? line : 0,
      purpose: wanted.purpose,
      ...(remoteNumber === undefined ? {} : { remoteNumber }),
      ...(standing && remoteNumber === undefined ? { headset: true } : {}),
    });
  }

  ringTimeout(record: AgentRecord, step: AcdStep): void {
    if (record.state !== 'ringing' || record.callId === null) return;
    const detail = { missedInRow: record.missedInRow + 1 };
    step.tell({ notice: 'call-note', callId: record.callId, what: 'ring-timeout', agent: record.agent.id, detail });
    this.fail(record, 'no-answer', 'missed', step);
  }

  ringFailed(record: AgentRecord, why: 'unreachable' | 'rejected', step: AcdStep): void {
    this.fail(record, why, why === 'rejected' ? 'missed' : 'ring-failed', step);
  }

  /** He lifted before it rang and hears dial tone: he does something else. */
  liftedEarly(record: AgentRecord, step: AcdStep): void {
    this.fail(record, 'busy', 'withdrawn', step);
  }

  over(callId: string, agentId: string, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record === null || record.wanted === null || record.callId !== callId) return;
    if (record.state === 'reserved' || record.state === 'ringing') this.withdraw(callId, record, step);
  }

  private withdraw(callId: string, record: AgentRecord, step: AcdStep): void {
    this.stopTimers(record, step);
    step.tell({ notice: 'offer-over', callId, agentId: record.agent.id });
    this.roster.send(record, 'withdrawn', step);
  }

  private fail(
    record: AgentRecord,
    why: WhyRefused,
    event: 'missed' | 'ring-failed' | 'withdrawn',
    step: AcdStep,
  ): void {
    const { callId, agent } = record;
    if (callId === null) return;
    this.stopTimers(record, step);
    step.tell({ notice: 'offer-over', callId, agentId: agent.id });
    const miss = why === 'rejected' || why === 'unreachable' ? why : 'no-answer';
    this.roster.send(record, event, step, { miss, missesUntilNotReady: this.missLimit(record, miss) });
    step.tell({ notice: 'want-refused', callId, agentId: agent.id, why });
  }

  private stopTimers(record: AgentRecord, step: AcdStep): void {
    step.cancelTimer(`acd want-offer ${record.agent.id}`);
    step.cancelTimer(`acd want-ring ${record.agent.id}`);
  }

  // ---- in a call

  doing(callId: string, agentId: string, doing: AgentDoing, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record === null || record.state === 'signed-out') {
      step.log('warn', 'a call of an agent who is not signed in', { callId, agent: agentId, doing });
      return;
    }
    if (record.callId !== callId && (record.state === 'reserved' || record.state === 'ringing')) {
      step.log('warn', 'an agent is in another call than he was offered', { callId, offered: record.callId, doing });
      return;
    }
    this.stopTimers(record, step);
    const { state } = record;
    // He calls somebody from within a call: china.md 4 counts that as the consultation.
    let event = doing === 'dialling' && inCallStates.has(state) ? 'consult' : eventOf[doing];
    if (event === 'dial' && state === 'dialling') event = 'call-out';
    const idle = !inCallStates.has(state) && state !== 'ringing' && state !== 'dialling';
    // Line truth: he is in a call that he was not offered, so he must have called.
    if (idle && event !== 'dial') this.roster.send(record, 'dial', step, { callId });
    this.roster.send(record, event, step, { callId });
    if (doing !== 'dialling') record.lastCallId = callId;
  }

  left(callId: string, record: AgentRecord, talked: boolean, wrapUpMs: number, step: AcdStep): void {
    if (record.callId === callId) this.leave(callId, record, talked, wrapUpMs, step);
  }

  /** The call is over, and what call control told of this agent before did not say that he is out of it. */
  ended(callId: string, record: AgentRecord, wrapUpMs: number, step: AcdStep): void {
    this.leave(callId, record, inCallStates.has(record.state), wrapUpMs, step);
  }

  private leave(callId: string, record: AgentRecord, talked: boolean, wrapUpMs: number, step: AcdStep): void {
    if (record.state === 'reserved' || record.state === 'ringing') {
      if (record.wanted !== null) this.withdraw(callId, record, step);
      return;
    }
    if (record.state === 'dialling' && !talked) this.roster.send(record, 'dial-over', step);
    else if (record.state === 'dialling' || inCallStates.has(record.state)) {
      this.roster.send(record, talked ? 'talk-ended' : 'part-over', step, { wrapUpMs });
    }
  }
}
