import type { MixMember, Seizure } from '../../lines/lines.js';
import type { Call, Sound } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import type { Prompts } from '../prompts.js';
import type { Room } from './party.js';
import { type Hearing, whoHearsWhom } from './who-hears-whom.js';

export interface SoundRooms {
  readonly legs: ReadonlyMap<Seizure, Leg>;
  readonly channels: ChannelTable;
  readonly prompts: Prompts;
}

/** What a call's lines were told of who hears whom, changed in one step to what its parties want now. */
export class CallSound {
  /** Of bridges and mixes alike. */
  private lastNumber = 0;

  constructor(private readonly rooms: SoundRooms) {}

  /** `music`: of who waits. Commands go out only for what differs. */
  apply(call: Call, music: string, step: CallsStep): void {
    const awaited = new Set<Room>(call.attempts.map(({ room }) => room));
    const hearing = whoHearsWhom(call.parties, awaited);
    this.stopPlays(call, hearing, step);
    this.connect(call, hearing.members, step);
    this.startPlays(call, hearing, music, step);
  }

  /** The caller's ears are a queue's or a flow's now: nobody hears anybody, and what plays to him stays. */
  release(call: Call, step: CallsStep): void {
    this.connect(call, [], step);
  }

  // ---- who hears whom

  private connect(call: Call, members: readonly MixMember[], step: CallsStep): void {
    const before = call.sound;
    const pair = pairOf(members);
    if (members.length === 0) {
      this.disconnect(before, [], step);
      call.sound = { kind: 'none' };
    } else if (pair !== null) {
      const [a, b] = pair;
      if (before.kind === 'bridge' && isPair(before, a, b)) return;
      this.lastNumber += 1;
      step.line({ do: 'bridge', bridge: this.lastNumber, a, b });
      this.disconnect(before, [a, b], step);
      call.sound = { kind: 'bridge', number: this.lastNumber, a, b };
    } else {
      if (before.kind === 'mix' && sameMembers(before.members, members)) return;
      if (before.kind !== 'mix') this.lastNumber += 1;
      const number = before.kind === 'mix' ? before.number : this.lastNumber;
      step.line({ do: 'mix', mix: number, members });
      if (before.kind === 'bridge')
        this.disconnect(
          before,
          members.map(({ seizure }) => seizure),
          step,
        );
      call.sound = { kind: 'mix', number, members };
    }
  }

  /** `gone`: have left it for another bridge or mix by the command just given, which ends a bridge by itself. */
  private disconnect(before: Sound, gone: readonly Seizure[], step: CallsStep): void {
    const isLeft = (seizure: Seizure): boolean => !gone.includes(seizure) && this.isLive(seizure);
    if (before.kind === 'bridge' && isLeft(before.a) && isLeft(before.b)) {
      step.line({ do: 'unbridge', bridge: before.number });
    } else if (before.kind === 'mix' && before.members.some(({ seizure }) => isLeft(seizure))) {
      step.line({ do: 'unmix', mix: before.number });
    }
  }

  private isLive(seizure: Seizure): boolean {
    const leg = this.rooms.legs.get(seizure);
    // A telephone that stays off its hook when its call is over (a headset) has a seizure and no leg.
    return leg === undefined ? this.rooms.channels.has(seizure) : leg.state !== 'clearing';
  }

  // ---- what who waits hears

  /** Who hears somebody hears no music any more; neither does who hears nothing by his own key. */
  private stopPlays(call: Call, { members, waits }: Hearing, step: CallsStep): void {
    const talking = new Set(members.filter(({ hears }) => hears.length > 0).map(({ seizure }) => seizure));
    for (const party of call.parties) {
      if (waits.has(party.party)) continue;
      if (party.hearing === null && !talking.has(party.seizure)) continue;
      party.hearing = null;
      const leg = this.rooms.legs.get(party.seizure);
      // A campaign's greeting is said to its end, over the agent who is there already.
      const lasts = leg?.play?.purpose === 'beep' || leg?.play?.purpose === 'greeting';
      if (leg !== undefined && !lasts) this.rooms.prompts.stop(leg, step);
    }
  }

  private startPlays(call: Call, { waits }: Hearing, music: string, step: CallsStep): void {
    for (const party of call.parties) {
      const wait = waits.get(party.party);
      const leg = this.rooms.legs.get(party.seizure);
      if (wait === undefined || wait === party.hearing || leg?.state !== 'connected') continue;
      party.hearing = wait;
      if (wait === 'ringback') this.rooms.prompts.tone(leg, 'ringback', step);
      else if (music !== '') this.rooms.prompts.play(leg, [music], 'music', true, step);
      else this.rooms.prompts.stop(leg, step);
    }
  }
}

/** The two of whom each hears the other, if there is nobody else. */
function pairOf(members: readonly MixMember[]): readonly [Seizure, Seizure] | null {
  const [a, b] = members;
  if (a === undefined || b === undefined || members.length !== 2) return null;
  return a.hears.length === 1 && b.hears.length === 1 ? [a.seizure, b.seizure] : null;
}

function isPair(bridge: Extract<Sound, { kind: 'bridge' }>, a: Seizure, b: Seizure): boolean {
  return (bridge.a === a && bridge.b === b) || (bridge.a === b && bridge.b === a);
}

function sameMembers(before: readonly MixMember[], after: readonly MixMember[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ seizure, hears }, at) => {
      const other = after[at];
      return other?.seizure === seizure && hears.join() === other.hears.join();
    })
  );
}
