/** The people of a town at the far end of the box's lines: each call to them is lived through and written down. */
import { join } from 'node:path';
import type { Source } from '../../../daemon/lines/lines.js';
import { root } from '../child.js';
import type { Exchange, FarLeg } from '../exchange.js';
import { sampleRateHz, writeMono, writeTone } from '../sound.js';
import { type Fate, numberOf, type Town } from './people.js';
import { agentsHz, PitchEar, peoplesHz } from './pitches.js';
import { specialInformation } from './special-information.js';

/** One SETUP, as the far end saw it. Times are epoch ms of the box's clock; null: it did not happen. */
export interface Arrival {
  readonly number: string;
  /** What happened here, with a congested number's second nature once it has it. */
  readonly fate: Fate;
  readonly at: number;
  readonly span: number;
  rangAt: number | null;
  answeredAt: number | null;
  /** His voice: whoever hears it, hears him. */
  hz: number;
  /** When an agent was heard first, and which pitch his was. */
  heardAt: number | null;
  heardHz: number;
  endedAt: number | null;
  /** ITU-T Q.850, as this end sent or got it. */
  cause: number;
  endedBy: 'box' | 'here' | 'nobody';
}

const spokenDbm0 = -16;
const pieceMs = 2_000;
const mostPieces = 60;
/** Nobody listens to a telephone that says nothing for longer. */
const patienceMs = 12_000;
/** SETUPs that the network refuses for want of room belong to one try if they come so soon after each other. */
const sameTryMs = 20_000;
const announcementMs = 6_000;

export class FarEnd {
  readonly arrivals: Arrival[] = [];
  /** Called when somebody has answered: his voice is on the line from before it. */
  onAnswer: (arrival: Arrival) => void = () => {};
  private readonly firstAt = new Map<string, number>();
  private readonly talking = new Set<Arrival>();
  private nextVoice = 0;
  private fault: unknown = null;

  constructor(
    private readonly exchange: Exchange,
    private readonly town: Town,
    private readonly folder: string,
    private readonly nowMs: () => number,
  ) {
    for (const hz of peoplesHz) writeTone(this.voice(hz), hz, pieceMs, spokenDbm0);
    writeMono(this.path('sit'), specialInformation(sampleRateHz));
    exchange.onRinging((line, leg) => {
      if (line !== 0) return; // a desk telephone
      this.take(leg).catch((error: unknown) => {
        this.fault ??= error;
      });
    });
  }

  /** Throws what went wrong at this end, which is no fault of the box. */
  check(): void {
    if (this.fault !== null) throw this.fault;
  }

  /** Nobody rings, talks or waits. */
  get isQuiet(): boolean {
    return this.arrivals.every(({ endedAt }) => endedAt !== null);
  }

  /** Calls that have come and were not lifted yet. */
  get ringing(): number {
    return this.arrivals.filter(({ endedAt, answeredAt }) => endedAt === null && answeredAt === null).length;
  }

  private async take(leg: FarLeg): Promise<void> {
    const { calledNumber, channel } = await leg.when('incoming');
    const arrival: Arrival = {
      number: calledNumber,
      fate: this.fateNow(calledNumber),
      at: this.nowMs(),
      span: this.exchange.lines.channels[channel]?.span ?? 0,
      rangAt: null,
      answeredAt: null,
      hz: 0,
      heardAt: null,
      heardHz: 0,
      endedAt: null,
      cause: 0,
      endedBy: 'nobody',
    };
    this.arrivals.push(arrival);
    const over = leg.when('cleared').then(({ cause, by }) => {
      arrival.endedAt = this.nowMs();
      arrival.endedBy = by === 'near-end' ? 'here' : 'box';
      if (by !== 'near-end') arrival.cause = cause;
      this.talking.delete(arrival);
    });
    await Promise.all([over, this.live(leg, arrival, arrival.fate)]);
  }

  private fateNow(number: string): Fate {
    const fate = this.town.fateOf(number);
    if (fate.kind !== 'congested') return fate;
    const now = this.nowMs();
    const first = this.firstAt.get(number) ?? now;
    this.firstAt.set(number, first);
    return now - first < sameTryMs ? fate : fate.later;
  }

  private async live(leg: FarLeg, arrival: Arrival, fate: Fate): Promise<void> {
    switch (fate.kind) {
      case 'congested':
        return this.refuse(leg, arrival, fate.cause);
      case 'switched-off':
        return this.refuse(leg, arrival, 20);
      case 'busy':
        if (fate.how === 'cause') return this.refuse(leg, arrival, 17);
        return this.sound(leg, arrival, [{ tone: 'busy', ms: 15_000 }], 17);
      case 'vacant':
        if (fate.how === 'cause') return this.refuse(leg, arrival, 1);
        if (fate.how === 'tone') return this.sound(leg, arrival, [{ tone: 'vacant', ms: 15_000 }], 31);
        return this.announce(leg, arrival);
      case 'no-answer':
        return this.ringOn(leg, arrival, fate.networkAfterMs);
      case 'person':
        if (await this.lift(leg, arrival, fate.ringMs)) await this.converse(leg, arrival, fate.talkMs);
        return;
      case 'impatient':
        if (await this.lift(leg, arrival, fate.ringMs)) await this.leave(leg, arrival, fate.staysMs);
        return;
      case 'machine':
        if (await this.lift(leg, arrival, fate.ringMs)) await this.speakOn(leg, arrival, fate.speaksMs);
        return;
    }
  }

  // ---- before the answer

  private refuse(leg: FarLeg, arrival: Arrival, cause: number): void {
    this.hangUp(leg, arrival, cause);
  }

  /** Tones in band, without a word in the signalling, until the box or the network has enough. */
  private async sound(leg: FarLeg, arrival: Arrival, tones: readonly Source[], cause: number): Promise<void> {
    leg.send({ do: 'progress', seizure: leg.seizure, inband: true });
    await played(leg, leg.playAll(tones));
    this.hangUp(leg, arrival, cause);
  }

  /** An announcement: the special information tone, words, and the cause with the clearing that follows. */
  private async announce(leg: FarLeg, arrival: Arrival): Promise<void> {
    leg.send({ do: 'progress', seizure: leg.seizure, inband: true });
    const words = `${root}build/sounds/callers/zh-2.wav`;
    await played(leg, leg.playAll([{ file: this.path('sit') }, { file: words }, { silenceMs: announcementMs / 2 }]));
    this.hangUp(leg, arrival, 1);
  }

  private async ringOn(leg: FarLeg, arrival: Arrival, networkAfterMs: number | null): Promise<void> {
    this.ring(leg, arrival);
    if (networkAfterMs === null) return;
    await played(leg, leg.playAll([{ silenceMs: Math.round(networkAfterMs) }]));
    this.hangUp(leg, arrival, 19);
  }

  private ring(leg: FarLeg, arrival: Arrival): void {
    leg.send({ do: 'alert', seizure: leg.seizure });
    arrival.rangAt = this.nowMs();
  }

  /** False: the box hung up before. */
  private async lift(leg: FarLeg, arrival: Arrival, ringMs: number): Promise<boolean> {
    this.ring(leg, arrival);
    await played(leg, leg.playAll([{ silenceMs: Math.round(ringMs) }]));
    if (arrival.endedAt !== null) return false;
    arrival.hz = this.freeVoice();
    this.talking.add(arrival);
    return true;
  }

  /** Of those who talk now, nobody has the same as long as there are enough. */
  private freeVoice(): number {
    const taken = new Set([...this.talking].map(({ hz }) => hz));
    for (let n = 0; n < peoplesHz.length; n++) {
      const hz = peoplesHz[this.nextVoice++ % peoplesHz.length];
      if (hz !== undefined && !taken.has(hz)) return hz;
    }
    return peoplesHz[this.nextVoice % peoplesHz.length] ?? peoplesHz[0];
  }

  // ---- after it

  private answer(leg: FarLeg, arrival: Arrival): void {
    arrival.answeredAt = this.nowMs();
    leg.answer();
    this.onAnswer(arrival);
  }

  private async converse(leg: FarLeg, arrival: Arrival, talkMs: number): Promise<void> {
    const waits = leg.playAll(this.speech(arrival.hz, patienceMs));
    this.answer(leg, arrival);
    const waited = played(leg, waits);
    const heard = this.listen(leg, arrival);
    await Promise.race([heard, waited]);
    if (arrival.heardAt !== null) await played(leg, leg.playAll(this.speech(arrival.hz, talkMs)));
    this.hangUp(leg, arrival, 16);
  }

  private async leave(leg: FarLeg, arrival: Arrival, staysMs: number): Promise<void> {
    const stays = leg.playAll(this.speech(arrival.hz, staysMs));
    this.answer(leg, arrival);
    void this.listen(leg, arrival);
    await played(leg, stays);
    this.hangUp(leg, arrival, 16);
  }

  private async speakOn(leg: FarLeg, arrival: Arrival, speaksMs: number): Promise<void> {
    const speaks = leg.playAll(this.speech(arrival.hz, speaksMs));
    this.answer(leg, arrival);
    void this.listen(leg, arrival);
    await played(leg, speaks);
    this.hangUp(leg, arrival, 16);
  }

  /** Resolves when an agent is heard; with the call, if nobody ever is. */
  private listen(leg: FarLeg, arrival: Arrival): Promise<void> {
    const ear = new PitchEar(agentsHz);
    return new Promise((resolve) => {
      const end = (): void => {
        stop();
        if (arrival.endedAt === null) leg.send({ do: 'untap', seizure: leg.seizure });
        resolve();
      };
      const stop = leg.each('audio', ({ audio }) => {
        const hz = ear.hear(audio);
        if (hz === 0) return;
        arrival.heardAt = this.nowMs() - PitchEar.delayMs;
        arrival.heardHz = hz;
        end();
      });
      leg.each('cleared', end);
      leg.send({ do: 'tap', seizure: leg.seizure });
    });
  }

  private hangUp(leg: FarLeg, arrival: Arrival, cause: number): void {
    if (arrival.endedAt !== null || leg.has('cleared')) return;
    arrival.cause = cause;
    leg.hangUp(cause);
  }

  private speech(hz: number, ms: number): readonly Source[] {
    const pieces = Math.max(1, Math.min(mostPieces, Math.round(ms / pieceMs)));
    if (ms < pieceMs) writeTone(this.path(`says-${hz}-${Math.round(ms)}`), hz, ms, spokenDbm0);
    if (ms < pieceMs) return [{ file: this.path(`says-${hz}-${Math.round(ms)}`) }];
    return Array.from({ length: pieces }, () => ({ file: this.voice(hz) }));
  }

  private voice(hz: number): string {
    return this.path(`says-${hz}`);
  }

  private path(name: string): string {
    return join(this.folder, `${name}.wav`);
  }
}

/** Once it is played, or its leg is over. */
async function played(leg: FarLeg, play: number): Promise<void> {
  await leg.when('play-ended', (event) => event.play === play);
}

/** What a town's list looks like as a file: with a header, as spreadsheets write it in China. */
export function listOf(people: number): string {
  const rows = Array.from({ length: people }, (_, n) => `${numberOf(n)},客户${n + 1}`);
  return ['号码,姓名', ...rows].join('\r\n');
}
