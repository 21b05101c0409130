import { cap } from './day.js';
import { simulateMarkov } from './markov.js';
import { type MarkovCell, optimalUtilisation } from './optimum.js';
import type { MakePacer } from './pacers.js';
import { measured, pooled } from './sums.js';

export interface MarkovShare extends MarkovCell {
  /** Per cent, all of them. */
  readonly drop: number;
  readonly utilisation: number;
  /** Of the highest utilisation that is possible within the cap, and of the highest at the drop rate that it had. */
  readonly optimum: number;
  readonly ofOptimum: number;
  readonly ofOptimumAtOwnDrop: number;
}

export interface MarkovEffort {
  readonly pacer: MakePacer;
  readonly hours: number;
  readonly seeds: number;
}

export function markovShare(cell: MarkovCell, { pacer, hours, seeds }: MarkovEffort): MarkovShare {
  const { agents, answerProbability } = cell;
  const shifts = Array.from({ length: seeds }, (_, at) =>
    simulateMarkov({ agents, answerProbability, seed: at + 1, hours, pacer }),
  );
  const { dropRate, utilisation } = measured(pooled(shifts));
  const optimum = optimalUtilisation(cell, cap);
  const percent = (share: number): number => Number((100 * share).toFixed(2));
  return {
    agents,
    answerProbability,
    drop: percent(dropRate),
    utilisation: percent(utilisation),
    optimum: percent(optimum),
    ofOptimum: percent(utilisation / optimum),
    ofOptimumAtOwnDrop: percent(utilisation / optimalUtilisation(cell, dropRate)),
  };
}
