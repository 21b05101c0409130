/** A pacer's days of one scenario against the peers' hull at its own drop rate. */
import { cap, type DayOptions, simulateDay } from './day.js';
import { highestAt, lowestAt } from './hull.js';
import type { PeerDays } from './peerdays.js';
import type { Scenario } from './scenario.js';
import { type DaySums, type Measure, measured, pooled } from './sums.js';

export interface Compared extends Measure {
  readonly scenario: Scenario;
  readonly sums: DaySums;
  readonly days: number;
  readonly daysOverCap: number;
  readonly worstDay: number;
  /** The peers' utilisation and idle seconds at our drop rate, ours divided by theirs. */
  readonly hull?: {
    readonly utilisation: number;
    readonly idleSecondsPerConnect: number;
    readonly utilisationRatio: number;
    readonly idleRatio: number;
  };
}

/** Without `peers` only the pacer's own days. */
export function compare(options: Omit<DayOptions, 'seed'>, seeds: readonly number[], peers: PeerDays | null): Compared {
  const { scenario } = options;
  const days = seeds.map((seed) => simulateDay({ ...options, seed }));
  const sums = pooled(days);
  const own = measured(sums);
  const rates = days.map((day) => measured(day).dropRate);
  const plain = {
    ...own,
    scenario,
    sums,
    days: days.length,
    daysOverCap: rates.filter((rate) => rate > cap).length,
    worstDay: Math.max(...rates),
  };
  if (peers === null) return plain;
  const theirs = [...peers.of(scenario, seeds).values()].map((their) => measured(pooled(their)));
  const utilisation = highestAt(
    theirs.map((peer) => ({ x: peer.dropRate, y: peer.utilisation })),
    own.dropRate,
  );
  const idleSecondsPerConnect = lowestAt(
    theirs.map((peer) => ({ x: peer.dropRate, y: peer.idleSecondsPerConnect })),
    own.dropRate,
  );
  const hull = {
    utilisation,
    idleSecondsPerConnect,
    utilisationRatio: own.utilisation / utilisation,
    idleRatio: own.idleSecondsPerConnect / idleSecondsPerConnect,
  };
  return { ...plain, hull };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
