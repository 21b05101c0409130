/** Callers from the public network: when they come, what they press, how long they wait and talk, whether they call again. */
import type { Seizure } from '../../../daemon/lines/lines.js';
import type { Draw } from './draw.js';
import { menuNumber, numberOfQueue } from './site.js';
import type { NetworkParty, World } from './world.js';

/** Share of a day's calls by tenths of the day: two humps and a lunch. */
const dayCurve = [6, 12, 15, 12, 7, 8, 13, 12, 9, 6] as const;
const repeatAfterMs = 3 * 60_000;
/** Numbers that call; few enough that many call again. */
const knownCallers = 2_000;

export class Callers {
  arrived = 0;
  refused = 0;
  /** While positive, nobody answers SETUPs: the daemon is down. */
  private readonly numbers: readonly string[];

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
  ) {
    this.numbers = Array.from({ length: knownCallers }, () =>
      draw.weighted([
        [6, `13${draw.between(0, 9)}${draw.between(10_000_000, 99_999_999)}`],
        [2, `0755${draw.between(20_000_000, 29_999_999)}`],
        [1, `010${draw.between(60_000_000, 69_999_999)}`],
        [1, ''],
      ]),
    );
  }

  /** Sets out the arrivals of the whole day, each by its own timer when its time is near. */
  begin(): void {
    const { startMs, endMs, calls } = this.world.plan;
    const part = (endMs - startMs) / dayCurve.length;
    const sum = dayCurve.reduce((total, share) => total + share, 0);
    for (const [at, share] of dayCurve.entries()) {
      const meanMs = part / Math.max(0.5, (calls * share) / sum);
      const untilMs = startMs + part * (at + 1);
      this.world.after(startMs + part * at - this.world.nowMs, () => this.next(meanMs, untilMs));
    }
  }

  private next(meanMs: number, untilMs: number): void {
    const ms = this.draw.exponentialMs(meanMs);
    if (this.world.nowMs + ms >= untilMs) return;
    this.world.after(ms, () => {
      if (this.world.closing) return;
      this.come(this.draw.pick(this.numbers));
      this.next(meanMs, untilMs);
    });
  }

  come(callingNumber: string): void {
    if (this.world.closing) return;
    this.arrived += 1;
    const { box, plan } = this.world;
    const called = this.draw.weighted([
      [5, menuNumber],
      [8, numberOfQueue(this.draw.between(0, plan.site.queues.length - 1))],
      [0.2, '075529999999'],
    ]);
    if (!box.alive) {
      this.refused += 1; // the exchange hears no answer to its SETUP
      return;
    }
    const caller = new Caller(this.world, this.draw, () => this.again(callingNumber));
    const ports = box.site.board.exchangeLines ?? 0;
    if (ports > 0 && this.draw.chance(0.05))
      caller.ringsLine(box.site.board.lines + this.draw.between(1, ports), callingNumber);
    else caller.dials(called, callingNumber);
    if (!caller.isIn) this.refused += 1;
  }

  private again(callingNumber: string): void {
    if (!this.draw.chance(0.4)) return;
    this.world.after(this.draw.exponentialMs(repeatAfterMs), () => this.come(callingNumber));
  }
}

class Caller implements NetworkParty {
  isIn = false;
  private seizure: Seizure = 0;
  private heardSomebody = false;
  private readonly cancels: (() => void)[] = [];

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
    private readonly unserved: () => void,
  ) {}

  dials(called: string, callingNumber: string): void {
    const { box } = this.world;
    const spans = box.site.board.spans;
    const first = this.draw.between(1, spans);
    const presentation = callingNumber === '' ? 'unavailable' : this.draw.chance(0.05) ? 'withheld' : 'allowed';
    const overlap = this.draw.chance(0.03);
    const calledNumber = overlap ? called.slice(0, 6) : called;
    for (let tried = 0; tried < spans && !this.isIn; tried++) {
      const span = ((first + tried - 1) % spans) + 1;
      if (!box.lines.spanIsUp(span)) continue;
      this.enter(box.lines.setupOnAny(span, { callingNumber, presentation, calledNumber, overlap }));
    }
    if (this.isIn && overlap) this.moreDigits(called.slice(6));
  }

  ringsLine(line: number, callingNumber: string): void {
    const { lines } = this.world.box;
    if (lines.seizureOn(line) === null) this.enter(lines.ringOn(line, callingNumber, 'fsk'));
  }

  connected(): void {
    if (this.draw.chance(0.6)) this.plan(this.draw.humanMs(1_000, 7_000), () => this.press());
    if (this.draw.chance(0.1)) this.plan(this.draw.humanMs(2_000, 9_000), () => this.press());
  }

  released(): void {
    this.leave();
  }

  cut(): void {
    this.leave();
  }

  hearsOthers(): void {
    const heard = this.world.box.lines.hears(this.seizure);
    if (heard.length === 0) {
      // Alone again: on hold, between two agents, or asked to rate the one he had.
      if (!this.heardSomebody) return;
      this.plan(this.draw.humanMs(20_000, 120_000), () => this.hangUpIfAlone());
      if (this.draw.chance(0.4)) this.plan(this.draw.humanMs(1_500, 5_000), () => this.rateIfAlone());
      return;
    }
    if (this.heardSomebody) return;
    this.heardSomebody = true;
    this.plan(this.draw.humanMs(5_000, 100_000), () => this.hangUp());
    if (this.draw.chance(0.05)) this.plan(this.draw.humanMs(2_000, 20_000), () => this.press());
  }

  private enter(seizure: Seizure | null): void {
    if (seizure === null) return;
    this.isIn = true;
    this.seizure = seizure;
    this.world.parties.set(seizure, this);
    this.plan(this.draw.humanMs(3_000, 90_000), () => this.loseThePatience());
    this.plan(40 * 60_000, () => this.hangUp());
  }

  private loseThePatience(): void {
    if (!this.heardSomebody) this.hangUp();
  }

  private rateIfAlone(): void {
    const { lines } = this.world.box;
    if (lines.hears(this.seizure).length === 0) lines.press(this.seizure, this.draw.pick(['1', '2', '3', '5', '7']));
  }

  private hangUpIfAlone(): void {
    if (this.world.box.lines.hears(this.seizure).length === 0) this.hangUp();
  }

  private moreDigits(digits: string): void {
    const [first] = digits;
    if (first === undefined || !this.isIn) return;
    this.plan(this.draw.humanMs(200, 1_500), () => {
      this.world.box.lines.moreDigits(this.seizure, first);
      this.moreDigits(digits.slice(1));
    });
  }

  private press(): void {
    this.world.box.lines.press(this.seizure, this.draw.pick(['1', '1', '2', '3', '4', '0', '5', '9', '*']));
  }

  private hangUp(): void {
    if (!this.isIn) return;
    const { seizure } = this;
    this.world.parties.delete(seizure);
    this.leave();
    this.world.box.lines.hangUp(seizure);
  }

  private leave(): void {
    if (!this.isIn) return;
    this.isIn = false;
    for (const cancel of this.cancels.splice(0)) cancel();
    if (!this.heardSomebody) this.unserved();
  }

  private plan(ms: number, run: () => void): void {
    this.cancels.push(this.world.after(ms, run));
  }
}
