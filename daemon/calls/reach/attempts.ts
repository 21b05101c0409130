import type { Refusal } from '../../terms/requests.js';
import type { Agent } from '../../terms/site.js';
import type { LegPurpose, Target } from '../../terms/targets.js';
import type { CallBook } from '../book.js';
import type { Call } from '../call.js';
import type { Parties } from '../conversation/parties.js';
import { type Attempt, onNoTrunkYet, type Party } from '../conversation/party.js';
import type { NotReached, Reports } from '../conversation/reaching.js';
import type { CallsStep } from '../notices.js';
import { maxDiallingMs, maxSentOnMs, type Outgoing, outOver } from '../outgoing.js';
import type { TrunkTable } from '../trunks.js';
import { causeOf, whyOf } from './causes.js';
import { type ForwardWhen, forwardOf } from './forwarding.js';
import { type Asker, type Plan, planOf } from './targets.js';

/** How long an agent's telephone rings for a colleague, or for himself, before it counts as not answered. */
export const directRingMs = 20_000;

export interface AttemptRooms {
  readonly book: CallBook;
  readonly trunks: TrunkTable;
  readonly parties: Parties;
  readonly outgoing: Outgoing;
  isSlot(slot: number): boolean;
  readonly reports: Reports;
}

/** How a target becomes a telephone that rings: forwards, agents, numbers outside, queues and flows. */
export class Attempts {
  constructor(private readonly rooms: AttemptRooms) {}

  plan(target: Target, askedBy: string): Plan {
    const { site } = this.rooms.trunks;
    if (site !== null) return planOf(site, target, this.asker(askedBy), (slot) => this.rooms.isSlot(slot));
    const refusal = { code: 'not-now', message: 'the site is not loaded yet; ask again in a moment' } as const;
    return { plan: 'refused', why: 'unknown-target', refusal };
  }

  /** A refusal: nothing was begun. */
  call(call: Call, attempt: Attempt, step: CallsStep): Refusal | null {
    return this.carryOut(call, attempt, attempt.target, attempt.by, step);
  }

  /** Distribution has not got him: his forwards, or nobody. */
  agentRefused(call: Call, attempt: Attempt, why: NotReached, step: CallsStep): void {
    const { agentId } = attempt;
    attempt.agentId = null;
    const when = whenOf(why);
    if (agentId !== null && when !== null && isForwarded(attempt.purpose)) {
      const problem = this.forward(call, attempt, agentId, when, step);
      if (problem === 'forwarded') return;
      if (problem !== null) {
        this.notReached(call, attempt, problem, step);
        return;
      }
    }
    this.notReached(call, attempt, why, step);
  }

  /** Somebody outside whom an attempt has called cannot be had; he is out of the call already. */
  outsideFailed(call: Call, party: Party, failure: number, step: CallsStep): void {
    const attempt = this.rooms.reports.attempt(call, party.attempt);
    if (attempt !== null) this.rooms.reports.notReached(call, attempt, whyOf(failure), failure, step);
  }

  stop(call: Call, { agentId }: Attempt, step: CallsStep): void {
    if (agentId !== null) step.tell({ notice: 'want-over', callId: call.id, agentId });
  }

  private carryOut(call: Call, attempt: Attempt, target: Target, askedBy: string, step: CallsStep): Refusal | null {
    const plan = this.plan(target, askedBy);
    switch (plan.plan) {
      case 'refused':
        return plan.refusal;
      case 'code':
      case 'slot':
        return { code: 'unknown-target', message: 'nobody can be reached there; choose an agent, a queue or a number' };
      case 'queue':
      case 'flow':
        return this.sendOn(call, attempt, plan, step);
      case 'agent':
        return this.agent(call, attempt, plan.agentId, step);
      case 'outside': {
        const { routed } = plan;
        attempt.tried.push(routed.number);
        const { purpose, room, id } = attempt;
        const { number } = routed;
        const opening = { role: 'outside', purpose, number, room, attempt: id, out: outOver(routed.trunks) } as const;
        const party = this.rooms.parties.add(call, opening, onNoTrunkYet, step);
        if (party === null)
          return { code: 'limit', message: 'nobody more fits into this call; let somebody leave first' };
        this.rooms.outgoing.alarm(call, routed, step);
        const isSentOn = attempt.purpose === 'transfer' || attempt.purpose === 'direct';
        this.rooms.outgoing.begin(call, party, step, isSentOn ? maxSentOnMs : maxDiallingMs);
        return null;
      }
    }
  }

  private sendOn(
    call: Call,
    attempt: Attempt,
    plan: Extract<Plan, { plan: 'queue' | 'flow' }>,
    step: CallsStep,
  ): Refusal | null {
    if (attempt.purpose !== 'transfer' && attempt.purpose !== 'direct') {
      const message = 'a queue or a flow cannot be talked to; transfer the caller there';
      return { code: 'bad-request', message };
    }
    if (call.row.direction === 'internal') {
      const message = 'only callers from outside wait in queues; call an agent';
      return { code: 'bad-request', message };
    }
    const from = attempt.by === '' ? null : attempt.by;
    if (plan.plan === 'queue') step.tell({ notice: 'want-queue', callId: call.id, queueId: plan.queueId, from });
    else step.tell({ notice: 'want-flow', callId: call.id, flowId: plan.flowId });
    this.rooms.reports.sentOn(call, attempt, step);
    return null;
  }

  private agent(call: Call, attempt: Attempt, agentId: string, step: CallsStep): Refusal | null {
    if (attempt.tried.includes(agentId)) return loopRefusal([...attempt.tried, agentId]);
    attempt.tried.push(agentId);
    if (isForwarded(attempt.purpose)) {
      const problem = this.forward(call, attempt, agentId, 'always', step);
      if (problem === 'forwarded') return null;
      if (problem !== null) return problem === 'loop' ? loopRefusal(attempt.tried) : nowhere(agentId);
    }
    attempt.agentId = agentId;
    const { purpose } = attempt;
    step.tell({ notice: 'want-agent', callId: call.id, agentId, purpose, ringTimeoutMs: directRingMs });
    return null;
  }

  /** Null: he forwards nothing in this case. */
  private forward(
    call: Call,
    attempt: Attempt,
    agentId: string,
    when: ForwardWhen,
    step: CallsStep,
  ): 'forwarded' | 'loop' | 'unknown' | null {
    const agents = this.rooms.trunks.site?.agents ?? [];
    const way = [...attempt.tried.filter((id) => id !== agentId && agents.some((agent) => agent.id === id)), agentId];
    const forwarded = forwardOf(agents, way, when);
    if (forwarded.to === 'himself') return null;
    if (forwarded.to === 'loop') {
      this.rooms.book.note(call, 'forward-loop', agentId, { way: forwarded.way.join(' ') }, step);
      step.incident('forward-loop', { way: forwarded.way.join(' '), callId: call.id });
      return 'loop';
    }
    this.rooms.book.note(call, 'forwarded', agentId, { when, to: nameOf(forwarded.target) }, step);
    // Who forwards pays: his rights decide where his calls may go.
    const refusal = this.carryOut(call, attempt, forwarded.target, agentId, step);
    if (refusal === null) return 'forwarded';
    step.log('info', 'a forwarded call can go nowhere', { agent: agentId, why: refusal.message });
    return refusal.code === 'loop' ? 'loop' : 'unknown';
  }

  private notReached(call: Call, attempt: Attempt, why: NotReached, step: CallsStep): void {
    this.rooms.reports.notReached(call, attempt, why, causeOf[why], step);
  }

  asker(agentId: string): Asker {
    const agent: Agent | undefined = this.rooms.trunks.site?.agents.find(({ id }) => id === agentId);
    return { agentId: agent?.id ?? '', international: agent?.international ?? false };
  }
}

/** Forwards are of calls to him, not of those that are his already or that a supervisor makes. */
function isForwarded(purpose: LegPurpose): boolean {
  return purpose === 'direct' || purpose === 'transfer' || purpose === 'consult';
}

function whenOf(why: NotReached): ForwardWhen | null {
  switch (why) {
    case 'busy':
    case 'not-ready':
    case 'rejected':
      return 'busy';
    case 'no-answer':
    case 'signed-out':
    case 'unreachable':
      return 'no-answer';
    default:
      return null;
  }
}

function loopRefusal(way: readonly string[]): Refusal {
  return { code: 'loop', message: `forwards lead in a circle (${way.join(' → ')}); choose somebody else` };
}

function nowhere(agentId: string): Refusal {
  return { code: 'unknown-target', message: `calls of ${agentId} are forwarded to where they cannot go` };
}

function nameOf(target: Target): string {
  switch (target.to) {
    case 'agent':
      return target.agent;
    case 'queue':
      return target.queue;
    case 'flow':
      return target.flow;
    case 'number':
      return target.number;
  }
}
