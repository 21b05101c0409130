/** An analog line that the box has lifted: the exchange collects digits, then whoever has the number takes the call. */
import type { Timers } from '../base/timers.js';
import type { LineEvent, Seizure } from '../lines/lines.js';
import type { Called } from './exchange.js';

/** ITU-T E.211: 4 to 6 s between digits; no more are awaited then. */
export const interDigitMs = 4_000;
const maxDigits = 20;
/** Mobiles with and without the 0 of a trunk call, and emergency services: no number begins so and goes on. */
const whole = /^(0?1[3-9]\d{9}|110|119|120|122)$/;

export interface SeizedLineNeeds {
  readonly timers: Timers;
  /** Who has this number. */
  called(number: string): Called;
}

export class SeizedLine implements Called {
  private digits = '';
  private party: Called | null = null;
  private cancelWait: () => void = () => {};

  constructor(private readonly needs: SeizedLineNeeds) {}

  /** The line's own dial tone is there already. */
  start(): void {}

  onLine(event: LineEvent & { readonly seizure: Seizure }): void {
    if (event.event === 'cleared') this.cancelWait();
    if (this.party !== null) this.party.onLine(event);
    else if (event.event === 'digit') this.digit(event.digit);
  }

  private digit(digit: string): void {
    this.cancelWait();
    if (digit !== '#') this.digits += digit;
    if (digit === '#' || whole.test(this.digits) || this.digits.length >= maxDigits) this.connect();
    else this.cancelWait = this.needs.timers.after(interDigitMs, () => this.connect());
  }

  private connect(): void {
    this.party = this.needs.called(this.digits);
    this.party.start();
  }
}
