import type { Seizure } from '../../lines/lines.js';
import type { Refusal } from '../../terms/requests.js';
import { type CallBook, telephoneNumber } from '../book.js';
import { type Call, cause } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { CallsStep } from '../notices.js';
import type { Progress } from '../progress.js';
import type { Conversation } from './conversation.js';
import type { Party } from './party.js';
import type { Ringing } from './ringing.js';

/** Who has laid down his telephone on a held caller is rung after so long, if he has not come back by himself. */
export const awayMs = 120_000;
/** How long his telephone rings; then the caller goes back to his queue. */
export const awayRingMs = 30_000;

export interface AwayRooms {
  readonly book: CallBook;
  readonly channels: ChannelTable;
  readonly progress: Progress;
  readonly conversation: Conversation;
  readonly ringing: Ringing;
  /** Call control's seizures are even (lines.ts). */
  newSeizure(): Seizure;
}

/**
 * Agents who press hold and lay their telephone down: the caller is not lost, his music goes on, and the key
 * 'retrieve' rings the telephone (AGT-08).
 */
export class Away {
  constructor(private readonly rooms: AwayRooms) {}

  goes(call: Call, party: Party, step: CallsStep): void {
    party.state = 'away';
    party.seizure = 0;
    this.rooms.book.note(call, 'laid-on-hold', party.agentId, {}, step);
    step.setTimer(timerOf(call, party), awayMs);
    this.rooms.conversation.settle(call, step);
  }

  /** His telephone rings; once lifted he talks to the caller. */
  retrieve(call: Call, party: Party, step: CallsStep): Refusal | null {
    if (party.seizure !== 0) return null; // it rings already
    if (!this.ring(call, party, step)) {
      return { code: 'not-now', message: 'your telephone is off its hook: lay it down, then "retrieve" rings it' };
    }
    return null;
  }

  /** His telephone is on its hook, and it is not known yet whether for good or for a flash. */
  isLaying(party: Party): boolean {
    const channel = this.rooms.channels.all().find(({ name }) => name === party.row.channel);
    return channel?.kind === 'fxs' && !this.rooms.channels.isOffHook(channel.channel);
  }

  private ring(call: Call, party: Party, step: CallsStep): boolean {
    const { channels } = this.rooms;
    const channel = channels.all().find(({ name }) => name === party.row.channel);
    if (channel === undefined || channels.seizureOn(channel.channel) !== null) return false;
    if (channels.isOffHook(channel.channel)) return false;
    party.seizure = this.rooms.newSeizure();
    this.rooms.ringing.ringChannel(call, party, channel, telephoneNumber(call.row), step);
    step.setTimer(timerOf(call, party), awayRingMs);
    return true;
  }

  /** He is back. */
  lifted(call: Call, party: Party, step: CallsStep): void {
    party.state = 'in';
    party.held = false;
    step.cancelTimer(timerOf(call, party));
    this.rooms.book.note(call, 'retrieve', party.agentId, {}, step);
    this.rooms.conversation.settle(call, step);
  }

  /** It could not be rung after all: the caller still waits. */
  ringFailed(call: Call, party: Party, step: CallsStep): void {
    party.seizure = 0;
    step.setTimer(timerOf(call, party), awayMs);
  }

  forget(call: Call, party: Party, step: CallsStep): void {
    step.cancelTimer(timerOf(call, party));
  }

  /** He has not come back, or has not lifted. `about`: the timer's, call and party. */
  timeUp(about: string, step: CallsStep): void {
    const [callId = '', number = ''] = about.split(' ');
    const call = this.rooms.book.get(callId);
    const party = call?.parties.find((each) => each.party === Number(number));
    if (call === null || party?.state !== 'away') return;
    if (party.seizure === 0 && this.ring(call, party, step)) return;
    this.rooms.conversation.leftAlone(call, party, cause.noAnswer, step);
  }
}

function timerOf(call: Call, party: Party): string {
  return `calls away ${call.id} ${party.party}`;
}
