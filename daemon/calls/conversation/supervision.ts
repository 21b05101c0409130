import type { Refusal, SupervisorAsk } from '../../terms/requests.js';
import type { Site, Supervisor } from '../../terms/site.js';
import type { CallBook } from '../book.js';
import { type Call, cause } from '../call.js';
import type { CallsStep } from '../notices.js';
import type { Conversation } from './conversation.js';
import { agentIn, type Parties } from './parties.js';
import type { Party, SupervisorMode } from './party.js';
import type { Ringing } from './ringing.js';

export interface SupervisionRooms {
  readonly book: CallBook;
  readonly parties: Parties;
  readonly conversation: Conversation;
  readonly ringing: Ringing;
}

/** A supervisor's telephone rings so long. */
export const superviseRingMs = 30_000;

export type CallSupervision = Exclude<SupervisorAsk, { ask: 'force-state' }>;
type AskOf<Ask extends CallSupervision['ask']> = Extract<CallSupervision, { ask: Ask }>;

/** Supervisors beside and in their agents' calls. What they do is kept: who, what, whom, when. */
export class Supervision {
  private supervisors = new Map<string, Supervisor>();

  constructor(private readonly rooms: SupervisionRooms) {}

  load(site: Site): void {
    this.supervisors = new Map((site.supervisors ?? []).map((each) => [each.id, each]));
  }

  handle(ask: CallSupervision, step: CallsStep): Refusal | null {
    switch (ask.ask) {
      case 'supervise':
        return this.supervise(ask, step);
      case 'stop-supervising':
        return this.stop(ask, step);
      case 'take-over':
        return this.takeOver(ask, step);
      case 'force-release':
        return this.forceRelease(ask, step);
    }
  }

  private supervise(ask: AskOf<'supervise'>, step: CallsStep): Refusal | null {
    const { by, agentId, mode } = ask;
    const call = this.callOfAgent(agentId);
    if ('code' in call) return call;
    const own = this.ownParty(by, call);
    if (own === null) return this.ring(call, ask, mode, mode, step);
    if ('code' in own) return own;
    if (own.mode === null) return { code: 'conflict', message: 'you have taken this call over: hang up to leave it' };
    // No new call: what he hears changes, from the next block of sound on.
    own.mode = mode;
    own.purpose = mode;
    own.watches = agentId;
    if (own.state === 'in') own.room = mode === 'barge' ? 'main' : 'none';
    this.rooms.parties.change(call, own, { purpose: mode }, step);
    this.keep(call, ask, mode, '', step);
    this.rooms.conversation.settle(call, step);
    return null;
  }

  private takeOver(ask: AskOf<'take-over'>, step: CallsStep): Refusal | null {
    const had = this.rooms.parties.callOf(ask.by);
    const taken = had === null ? null : this.rooms.book.get(had);
    if (taken !== null && agentIn(taken, ask.by)?.purpose === 'take-over') return null; // the key was pressed twice
    const call = this.callOfAgent(ask.agentId);
    if ('code' in call) return call;
    if (call.stage !== 'talking') return notNow(`the call is ${call.stage}: it can be taken over once somebody talks`);
    const own = this.ownParty(ask.by, call);
    if (own === null) return this.ring(call, ask, 'take-over', null, step);
    if ('code' in own) return own;
    if (own.mode === null) return null; // he has it, or his telephone rings for it
    own.purpose = 'take-over';
    own.watches = ask.agentId;
    this.rooms.parties.change(call, own, { purpose: 'take-over' }, step);
    this.keep(call, ask, 'take-over', '', step);
    if (own.state === 'calling') own.mode = null;
    else this.rooms.conversation.takeOver(call, own, step);
    this.rooms.conversation.settle(call, step);
    return null;
  }

  private ring(
    call: Call,
    ask: AskOf<'supervise' | 'take-over'>,
    purpose: SupervisorMode | 'take-over',
    mode: SupervisorMode | null,
    step: CallsStep,
  ): Refusal | null {
    const { by, agentId } = ask;
    if (by === agentId) return { code: 'bad-request', message: 'that is yourself: choose another agent' };
    const supervisor = this.supervisors.get(by);
    if (supervisor === undefined) {
      return { code: 'forbidden', message: `the site gives ${by} no supervisor's telephone: add it under supervisors` };
    }
    const modeOf = mode === null ? {} : { mode };
    const opening = { role: 'supervisor', purpose, agentId: by, room: 'none', watches: agentId, ...modeOf } as const;
    const party = this.rooms.ringing.telephone(call, supervisor.line, opening, agentId, step);
    if (party === null) {
      return notNow(`your telephone on line ${supervisor.line} is in use or not there: lay it down and ask again`);
    }
    step.setTimer(timerOf(call, party), superviseRingMs);
    this.keep(call, ask, purpose, '', step);
    this.rooms.conversation.settle(call, step);
    return null;
  }

  /** He did not lift. `about`: the timer's, call and party. */
  notLifted(about: string, step: CallsStep): void {
    const [callId = '', number = ''] = about.split(' ');
    const call = this.rooms.book.get(callId);
    const party = call?.parties.find((each) => each.party === Number(number));
    if (call === null || party?.state !== 'calling') return;
    this.rooms.conversation.clear(call, party, cause.noAnswer, step);
    this.rooms.conversation.settle(call, step);
  }

  private stop(ask: AskOf<'stop-supervising'>, step: CallsStep): Refusal | null {
    for (const call of this.rooms.book.all()) {
      const party = call.parties.find(({ role, agentId }) => role === 'supervisor' && agentId === ask.by);
      if (party === undefined) continue;
      if (party.state === 'in' && party.mode === null) {
        return notNow('you have taken this call over: hang up to end it, or transfer it');
      }
      this.keep(call, { by: ask.by, agentId: party.watches }, 'stop-supervising', '', step);
      this.rooms.conversation.release(call, party, { cause: cause.normalClearing, endedBy: 'system' }, step);
      return null;
    }
    return null; // asking twice is fine
  }

  private forceRelease(ask: AskOf<'force-release'>, step: CallsStep): Refusal | null {
    const call = this.callOfAgent(ask.agentId);
    if ('code' in call) return call;
    this.keep(call, ask, 'force-release', ask.reason, step);
    this.rooms.conversation.endAside(call, step);
    const closing = { cause: cause.normalClearing, endedBy: 'system' } as const;
    this.rooms.conversation.hangUp(call, ask.agentId, closing, step);
    return null;
  }

  // ---- within

  private callOfAgent(agentId: string): Call | Refusal {
    const callId = this.rooms.parties.callOf(agentId);
    const call = callId === null ? null : this.rooms.book.get(callId);
    if (call !== null && agentIn(call, agentId)?.mode === null) return call;
    return notNow(`agent ${agentId} is in no call now`);
  }

  /** His part in this call; null: none anywhere. */
  private ownParty(by: string, call: Call): Party | Refusal | null {
    for (const other of this.rooms.book.all()) {
      const party = other.parties.find(({ role, agentId }) => role === 'supervisor' && agentId === by);
      if (party === undefined) continue;
      if (other === call) return party;
      return { code: 'conflict', message: 'you are with another call: stop supervising there first' };
    }
    return null;
  }

  private keep(
    call: Call,
    { by, agentId }: { readonly by: string; readonly agentId: string },
    what: string,
    reason: string,
    step: CallsStep,
  ): void {
    const agent = agentId === '' ? null : agentId;
    step.row({ row: 'supervision', supervision: { at: step.atMs, by, what, agent, callId: call.id, reason } });
    this.rooms.book.note(call, 'supervision', agent, { by, what }, step);
  }
}

function timerOf(call: Call, party: Party): string {
  return `calls supervise ${call.id} ${party.party}`;
}

function notNow(message: string): Refusal {
  return { code: 'not-now', message };
}
