import type { CallEnding } from '../../terms/calls.js';
import type { Site } from '../../terms/site.js';
import type { LegPurpose, Target } from '../../terms/targets.js';
import type { CallBook } from '../book.js';
import { type Call, type Closing, cause, endingOf } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import type { Outgoing } from '../outgoing.js';
import type { Conversing, Progress } from '../progress.js';
import type { Prompts } from '../prompts.js';
import { isAsideOver, joinRooms } from './aside.js';
import type { Away } from './away.js';
import { customersFirst, isOutside, talkersOf } from './doing.js';
import { agentIn, customerOf, type Parties } from './parties.js';
import type { Attempt, Party, Room } from './party.js';
import type { NotReached, Reaching, Reports } from './reaching.js';
import { tellSender } from './sender.js';
import { Settling } from './settling.js';
import { WayBack } from './way-back.js';

export interface ConversationRooms {
  readonly book: CallBook;
  readonly parties: Parties;
  readonly progress: Progress;
  readonly prompts: Prompts;
  readonly channels: ChannelTable;
}

/** Calls of campaigns, which begin with who is called; see campaign/. */
export interface CampaignParties {
  /** True: the box talks with who answered until an agent comes. */
  answered(call: Call, party: Party, leg: Leg, step: CallsStep): boolean;
  connected(call: Call, agentId: string, step: CallsStep): void;
  ended(call: Call, from: Call['stage'], closing: Closing, step: CallsStep): void;
  /** Null: as of any other call. */
  endingOf(call: Call): CallEnding | null;
}

/**
 * Who comes into a call and who leaves it, when it ends, and what each change does to the sound, the pages and the
 * agents' states. Any telephone may leave at any moment: the rest follows from who is left.
 */
export class Conversation implements Conversing, Reports {
  /** Set when the rooms are joined. */
  reaching: Reaching | null = null;
  outgoing: Outgoing | null = null;
  away: Away | null = null;
  campaigns: CampaignParties | null = null;
  private readonly settling: Settling;
  private readonly wayBack: WayBack;

  constructor(private readonly rooms: ConversationRooms) {
    this.settling = new Settling({ legs: rooms.progress.legs, prompts: rooms.prompts, channels: rooms.channels });
    this.wayBack = new WayBack(this, rooms.progress, (queueId) => this.settling.hasQueue(queueId));
    rooms.progress.conversing = this;
  }

  load(site: Site): void {
    this.settling.load(site);
  }

  // ---- somebody answers

  answered(call: Call, party: Party, leg: Leg, step: CallsStep): void {
    if (this.reaching?.answered(call, party, leg, step)) return;
    this.outgoing?.settled(call, party, step);
    if (party.state === 'away') this.away?.lifted(call, party, step);
    else if (this.campaigns?.answered(call, party, leg, step)) this.letIn(call, party, step);
    else this.reached(call, party, step);
  }

  /** Nobody of ours is there yet. */
  private letIn(call: Call, party: Party, step: CallsStep): void {
    this.rooms.parties.answered(call, party, step);
    party.alerted = false;
    party.early = false;
    this.rooms.book.change(call, { answeredAt: step.atMs }, step);
    this.settle(call, step);
  }

  reached(call: Call, party: Party, step: CallsStep): void {
    this.rooms.parties.answered(call, party, step);
    party.alerted = false;
    party.early = false;
    this.clearRivals(call, party, step);
    const attempt = this.attempt(call, party.attempt);
    if (attempt !== null) {
      this.finish(call, attempt, 'reached');
      tellSender(attempt, 'answered', step);
    }
    if (party.role === 'customer') this.rooms.book.change(call, { answeredAt: step.atMs }, step);
    if (party.role === 'supervisor') this.supervisorJoins(call, party, step);
    else if (party.room !== 'aside') this.enter(call, party, step);
    else this.rooms.book.note(call, 'consulting', attempt?.by ?? null, { party: party.party }, step);
    this.settle(call, step);
  }

  /** Who answers first has the call: others who ring for the same stop before anybody hears anything. */
  private clearRivals(call: Call, winner: Party, step: CallsStep): void {
    if (winner.role !== 'agent' && winner.role !== 'outside') return;
    for (const rival of [...call.parties]) {
      const same = rival.attempt === winner.attempt && rival.room === winner.room;
      const isRival = rival !== winner && rival.state === 'calling' && same && rival.role === winner.role;
      if (isRival) this.clear(call, rival, cause.nonSelectedUser, step);
    }
  }

  /** Into the main room; a call that was on its way to somebody has found him. */
  private enter(call: Call, party: Party, step: CallsStep): void {
    if (call.stage === 'talking') return;
    for (const other of [...call.attempts]) if (other.room === 'main') this.withdraw(call, other, step);
    for (const rival of [...call.parties]) {
      const rings = rival.state === 'calling' && rival.room === 'main' && rival.role === 'agent';
      if (rings) this.clear(call, rival, cause.nonSelectedUser, step);
    }
    const event = call.stage === 'dialling' ? 'customer-answered' : 'agent-answered';
    const actions = this.rooms.progress.callEvent(call, event, step, null);
    if (actions?.includes('connect')) this.connect(call, party, step);
  }

  private connect(call: Call, party: Party, step: CallsStep): void {
    const { book } = this.rooms;
    const waited = call.waitingSince !== null;
    call.handedOff = false;
    call.waitingSince = null;
    call.parkedIn = null;
    this.settling.hear(call, step);
    const speaker = party.role === 'agent' ? party : agentsOf(call)[0];
    const outside = customerOf(call) ?? call.parties.find(isOutside) ?? null;
    const bridge = call.sound.kind === 'none' ? 0 : call.sound.number;
    if (speaker === undefined) {
      book.note(call, 'talking', null, { bridge }, step);
      return;
    }
    const agent = speaker.agentId === '' ? null : speaker.agentId;
    book.change(call, { talkStartedAt: call.row.talkStartedAt ?? step.atMs, agent }, step);
    book.note(call, 'talking', agent, { bridge }, step);
    // Among agents nothing is recorded; but who was sent to a queue by the last of them has been answered there.
    if (outside === null && !waited) return;
    this.campaigns?.connected(call, speaker.agentId, step);
    const customer = outside?.seizure ?? 0;
    step.tell({ notice: 'talking', callId: call.id, agentId: speaker.agentId, customer });
  }

  // ---- somebody leaves

  over(call: Call, party: Party, closing: Closing, step: CallsStep): void {
    const byHand = closing.endedBy === 'agent' && party.role === 'agent' && party.agentId !== '';
    const alone = talkersOf(call).filter((other) => other !== party).length < 2;
    const leavesHeld = byHand && party.held && alone && call.stage === 'talking';
    if (!leavesHeld) this.gone(call, party, closing, step);
    // An outside telephone's channel is free now and cannot be rung again.
    else if (party.number !== '') this.leftAlone(call, party, closing.cause, step);
    else this.away?.goes(call, party, step);
  }

  private gone(call: Call, party: Party, closing: Closing, step: CallsStep): void {
    if (party.role === 'customer') call.customerOver = closing;
    this.leave(call, party, closing.cause, step);
    this.goOn(call, party, closing, step);
    if (call.stage === 'ended') return;
    const { role, agentId } = party;
    this.rooms.book.note(call, 'left', agentId === '' ? null : agentId, { party: party.party, role }, step);
  }

  /** As `over`, but we end it. */
  release(call: Call, party: Party, closing: Closing, step: CallsStep): void {
    this.clearLeg(party, closing.cause, step);
    this.gone(call, party, closing, step);
  }

  /** An agent does not come back to a caller on hold: as a transfer that returns to nobody. */
  leftAlone(call: Call, agent: Party, failure: number, step: CallsStep): void {
    this.clear(call, agent, failure, step);
    this.tidyRooms(call, step);
    const [last, another] = talkersOf(call);
    if (last === undefined || another !== undefined || !isOutside(last)) {
      this.goOn(call, agent, { cause: failure, endedBy: 'system' }, step);
      return;
    }
    this.rooms.progress.callEvent(call, 'send-on', step, null);
    this.wayBack.toItsQueue(call, agent.agentId, failure, step);
    this.settle(call, step);
  }

  /** The key: who talk on without him do so; else the call ends. */
  hangUp(call: Call, agentId: string | null, closing: Closing, step: CallsStep): void {
    const party = agentId === null ? null : agentIn(call, agentId);
    if (party === null || call.stage === 'dialling') this.rooms.progress.callEvent(call, 'hang-up', step, closing);
    else this.release(call, party, closing, step);
  }

  /** His part ends; what that means for the others is `goOn`'s. */
  private leave(call: Call, party: Party, clearCause: number, step: CallsStep): void {
    this.away?.forget(call, party, step);
    if (party.role === 'agent' && party.state !== 'calling' && party.agentId !== '') {
      const { agentId, talked } = party;
      if (talked) call.wrappedUpBy.add(agentId);
      step.tell({ notice: 'agent-left', callId: call.id, agentId, talked });
    }
    this.rooms.parties.remove(call, party, clearCause, step);
  }

  /**
   * A call goes on as long as two can talk, or one waits for somebody who was asked for him. A customer who leaves
   * during a consultation leaves agent and consulted together, as long as they want: his part is over, and how it
   * ended is what the CDR says.
   */
  private goOn(call: Call, left: Party, closing: Closing, step: CallsStep): void {
    if (call.stage === 'ended') return;
    this.tidyRooms(call, step);
    const talkers = talkersOf(call);
    const isOver = call.stage === 'dialling' ? agentsOf(call).length === 0 : this.isOver(call, talkers);
    if (isOver) this.rooms.progress.callEvent(call, endEvent(call, left), step, closing);
    else if (call.stage === 'talking' && talkers.length < 2) this.rooms.progress.callEvent(call, 'send-on', step, null);
    this.settle(call, step);
  }

  private isOver(call: Call, talkers: readonly Party[]): boolean {
    if (call.stage !== 'talking') return talkers.length === 0;
    const [last] = talkers;
    if (talkers.length !== 1 || last === undefined) return talkers.length === 0;
    return !call.attempts.some(({ room, by }) => room === 'main' && (by !== last.agentId || by === ''));
  }

  /** An aside without its owner, without anybody to talk to, or beside nobody is none any more. */
  private tidyRooms(call: Call, step: CallsStep): void {
    for (const supervisor of call.parties.filter(({ watches }) => watches !== '')) {
      if (agentIn(call, supervisor.watches) !== null) continue;
      if (supervisor.mode === 'barge' && supervisor.state === 'in') supervisor.watches = '';
      else this.clear(call, supervisor, cause.normalClearing, step);
    }
    if (isAsideOver(call)) joinRooms(call);
  }

  /** A telephone that is called, or a party without a voice in whether the call goes on: its leg and its part end. */
  clear(call: Call, party: Party, clearCause: number, step: CallsStep): void {
    this.outgoing?.settled(call, party, step);
    this.clearLeg(party, clearCause, step);
    this.leave(call, party, clearCause, step);
  }

  private clearLeg({ seizure }: Party, clearCause: number, step: CallsStep): void {
    const leg = this.rooms.progress.legs.get(seizure);
    if (leg === undefined || leg.state === 'clearing') return;
    this.rooms.progress.legEvent(leg, 'clear', step, null, clearCause);
  }

  // ---- telephones that ring in vain

  ringFailed(call: Call, party: Party, step: CallsStep): void {
    const { agentId } = party;
    if (party.state === 'away') {
      this.away?.ringFailed(call, party, step);
      return;
    }
    step.incident('ring-failed', { agent: agentId, channel: party.row.channel });
    this.rooms.parties.remove(call, party, cause.temporaryFailure, step);
    this.ringOver(call, step);
    if (call.row.talkStartedAt === null) this.rooms.book.change(call, { agent: null }, step);
    this.rooms.book.note(call, 'ring-failed', agentId, {}, step);
    if (party.role === 'agent') step.tell({ notice: 'ring-failed', callId: call.id, agentId });
    this.settle(call, step);
  }

  /** No trunk took it, or nobody answered there. A remote agent is as one whose telephone did not ring. */
  notDialled(call: Call, party: Party, failure: number, step: CallsStep): void {
    if (party.role === 'agent') {
      this.ringFailed(call, party, step);
      return;
    }
    this.rooms.parties.remove(call, party, failure, step);
    this.reaching?.legFailed(call, party, failure, step);
    this.settle(call, step);
  }

  /** Nobody's telephone rings for the queue any more. */
  ringOver(call: Call, step: CallsStep): void {
    const rings = call.parties.some(
      (party) => party.state === 'calling' && party.attempt === 0 && party.role === 'agent',
    );
    if (!rings && call.stage === 'ringing' && call.handedOff) {
      this.rooms.progress.callEvent(call, 'ring-over', step, null);
    }
  }

  // ---- ways to somebody

  attempt(call: Call, id: number): Attempt | null {
    return call.attempts.find((attempt) => attempt.id === id) ?? null;
  }

  open(call: Call, target: Target, purpose: LegPurpose, by: string, room: Room): Attempt {
    call.lastAttempt += 1;
    const attempt: Attempt = {
      id: call.lastAttempt,
      target,
      purpose,
      by,
      room,
      agentId: null,
      tried: [],
      senderLeaves: false,
      outcome: 'pending',
    };
    call.attempts.push(attempt);
    return attempt;
  }

  finish(call: Call, attempt: Attempt, outcome: Attempt['outcome']): void {
    attempt.outcome = outcome;
    const at = call.attempts.indexOf(attempt);
    if (at >= 0) call.attempts.splice(at, 1);
  }

  /** Somebody rings for it or is dialled, or it is a queue's: who transferred it is free. */
  underWay(call: Call, attempt: Attempt, step: CallsStep): void {
    if (!attempt.senderLeaves || attempt.outcome === 'failed' || attempt.outcome === 'withdrawn') return;
    attempt.senderLeaves = false;
    const sender = agentIn(call, attempt.by);
    if (sender !== null) this.release(call, sender, { cause: cause.normalClearing, endedBy: 'agent' }, step);
  }

  /** Nobody wants it any more. */
  withdraw(call: Call, attempt: Attempt, step: CallsStep): void {
    if (attempt.outcome !== 'pending') return;
    this.finish(call, attempt, 'withdrawn');
    tellSender(attempt, null, step);
    for (const party of call.parties.filter((each) => each.attempt === attempt.id && each.state === 'calling')) {
      this.clear(call, party, cause.normalClearing, step);
    }
    this.reaching?.stop(call, attempt, step);
    this.tidyRooms(call, step);
  }

  /** The box has the caller now: who was still picking him up would lift to nobody, and be in a call without one. */
  callOff(call: Call, step: CallsStep): void {
    for (const attempt of [...call.attempts]) this.withdraw(call, attempt, step);
  }

  sentOn(call: Call, attempt: Attempt, step: CallsStep): void {
    this.finish(call, attempt, 'sent-on');
    tellSender(attempt, 'answered', step);
    if (call.stage !== 'ringing') this.rooms.progress.callEvent(call, 'send-on', step, null);
    call.handedOff = true;
    for (const party of call.parties) party.hearing = null;
    this.settle(call, step);
  }

  notReached(call: Call, attempt: Attempt, why: NotReached, failure: number, step: CallsStep): void {
    if (attempt.outcome !== 'pending') return;
    this.finish(call, attempt, 'failed');
    tellSender(attempt, why === 'busy' || why === 'no-answer' ? why : 'refused', step);
    this.rooms.book.note(
      call,
      'not-reached',
      attempt.by || null,
      { why, cause: failure, purpose: attempt.purpose },
      step,
    );
    if (call.stage === 'dialling') {
      // An inside call to nobody: as one out that nobody answers.
      const closing: Closing = { cause: failure, endedBy: 'system', ending: 'unanswered' };
      this.rooms.progress.callEvent(call, 'hang-up', step, closing);
      return;
    }
    this.tidyRooms(call, step);
    const waits = call.stage === 'ringing' && !call.handedOff && call.attempts.length === 0;
    if (waits && talkersOf(call).length < 2) this.wayBack.sendBack(call, attempt, failure, step);
    this.settle(call, step);
  }

  // ---- supervisors

  /** His telephone was lifted: from here on he hears, or has the call. */
  private supervisorJoins(call: Call, party: Party, step: CallsStep): void {
    if (party.mode === null) this.takeOver(call, party, step);
    else party.room = party.mode === 'barge' ? 'main' : 'none';
  }

  takeOver(call: Call, supervisor: Party, step: CallsStep): void {
    const agent = agentIn(call, supervisor.watches);
    supervisor.mode = null;
    supervisor.watches = '';
    supervisor.room = 'main';
    if (agent === null) return;
    this.endAside(call, step);
    this.release(call, agent, { cause: cause.normalClearing, endedBy: 'system' }, step);
  }

  /** The consulted leave, and who was wanted for it is no longer. */
  endAside(call: Call, step: CallsStep): void {
    if (call.aside === null) return;
    const { owner } = call.aside;
    for (const attempt of call.attempts.filter(({ room }) => room === 'aside')) this.withdraw(call, attempt, step);
    for (const party of call.parties.filter((each) => each.room === 'aside' && each.party !== owner)) {
      this.clear(call, party, cause.normalClearing, step);
    }
    joinRooms(call);
  }

  // ---- what follows from it all

  settle(call: Call, step: CallsStep): void {
    this.settling.settle(call, step);
  }

  // ---- the end

  close(call: Call, from: Call['stage'], closing: Closing, step: CallsStep): void {
    const { book } = this.rooms;
    const talked = call.row.talkStartedAt !== null;
    const ownEnding = this.campaigns?.endingOf(call) ?? endingOf(from, talked);
    const ending = asServed(closing.ending ?? call.farewell?.ending ?? ownEnding, call);
    const { cause: endCause, endedBy } = ending === 'interrupted' ? closing : (call.customerOver ?? closing);
    call.recording = false;
    this.callOff(call, step);
    // Who dialled and waits hears a tone that says why, unless he ended it himself.
    const isLeft = from === 'dialling' && endedBy !== 'agent' && ending !== 'interrupted';
    for (const party of customersFirst(call.parties)) {
      const leg = this.rooms.progress.legs.get(party.seizure);
      this.outgoing?.settled(call, party, step);
      if (isLeft && party.role === 'agent' && leg?.state === 'connected')
        this.outgoing?.leave(leg, closing.cause, step);
      else this.clearLeg(party, closing.cause, step);
      this.leave(call, party, endCause, step);
    }
    this.reaching?.forget(call, step);
    this.settling.silence(call, step);
    call.aside = null;
    this.campaigns?.ended(call, from, closing, step);
    book.change(call, { endedAt: step.atMs, cause: endCause, endedBy, ending }, step);
    book.note(call, 'ended', call.row.agent, { cause: endCause, endedBy, ending }, step);
    const abandoned = endingOf(from) === 'abandoned' && closing.ending === undefined && call.farewell === null;
    step.tell({ notice: 'call-ended', callId: call.id, ending, abandoned });
    if (call.wrappedUpBy.size === 0) book.forget(call, step);
  }
}

/** In a flow at the end, but not by the flow alone: he had talked with somebody, or a queue had let him go there. */
function asServed(ending: CallEnding, { row }: Call): CallEnding {
  // Somebody was called and answered: a flow that cannot go on has refused nobody.
  if (ending === 'refused' && row.direction === 'outbound' && row.answeredAt !== null) return 'self-service';
  if (ending !== 'self-service') return ending;
  if (row.talkStartedAt !== null) return 'completed';
  return row.queuedAt === null ? ending : 'overflowed';
}

function agentsOf(call: Call): readonly Party[] {
  return call.parties.filter(({ role, state }) => role === 'agent' && state === 'in');
}

function endEvent({ stage }: Call, left: Party): 'customer-over' | 'agent-over' {
  if (stage === 'dialling') return 'agent-over';
  return stage === 'talking' && left.role !== 'customer' ? 'agent-over' : 'customer-over';
}
