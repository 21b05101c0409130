import type { Call } from '../call.js';

/** Everybody is together again. */
export function joinRooms(call: Call): void {
  call.aside = null;
  for (const party of call.parties) if (party.room === 'aside') party.room = 'main';
  for (const attempt of call.attempts) if (attempt.room === 'aside') attempt.room = 'main';
}

/** Without its owner, without anybody to talk to there, or beside nobody, an aside is none any more. */
export function isAsideOver({ aside, parties, attempts }: Call): boolean {
  if (aside === null) return false;
  const { owner } = aside;
  const isThere = parties.some(({ party }) => party === owner);
  const consulted = parties.some(({ party, room }) => room === 'aside' && party !== owner);
  const wanted = attempts.some(({ room }) => room === 'aside');
  const main = parties.some(({ party, room, state }) => room === 'main' && state === 'in' && party !== owner);
  return !isThere || !main || !(consulted || wanted);
}
