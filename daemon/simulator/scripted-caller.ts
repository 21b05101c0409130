/** A caller who follows a script; over when the call is. */
import type { Timers } from '../base/timers.js';
import type { PublicPhone } from '../contract/phones.js';
import type { PlayEndReason } from '../lines/lines.js';
import type { Exchange, LogLine } from './exchange.js';
import { PublicTelephone } from './public-telephone.js';
import type { Script, ScriptStep } from './script.js';

export interface ScriptedCallerNeeds {
  readonly exchange: Exchange;
  readonly timers: Timers;
  readonly log: LogLine;
  onEnd(phone: PublicPhone): void;
}

export class ScriptedCaller {
  private readonly telephone: PublicTelephone;
  private readonly steps: Iterator<ScriptStep>;
  private cancel: () => void = () => {};
  private saying: number | null = null;
  private begun = false;

  constructor(
    private readonly needs: ScriptedCallerNeeds,
    private readonly script: Script,
  ) {
    this.steps = script.steps.values();
    this.telephone = new PublicTelephone(needs.exchange, needs.log, {
      onChange: (phone) => this.onChange(phone),
      onPlayEnded: (play, reason) => this.onPlayEnded(play, reason),
    });
  }

  start(): void {
    this.cancel = this.needs.timers.after(this.script.giveUpMs, () => this.telephone.hangUp());
    this.telephone.call(this.script.from, this.script.to);
  }

  private onChange(phone: PublicPhone): void {
    if (phone.state === 'talking' && !this.begun) {
      this.begun = true;
      this.cancel();
      this.next();
    }
    if (phone.state === 'ended') {
      this.cancel();
      this.needs.onEnd(phone);
    }
  }

  private onPlayEnded(play: number, reason: PlayEndReason): void {
    if (play !== this.saying || reason === 'cleared') return;
    this.saying = null;
    this.next();
  }

  /** A script that ends without hanging up leaves that to the other side. */
  private next(): void {
    const step = this.steps.next();
    if (step.done) return;
    switch (step.value.do) {
      case 'wait':
        this.cancel = this.needs.timers.after(step.value.ms, () => this.next());
        return;
      case 'key':
        this.telephone.press(step.value.digits);
        this.next();
        return;
      case 'say':
        this.saying = this.telephone.say(step.value.file);
        return;
      case 'hang-up':
        this.telephone.hangUp();
    }
  }
}
