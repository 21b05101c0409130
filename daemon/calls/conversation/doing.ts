import type { CallStage, PartyState } from '../../terms/calls.js';
import type { Call } from '../call.js';
import type { AgentDoing, Party } from './party.js';
import { isTalker, roomOf } from './who-hears-whom.js';

/** Customers and whom agents called outside: the others in a call are at work. */
export function isOutside({ role }: Party): boolean {
  return role === 'customer' || role === 'outside';
}

/** What an agent who is in the call does there; null: he is not in it yet. */
export function doingOf(call: Call, agent: Party): AgentDoing | null {
  if (agent.state === 'calling' || agent.role !== 'agent') return null;
  if (call.stage === 'dialling') return 'dialling';
  if (agent.held) return 'held';
  if (agent.room === 'aside' || call.aside?.owner === agent.party) return 'consulting';
  return othersOf(call, agent).length > 1 ? 'conference' : 'talking';
}

/** What pages show of a party. */
export function shownOf(call: Call, party: Party): PartyState {
  if (party.state === 'calling') return party.out === null ? 'ringing' : 'dialling';
  if (party.mode === 'listen') return 'listening';
  if (party.mode === 'whisper') return 'whispering';
  if (party.role === 'agent') return doingOf(call, party) ?? 'waiting';
  if (call.handedOff || !isConversing(call.stage)) return 'waiting';
  if (party.held) return 'held';
  if (roomOf(party, call.parties) === 'aside') return 'consulting';
  const others = othersOf(call, party).length;
  if (others > 1) return 'conference';
  if (others === 1) return 'talking';
  return call.stage === 'talking' && !isCalledTo(call, party) ? 'held' : 'waiting';
}

/** Somebody is called into his room: he hears it ring, not the music of who is on hold. */
function isCalledTo({ parties }: Call, { room }: Party): boolean {
  return parties.some((other) => other.state === 'calling' && other.room === room);
}

function isConversing(stage: CallStage): boolean {
  return stage === 'talking' || stage === 'dialling' || stage === 'ringing';
}

/** Who talks with him now, muted or not. */
function othersOf(call: Call, party: Party): readonly Party[] {
  const { parties } = call;
  const room = roomOf(party, parties);
  return parties.filter(
    (other) =>
      other !== party && isTalker(other) && !other.held && other.state === 'in' && roomOf(other, parties) === room,
  );
}

/** He hears a customer or somebody outside, and is heard: what he does counts as a conversation. */
export function talksWithOutside(call: Call, agent: Party): boolean {
  return !agent.held && agent.state === 'in' && othersOf(call, agent).some(isOutside);
}

/**
 * Who keeps a call going: everybody who can talk, and who is away from a caller on hold. One who barges does so only while there is a customer, or somebody
 * outside, to talk with.
 */
export function talkersOf(call: Call): readonly Party[] {
  const talkers = call.parties.filter((party) => party.state === 'away' || (party.state === 'in' && isTalker(party)));
  return talkers.some(isOutside) ? talkers : talkers.filter(({ mode }) => mode === null);
}

/** The network's channels are free again first. */
export function customersFirst(parties: readonly Party[]): readonly Party[] {
  return [...parties.filter(isOutside), ...parties.filter((party) => !isOutside(party))];
}
