import type { Seizure } from '../../lines/lines.js';
import type { LegRow } from '../../terms/rows.js';
import type { CallBook } from '../book.js';
import type { Call } from '../call.js';
import type { CallsStep } from '../notices.js';
import type { Party, PartyOpening, PartyPlace } from './party.js';

/** Telephones in one call at a time, ringing ones included: what a mix holds (lines.ts, maxMixMembers). */
export const maxParties = 32;

/** Who is in a call, and their rows. Changes nothing on the lines and nothing that is heard: that is the conversation's. */
export class Parties {
  /** The call an agent's (or supervisor's) telephone is in. */
  private readonly byAgent = new Map<string, string>();

  constructor(private readonly book: Pick<CallBook, 'write'>) {}

  /** Null: the call is full (`maxParties`), which is an incident. */
  add(call: Call, opening: PartyOpening, place: PartyPlace, step: CallsStep): Party | null {
    if (call.parties.length >= maxParties) {
      step.incident('call-full', { callId: call.id, parties: maxParties });
      return null;
    }
    call.lastParty += 1;
    const { role, purpose, agentId = '', number = '' } = opening;
    const { state, seizure, channel } = place;
    const row: LegRow = {
      callId: call.id,
      leg: call.lastParty,
      role,
      purpose,
      agent: agentId === '' ? null : agentId,
      number,
      channel,
      startedAt: step.atMs,
      // A caller is in the call before his line is answered.
      answeredAt: state === 'in' && role !== 'customer' ? step.atMs : null,
      endedAt: null,
      cause: null,
    };
    const party: Party = {
      party: call.lastParty,
      role,
      purpose,
      agentId,
      number,
      seizure,
      state,
      room: opening.room,
      muted: false,
      held: false,
      mode: opening.mode ?? null,
      watches: opening.watches ?? '',
      attempt: opening.attempt ?? 0,
      out: opening.out ?? null,
      alerted: state === 'calling' && opening.out === undefined,
      early: false,
      hearing: null,
      talked: false,
      shown: state === 'in' ? 'waiting' : opening.out === undefined ? 'ringing' : 'dialling',
      since: step.atMs,
      told: null,
      row,
      live: null,
    };
    call.parties.push(party);
    if (state === 'in') this.note(call, party);
    this.book.write(call.id, { row: 'leg', leg: row }, step);
    step.touch('call', call.id);
    return party;
  }

  /** Writes the leg's row anew if it changes. */
  change(call: Call, party: Party, change: Partial<Omit<LegRow, 'callId' | 'leg'>>, step: CallsStep): void {
    const keys = Object.keys(change) as (keyof typeof change)[];
    if (keys.every((key) => party.row[key] === change[key])) return;
    const row: Record<string, unknown> = { ...party.row };
    for (const key of keys) row[key] = change[key];
    party.row = row as unknown as LegRow;
    this.book.write(call.id, { row: 'leg', leg: party.row }, step);
    step.touch('call', call.id);
  }

  /** It has answered. */
  answered(call: Call, party: Party, step: CallsStep): void {
    if (party.state !== 'calling') return;
    party.state = 'in';
    this.note(call, party);
    this.change(call, party, { answeredAt: step.atMs }, step);
  }

  /** Its part is over; `cause` ITU-T Q.850. Twice is fine. */
  remove(call: Call, party: Party, cause: number, step: CallsStep): void {
    const at = call.parties.indexOf(party);
    if (at < 0) return;
    call.parties.splice(at, 1);
    if (this.byAgent.get(party.agentId) === call.id && agentIn(call, party.agentId) === null) {
      this.byAgent.delete(party.agentId);
    }
    this.change(call, party, { endedAt: step.atMs, cause }, step);
  }

  /** Id of the call this agent's telephone is in; null: none. */
  callOf(agentId: string): string | null {
    return this.byAgent.get(agentId) ?? null;
  }

  private note(call: Call, party: Party): void {
    if (party.agentId !== '') this.byAgent.set(party.agentId, call.id);
  }
}

/** Null: nobody of this call is on this seizure, or no longer. */
export function partyOn(call: Call, seizure: Seizure): Party | null {
  return call.parties.find((party) => party.seizure === seizure && seizure !== 0) ?? null;
}

/** Who began an inbound call, or whom an outbound one is for; null: gone, or an inside call. */
export function customerOf(call: Call): Party | null {
  return call.parties.find((party) => party.role === 'customer') ?? null;
}

/** Who waits, or talks, for whom the call is: its customer, else whoever has been in it longest. */
export function callerOf(call: Call): Party | null {
  return customerOf(call) ?? call.parties.find(({ state }) => state === 'in') ?? null;
}

/** The agent (or supervisor) who is in the call, be his telephone laid down on hold; null: not, or it only rings. */
export function agentIn(call: Call, agentId: string): Party | null {
  return call.parties.find((party) => party.agentId === agentId && party.state !== 'calling' && agentId !== '') ?? null;
}

/** His telephone rings for this call. */
export function agentCalled(call: Call, agentId: string): Party | null {
  return call.parties.find((party) => party.agentId === agentId && party.state === 'calling' && agentId !== '') ?? null;
}
