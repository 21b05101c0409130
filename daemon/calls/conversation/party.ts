import type { Seizure } from '../../lines/lines.js';
import type { PartyState } from '../../terms/calls.js';
import type { LiveParty } from '../../terms/live.js';
import type { LegRow } from '../../terms/rows.js';
import type { LegPurpose, Target } from '../../terms/targets.js';
import type { OutboundPart } from '../call.js';

export type PartyRole = LegRow['role'];
export type SupervisorMode = 'listen' | 'whisper' | 'barge';

/** Where a party's sound belongs. 'none': not in the call yet, or listening beside it. */
export type Room = 'main' | 'aside' | 'none';

/** One telephone's part in a call, from the first try on. Gone from the call when it is over. */
export interface Party {
  /** 1-based in the call, never used again: LegRow.leg, LiveParty.party, and what 'drop' names. */
  readonly party: number;
  readonly role: PartyRole;
  purpose: LegPurpose;
  /** Agent's or supervisor's id; '' none. */
  readonly agentId: string;
  /** Of an outside telephone: calling or called; '' an inside one. */
  number: string;
  /** 0: on no channel (yet, or between two trunks). Its leg is `progress.legs.get(seizure)`. */
  seizure: Seizure;
  /**
   * 'calling': rings or is dialled; 'in': answered, or who began the call; 'away': an agent who laid down his
   * telephone on a held caller, and rings (`seizure`) when he is called back to him.
   */
  state: 'calling' | 'in' | 'away';
  /** Where he is, or where he will be when he answers. */
  room: Room;
  /** The others don't hear him. */
  muted: boolean;
  /** He has pressed hold: he hears nothing and is not heard; who is left alone by it hears music. */
  held: boolean;
  /** Supervisors: null once he is in the conversation for good (take-over). */
  mode: SupervisorMode | null;
  /** Supervisors: the agent he listens to; '' none. */
  watches: string;
  /** Attempt.id he was called for; 0: none, as callers and whom a queue rings. */
  readonly attempt: number;
  /** A call out over trunks that this party is on; null: none. */
  out: OutboundPart | null;
  /** Called, and it rings there. */
  alerted: boolean;
  /** Called over a trunk whose sound is heard before the answer: ring-back with music, "this number does not exist". */
  early: boolean;
  /** What the conversation plays to him. */
  hearing: 'music' | 'ringback' | null;
  /** Has heard and been heard by a customer or somebody outside. */
  talked: boolean;
  /** As pages show it, and since when (epoch ms). */
  shown: PartyState;
  since: number;
  /** His 'agent-doing' as last told; null: nothing yet. */
  told: AgentDoing | null;
  /** As last written. */
  row: LegRow;
  /** As pages last saw it; null: not yet. */
  live: LiveParty | null;
}

export type AgentDoing = 'dialling' | 'talking' | 'held' | 'consulting' | 'conference';

/** Somebody who is wanted in a call and not reached yet; several telephones may ring for it, one after the other. */
export interface Attempt {
  /** Within the call. */
  readonly id: number;
  readonly target: Target;
  readonly purpose: LegPurpose;
  /** Agent or supervisor who wants it, and to whom a transfer returns; '' nobody. */
  readonly by: string;
  /** Where whom it reaches will be. */
  room: Room;
  /** Agent who is wanted now (notice 'want-agent' or rung); null: none, or outside. Set by who reaches. */
  agentId: string | null;
  /** Agents and numbers this attempt has been to already: a forwarding that comes back is a loop. */
  readonly tried: string[];
  /** A blind transfer: `by` leaves once somebody rings or is dialled for it. Until then a refusal leaves him the call. */
  senderLeaves: boolean;
  outcome: 'pending' | 'reached' | 'sent-on' | 'failed' | 'withdrawn';
}

/** What a party is when it is opened; the rest begins as nothing. */
export interface PartyOpening {
  readonly role: PartyRole;
  readonly purpose: LegPurpose;
  readonly agentId?: string;
  readonly number?: string;
  readonly room: Room;
  readonly mode?: SupervisorMode;
  readonly watches?: string;
  readonly attempt?: number;
  readonly out?: OutboundPart;
}

/** Where a party is when it is opened. */
export interface PartyPlace {
  readonly state: 'calling' | 'in';
  /** 0: on no channel yet. */
  readonly seizure: Seizure;
  /** Name of the channel: "L3"; '' none yet. */
  readonly channel: string;
}

/** Called over trunks, of which none is tried yet. */
export const onNoTrunkYet: PartyPlace = { state: 'calling', seizure: 0, channel: '' };
