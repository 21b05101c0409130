/** A desk telephone on an analog line: rings, waits for a hand or answers by itself, hears and speaks. */
import { CallboxError } from '../base/errors.js';
import { rowFor, type Table } from '../base/machine.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import type { DeskPhone } from '../contract/phones.js';
import type { Channel, LineEvent, Seizure, Source } from '../lines/lines.js';
import type { Exchange, Leg, LogLine, Station } from './exchange.js';

/** `dead`: off the hook, but the line gives nothing (the box is away); tried again by and by. */
type State = 'on-hook' | 'ringing' | 'off-hook' | 'dead';
type Event = 'ring' | 'ring-over' | 'lift' | 'auto-lift' | 'lay' | 'said-all' | 'line-lost' | 'retry';
type Action = 'answer' | 'seize' | 'clear' | 'await-auto' | 'stop-waiting' | 'await-line' | 'speak' | 'show';

export const deskTelephoneTable: Table<State, Event, Action> = {
  'on-hook': {
    ring: { to: 'ringing', actions: ['await-auto', 'show'] },
    lift: { to: 'off-hook', actions: ['seize', 'show'] },
  },
  ringing: {
    'ring-over': { to: 'on-hook', actions: ['stop-waiting', 'show'] },
    lift: { to: 'off-hook', actions: ['stop-waiting', 'answer', 'show'] },
    'auto-lift': { to: 'off-hook', actions: ['answer', 'speak', 'show'] },
  },
  'off-hook': {
    lay: { to: 'on-hook', actions: ['clear', 'show'] },
    'said-all': { to: 'on-hook', actions: ['clear', 'show'] },
    'line-lost': { to: 'dead', actions: ['await-line'] },
    // Lifted in the moment the box began to ring it: the loop is closed, that answers.
    ring: { to: 'off-hook', actions: ['answer'] },
  },
  dead: {
    lay: { to: 'on-hook', actions: ['stop-waiting', 'show'] },
    retry: { to: 'off-hook', actions: ['seize'] },
    ring: { to: 'off-hook', actions: ['stop-waiting', 'answer'] },
  },
};

/** Two rings of China's cadence, 1 s on and 4 s off (GF 002-9002): at the end of the second. */
export const autoAnswerMs = 6000;
/** How often a lifted telephone without a line looks for one. */
export const lineRetryMs = 1000;
const normalClearing = 16; // ITU-T Q.850

export interface DeskTelephoneNeeds {
  readonly exchange: Exchange;
  readonly channel: Channel;
  readonly timers: Timers;
  readonly random: Random;
  /** What an agent says, in order; absolute paths. */
  readonly phrases: readonly string[];
  /** How long it listens between two phrases, when it answers by itself; default 3,000-7,000. */
  readonly listenMs?: { readonly least: number; readonly most: number } | undefined;
  readonly log: LogLine;
  onChange(phone: DeskPhone): void;
}

export class DeskTelephone implements Station, Leg {
  private state: State = 'on-hook';
  private auto = false;
  private current: Seizure | null = null;
  private cancelWait: (() => void) | null = null;
  private lastPlay = 0;
  private speech: number | null = null;
  /** Nobody holds it: it lays itself down when it has no line or nothing more to say. */
  private liftedItself = false;

  constructor(private readonly needs: DeskTelephoneNeeds) {}

  get line(): number {
    return this.needs.channel.line;
  }

  get phone(): DeskPhone {
    return { line: this.line, state: this.state === 'dead' ? 'off-hook' : this.state, auto: this.auto };
  }

  /** What an ear at this telephone hears; null: it is laid down. */
  get seizure(): Seizure | null {
    return this.state === 'off-hook' ? this.current : null;
  }

  /** Throws 'not-now' when it is lifted already. */
  lift(): void {
    this.byHand('lift', `Telephone ${this.line} is lifted already.`);
  }

  /** Throws 'not-now' when it is not lifted. */
  lay(): void {
    this.byHand('lay', `Telephone ${this.line} is not lifted.`);
  }

  setAuto(on: boolean): void {
    if (on === this.auto) return;
    this.auto = on;
    if (this.state === 'ringing') {
      this.stopWaiting();
      this.awaitAuto();
    }
    this.needs.onChange(this.phone);
  }

  /** DTMF; throws 'not-now' while laid down. */
  press(digits: string): void {
    this.needs.exchange.send({ do: 'send-digits', seizure: this.offHook(), digits });
  }

  /** Plays a file into the line; throws 'not-now' while laid down. */
  say(file: string): void {
    this.play([{ file }]);
  }

  /** A-law from a microphone; nobody hears it while laid down. */
  talk(audio: Uint8Array): void {
    if (this.seizure !== null) this.needs.exchange.send({ do: 'talk', seizure: this.seizure, audio });
  }

  onRinging(seizure: Seizure): Leg {
    this.current = seizure;
    this.apply('ring');
    return this;
  }

  onLine(event: LineEvent & { readonly seizure: Seizure }): void {
    if (event.seizure !== this.current) return; // laid down before, confirmed late
    if (event.event === 'cleared') {
      this.current = null;
      this.apply(this.state !== 'off-hook' ? 'ring-over' : this.liftedItself ? 'said-all' : 'line-lost');
    } else if (event.event === 'play-ended' && event.play === this.speech) {
      this.speech = null;
      // A hand may have said something else in between; then the hand lays it down too.
      if (event.reason === 'done') this.apply('said-all');
    }
  }

  private offHook(): Seizure {
    if (this.seizure !== null) return this.seizure;
    throw new CallboxError('not-now', `Telephone ${this.line} is laid down: lift it first.`);
  }

  private byHand(event: Event, otherwise: string): void {
    if (rowFor(deskTelephoneTable, this.state, event) === null) throw new CallboxError('not-now', otherwise);
    this.apply(event);
  }

  private apply(event: Event): void {
    const row = rowFor(deskTelephoneTable, this.state, event);
    if (row === null) {
      this.needs.log('warn', 'unexpected event at a desk telephone', { line: this.line, state: this.state, event });
      return;
    }
    this.state = row.to;
    for (const action of row.actions) this.carryOut(action);
  }

  private carryOut(action: Action): void {
    const { exchange, channel } = this.needs;
    switch (action) {
      case 'answer':
        if (this.current !== null) exchange.send({ do: 'answer', seizure: this.current });
        return;
      case 'seize':
        this.current = exchange.seize(channel.channel, this);
        return;
      case 'clear':
        if (this.current !== null) exchange.send({ do: 'clear', seizure: this.current, cause: normalClearing });
        this.current = null;
        this.speech = null;
        this.liftedItself = false;
        return;
      case 'await-auto':
        this.awaitAuto();
        return;
      case 'await-line':
        this.wait(lineRetryMs, 'retry');
        return;
      case 'stop-waiting':
        this.stopWaiting();
        return;
      case 'speak':
        this.liftedItself = true;
        this.speak();
        return;
      case 'show':
        this.needs.onChange(this.phone);
    }
  }

  private awaitAuto(): void {
    if (this.auto) this.wait(autoAnswerMs, 'auto-lift');
  }

  private wait(ms: number, event: Event): void {
    this.cancelWait = this.needs.timers.after(ms, () => {
      this.cancelWait = null;
      this.apply(event);
    });
  }

  private stopWaiting(): void {
    this.cancelWait?.();
    this.cancelWait = null;
  }

  /** Greets, then a few phrases with time to listen between them. */
  private speak(): void {
    const { phrases, random, listenMs = { least: 3000, most: 7000 } } = this.needs;
    const rounds = 2 + random.below(3);
    const sources: Source[] = [{ silenceMs: 400 }];
    for (let round = 0; round < rounds; round++) {
      const file = phrases[round % Math.max(1, phrases.length)];
      if (file !== undefined) sources.push({ file });
      sources.push({ silenceMs: listenMs.least + random.below(listenMs.most - listenMs.least + 1) });
    }
    this.speech = this.play(sources);
  }

  private play(sources: readonly Source[]): number {
    const play = ++this.lastPlay;
    this.needs.exchange.send({ do: 'play', seizure: this.offHook(), play, sources, loop: false });
    return play;
  }
}
