import { type AgentEvent, type AgentRecord, inCallStates } from './agents.js';
import type { AcdStep } from './notices.js';
import type { Offers } from './offers.js';
import type { Roster } from './roster.js';

/** What an agent does in a call, by his telephone. */
export type AgentDoing = 'dialling' | 'talking' | 'held' | 'consulting' | 'conference';

const eventOf: Readonly<Record<AgentDoing, AgentEvent>> = {
  dialling: 'dial',
  talking: 'answered',
  held: 'hold',
  consulting: 'consult',
  conference: 'confer',
};

/** Agents in calls: what call control sees their telephones do wins over what was believed. */
export class TakingPart {
  /** `wrapUpMs`: how long this agent may wrap up the call he has. */
  constructor(
    private readonly roster: Roster,
    private readonly offers: Offers,
    private readonly wrapUpMs: (record: AgentRecord) => number,
  ) {}

  doing(callId: string, agentId: string, doing: AgentDoing, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record === null || record.state === 'signed-out') {
      step.log('warn', 'a call of an agent who is not signed in', { callId, agent: agentId, doing });
      return;
    }
    const { state } = record;
    if (record.callId !== callId && (state === 'reserved' || state === 'ringing')) {
      step.log('warn', 'an agent is in another call than he was offered', { callId, offered: record.callId, doing });
      return;
    }
    this.offers.stopTimers(record, step);
    // He calls somebody from within a call: china.md 4 counts that as the consultation.
    let event = doing === 'dialling' && inCallStates.has(state) ? 'consult' : eventOf[doing];
    if (event === 'dial' && state === 'dialling') event = 'call-out';
    const idle = !inCallStates.has(state) && state !== 'ringing' && state !== 'reserved' && state !== 'dialling';
    // He has the call before his telephone was told to ring.
    if (state === 'reserved') this.roster.send(record, 'ring', step);
    // He is in a call that he was not offered, so he must have called.
    if (idle && event !== 'dial') this.roster.send(record, 'dial', step, { callId });
    this.roster.send(record, event, step, { callId });
    if (doing !== 'dialling') record.lastCallId = callId;
  }

  /** `talked`: with a customer, so he wraps up. */
  left(callId: string, agentId: string, talked: boolean, step: AcdStep): void {
    const record = this.roster.get(agentId);
    if (record?.callId === callId) this.leave(callId, record, talked, step);
  }

  /** The call is over: nobody takes part in it any more, told of or not. */
  callEnded(callId: string, step: AcdStep): void {
    for (const record of this.roster.inCall(callId)) {
      if (record.callId === callId) this.leave(callId, record, inCallStates.has(record.state), step);
    }
    // Nobody has to wrap it up.
    if (this.roster.inCall(callId).length === 0) step.tell({ notice: 'wrap-up-over', callId });
  }

  private leave(callId: string, record: AgentRecord, talked: boolean, step: AcdStep): void {
    const { state } = record;
    if (state === 'reserved' || state === 'ringing') this.offers.withdraw(record, callId, step);
    else if (state === 'dialling' && !talked) this.roster.send(record, 'dial-over', step);
    else if (state === 'dialling' || inCallStates.has(state)) {
      this.roster.send(record, talked ? 'talk-ended' : 'part-over', step, { wrapUpMs: this.wrapUpMs(record) });
    }
  }
}
