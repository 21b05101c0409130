/** What a day, or many together, came to. */
export interface DaySums {
  idleMs: number;
  talkMs: number;
  wrapMs: number;
  /** On a break, or not signed in (yet). */
  awayMs: number;
  launched: number;
  /** Persons who answered. */
  live: number;
  connected: number;
  /** Persons not connected within the grace; those taken for machines included. */
  dropped: number;
  takenForMachine: number;
  /** Machines that an agent found. */
  machinesHeard: number;
  cancelled: number;
  /** Wishes to hang up that the minimum ring forbids. */
  cancelsRefused: number;
  /** Launches while nobody was signed in and not on a break. */
  unattended: number;
}

export function emptySums(): DaySums {
  return {
    idleMs: 0,
    talkMs: 0,
    wrapMs: 0,
    awayMs: 0,
    launched: 0,
    live: 0,
    connected: 0,
    dropped: 0,
    takenForMachine: 0,
    machinesHeard: 0,
    cancelled: 0,
    cancelsRefused: 0,
    unattended: 0,
  };
}

export function pooled(days: readonly DaySums[]): DaySums {
  const sums = emptySums();
  for (const day of days) for (const name of Object.keys(sums) as (keyof DaySums)[]) sums[name] += day[name];
  return sums;
}

export interface Measure {
  /** Of the live persons, 0-1. */
  readonly dropRate: number;
  /** Of the time signed in and not on a break, 0-1. */
  readonly utilisation: number;
  readonly idleSecondsPerConnect: number;
}

export function measured({ idleMs, talkMs, wrapMs, live, dropped, connected }: DaySums): Measure {
  return {
    dropRate: dropped / Math.max(live, 1),
    utilisation: (talkMs + wrapMs) / Math.max(idleMs + talkMs + wrapMs, 1),
    idleSecondsPerConnect: idleMs / 1_000 / Math.max(connected, 1),
  };
}
