/** A floor on which 8001 talks with a caller, and what each of them hears. */
import type { Seizure } from '../../daemon/lines/lines.js';
import type { LiveParty } from '../../daemon/terms/live.js';
import type { PersonRequest } from '../../daemon/terms/requests.js';
import type { Site } from '../../daemon/terms/site.js';
import { Floor, type FloorOptions, salesNumber, siteOf } from './floor.js';

export const bossLine = 12;

export function conversationSite(agents: number, change: Partial<Site> = {}): Site {
  return { ...siteOf(agents), supervisors: [{ id: 'boss', name: 'Boss', line: bossLine }], ...change };
}

export interface Conversation {
  readonly floor: Floor;
  readonly caller: Seizure;
  readonly callId: string;
}

/** 8001 at line 1 talks; 8002 and so on are ready at their lines. */
export function talking(agents = 3, options: FloorOptions = {}): Conversation {
  const floor = new Floor({ site: conversationSite(agents), ...options });
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(500); // late events have come
  floor.lines.lift(1);
  floor.time.advance(500);
  for (let agent = 2; agent <= agents; agent++) floor.ready(`${8000 + agent}`);
  return { floor, caller, callId: floor.cdrs[0]?.id ?? '' };
}

/** The seizure on this telephone. */
export function on(floor: Floor, line: number): Seizure {
  const seizure = floor.lines.seizureOn(line);
  if (seizure === null) throw new Error(`nothing is on line ${line}`);
  return seizure;
}

/** What is played to it: a file, a tone, or null. */
export function played(floor: Floor, seizure: Seizure): string | null {
  if (!floor.lines.media.isPlaying(seizure)) return null;
  const last = floor.lines.commands.filter((command) => command.do === 'play' && command.seizure === seizure).at(-1);
  const [source] = last?.do === 'play' ? last.sources : [];
  if (source === undefined) return null;
  if ('file' in source) return source.file;
  return 'tone' in source ? source.tone : 'silence';
}

export const music = '/sounds/music/calm.wav';

/** By who hears: the sorted list of whom. */
export function hears(floor: Floor, ...seizures: readonly Seizure[]): readonly (readonly Seizure[])[] {
  return seizures.map((seizure) => [...floor.lines.hears(seizure)].sort((a, b) => a - b));
}

export function partiesOf(floor: Floor, callId: string): readonly LiveParty[] {
  return floor.runtime.snapshot().calls.find(({ id }) => id === callId)?.parties ?? [];
}

/** Done, or throws with the refusal's words. */
export async function asked(floor: Floor, person: PersonRequest): Promise<void> {
  await floor.runtime.ask(person);
}

export function refusal(floor: Floor, person: PersonRequest): Promise<{ code: string; message: string }> {
  return floor.runtime.ask(person).then(
    () => Promise.reject(new Error(`${person.ask} was not refused`)),
    (error: { code: string; message: string }) => error,
  );
}

/** Everybody hangs up and wraps up. */
export function drain(floor: Floor): void {
  for (const seizure of floor.lines.live) if (!floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
  floor.time.advance(100);
  for (let line = 1; line <= 16; line++) floor.lines.lay(line);
  floor.time.advance(600_000);
}
