import type { Site } from '../../terms/site.js';
import type { Call } from '../call.js';
import type { CallsStep } from '../notices.js';
import { doingOf, shownOf, talksWithOutside } from './doing.js';
import type { Party } from './party.js';
import { CallSound, type SoundRooms } from './sound.js';

/** What follows from who is where in a call: what is heard, what pages show, and what agents are told to be doing. */
export class Settling {
  private readonly sound: CallSound;
  private music = new Map<string, string>();
  private firstMusic = '';

  constructor(rooms: SoundRooms) {
    this.sound = new CallSound(rooms);
  }

  load(site: Site): void {
    this.music = new Map(site.queues.map(({ id, music }) => [id, music]));
    this.firstMusic = site.queues[0]?.music ?? '';
  }

  /** The site has this queue. */
  hasQueue(queueId: string): boolean {
    return this.music.has(queueId);
  }

  settle(call: Call, step: CallsStep): void {
    if (call.stage === 'ended') return;
    this.hear(call, step);
    for (const party of call.parties) this.show(call, party, step);
    step.touch('call', call.id);
  }

  /** The lines only: who hears whom, and what is played to who waits. */
  hear(call: Call, step: CallsStep): void {
    if (call.handedOff || call.stage === 'rating') this.sound.release(call, step);
    else this.sound.apply(call, this.music.get(call.row.queue ?? '') ?? this.firstMusic, step);
  }

  /** The call is over: nobody hears anybody of it. */
  silence(call: Call, step: CallsStep): void {
    this.sound.release(call, step);
  }

  private show(call: Call, party: Party, step: CallsStep): void {
    const shown = shownOf(call, party);
    if (shown !== party.shown) {
      party.shown = shown;
      party.since = step.atMs;
    }
    if (party.role !== 'agent' || party.agentId === '') return;
    if (talksWithOutside(call, party)) party.talked = true;
    const doing = doingOf(call, party);
    if (doing === null || doing === party.told) return;
    party.told = doing;
    step.tell({ notice: 'agent-doing', callId: call.id, agentId: party.agentId, doing });
  }
}
