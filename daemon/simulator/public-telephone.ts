/** A telephone in the public network: calls the box, presses keys, speaks, hangs up. */
import { CallboxError } from '../base/errors.js';
import { rowFor, type Table } from '../base/machine.js';
import type { PublicPhone } from '../contract/phones.js';
import type { LineEvent, PlayEndReason, Seizure } from '../lines/lines.js';
import type { Exchange, Leg, LogLine } from './exchange.js';

type State = 'idle' | 'dialling' | 'ringing' | 'talking' | 'clearing' | 'ended';
type Event = 'call' | 'proceeding' | 'alerting' | 'progress' | 'answered' | 'hang-up' | 'cleared';
type Action = 'dial' | 'clear' | 'show';

const stay = (to: State) => ({ to, actions: [] });

export const publicTelephoneTable: Table<State, Event, Action> = {
  idle: { call: { to: 'dialling', actions: ['dial', 'show'] } },
  dialling: {
    proceeding: stay('dialling'),
    progress: stay('dialling'),
    alerting: { to: 'ringing', actions: ['show'] },
    answered: { to: 'talking', actions: ['show'] },
    'hang-up': { to: 'clearing', actions: ['clear', 'show'] },
    cleared: { to: 'ended', actions: ['show'] },
  },
  ringing: {
    progress: stay('ringing'),
    answered: { to: 'talking', actions: ['show'] },
    'hang-up': { to: 'clearing', actions: ['clear', 'show'] },
    cleared: { to: 'ended', actions: ['show'] },
  },
  talking: {
    progress: stay('talking'),
    'hang-up': { to: 'clearing', actions: ['clear', 'show'] },
    cleared: { to: 'ended', actions: ['show'] },
  },
  // Laid down, the exchange hasn't confirmed yet: what was under way may still come.
  clearing: {
    proceeding: stay('clearing'),
    alerting: stay('clearing'),
    progress: stay('clearing'),
    answered: stay('clearing'),
    cleared: { to: 'ended', actions: [] },
    // Who holds it has hung up and may call again at once; the old call's end no longer concerns it.
    call: { to: 'dialling', actions: ['dial', 'show'] },
  },
  ended: { call: { to: 'dialling', actions: ['dial', 'show'] } },
};

const normalClearing = 16; // ITU-T Q.850
const noRoute = 38; // network out of order: no span is up

export interface PublicTelephoneListener {
  onChange?(phone: PublicPhone): void;
  onPlayEnded?(play: number, reason: PlayEndReason): void;
}

export class PublicTelephone implements Leg {
  private state: State = 'idle';
  private number = '';
  private from = '';
  private cause: number | null = null;
  private current: Seizure | null = null;
  private lastPlay = 0;

  constructor(
    private readonly exchange: Exchange,
    private readonly log: LogLine,
    private readonly listener: PublicTelephoneListener,
  ) {}

  get phone(): PublicPhone {
    const state = this.state === 'clearing' ? 'ended' : this.state;
    return { state, number: this.number, cause: state === 'ended' ? (this.cause ?? normalClearing) : null };
  }

  /** What an ear at this telephone hears; null: nothing. */
  get seizure(): Seizure | null {
    return this.state === 'clearing' ? null : this.current;
  }

  /** Throws 'not-now' while a call is on. */
  call(from: string, number: string): void {
    if (!this.rowFor('call')) throw new CallboxError('not-now', 'This telephone is in a call: hang up first.');
    this.from = from;
    this.number = number;
    this.cause = null;
    this.apply('call');
  }

  /** Throws 'not-now' when there is no call. */
  hangUp(): void {
    if (!this.rowFor('hang-up')) throw new CallboxError('not-now', 'This telephone is in no call.');
    this.apply('hang-up');
  }

  /** DTMF; throws 'not-now' before the call is answered. */
  press(digits: string): void {
    this.exchange.send({ do: 'send-digits', seizure: this.talking(), digits });
  }

  /** Plays a file into the call; the result names it in onPlayEnded. Throws 'not-now'. */
  say(file: string): number {
    const play = ++this.lastPlay;
    this.exchange.send({ do: 'play', seizure: this.talking(), play, sources: [{ file }], loop: false });
    return play;
  }

  /** A-law from a microphone; nobody hears it when no call is on. */
  talk(audio: Uint8Array): void {
    if (this.state === 'talking' && this.current !== null) {
      this.exchange.send({ do: 'talk', seizure: this.current, audio });
    }
  }

  onLine(event: LineEvent & { readonly seizure: Seizure }): void {
    if (event.seizure !== this.current) return; // of an earlier call
    switch (event.event) {
      case 'cleared':
        this.cause ??= event.cause;
        this.current = null;
        this.apply('cleared');
        return;
      case 'proceeding':
      case 'alerting':
      case 'progress':
      case 'answered':
        this.apply(event.event);
        return;
      case 'play-ended':
        this.listener.onPlayEnded?.(event.play, event.reason);
        return;
      default:
        this.log('debug', 'event that a telephone does not look at', { event: event.event });
    }
  }

  private talking(): Seizure {
    if (this.state === 'talking' && this.current !== null) return this.current;
    throw new CallboxError('not-now', 'The call is not answered yet.');
  }

  private rowFor(event: Event) {
    return rowFor(publicTelephoneTable, this.state, event);
  }

  private apply(event: Event): void {
    const row = this.rowFor(event);
    if (row === null) {
      this.log('warn', 'unexpected event at a public telephone', { state: this.state, event });
      return;
    }
    this.state = row.to;
    for (const action of row.actions) this.carryOut(action);
  }

  private carryOut(action: Action): void {
    switch (action) {
      case 'dial':
        this.current = this.exchange.dial(this.from, this.number, this);
        if (this.current !== null) return;
        this.state = 'ended';
        this.cause = noRoute;
        return;
      case 'clear':
        this.cause = normalClearing;
        if (this.current !== null) {
          this.exchange.send({ do: 'clear', seizure: this.current, cause: normalClearing });
        }
        return;
      case 'show':
        this.listener.onChange?.(this.phone);
    }
  }
}
