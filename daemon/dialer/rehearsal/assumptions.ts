/** What a campaign is expected to meet: from what it or others have met, or assumed. Lengths are ms, shares 0-1. */
export interface Assumptions {
  /** A person answers an attempt. */
  readonly answerShare: number;
  /** Of attempts nobody answers as a person: answered by a machine, or ended at once (busy, vacant, refused). */
  readonly machineShare: number;
  readonly busyShare: number;
  /** From the launch to the answer. */
  readonly ringMs: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
}

/** Before anything is known: pacing.md's middle day. */
export const usualAssumptions: Assumptions = {
  answerShare: 0.3,
  machineShare: 0.33,
  busyShare: 0.2,
  ringMs: 10_000,
  talkMs: 150_000,
  wrapUpMs: 25_000,
};

/** A number that a day may be built on, or null: too little is known (or nonsense), the assumption stands. */
function known(value: number | null | undefined, low: number, high: number): number | null {
  if (value === null || value === undefined || !Number.isFinite(value) || value <= 0) return null;
  return Math.min(Math.max(value, low), high);
}

/** Attempts below which their shares say too little. */
export const leastAttempts = 50;

export interface Met {
  readonly attempts: number;
  readonly live: number;
  readonly machines: number;
  /** Busy, vacant, refused: ended early. */
  readonly early: number;
  readonly meanTalkMs: number | null;
  readonly meanWrapUpMs: number | null;
}

/** `met` null or too little: what stays assumed is named, so that the page can say so. */
export function assumptionsFrom(met: Met | null): {
  readonly assumptions: Assumptions;
  readonly assumed: readonly (keyof Assumptions)[];
} {
  const enough = met !== null && met.attempts >= leastAttempts;
  const others = enough ? Math.max(1, met.attempts - met.live) : 1;
  const found: Partial<Record<keyof Assumptions, number | null>> = {
    answerShare: enough ? known(met.live / met.attempts, 0.01, 0.95) : null,
    machineShare: enough ? Math.min(met.machines / others, 0.95) : null,
    busyShare: enough ? Math.min(met.early / others, 0.95 - Math.min(met.machines / others, 0.95)) : null,
    talkMs: known(met?.meanTalkMs, 2_000, 3_600_000),
    wrapUpMs: known(met?.meanWrapUpMs, 500, 1_800_000),
  };
  const assumptions = { ...usualAssumptions };
  const assumed: (keyof Assumptions)[] = [];
  for (const name of Object.keys(usualAssumptions) as (keyof Assumptions)[]) {
    const value = found[name];
    if (value === null || value === undefined) assumed.push(name);
    else assumptions[name] = value;
  }
  return { assumptions, assumed };
}
