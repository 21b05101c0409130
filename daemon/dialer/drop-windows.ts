/** Drops against persons in the two windows of the law, a day and 30 days; the stricter one holds. */
import { type DetectorSample, type DropCounts, falsePositiveShare } from '../terms/outbound.js';

type Tally = { -readonly [Key in keyof DropCounts]: number };

const none: DropCounts = { launched: 0, live: 0, connected: 0, dropped: 0 };

export class DropWindows {
  private day: Tally;
  private month: Tally;
  private sampled: number;
  private wrong: number;
  /** Cleared as machines, unheard by anybody: since midnight, and in 30 days as far as this run knows. */
  private unheardToday = 0;
  private unheardMonth = 0;

  constructor(today: DropCounts, thirtyDays: DropCounts, sample: DetectorSample = { sampled: 0, wrong: 0 }) {
    this.day = { ...today };
    this.month = { ...thirtyDays };
    this.sampled = sample.sampled;
    this.wrong = sample.wrong;
  }

  /** What the database counts of the last 30 days: old days leave the window. */
  replaceMonth(thirtyDays: DropCounts): void {
    this.month = { ...thirtyDays };
    this.unheardMonth = 0;
  }

  newDay(): void {
    this.day = { ...none };
    this.unheardToday = 0;
  }

  add(what: keyof DropCounts, by = 1): void {
    this.day[what] = Math.max(0, this.day[what] + by);
    this.month[what] = Math.max(0, this.month[what] + by);
  }

  /** The detector's word was taken. */
  clearedAsMachine(): void {
    this.unheardToday += 1;
    this.unheardMonth += 1;
  }

  /** An agent heard one of the sample. */
  heardSample(wasPerson: boolean): void {
    this.sampled += 1;
    if (wasPerson) this.wrong += 1;
  }

  get sampledMachines(): number {
    return this.sampled;
  }

  /** Share of the detector's machines who are persons, 0-1. */
  get falsePositives(): number {
    return falsePositiveShare({ sampled: this.sampled, wrong: this.wrong });
  }

  get today(): DropCounts {
    return this.withEstimate(this.day, this.unheardToday);
  }

  get thirtyDays(): DropCounts {
    return this.withEstimate(this.month, this.unheardMonth);
  }

  /** Persons taken for machines are persons who were dropped. */
  private withEstimate(counts: DropCounts, unheard: number): DropCounts {
    const lost = Math.round(unheard * this.falsePositives);
    return { ...counts, live: counts.live + lost, dropped: counts.dropped + lost };
  }

  /** The window with less left of its allowance. */
  stricter(cap: number): DropCounts {
    const { today, thirtyDays } = this;
    return left(today, cap) <= left(thirtyDays, cap) ? today : thirtyDays;
  }

  /**
   * True: in one of them another drop would break the cap, so that no call may be made that can be dropped. `slack`:
   * drops that persons still to come today will surely cover.
   */
  isSpent(cap: number, slack = 0): boolean {
    return isSpent(this.today, cap, slack) || isSpent(this.thirtyDays, cap, slack);
  }
}

/** The first one of a window cannot be held against a share: without it nothing could ever be paced. */
export function isSpent({ live, dropped }: Pick<DropCounts, 'live' | 'dropped'>, cap: number, slack: number): boolean {
  return cap === 0 || (dropped > 0 && dropped + 1 > cap * live + slack);
}

function left({ live, dropped }: DropCounts, cap: number): number {
  return cap * live - dropped;
}
