import type { BlockReason, LeadsAnswer, OutboundAsk } from '../terms/outbound.js';
import type { Refusal } from '../terms/requests.js';
import type { Campaigns } from './campaigns.js';
import type { Desks } from './desks.js';
import type { HeldLead } from './hopper.js';
import type { Launcher } from './launcher.js';
import type { CrewMember, DialerStep } from './notices.js';
import type { Rounds } from './rounds.js';
import type { RunningCampaign } from './running-campaign.js';

export type LeadAsk = Exclude<OutboundAsk, { ask: 'outbound-result' }>;

/** Questions for single leads that are open; older ones are forgotten. */
const maxOpen = 1_000;
const maxReasonLength = 200;

interface Taking {
  readonly agentId: string;
  readonly campaignId: string;
  readonly askedAt: number;
}

export interface AgentAsksParts {
  readonly campaigns: Campaigns;
  readonly desks: Desks;
  readonly launcher: Launcher;
  readonly rounds: Rounds;
}

/** Manual and preview: leads that agents take, dial, skip. */
export class AgentAsks {
  private readonly taking = new Map<number, Taking>();

  constructor(private readonly parts: AgentAsksParts) {}

  ask(ask: LeadAsk, step: DialerStep): Refusal | null {
    switch (ask.ask) {
      case 'take-lead':
        return this.take(ask.agentId, ask.campaign, ask.lead, step);
      case 'dial-lead':
        return this.dial(ask.agentId, step);
      case 'skip-lead':
        return this.skip(ask.agentId, ask.reason, step);
    }
  }

  private take(agentId: string, campaignId: string, leadId: string, step: DialerStep): Refusal | null {
    const running = this.parts.campaigns.get(campaignId);
    if (running === null || !running.runs(step.atMs)) {
      return { code: 'not-now', message: `campaign ${campaignId} does not run now; start it or choose another` };
    }
    const { mode } = running.campaign;
    if (mode !== 'manual' && mode !== 'preview') {
      return {
        code: 'not-now',
        message: `campaign ${campaignId} dials by itself (${mode}); its leads are not taken by hand`,
      };
    }
    const free = this.memberFree(running, agentId);
    if ('code' in free) return free;
    const held = running.hopper.takeLead(leadId);
    if (held !== null) return this.show(running, free, held, step);
    this.askFor(running, agentId, leadId, step);
    return null;
  }

  /** His campaign's queue, ready, and nothing on his desk. */
  private memberFree(running: RunningCampaign, agentId: string): CrewMember | Refusal {
    const member = this.parts.rounds.crew(running).present.find((each) => each.agentId === agentId);
    if (member === undefined) return this.whyAbsent(running, agentId);
    if (this.parts.desks.get(agentId) !== null) {
      return {
        code: 'not-now',
        message: `agent ${agentId} has a lead already; dial it, skip it, or give its result first`,
      };
    }
    if (member.status !== 'idle') {
      return { code: 'not-now', message: `agent ${agentId} is not ready (${member.status}); be ready first` };
    }
    return member;
  }

  private whyAbsent({ id, campaign: { queue } }: RunningCampaign, agentId: string): Refusal {
    if (this.parts.rounds.isOfQueue(queue, agentId)) {
      return {
        code: 'not-now',
        message: `agent ${agentId} cannot be given a call now: signed out, off shift, or his telephone is lifted or unplugged`,
      };
    }
    const message = `agent ${agentId} does not belong to queue ${queue}, whose agents work on campaign ${id}; add him to it`;
    return { code: 'forbidden', message };
  }

  private askFor(running: RunningCampaign, agentId: string, lead: string, step: DialerStep): void {
    const ask = this.parts.campaigns.nextAsk();
    const [oldest] = this.taking.keys();
    if (this.taking.size >= maxOpen && oldest !== undefined) this.taking.delete(oldest);
    this.taking.set(ask, { agentId, campaignId: running.id, askedAt: step.atMs });
    for (const { list } of running.campaign.lists) {
      const common = { campaign: running.id, list, ask, count: 1, dueBy: step.atMs };
      step.leads({ ...common, not: [], agents: [agentId], lead });
    }
  }

  /** True: the answer was about a lead that an agent takes. */
  answered({ ask, leads }: LeadsAnswer, step: DialerStep): boolean {
    const taking = this.taking.get(ask);
    if (taking === undefined) return false;
    const [lead] = leads;
    // Not in this list; another one may have it.
    if (lead === undefined) return true;
    this.taking.delete(ask);
    const { agentId, campaignId, askedAt } = taking;
    const running = this.parts.campaigns.get(campaignId);
    const free = running === null ? null : this.memberFree(running, agentId);
    if (running === null || free === null || 'code' in free || this.parts.campaigns.isWorkedOn(lead.id)) {
      step.log('info', 'a lead was not given to who took it: one of them is busy by now', { agentId, lead: lead.id });
      return true;
    }
    const refused = this.show(running, free, { lead, askedAt }, step);
    if (refused !== null) step.log('info', 'a lead was not given to who took it', { agentId, why: refused.message });
    return true;
  }

  private show(running: RunningCampaign, member: CrewMember, held: HeldLead, step: DialerStep): Refusal | null {
    const { agentId, headset } = member;
    const owner = held.lead.agent;
    if (owner !== '' && owner !== agentId) {
      running.hopper.giveBack(held);
      return { code: 'forbidden', message: `lead ${held.lead.id} is agent ${owner}'s; a supervisor can recall it` };
    }
    if (!this.parts.launcher.check(running, held, step.atMs, step))
      return forbidden('the law or the campaign forbids it now');
    step.row({ row: 'lead-change', id: held.lead.id, change: { state: 'working' } });
    this.parts.desks.put({ agentId, campaignId: running.id, held, headset, dialAt: null }, step);
    return null;
  }

  private dial(agentId: string, step: DialerStep): Refusal | null {
    const desk = this.parts.desks.get(agentId);
    if (desk === null || desk.attempt !== null) return nothingShown(agentId);
    const why = this.parts.rounds.dial(desk, step);
    if (why === 'full') return isFull;
    return why === null ? null : forbidden(words[why as BlockReason] ?? why);
  }

  private skip(agentId: string, reason: string, step: DialerStep): Refusal | null {
    const desk = this.parts.desks.get(agentId);
    if (desk === null || desk.attempt !== null) return nothingShown(agentId);
    const { held, campaignId } = desk;
    const running = this.parts.campaigns.get(campaignId);
    this.parts.desks.remove(desk, step);
    const { lead } = held;
    step.row({
      row: 'skip',
      skip: {
        id: step.newId(),
        campaign: campaignId,
        list: lead.list,
        lead: lead.id,
        agent: agentId,
        at: step.atMs,
        reason: reason.slice(0, maxReasonLength),
      },
    });
    // Not at once to the next agent, who would skip him too.
    const notBefore = lead.timed ? lead.notBefore : step.atMs + (running?.campaign.retry.waitMs ?? 0);
    step.row({ row: 'lead-change', id: lead.id, change: { state: 'open', notBefore } });
    this.parts.campaigns.leadTold(lead, notBefore, step.atMs);
    if (running !== null) running.dirty = true;
    return null;
  }

  /** Queues cannot keep him for it, or no longer do. */
  refused(agentId: string, leadId: string, step: DialerStep): void {
    const desk = this.parts.desks.get(agentId);
    if (desk === null || desk.held.lead.id !== leadId) return;
    desk.reserved = false;
    const { attempt, campaignId, held } = desk;
    if (attempt === null) {
      this.parts.desks.remove(desk, step);
      this.parts.rounds.putBack(this.parts.campaigns.get(campaignId), held, step);
      return;
    }
    // Who answers is given to whoever of the queue is free.
    if (attempt.agentFirst || desk.resultWanted) return;
    attempt.agentId = null;
    this.parts.desks.remove(desk, step);
  }
}

function nothingShown(agentId: string): Refusal {
  return { code: 'not-now', message: `agent ${agentId} is shown no lead that waits to be dialled; take one first` };
}

/** The lead stays on his desk. */
const isFull: Refusal = {
  code: 'not-now',
  message: 'the campaign has as many calls as it may have at once, or no line is free; dial again when one has ended',
  zh: '该活动的同时呼叫已达上限，或没有空闲线路；请等一通电话结束后再拨。',
};

function forbidden(why: string): Refusal {
  return { code: 'forbidden', message: `this person is not called: ${why}` };
}

const words: Readonly<Partial<Record<BlockReason, string>>> = {
  dnc: 'the number is on the do-not-call list',
  consent: 'he has not agreed to be called, or took it back; note his consent with its proof first',
  hours: 'it is outside the calling hours where the number is',
  'too-often': 'the number was called often enough today',
  'too-soon': 'the last call is not long enough ago',
  tries: 'all tries are used up',
  duplicate: 'he is being called already',
  'caller-number': 'the number to be shown is not assigned to a trunk',
  'bad-number': 'the number cannot be dialled',
  storage: 'there is no room for its recording; free some',
};
