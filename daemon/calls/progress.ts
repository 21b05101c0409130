import { rowFor } from '../base/machine.js';
import type { LineEvent, Seizure } from '../lines/lines.js';
import type { EndedBy } from '../terms/calls.js';
import type { CallBook } from './book.js';
import { type Call, type CallAction, type CallEvent, type Closing, callTable, cause } from './call.js';
import type { ChannelTable } from './channels.js';
import type { Parties } from './conversation/parties.js';
import type { Party } from './conversation/party.js';
import { type Leg, type LegAction, type LegEvent, legTable } from './legs.js';
import type { CallsStep } from './notices.js';

export type SeizureEvent = Extract<LineEvent, { seizure: Seizure }>;
type Cleared = Extract<LineEvent, { event: 'cleared' }>;

/** What a leg out over a trunk leads to before its answer; see Outgoing. */
export interface Outbound {
  taken(leg: Leg, step: CallsStep): void;
  alerting(call: Call, party: Party, inband: boolean, step: CallsStep): void;
  progress(call: Call, party: Party, inband: boolean, inbandCause: number, step: CallsStep): void;
  /** The far end, or the lines, did not put it through. */
  refused(call: Call, party: Party, closing: Closing, step: CallsStep): void;
}

/** What becomes of a call when its legs change; see Conversation. */
export interface Conversing {
  answered(call: Call, party: Party, leg: Leg, step: CallsStep): void;
  /** A telephone on this box did not ring, or went away while it rang. */
  ringFailed(call: Call, party: Party, step: CallsStep): void;
  /** He was in the call and is over; nobody here asked for it. */
  over(call: Call, party: Party, closing: Closing, step: CallsStep): void;
  /** Legs, rows and notices of a call that has just ended. */
  close(call: Call, from: Call['stage'], closing: Closing, step: CallsStep): void;
}

/** What agents do with the keys of their telephones; see reach/. */
export interface KeyHearing {
  /** True: the digit was meant for the box, not for who is in the call. */
  digit(call: Call, party: Party, leg: Leg, digit: string, step: CallsStep): boolean;
  /** What was said to who pressed keys is over. */
  saidToAgent(party: Party, leg: Leg, step: CallsStep): void;
  /** The leg is to be cleared. True: its telephone goes on without the call, nothing is cleared. */
  keeps(leg: Leg, step: CallsStep): boolean;
}

/** What campaigns hear of what is said to those they called; see campaign/. */
export interface CampaignSaying {
  greeted(call: Call, step: CallsStep): void;
  /** Prompts of its flow were said to their end. */
  said(callId: string, step: CallsStep): void;
}

/** The machines of legs and calls: what the lines say becomes what the conversation and the trunks hear. */
export class Progress {
  readonly legs = new Map<Seizure, Leg>();
  /** Set by those rooms when they are made. */
  outbound: Outbound | null = null;
  conversing: Conversing | null = null;
  keys: KeyHearing | null = null;
  campaigns: CampaignSaying | null = null;

  constructor(
    private readonly book: CallBook,
    private readonly channels: ChannelTable,
    private readonly parties: Parties,
  ) {}

  /** An order or what the lines say. An event without a row is logged with both names. */
  legEvent(leg: Leg, name: LegEvent, step: CallsStep, event: SeizureEvent | null = null, clearCause = 16): void {
    if (name === 'clear' && this.keys?.keeps(leg, step)) return;
    const row = rowFor(legTable, leg.state, name);
    if (row === null) {
      step.log('warn', 'a leg does not expect this event', {
        state: leg.state,
        event: name,
        seizure: leg.seizure,
        callId: leg.callId,
      });
      return;
    }
    const from = leg.state;
    leg.state = row.to;
    for (const action of row.actions) this.legAction(leg, action, from, event, clearCause, step);
    if (from !== leg.state) this.channels.refresh(leg.channel, step);
  }

  private legAction(
    leg: Leg,
    action: LegAction,
    from: Leg['state'],
    event: SeizureEvent | null,
    clearCause: number,
    step: CallsStep,
  ): void {
    switch (action) {
      case 'send-alert':
        step.line({ do: 'alert', seizure: leg.seizure });
        return;
      case 'send-answer':
        step.line({ do: 'answer', seizure: leg.seizure });
        return;
      case 'send-clear':
        step.line({ do: 'clear', seizure: leg.seizure, cause: clearCause });
        return;
      case 'tell-answered':
        this.answered(leg, step);
        return;
      case 'take-channel':
        this.moved(leg, event, step);
        return;
      case 'tell-alerting':
        this.take(leg, step);
        this.ofParty(leg, (call, party) => {
          this.outbound?.alerting(call, party, event?.event === 'alerting' && event.inband, step);
        });
        return;
      case 'tell-progress':
        if (event?.event !== 'progress') return;
        this.take(leg, step);
        this.ofParty(leg, (call, party) => {
          this.outbound?.progress(call, party, event.inband, event.cause, step);
        });
        return;
      case 'tell-digit':
        if (event?.event === 'digit') this.digit(leg, event.digit, step);
        return;
      case 'tell-play-ended':
        this.playEnded(leg, event, step);
        return;
      case 'tell-ring-failed':
        this.ofParty(leg, (call, party) => this.conversing?.ringFailed(call, party, step));
        return;
      case 'report-failure':
        step.incident('command-failed', {
          callId: leg.callId,
          state: from,
          reason: event?.event === 'command-failed' ? event.reason : '',
        });
        return;
      case 'tell-over':
        this.legOver(leg, event, step);
        return;
      case 'forget':
        this.legs.delete(leg.seizure);
        this.channels.release(leg.seizure, step);
    }
  }

  /** Whom this leg belongs to; null: his part in the call is over, or it has gone on to another trunk. */
  partyOf(leg: Leg): { readonly call: Call; readonly party: Party } | null {
    const call = this.book.get(leg.callId);
    const party = call?.parties.find((each) => each.party === leg.party && each.seizure === leg.seizure);
    return call === null || party === undefined ? null : { call, party };
  }

  private ofParty(leg: Leg, then: (call: Call, party: Party) => void): void {
    const found = this.partyOf(leg);
    if (found !== null) then(found.call, found.party);
  }

  private digit(leg: Leg, digit: string, step: CallsStep): void {
    const found = this.partyOf(leg);
    if (found !== null && this.keys?.digit(found.call, found.party, leg, digit, step)) return;
    if (leg.role === 'customer') step.tell({ notice: 'digit', callId: leg.callId, digit });
    const call = this.book.get(leg.callId);
    // That a key was pressed is worth knowing; which one may be part of a card number.
    const agent = leg.agentId === '' ? null : leg.agentId;
    if (call?.stage === 'talking') this.book.note(call, 'digit', agent, { side: leg.role }, step);
  }

  private answered(leg: Leg, step: CallsStep): void {
    const found = this.partyOf(leg);
    if (found === null || found.call.stage === 'ended') {
      this.legEvent(leg, 'clear', step);
      return;
    }
    this.take(leg, step);
    this.conversing?.answered(found.call, found.party, leg, step);
  }

  /** The far end's first answer names the channel that is really used (ITU-T Q.931 §5.1.2). */
  private moved(leg: Leg, event: SeizureEvent | null, step: CallsStep): void {
    if (event?.event === 'proceeding' && event.channel !== leg.channel) {
      const channel = this.channels.get(event.channel);
      if (channel === null) return;
      this.channels.release(leg.seizure, step);
      leg.channel = event.channel;
      this.channels.seize(leg.channel, leg.seizure, leg, step);
      this.ofParty(leg, (call, party) => {
        this.parties.change(call, party, { channel: channel.name }, step);
        if (party.role === 'customer') this.book.change(call, { channel: channel.name }, step);
      });
    }
    this.take(leg, step);
  }

  /** The far end has said anything at all: the call is on its channel. */
  private take(leg: Leg, step: CallsStep): void {
    const found = this.partyOf(leg);
    if (leg.taken || found === null || found.party.out === null) return;
    leg.taken = true;
    this.outbound?.taken(leg, step);
  }

  private legOver(leg: Leg, event: SeizureEvent | null, step: CallsStep): void {
    const found = this.partyOf(leg);
    if (found === null || found.call.stage === 'ended') return;
    const { call, party } = found;
    const closing = closingOf(event?.event === 'cleared' ? event : null, sideOf(call, party));
    if (party.state === 'in') this.conversing?.over(call, party, closing, step);
    else if (party.out !== null) this.outbound?.refused(call, party, closing, step);
    else this.conversing?.ringFailed(call, party, step);
  }

  private playEnded(leg: Leg, event: SeizureEvent | null, step: CallsStep): void {
    const play = leg.play;
    const call = this.book.get(leg.callId);
    if (play === null || call === null) return;
    leg.play = null;
    if (event?.event === 'play-ended' && event.reason === 'bad-file') {
      step.incident('prompt-unplayable', { prompts: play.prompts.join(' '), callId: call.id });
    }
    const found = play.purpose === 'keypad' ? this.partyOf(leg) : null;
    if (found !== null) this.keys?.saidToAgent(found.party, leg, step);
    else if (play.purpose === 'greeting') this.campaigns?.greeted(call, step);
    else if (call.farewell !== null && play.purpose === 'farewell')
      this.callEvent(call, 'hang-up', step, call.farewell);
    else {
      if (play.purpose === 'flow') this.campaigns?.said(call.id, step);
      step.tell({ notice: 'prompt-ended', callId: call.id, purpose: play.purpose });
    }
  }

  /**
   * Null: the stage does not expect the event, which is logged. 'connect' is for who asked; 'close' is done here.
   * `closing`: how the call is closed if this ends it.
   */
  callEvent(call: Call, name: CallEvent, step: CallsStep, closing: Closing | null): readonly CallAction[] | null {
    const row = rowFor(callTable, call.stage, name);
    if (row === null) {
      step.log('warn', 'a call does not expect this event', { stage: call.stage, event: name, callId: call.id });
      return null;
    }
    const from = call.stage;
    call.stage = row.to;
    if (row.actions.includes('close')) {
      this.conversing?.close(call, from, closing ?? { cause: cause.normalUnspecified, endedBy: 'system' }, step);
    }
    step.touch('call', call.id);
    return row.actions;
  }
}

function sideOf(call: Call, { role }: Party): EndedBy {
  if (role === 'agent' || role === 'supervisor') return 'agent';
  return role === 'customer' && call.row.direction === 'inbound' ? 'caller' : 'called';
}

/** Who hung up, as the lines tell it: their near end is us, though this room did not ask. */
function closingOf(cleared: Cleared | null, farEnd: EndedBy): Closing {
  if (cleared === null) return { cause: cause.normalUnspecified, endedBy: 'system' };
  const endedBy = cleared.by === 'far-end' ? farEnd : cleared.by === 'network' ? 'network' : 'system';
  return { cause: cleared.cause, endedBy };
}
