import { choosableReasons, type NotReadyReason } from '../terms/agents.js';
import type { AgentAsk, Refusal, SupervisorAsk } from '../terms/requests.js';
import type { EventDetail } from './agent-machine.js';
import { type AgentEvent, type AgentRecord, inCallStates } from './agents.js';
import type { Leads } from './leads.js';
import type { AcdStep } from './notices.js';
import type { Offers } from './offers.js';
import type { Roster } from './roster.js';

export type ForceState = Extract<SupervisorAsk, { ask: 'force-state' }>;

/** Keys that would replace what he is to be after his call. */
const undoesOrder: ReadonlySet<AgentEvent> = new Set(['ready', 'not-ready', 'sign-out']);

/** Not possible while a result is owed; in a call they are about what comes after it. */
const endsWrapUp: ReadonlySet<AgentEvent> = new Set(['ready', 'end-wrap-up']);
const staysBusy: ReadonlySet<AgentRecord['state']> = new Set([...inCallStates, 'reserved', 'ringing', 'dialling']);
const leavesLead: ReadonlySet<AgentEvent> = new Set(['not-ready', 'sign-out']);

/** Longer ones are refused at the contract; this holds for whoever else asks. */
const maxReasonLength = 200;

const forcedEvent = { ready: 'force-ready', 'not-ready': 'force-not-ready', 'signed-out': 'force-sign-out' } as const;

export interface RequestParts {
  readonly roster: Roster;
  readonly offers: Pick<Offers, 'ring'>;
  readonly leads: Pick<Leads, 'left'>;
  readonly nextCallBack: (record: AgentRecord, step: AcdStep) => Refusal | null;
}

/** What agents ask by key and what their pages say. */
export class Requests {
  constructor(private readonly parts: RequestParts) {}

  /** Null: done. */
  handle(request: AgentAsk, step: AcdStep): Refusal | null {
    const record = this.parts.roster.get(request.agentId);
    if (record === null) return unknownAgent(request.agentId);
    switch (request.ask) {
      case 'sign-in':
        return this.signIn(record, step);
      case 'not-ready':
        return this.key(record, 'not-ready', step, { reason: request.reason });
      case 'sign-out':
      case 'ready':
      case 'end-wrap-up':
        return this.key(record, request.ask, step);
      case 'hang-up':
        return this.hangUp(record, step);
      case 'dispose':
        return this.dispose(record, request.callId, request.disposition, step);
      case 'presence':
        return this.presence(record, request.pages, step);
      case 'pop-shown':
        return this.popShown(record, request.callId, step);
      case 'extend-wrap-up':
        return this.extendWrapUp(record, request.reason, step);
      case 'next-call-back':
        return this.nextCallBack(record, step);
      case 'set-own':
        return { code: 'bad-request', message: 'what an agent sets himself is a change of the site: ask for it there' };
    }
  }

  /** A supervisor's order: at once if the agent is idle, else when what he does is over. */
  force(request: ForceState, step: AcdStep): Refusal | null {
    const { agentId, by, state } = request;
    const record = this.parts.roster.get(agentId);
    if (record === null) return unknownAgent(agentId);
    if (by === agentId) {
      return {
        code: 'forbidden',
        message: `${by} cannot force a state on himself; use the keys ready, not ready, sign out`,
      };
    }
    const reason = request.reason.slice(0, maxReasonLength);
    const event = forcedEvent[state];
    if (!this.parts.roster.expects(record, event)) return notNow(record, event);
    this.parts.roster.send(record, event, step, { reason: reasonNamed(reason), forcedBy: { by, reason } });
    step.row({
      row: 'supervision',
      supervision: { at: step.atMs, by, what: event, agent: agentId, callId: record.callId, reason },
    });
    return null;
  }

  /** Between calls, ready or not: he asked for it. `lifted`: on the keypad of his telephone, which needs no ring. */
  nextCallBack(record: AgentRecord, step: AcdStep, lifted = false): Refusal | null {
    if (!this.parts.roster.expects(record, lifted ? 'dial' : 'reserve-own')) return notNow(record, 'next-call-back');
    if (!lifted && !this.parts.roster.reachable(record)) {
      const message = `the telephone of agent ${record.agent.id} cannot ring; lay the handset down and ask again`;
      return { code: 'not-now', message };
    }
    return this.parts.nextCallBack(record, step);
  }

  private extendWrapUp(record: AgentRecord, reason: string, step: AcdStep): Refusal | null {
    const { wrapUp, agent } = record;
    if (record.state !== 'wrap-up' || wrapUp === null) return notNow(record, 'extend-wrap-up');
    if (wrapUp.extended) {
      return {
        code: 'limit',
        message: `agent ${agent.id} has extended this wrap-up once; say not ready if it takes longer`,
      };
    }
    this.parts.roster.extendWrapUp(record, step);
    const detail = { reason: reason.slice(0, maxReasonLength), until: record.wrapUp?.until ?? null };
    step.tell({ notice: 'call-note', callId: wrapUp.callId, what: 'wrap-up-extended', agent: agent.id, detail });
    return null;
  }

  signIn(record: AgentRecord, step: AcdStep): Refusal | null {
    if (record.agent.remoteNumber === undefined && this.parts.roster.station(record) === null) {
      const message = `agent ${record.agent.id} has line ${record.agent.line}, which this box does not have; correct the agent's line`;
      return { code: 'conflict', message };
    }
    const other = this.parts.roster.lineTakenBy(record);
    if (other !== null && record.state === 'signed-out') {
      const message = `line ${record.agent.line} is used by agent ${other.agent.id}; that agent must sign out first`;
      return { code: 'station-taken', message };
    }
    return this.key(record, 'sign-in', step, { reason: 'just-signed-in' });
  }

  key(record: AgentRecord, event: AgentEvent, step: AcdStep, detail: EventDetail = {}): Refusal | null {
    if (!this.parts.roster.expects(record, event)) return notNow(record, event);
    if (record.resultWanted !== null && endsWrapUp.has(event) && !staysBusy.has(record.state)) {
      const message = `agent ${record.agent.id} owes the result of call ${record.resultWanted}; give it, then go on`;
      return { code: 'not-now', message };
    }
    // A lead that is only shown holds nobody back from his break.
    if (record.lead?.attempt === '' && leavesLead.has(event)) {
      this.parts.leads.left(record, event === 'sign-out' ? 'signed-out' : 'not-ready', step);
    }
    const order = record.next?.forcedBy;
    if (order !== undefined && record.next?.again !== true && undoesOrder.has(event)) {
      const message = `${order.by} wants agent ${record.agent.id} to be ${record.next?.state} after this call (${order.reason}); ask ${order.by}, or wait until then`;
      return { code: 'not-now', message };
    }
    this.parts.roster.send(record, event, step, detail);
    return null;
  }

  private hangUp(record: AgentRecord, step: AcdStep): Refusal | null {
    const inCall = inCallStates.has(record.state) || record.state === 'dialling';
    if (!inCall || record.callId === null) return notNow(record, 'hang-up');
    step.tell({ notice: 'agent-hang-up', callId: record.callId, agentId: record.agent.id });
    return null;
  }

  private dispose(
    record: AgentRecord,
    callId: string,
    disposition: Extract<AgentAsk, { ask: 'dispose' }>['disposition'],
    step: AcdStep,
  ): Refusal | null {
    if (record.lastCallId === callId) {
      step.tell({ notice: 'dispose', callId, agentId: record.agent.id, disposition });
      return null;
    }
    for (const other of this.parts.roster.all()) {
      if (other.lastCallId !== callId) continue;
      return { code: 'forbidden', message: `call ${callId} was taken by another agent, who gives its disposition` };
    }
    const message = `agent ${record.agent.id} did not talk in call ${callId} last; only the last call can be given a disposition`;
    return { code: 'unknown-call', message };
  }

  private presence(record: AgentRecord, pages: number, step: AcdStep): Refusal | null {
    if (!Number.isInteger(pages) || pages < 0) {
      return { code: 'bad-request', message: `pages must be a whole number from 0, not ${pages}` };
    }
    record.pages = pages;
    if (pages === 0 && record.state === 'reserved') this.parts.offers.ring(record, 'no-page', step);
    return null;
  }

  private popShown(record: AgentRecord, callId: string, step: AcdStep): Refusal | null {
    if (record.callId !== callId) {
      return {
        code: 'unknown-call',
        message: `call ${callId} is not, or no longer, offered to agent ${record.agent.id}`,
      };
    }
    if (!record.popShown && record.state !== 'wrap-up') {
      record.popShown = true;
      const detail = { afterMs: step.atMs - record.offeredAt };
      step.tell({ notice: 'call-note', callId, what: 'pop-shown', agent: record.agent.id, detail });
    }
    if (record.state === 'reserved') this.parts.offers.ring(record, 'pop-shown', step);
    return null;
  }
}

function notNow(record: AgentRecord, event: string): Refusal {
  const message = `agent ${record.agent.id} is ${record.state}: "${event}" is not possible in this state`;
  return { code: 'not-now', message };
}

function unknownAgent(agentId: string): Refusal {
  const message = `no agent ${agentId} is configured; add the agent to the site or use another number`;
  return { code: 'unknown-agent', message };
}

/** A supervisor may name one of the agents' reasons; anything else is the system's. */
function reasonNamed(reason: string): NotReadyReason {
  return choosableReasons.find((name) => name === reason) ?? 'system';
}
