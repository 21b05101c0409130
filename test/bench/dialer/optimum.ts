/**
 * The exact optimum of the Markov version of pacing: each launch takes an exponential time and then is a person with
 * probability p or nothing; handling is exponential; a person is connected to an idle agent at once or dropped.
 *
 * A constrained decision process over (idle agents, calls in flight): maximise the busy share while drops ≤ cap ×
 * persons. Its linear programme has no duality gap, so the optimum is the least, over the multiplier λ of the
 * constraint, of the best average of busy share − λ (drops − cap × persons), which relative value iteration gives
 * (Puterman, Markov Decision Processes, §8.5; Altman, Constrained Markov Decision Processes, ch. 4).
 */

export interface MarkovCell {
  readonly agents: number;
  readonly answerProbability: number;
}

export const meanSetupMs = 13_000;
export const meanHandlingMs = 175_000;

/** The six cells whose optimum is known to the tenth of a point, in per cent, with drops ≤ 3 %. */
export const markovCells: readonly (MarkovCell & { readonly known: number })[] = [
  { agents: 3, answerProbability: 0.3, known: 83.2 },
  { agents: 5, answerProbability: 0.3, known: 84.5 },
  { agents: 10, answerProbability: 0.15, known: 84.4 },
  { agents: 10, answerProbability: 0.3, known: 87.0 },
  { agents: 10, answerProbability: 0.5, known: 89.6 },
  { agents: 20, answerProbability: 0.3, known: 90.2 },
];

/** Highest busy share, 0-1, whose drops are at most `cap` (0-1) of the persons. */
export function optimalUtilisation(cell: MarkovCell, cap: number): number {
  const values = new ValueIteration(cell, cap);
  const gain = (logLambda: number): number => values.gain(Math.exp(logLambda) / cell.agents);
  return least(gain, Math.log(10), Math.log(100_000));
}

/** The least value of a function with one valley, by golden section. */
function least(of: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [of(left), of(right)];
  while (high - low > 0.01) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = of(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = of(right);
    }
  }
  return Math.min(atLeft, atRight);
}

const precision = 2e-6;
const sweepLimit = 200_000;

/** Uniformised; the values of the last multiplier are where the next one starts. */
class ValueIteration {
  private readonly most: number;
  private readonly perSecond: number;
  /** By idle × (most + 1) + in flight: after the decision, and before it (more may be launched). */
  private after: Float64Array;
  private next: Float64Array;
  private readonly before: Float64Array;

  constructor(
    private readonly cell: MarkovCell,
    private readonly cap: number,
  ) {
    const { agents, answerProbability } = cell;
    this.most = Math.ceil((1.2 * agents) / answerProbability) + 10;
    this.perSecond = this.most / setupS + agents / handlingS;
    const states = (agents + 1) * (this.most + 1);
    this.after = new Float64Array(states);
    this.next = new Float64Array(states);
    this.before = new Float64Array(states);
  }

  /** The best average reward per second with this price of a drop, in seconds of the whole team's work. */
  gain(lambda: number): number {
    for (let sweep = 0; sweep < sweepLimit; sweep++) {
      const [low, high] = this.sweep(lambda);
      if (high - low < precision) return (low + high) / 2;
    }
    throw new Error(`the optimum of ${JSON.stringify(this.cell)} was not found in ${sweepLimit} sweeps`);
  }

  /** @returns the bounds of the gain (Odoni 1969). */
  private sweep(lambda: number): readonly [number, number] {
    const { agents } = this.cell;
    const { most, after, next } = this;
    const row = most + 1;
    this.chooseLaunches();
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let idle = 0; idle <= agents; idle++) {
      for (let inflight = 0; inflight <= most; inflight++) {
        const at = idle * row + inflight;
        const value = this.step(idle, inflight, lambda);
        const grown = (value - (after[at] as number)) * this.perSecond;
        if (grown < low) low = grown;
        if (grown > high) high = grown;
        next[at] = value;
      }
    }
    const base = next[0] as number;
    for (let at = 0; at < next.length; at++) next[at] = (next[at] as number) - base;
    this.after = next;
    this.next = after;
    return [low, high];
  }

  private chooseLaunches(): void {
    const { most, after, before } = this;
    for (let idle = 0; idle <= this.cell.agents; idle++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let inflight = most; inflight >= 0; inflight--) {
        const at = idle * (most + 1) + inflight;
        best = Math.max(best, after[at] as number);
        before[at] = best;
      }
    }
  }

  private step(idle: number, inflight: number, lambda: number): number {
    const { agents, answerProbability: p } = this.cell;
    const { before, most } = this;
    const at = idle * (most + 1) + inflight;
    const resolved = inflight / setupS;
    const released = (agents - idle) / handlingS;
    const dropped = idle === 0 ? 1 : 0;
    let value = (agents - idle) / agents - lambda * resolved * p * (dropped - this.cap);
    if (inflight > 0) {
      const connected = idle === 0 ? at - 1 : at - 1 - (most + 1);
      value += resolved * (p * (before[connected] as number) + (1 - p) * (before[at - 1] as number));
    }
    if (idle < agents) value += released * (before[at + most + 1] as number);
    // Nothing happens, and there is another chance to launch: without it nobody in flight and nobody busy is for ever.
    value += (this.perSecond - resolved - released) * (before[at] as number);
    return value / this.perSecond;
  }
}

const setupS = meanSetupMs / 1_000;
const handlingS = meanHandlingMs / 1_000;
