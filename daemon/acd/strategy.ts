/** What a strategy may know of an agent who could take the call now. */
export interface Candidate {
  readonly agentId: string;
  /** Since when he has waited for a call, epoch ms. */
  readonly idleSince: number;
}

/** Codes and numbers of a decision, put into words by who reads them: "chosen 8003: idle 312 s, rank 1 of 4". */
export interface Decision {
  readonly agentId: string;
  readonly strategy: 'longest-idle';
  readonly idleMs: number;
  readonly rank: 1;
  readonly of: number;
}

/** Smaller is better. */
export type Strategy = (candidate: Candidate, atMs: number) => number;

export const longestIdle: Strategy = (candidate, atMs) => -(atMs - candidate.idleSince);

/** The best by the strategy, a tie going to the lower agent number; null: nobody. */
export function choose(candidates: readonly Candidate[], atMs: number): Decision | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (best === null || isBefore(candidate, best, atMs)) best = candidate;
  }
  if (best === null) return null;
  const { agentId, idleSince } = best;
  return { agentId, strategy: 'longest-idle', idleMs: atMs - idleSince, rank: 1, of: candidates.length };
}

function isBefore(a: Candidate, b: Candidate, atMs: number): boolean {
  const difference = longestIdle(a, atMs) - longestIdle(b, atMs);
  return difference === 0 ? compareIds(a.agentId, b.agentId) < 0 : difference < 0;
}

/** 999 before 8001: numbers by value, other ids by letter. */
function compareIds(a: string, b: string): number {
  const numeric = /^\d+$/;
  if (numeric.test(a) && numeric.test(b) && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
