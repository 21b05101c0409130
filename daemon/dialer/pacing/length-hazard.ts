/**
 * How long something lasts (a talk, a wrap-up), learnt as a hazard: how likely it ends in the next moment, given how
 * long it has lasted. Unlike a mean and a deviation this holds for any shape (lognormal, two kinds of talks, heavy
 * tails), and lengths that are still running count as well (Kaplan and Meier, 1958), so that long talks are not
 * forgotten while they last.
 */

export const kBins = 72;
/** Bin edges grow from 0.6 s to some 20 minutes at two thirds: fine where wrap-ups end, coarse where talks do. */
const kFirstEdgeMs = 5000;
const kGrowth = 1.115;
const kEdges = Float64Array.from({ length: kBins + 1 }, (_, bin) => kFirstEdgeMs * (kGrowth ** bin - 1));
const kLogGrowth = Math.log(kGrowth);
/** Neighbouring bins speak for each other: weights of a bin's distance. */
const kKernel = [1, 0.75, 0.4, 0.15];

export function edgeMs(bin: number): number {
  return kEdges[bin] ?? 0;
}

export function binOf(lengthMs: number): number {
  if (!(lengthMs > 0)) return 0;
  const bin = Math.floor(Math.log(1 + lengthMs / kFirstEdgeMs) / kLogGrowth);
  return bin < kBins ? bin : kBins - 1;
}

/** Survival of a lognormal of this mean and coefficient of variation; the guess until something is known. */
function lognormalSurvival(lengthMs: number, meanMs: number, cv: number): number {
  if (lengthMs <= 0) return 1;
  const variance = Math.log(1 + cv * cv);
  const z = (Math.log(lengthMs) - Math.log(meanMs) + variance / 2) / Math.sqrt(variance);
  // Logistic stand-in for the normal's integral, right to 0.01: a prior needs no more.
  return 1 / (1 + Math.exp(1.702 * z));
}

export interface LengthPrior {
  readonly meanMs: number;
  /** Standard deviation ÷ mean. */
  readonly cv: number;
  /** How many observed lengths the guess weighs. */
  readonly weight: number;
}

export class LengthHazard {
  private readonly ends = new Float64Array(kBins);
  private readonly exposedMs = new Float64Array(kBins);
  private readonly priorEnds = new Float64Array(kBins);
  private readonly priorExposedMs = new Float64Array(kBins);
  private readonly cumulated = new Float64Array(kBins + 1);
  private endsCount = 0;
  private lengthSumMs = 0;
  private lengthCount = 0;
  private dirty = true;

  /** `memory`: ends after which the older half weighs half as much; days change, teams change. */
  constructor(
    private readonly prior: LengthPrior,
    private readonly memory = 800,
  ) {
    for (let bin = 0; bin < kBins; bin++) {
      const from = lognormalSurvival(edgeMs(bin), prior.meanMs, prior.cv);
      const to = lognormalSurvival(edgeMs(bin + 1), prior.meanMs, prior.cv);
      this.priorEnds[bin] = prior.weight * (from - to);
      this.priorExposedMs[bin] = (prior.weight * (from + to) * (edgeMs(bin + 1) - edgeMs(bin))) / 2 + 1;
    }
  }

  /** It ran from `fromMs` to `toMs` of its age without ending. */
  expose(fromMs: number, toMs: number): void {
    if (!(fromMs >= 0 && toMs > fromMs)) return;
    const last = binOf(toMs);
    let begin = fromMs;
    for (let bin = binOf(fromMs); bin <= last; bin++) {
      const end = bin === last ? toMs : Math.min(toMs, edgeMs(bin + 1));
      this.exposedMs[bin] = (this.exposedMs[bin] ?? 0) + Math.max(0, end - begin);
      begin = end;
    }
  }

  end(lengthMs: number): void {
    if (!(lengthMs >= 0)) return;
    const bin = binOf(lengthMs);
    this.ends[bin] = (this.ends[bin] ?? 0) + 1;
    this.endsCount += 1;
    this.lengthSumMs += lengthMs;
    this.lengthCount += 1;
    this.dirty = true;
    if (this.endsCount > this.memory) this.forget();
  }

  /** Mean of the observed lengths, the guess mixed in. */
  get meanMs(): number {
    const { weight, meanMs } = this.prior;
    return (this.lengthSumMs + weight * meanMs) / (this.lengthCount + weight);
  }

  get count(): number {
    return this.lengthCount;
  }

  /** Integral of the hazard up to this age: P(ends before b | lasts at a) = 1 − exp(cumulated(a) − cumulated(b)). */
  cumulative(ageMs: number): number {
    if (this.dirty) this.refresh();
    if (!(ageMs > 0)) return 0;
    const bin = binOf(ageMs);
    const from = this.cumulated[bin] ?? 0;
    const to = this.cumulated[bin + 1] ?? from;
    return from + ((to - from) * (ageMs - edgeMs(bin))) / (edgeMs(bin + 1) - edgeMs(bin));
  }

  private forget(): void {
    for (let bin = 0; bin < kBins; bin++) {
      this.ends[bin] = (this.ends[bin] ?? 0) / 2;
      this.exposedMs[bin] = (this.exposedMs[bin] ?? 0) / 2;
    }
    this.endsCount /= 2;
    this.lengthSumMs /= 2;
    this.lengthCount /= 2;
  }

  private refresh(): void {
    let sum = 0;
    for (let bin = 0; bin < kBins; bin++) {
      let ends = this.priorEnds[bin] ?? 0;
      let exposed = this.priorExposedMs[bin] ?? 1;
      for (let step = 1 - kKernel.length; step < kKernel.length; step++) {
        const weight = kKernel[Math.abs(step)] ?? 0;
        ends += weight * (this.ends[bin + step] ?? 0);
        exposed += weight * (this.exposedMs[bin + step] ?? 0);
      }
      sum += (ends / exposed) * (edgeMs(bin + 1) - edgeMs(bin));
      this.cumulated[bin + 1] = sum;
    }
    this.dirty = false;
  }
}
