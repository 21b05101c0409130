/** Callers who come at random moments: a Poisson stream with a given mean. */
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';

/** With this many calls of the crowd alive, more arrivals are turned away, and counted: two full spans. */
const maxCallers = 60;
const firstArrivalMs = 4000;
const hourMs = 3_600_000;

export interface CrowdNeeds {
  readonly timers: Timers;
  readonly random: Random;
  /** Mean arrivals an hour; 0: nobody. */
  readonly callersPerHour: number;
  /** Begins one call; `onEnd` is called once when it is over. */
  place(onEnd: () => void): void;
}

export class Crowd {
  alive = 0;
  turnedAway = 0;
  private cancel: () => void = () => {};

  constructor(private readonly needs: CrowdNeeds) {}

  /** The first caller comes soon, so that a newcomer needn't wait for luck. */
  start(): void {
    if (this.needs.callersPerHour > 0) this.arriveIn(firstArrivalMs);
  }

  stop(): void {
    this.cancel();
  }

  private arriveIn(ms: number): void {
    this.cancel = this.needs.timers.after(ms, () => {
      this.arriveIn(this.gapMs());
      this.arrive();
    });
  }

  /** Exponential gaps make a Poisson stream. */
  private gapMs(): number {
    const resolution = 0x1_0000_0000;
    const uniform = (this.needs.random.below(resolution) + 1) / resolution; // never 0
    return Math.min(-Math.log(uniform), 20) * (hourMs / this.needs.callersPerHour);
  }

  private arrive(): void {
    if (this.alive >= maxCallers) {
      this.turnedAway++;
      return;
    }
    this.alive++;
    this.needs.place(() => {
      this.alive--;
    });
  }
}
