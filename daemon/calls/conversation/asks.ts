import type { Detail } from '../../base/step.js';
import type { CallAsk, Refusal } from '../../terms/requests.js';
import type { Target } from '../../terms/targets.js';
import type { CallBook } from '../book.js';
import { type Call, type Closing, cause } from '../call.js';
import type { CallsStep } from '../notices.js';
import { joinRooms } from './aside.js';
import type { Conversation } from './conversation.js';
import { talkersOf } from './doing.js';
import { agentIn, type Parties } from './parties.js';
import type { Attempt, Party } from './party.js';
import type { ReachAsk } from './reaching.js';
import { tellSender } from './sender.js';

export interface AskRooms {
  readonly book: CallBook;
  readonly parties: Parties;
  readonly conversation: Conversation;
}

type Asked<Ask extends CallAsk['ask']> = Extract<CallAsk, { ask: Ask }>;

type InCallAsk = Exclude<CallAsk, ReachAsk | { ask: 'set-data' }>;

/** Who asks, and in which call. */
interface Asker {
  readonly call: Call;
  readonly agent: Party;
}

/** What agents ask of the call they are in. Null: done, or under way; the pages see what comes of it. */
export class CallAsks {
  constructor(private readonly rooms: AskRooms) {}

  handle(ask: CallAsk, step: CallsStep): Refusal | null {
    switch (ask.ask) {
      case 'dial':
      case 'park':
      case 'pick-up':
      case 'pick-up-call':
      case 'rate': {
        const { reaching } = this.rooms.conversation;
        return reaching === null ? notNow(`"${ask.ask}" is not possible yet`) : reaching.ask(ask, step);
      }
      case 'set-data':
        return this.setData(ask, step);
      default:
        return this.inCall(ask, step);
    }
  }

  /** Of a call he is in or wraps up. */
  private setData({ agentId, callId, ...entry }: Asked<'set-data'>, step: CallsStep): Refusal | null {
    const call = this.rooms.book.get(callId);
    if (call === null)
      return { code: 'unknown-call', message: `call ${callId} is over and done with; its data stays as it is` };
    if (agentIn(call, agentId) === null && !call.wrappedUpBy.has(agentId)) {
      return { code: 'forbidden', message: `call ${callId} is another agent's, who sets its data` };
    }
    const { section, key, value } = entry;
    return this.rooms.book.setData(call, { section, key, value }, agentId, step);
  }

  private inCall(ask: InCallAsk, step: CallsStep): Refusal | null {
    const asker = this.asker(ask.agentId);
    if (asker === null) return notNow(`agent ${ask.agentId} is in no call: "${ask.ask}" needs one`);
    const { stage } = asker.call;
    if (stage !== 'talking')
      return notNow(`the call is ${stage}: "${ask.ask}" needs a conversation; wait for the answer`);
    switch (ask.ask) {
      case 'hold':
        return this.hold(asker, step);
      case 'retrieve':
        return this.retrieve(asker, step);
      case 'mute':
        return this.mute(asker, ask.on, step);
      case 'transfer':
        return this.transfer(asker, ask.target, step);
      case 'consult':
        return this.consult(asker, ask.target, step);
      case 'toggle':
        return this.toggle(asker, step);
      case 'complete':
        return this.complete(asker, step);
      case 'cancel':
        return this.cancel(asker, step);
      case 'conference':
        return this.conference(asker, step);
      case 'drop':
        return this.drop(asker, ask, step);
    }
  }

  private asker(agentId: string): Asker | null {
    const callId = this.rooms.parties.callOf(agentId);
    const call = callId === null ? null : this.rooms.book.get(callId);
    const agent = call === null ? null : agentIn(call, agentId);
    return call === null || agent === null || agent.mode !== null ? null : { call, agent };
  }

  // ---- hold

  private hold({ call, agent }: Asker, step: CallsStep): Refusal | null {
    if (agent.held) return null;
    if (call.aside !== null)
      return conflict('a consultation is going on, the caller hears music already; "toggle" changes sides');
    agent.held = true;
    return this.done({ call, agent }, 'hold', {}, step);
  }

  private retrieve({ call, agent }: Asker, step: CallsStep): Refusal | null {
    if (!agent.held) {
      const message = 'a consultation is going on; "toggle" goes back to the caller, "cancel" ends it';
      return call.aside?.owner === agent.party && agent.room === 'aside' ? conflict(message) : null;
    }
    const { away } = this.rooms.conversation;
    if (agent.state === 'away') return away?.retrieve(call, agent, step) ?? null;
    // Taken back now, the caller would be cleared when the hang-up is known to be no flash.
    if (away?.isLaying(agent) === true)
      return notNow('your telephone is just being laid down: "retrieve" in a moment rings it');
    agent.held = false;
    return this.done({ call, agent }, 'retrieve', {}, step);
  }

  private mute({ call, agent }: Asker, on: boolean, step: CallsStep): Refusal | null {
    if (agent.muted === on) return null;
    agent.muted = on;
    return this.done({ call, agent }, on ? 'muted' : 'unmuted', {}, step);
  }

  // ---- to somebody else, with and without a word before

  private transfer({ call, agent }: Asker, target: Target, step: CallsStep): Refusal | null {
    const refused = this.refuseTarget({ call, agent }, target);
    if (refused !== null) return refused;
    const others = talkersOf(call).filter((party) => party !== agent);
    if (others.length === 0) return notNow('nobody is left to be transferred');
    if ((target.to === 'queue' || target.to === 'flow') && others.length > 1) {
      return conflict(`several are in the conference: only one can go to a ${target.to}; drop the others first`);
    }
    const attempt = this.reach({ call, agent }, target, 'transfer', 'main', step);
    if ('code' in attempt) return attempt;
    this.note({ call, agent }, 'transfer', targetDetail(target), step);
    attempt.senderLeaves = true;
    // An agent may be busy, which distribution says within this step: until then the call stays with its sender.
    if (attempt.agentId === null) this.rooms.conversation.underWay(call, attempt, step);
    return null;
  }

  private consult({ call, agent }: Asker, target: Target, step: CallsStep): Refusal | null {
    const refused = this.refuseTarget({ call, agent }, target);
    if (refused !== null) return refused;
    if (target.to === 'queue' || target.to === 'flow') {
      const message = `nobody can be consulted in a ${target.to}: consult an agent or a number, or transfer the call there`;
      return { code: 'bad-request', message };
    }
    if (agent.state === 'away') return notNow('your telephone is laid down: "retrieve" rings it, then ask again');
    const before = { room: agent.room, held: agent.held };
    call.aside = { owner: agent.party };
    agent.room = 'aside';
    agent.held = false;
    const attempt = this.reach({ call, agent }, target, 'consult', 'aside', step);
    if ('code' in attempt) {
      call.aside = null;
      Object.assign(agent, before);
      this.rooms.conversation.settle(call, step);
      return attempt;
    }
    return this.done({ call, agent }, 'consult', targetDetail(target), step);
  }

  /** Both begin so. */
  private refuseTarget({ call, agent }: Asker, target: Target): Refusal | null {
    if (target.to === 'agent' && target.agent === agent.agentId) {
      return { code: 'bad-request', message: 'that is yourself: choose another agent, a queue or a number' };
    }
    if (call.aside !== null) return conflict('a consultation is going on: complete or cancel it first');
    if (target.to === 'agent' && agentIn(call, target.agent) !== null) {
      return conflict(`agent ${target.agent} is in this call already`);
    }
    const [pending] = call.attempts;
    if (pending !== undefined)
      return conflict('somebody is being called for this call already: wait, or drop that party first');
    return null;
  }

  private reach(
    { call, agent }: Asker,
    target: Target,
    purpose: 'transfer' | 'consult',
    room: 'main' | 'aside',
    step: CallsStep,
  ): Attempt | Refusal {
    const { conversation } = this.rooms;
    const { reaching } = conversation;
    if (reaching === null) return notNow(`"${purpose}" is not possible yet`);
    const attempt = conversation.open(call, target, purpose, agent.agentId, room);
    tellSender(attempt, 'ringing', step);
    const refused = reaching.call(call, attempt, step);
    if (refused !== null) {
      conversation.finish(call, attempt, 'failed');
      tellSender(attempt, 'refused', step);
      return refused;
    }
    if (attempt.outcome !== 'failed') return attempt;
    return notNow('the target cannot be reached now; the call stays with you');
  }

  // ---- consulting

  private toggle({ call, agent }: Asker, step: CallsStep): Refusal | null {
    const refused = this.refuseAside({ call, agent }, 'toggle', true);
    if (refused !== null) return refused;
    agent.room = agent.room === 'aside' ? 'main' : 'aside';
    return this.done({ call, agent }, 'toggle', { room: agent.room }, step);
  }

  /** Also while the target's telephone still rings: then the caller waits for it, and comes back if nobody answers. */
  private complete({ call, agent }: Asker, step: CallsStep): Refusal | null {
    const refused = this.refuseAside({ call, agent }, 'complete', false);
    if (refused !== null) return refused;
    const { conversation, book } = this.rooms;
    const next = consultedAgent(call, agent);
    this.note({ call, agent }, 'complete', {}, step);
    if (next !== null) {
      book.change(call, { agent: next.agentId }, step);
      conversation.campaigns?.connected(call, next.agentId, step);
    }
    conversation.release(call, agent, leaves, step);
    return null;
  }

  private cancel({ call, agent }: Asker, step: CallsStep): Refusal | null {
    const refused = this.refuseAside({ call, agent }, 'cancel', false);
    if (refused !== null) return refused;
    this.rooms.conversation.endAside(call, step);
    return this.done({ call, agent }, 'cancel', {}, step);
  }

  private conference({ call, agent }: Asker, step: CallsStep): Refusal | null {
    const refused = this.refuseAside({ call, agent }, 'conference', true);
    if (refused !== null) return refused;
    joinRooms(call);
    return this.done({ call, agent }, 'conference', { parties: talkersOf(call).length }, step);
  }

  private refuseAside({ call, agent }: Asker, verb: string, answered: boolean): Refusal | null {
    if (call.aside === null) return notNow(`no consultation is going on: "${verb}" needs one; ask "consult" first`);
    if (call.aside.owner !== agent.party) {
      return { code: 'forbidden', message: `only who asked for the consultation can "${verb}" it; you can hang up` };
    }
    const isThere = call.parties.some((party) => party !== agent && party.room === 'aside' && party.state === 'in');
    if (answered && !isThere) return notNow(`the consulted has not answered yet: wait for "${verb}", or "cancel"`);
    return null;
  }

  // ---- conference

  private drop({ call, agent }: Asker, { party: number }: Asked<'drop'>, step: CallsStep): Refusal | null {
    const party = call.parties.find((each) => each.party === number);
    if (party === undefined) {
      return { code: 'not-found', message: `nobody in this call has the number ${number}; he may have left already` };
    }
    if (party === agent) return { code: 'bad-request', message: 'that is yourself: hang up to leave the call' };
    if (party.mode !== null) return { code: 'forbidden', message: 'a supervisor leaves by himself' };
    const { conversation } = this.rooms;
    this.note({ call, agent }, 'drop', { party: number }, step);
    const attempt = conversation.attempt(call, party.attempt);
    if (attempt !== null) conversation.withdraw(call, attempt, step);
    else conversation.release(call, party, leaves, step);
    conversation.settle(call, step);
    return null;
  }

  // ---- within

  private done(asker: Asker, what: string, detail: Detail, step: CallsStep): null {
    this.note(asker, what, detail, step);
    this.rooms.conversation.settle(asker.call, step);
    return null;
  }

  private note({ call, agent }: Asker, what: string, detail: Detail, step: CallsStep): void {
    this.rooms.book.note(call, what, agent.agentId, detail, step);
  }
}

function consultedAgent(call: Call, owner: Party): Party | null {
  const isHe = (party: Party): boolean => party !== owner && party.role === 'agent' && party.state === 'in';
  return call.parties.find((party) => party.room === 'aside' && isHe(party)) ?? null;
}

const leaves: Closing = { cause: cause.normalClearing, endedBy: 'agent' };

export function targetDetail(target: Target): Detail {
  switch (target.to) {
    case 'agent':
      return { to: 'agent', target: target.agent };
    case 'queue':
      return { to: 'queue', target: target.queue };
    case 'number':
      return { to: 'number', target: target.number };
    case 'flow':
      return { to: 'flow', target: target.flow };
  }
}

function notNow(message: string): Refusal {
  return { code: 'not-now', message };
}

function conflict(message: string): Refusal {
  return { code: 'conflict', message };
}
