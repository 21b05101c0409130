import type { Channel, LineEvent, Seizure, Source, ToneName } from '../lines/lines.js';
import { isWhole } from '../numbers/plan.js';
import type { CallsStep } from './notices.js';
import type { Prompts } from './prompts.js';
import { codeSoFar } from './reach/feature-codes.js';
import type { TrunkTable } from './trunks.js';

/** After this long without a digit the number counts as whole (ITU-T E.211: 4 to 6 s between digits). */
export const interDigitMs = 4_000;
/** How long a telephone hears why its call failed; then the lines' own busy tone and howler. */
export const failureToneMs = 30_000;
/** "Done", before the next dial tone. */
export const doneBeepMs = 300;
/** In a headset, which nobody lays down. */
export const headsetToneMs = 3_000;
/** A headset's telephone that was lifted and dials nothing for so long hears silence, and waits for calls. */
export const standingAfterMs = 3_000;

interface Lifted {
  readonly channel: Channel;
  digits: string;
  /** The number was handed on, or nothing more can come of it. */
  done: boolean;
  /** Distribution was told that its agent dials. */
  told: boolean;
  /** A headset that waits for calls. */
  standing: boolean;
  /** What we play to it: dial tone after a code, an answer, silence; null: the line's own dial tone. */
  play: { readonly number: number; readonly otherwise: readonly Source[] | null; readonly again: boolean } | null;
}

export interface DiallingRooms {
  readonly trunks: TrunkTable;
  readonly prompts: Prompts;
  /** A headset waits at this telephone, or no longer. */
  setStanding(channel: Channel, standing: boolean, step: CallsStep): void;
}

/** Telephones that were lifted without a call: their users hear dial tone and dial, or wear a headset and wait. */
export class Dialling {
  private readonly lifted = new Map<Seizure, Lifted>();
  private headsets: ReadonlySet<number> = new Set();

  constructor(private readonly rooms: DiallingRooms) {}

  /** Lines whose telephones are left off the hook on purpose. */
  setHeadsets(lines: ReadonlySet<number>): void {
    this.headsets = lines;
  }

  lift(seizure: Seizure, channel: Channel, step: CallsStep): void {
    this.lifted.set(seizure, newLifted(channel));
    if (this.headsets.has(channel.line)) step.setTimer(standingTimerOf(seizure), standingAfterMs);
  }

  /**
   * A telephone has come out of a call and is still off its hook: it hears these, why its call failed or where it
   * was parked. Then it can dial again, unless it hears a tone that lasts; a headset goes on waiting.
   */
  adopt(seizure: Seizure, channel: Channel, sources: readonly Source[], step: CallsStep): void {
    const telephone = newLifted(channel);
    this.lifted.set(seizure, telephone);
    const isHeadset = this.headsets.has(channel.line);
    telephone.done = true;
    if (sources.length === 0) {
      this.again(seizure, telephone, step);
      return;
    }
    const short = isHeadset ? sources.map(shortened) : sources;
    this.say(seizure, telephone, short, { loop: false, otherwise: null, again: true }, step);
    // Then the lines' own busy tone and howler: somebody has forgotten to lay it down.
    if (!isHeadset) step.setTimer(`calls tone ${seizure}`, failureToneMs);
  }

  /** Nothing was dialled for a while. */
  waits(seizure: Seizure, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (telephone !== undefined && telephone.digits === '' && !telephone.done) this.stand(seizure, telephone, step);
  }

  private stand(seizure: Seizure, telephone: Lifted, step: CallsStep): void {
    telephone.standing = true;
    this.say(seizure, telephone, [{ silenceMs: 1_000 }], { loop: true, otherwise: null, again: false }, step);
    this.rooms.setStanding(telephone.channel, true, step);
  }

  /** '#' ends the number at once. */
  digit(seizure: Seizure, digit: string, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined || telephone.done) return;
    if (!/^[0-9*#]$/.test(digit)) return; // A-D: nobody has such keys
    this.hush(seizure, telephone, step);
    if (digit === '#') {
      this.whole(seizure, step);
      return;
    }
    telephone.digits += digit;
    const code = codeSoFar(telephone.digits);
    // A code is about the agent himself: he is not dialling anybody.
    if (code === 'number' && !telephone.told) {
      telephone.told = true;
      step.tell({ notice: 'dialling', line: telephone.channel.line });
    }
    const ends = code === 'number' ? isWhole(this.rooms.trunks.place, telephone.digits) : code !== 'perhaps';
    if (ends) this.whole(seizure, step);
    else step.setTimer(timerOf(seizure), interDigitMs);
  }

  /** No digit came for a while, or all are there. */
  whole(seizure: Seizure, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined || telephone.done || telephone.digits === '') return;
    telephone.done = true;
    step.cancelTimer(timerOf(seizure));
    const { channel, digits } = telephone;
    step.tell({ notice: 'number-dialled', line: channel.line, seizure, number: digits });
  }

  /** The telephone this seizure is of; null: it is not one that was lifted without a call. */
  channelOf(seizure: Seizure): Channel | null {
    return this.lifted.get(seizure)?.channel ?? null;
  }

  /** A telephone lifted on this line that has nothing to do: it can be given a call without ringing. */
  idleOn(line: number): Seizure | null {
    for (const [seizure, { channel, standing, digits, done }] of this.lifted) {
      if (channel.line === line && (standing || (digits === '' && !done))) return seizure;
    }
    return null;
  }

  /** "Here comes a call", to a headset that waits: before the call, so that it covers nothing of it. */
  announce(line: number, ms: number, step: CallsStep): void {
    const seizure = this.idleOn(line);
    const telephone = seizure === null ? undefined : this.lifted.get(seizure);
    if (seizure === null || telephone?.standing !== true) return;
    this.say(seizure, telephone, [{ tone: 'beep', ms }], { loop: false, otherwise: null, again: true }, step);
  }

  /** It is in a call from here on. Null: it is none that was lifted without one. */
  take(seizure: Seizure, step: CallsStep): Channel | null {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined) return null;
    this.hush(seizure, telephone, step);
    this.lifted.delete(seizure);
    step.cancelTimer(timerOf(seizure));
    if (telephone.standing) this.rooms.setStanding(telephone.channel, false, step);
    return telephone.channel;
  }

  /** What was dialled leads nowhere. */
  refuse(seizure: Seizure, tone: ToneName, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined) return;
    this.over(telephone, step);
    this.adopt(seizure, telephone.channel, [{ tone }], step);
  }

  /** The answer to a code: words if there are any, else a tone; then dial tone for the next one. */
  confirm(seizure: Seizure, prompts: readonly string[], ok: boolean, step: CallsStep): boolean {
    const telephone = this.lifted.get(seizure);
    if (telephone === undefined) return false;
    this.over(telephone, step);
    telephone.digits = '';
    telephone.done = true;
    const tone: Source = ok ? { tone: 'beep', ms: doneBeepMs } : { tone: 'congestion', ms: 2_000 };
    const words = prompts.map((file) => ({ file }));
    const otherwise = words.length === 0 ? null : [tone];
    const sources = words.length === 0 ? [tone] : words;
    this.say(seizure, telephone, sources, { loop: false, otherwise, again: true }, step);
    return true;
  }

  playEnded(event: Extract<LineEvent, { event: 'play-ended' }>, step: CallsStep): void {
    const telephone = this.lifted.get(event.seizure);
    const play = telephone?.play ?? null;
    if (telephone === undefined || play?.number !== event.play || event.reason === 'cleared') return;
    telephone.play = null;
    if (event.reason === 'bad-file' && play.otherwise !== null) {
      // The site has no such sound: a tone says the same.
      this.say(event.seizure, telephone, play.otherwise, { loop: false, otherwise: null, again: play.again }, step);
      return;
    }
    if (play.again) this.again(event.seizure, telephone, step);
  }

  private again(seizure: Seizure, telephone: Lifted, step: CallsStep): void {
    telephone.done = false;
    step.cancelTimer(`calls tone ${seizure}`);
    if (this.headsets.has(telephone.channel.line)) this.stand(seizure, telephone, step);
    else this.say(seizure, telephone, [{ tone: 'dial' }], { loop: false, otherwise: null, again: false }, step);
  }

  /** The telephone was laid down. */
  forget(seizure: Seizure, step: CallsStep): void {
    const telephone = this.lifted.get(seizure);
    if (!this.lifted.delete(seizure) || telephone === undefined) return;
    step.cancelTimer(timerOf(seizure));
    step.cancelTimer(standingTimerOf(seizure));
    if (telephone.standing) this.rooms.setStanding(telephone.channel, false, step);
    this.over(telephone, step);
  }

  private over(telephone: Lifted, step: CallsStep): void {
    if (!telephone.told) return;
    telephone.told = false;
    step.tell({ notice: 'dialling-over', line: telephone.channel.line });
  }

  private say(
    seizure: Seizure,
    telephone: Lifted,
    sources: readonly Source[],
    how: { readonly loop: boolean; readonly otherwise: readonly Source[] | null; readonly again: boolean },
    step: CallsStep,
  ): void {
    const { loop, otherwise, again } = how;
    telephone.play = { number: this.rooms.prompts.sound(seizure, sources, loop, step), otherwise, again };
  }

  /** A digit ends what we play, as it ends the line's own dial tone; a standing headset dials. */
  private hush(seizure: Seizure, telephone: Lifted, step: CallsStep): void {
    step.cancelTimer(standingTimerOf(seizure));
    if (telephone.play !== null) step.line({ do: 'stop-play', seizure, play: telephone.play.number });
    telephone.play = null;
  }
}

function shortened(source: Source): Source {
  return 'tone' in source && source.ms === undefined ? { ...source, ms: headsetToneMs } : source;
}

function newLifted(channel: Channel): Lifted {
  return { channel, digits: '', done: false, told: false, standing: false, play: null };
}

function timerOf(seizure: Seizure): string {
  return `calls digits ${seizure}`;
}

function standingTimerOf(seizure: Seizure): string {
  return `calls standing ${seizure}`;
}
