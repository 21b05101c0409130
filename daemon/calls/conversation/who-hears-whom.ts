import type { MixMember } from '../../lines/lines.js';
import type { Party, Room } from './party.js';

/** What of a party decides who hears whom. */
export type Placed = Pick<
  Party,
  | 'party'
  | 'role'
  | 'agentId'
  | 'seizure'
  | 'state'
  | 'room'
  | 'muted'
  | 'held'
  | 'mode'
  | 'watches'
  | 'early'
  | 'alerted'
>;

export interface Hearing {
  /** Who hears or is heard; the others hear nobody. */
  readonly members: readonly MixMember[];
  /** By party: who is left alone, and what he hears meanwhile. */
  readonly waits: ReadonlyMap<number, 'music' | 'ringback'>;
}

/**
 * Who hears whom in a call, from nothing but its parties. `awaited`: rooms to which somebody is wanted who is not
 * rung yet. The rules:
 * - in a room everybody hears everybody, but not who is muted; who has pressed hold hears nobody and nobody hears him;
 * - a listener hears an agent and whomever that agent hears; a whisperer also is heard by the agent, and by nobody
 *   else, not even by another who listens, hold or not; one who barges is in the agent's room like anybody;
 * - who is left alone in his room hears ring-back if it rings for that room, else music; only an agent who waits for
 *   whom he called hears nothing until it rings.
 */
export function whoHearsWhom(parties: readonly Placed[], awaited: ReadonlySet<Room> = nowhere): Hearing {
  const talkers = parties.filter(isTalker);
  const rooms = new Map<Placed, Room>();
  for (const one of talkers) rooms.set(one, roomOf(one, parties));
  // Most are alone in their call until they are answered.
  const members = parties.length < 2 ? nobody : membersOf(hearsOf(parties, talkers, rooms));
  return { members, waits: waitsOf(parties, talkers, rooms, awaited) };
}

const nobody: readonly MixMember[] = [];
const nowhere: ReadonlySet<Room> = new Set();

function hearsOf(
  parties: readonly Placed[],
  talkers: readonly Placed[],
  rooms: ReadonlyMap<Placed, Room>,
): ReadonlyMap<Placed, readonly Placed[]> {
  const hears = new Map<Placed, Placed[]>();
  for (const one of talkers) {
    const others = one.held ? [] : talkers.filter((other) => other !== one && speaks(other));
    hears.set(one, [
      ...others.filter((other) => rooms.get(other) === rooms.get(one)),
      ...parties.filter((other) => isBeside(other) && other.mode === 'whisper' && !other.muted && watches(other, one)),
    ]);
  }
  for (const one of parties.filter(isBeside)) {
    const agent = talkers.find((talker) => watches(one, talker));
    if (agent === undefined) continue;
    const heard = (hears.get(agent) ?? []).filter((other) => !isBeside(other));
    hears.set(one, agent.muted ? heard : [agent, ...heard]);
  }
  return hears;
}

/** Is in the conversation, be it muted or on hold. */
export function isTalker(party: Placed): boolean {
  return (party.state === 'in' || party.early) && party.seizure !== 0 && party.room !== 'none' && !isBeside(party);
}

/** A supervisor whom the customer does not hear. */
function isBeside({ state, mode }: Placed): boolean {
  return state === 'in' && (mode === 'listen' || mode === 'whisper');
}

function speaks({ held, muted }: Placed): boolean {
  return !held && !muted;
}

function watches(supervisor: Placed, agent: Placed): boolean {
  return supervisor.watches !== '' && supervisor.watches === agent.agentId && supervisor !== agent;
}

/** Where a party's sound is: one who barges goes wherever his agent goes. */
export function roomOf(party: Placed, parties: readonly Placed[]): Room {
  if (party.mode !== 'barge') return party.room;
  return parties.find((other) => watches(party, other) && isTalker(other))?.room ?? party.room;
}

/** In the order of the parties; who neither hears nor is heard needs no mix. */
function membersOf(hears: ReadonlyMap<Placed, readonly Placed[]>): readonly MixMember[] {
  const heard = new Set<Placed>();
  for (const others of hears.values()) for (const other of others) heard.add(other);
  return [...hears]
    .filter(([one, others]) => others.length > 0 || heard.has(one))
    .sort(([a], [b]) => a.party - b.party)
    .map(([one, others]) => ({
      seizure: one.seizure,
      hears: [...others].sort((a, b) => a.party - b.party).map(({ seizure }) => seizure),
    }));
}

function waitsOf(
  parties: readonly Placed[],
  talkers: readonly Placed[],
  rooms: ReadonlyMap<Placed, Room>,
  awaited: ReadonlySet<Room>,
): ReadonlyMap<number, 'music' | 'ringback'> {
  const waits = new Map<number, 'music' | 'ringback'>();
  for (const one of talkers) {
    const room = rooms.get(one);
    if (room === undefined || one.held || one.early) continue;
    if (talkers.some((other) => other !== one && !other.held && rooms.get(other) === room)) continue;
    const called = parties.filter((other) => other.state === 'calling' && other.room === room);
    const isInside = one.role === 'agent' || one.role === 'supervisor';
    if (called.some(({ alerted }) => alerted)) waits.set(one.party, 'ringback');
    else if (!isInside || (called.length === 0 && !awaited.has(room) && parties.length > 1))
      waits.set(one.party, 'music');
  }
  return waits;
}
