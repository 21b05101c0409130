/** A desk telephone and the hand that lifts and lays it. */
import type { Seizure } from '../../../daemon/lines/lines.js';
import type { Display } from '../far-ends.js';
import type { Draw } from './draw.js';
import type { DeskUser, World } from './world.js';

/** Dial codes like these want a moment between the keys. */
const betweenKeysMs = 250;

export abstract class Desk implements DeskUser {
  private cancelLift: (() => void) | null = null;

  constructor(
    protected readonly world: World,
    protected readonly draw: Draw,
    readonly line: number,
  ) {
    world.desks.set(line, this);
  }

  get isUp(): boolean {
    return this.world.box.lines.isOffHook(this.line);
  }

  get isRinging(): boolean {
    return this.world.box.lines.isRinging(this.line);
  }

  lift(): void {
    this.stopHand();
    if (!this.isUp) this.world.box.lines.lift(this.line);
  }

  /** A hand that is on its way to a ringing telephone goes on. */
  lay(): void {
    if (this.isUp) this.world.box.lines.lay(this.line);
  }

  /** One key after the other, while the telephone is up; then `done`. */
  keyIn(digits: string, done: () => void = () => {}): void {
    const [first, ...rest] = digits;
    if (first === undefined) {
      done();
      return;
    }
    if (!this.isUp) return;
    this.world.box.lines.dial(this.line, first);
    this.world.after(betweenKeysMs, () => this.keyIn(rest.join(''), done));
  }

  rings(_seizure: Seizure, _display: Display): void {
    const ms = this.answerMs();
    this.stopHand();
    if (ms === null) return;
    this.cancelLift = this.world.after(ms, () => {
      this.cancelLift = null;
      if (!this.isRinging || this.isUp) return;
      this.world.box.lines.lift(this.line);
      this.answered();
    });
  }

  /** Busy tone, or the ringing has stopped. */
  released(): void {
    if (this.isUp) this.busyTone();
  }

  hearsOthers(): void {}

  /** After how long the receiver is lifted; null: nobody is at the desk. */
  protected abstract answerMs(): number | null;
  protected abstract answered(): void;

  protected busyTone(): void {
    this.world.after(this.draw.humanMs(300, 1_500), () => {
      if (this.isUp && this.world.box.lines.seizureOn(this.line) === null) this.lay();
    });
  }

  private stopHand(): void {
    this.cancelLift?.();
    this.cancelLift = null;
  }
}

/** A telephone at which nobody works: in the corridor. Somebody lifts it now and then. */
export class CorridorTelephone extends Desk {
  begin(): void {
    if (this.world.closing) return;
    this.world.after(this.draw.exponentialMs(2 * 3_600_000), () => {
      if (!this.world.closing && !this.isUp) {
        this.lift();
        if (this.draw.chance(0.7))
          this.keyIn(this.draw.pick(['13912345678', '8001', '*21701', '110', '*9', '26001234']));
        this.world.after(this.draw.humanMs(2_000, 40_000), () => this.lay());
      }
      this.begin();
    });
  }

  protected answerMs(): number | null {
    return this.draw.chance(0.5) ? this.draw.humanMs(1_000, 4_000) : null;
  }

  protected answered(): void {
    this.world.after(this.draw.humanMs(5_000, 30_000), () => this.lay());
  }
}
