/** What was found wrong, by a listed code and the story in numbers. */
export interface Violation {
  readonly code: string;
  /** Epoch ms of the simulation. */
  readonly at: number;
  readonly story: string;
}

/** The first ones tell enough; the rest is counted. */
const maxKept = 200;

export class Violations {
  readonly kept: Violation[] = [];
  count = 0;

  constructor(private readonly nowMs: () => number) {}

  add(code: string, story: string): void {
    this.count += 1;
    if (this.kept.length < maxKept) this.kept.push({ code, at: this.nowMs(), story });
  }

  expect(truth: boolean, code: string, story: () => string): void {
    if (!truth) this.add(code, story());
  }
}
