/** The peers' days, kept in a file outside git: they only change with the simulator, and tuning needs them every time. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulateDay } from './day.js';
import { createPeer, nameOf, peerSettings } from './peers.js';
import type { Scenario } from './scenario.js';
import type { DaySums } from './sums.js';

/** Programs that a peer's day depends on: changing one makes all days new. */
const simulator = ['attempts', 'day', 'draws', 'heap', 'peers', 'people', 'scenario', 'sums', 'team'];

/** build/bench/dialer */
export const keptDays = fileURLToPath(new URL('../../../../bench/dialer', import.meta.url));

type BySetting = Readonly<Record<string, DaySums>>;

export class PeerDays {
  private readonly folder: string;
  private readonly read = new Map<string, Map<number, BySetting>>();

  constructor(folder: string) {
    this.folder = join(folder, version());
    mkdirSync(this.folder, { recursive: true });
  }

  /** One row per setting, of these seeds. Simulates the days that aren't there yet. */
  of(scenario: Scenario, seeds: readonly number[]): ReadonlyMap<string, readonly DaySums[]> {
    const days = this.daysOf(scenario);
    const missing = seeds.filter((seed) => !days.has(seed));
    for (const seed of missing) days.set(seed, simulateAll(scenario, seed));
    if (missing.length > 0) this.write(scenario, days);
    return new Map(
      peerSettings.map(nameOf).map((name) => [name, seeds.flatMap((seed) => days.get(seed)?.[name] ?? [])]),
    );
  }

  private daysOf(scenario: Scenario): Map<number, BySetting> {
    const known = this.read.get(scenario.name) ?? this.fromFile(scenario);
    this.read.set(scenario.name, known);
    return known;
  }

  private fromFile(scenario: Scenario): Map<number, BySetting> {
    try {
      const text = readFileSync(this.file(scenario), 'utf8');
      return new Map(JSON.parse(text) as [number, BySetting][]);
    } catch {
      return new Map(); // not there, or cut short: simulated again
    }
  }

  private write(scenario: Scenario, days: ReadonlyMap<number, BySetting>): void {
    const made = `${this.file(scenario)}.${process.pid}`;
    writeFileSync(made, JSON.stringify([...days]));
    renameSync(made, this.file(scenario));
  }

  private file({ name }: Scenario): string {
    return join(this.folder, `${name}.json`);
  }
}

function simulateAll(scenario: Scenario, seed: number): BySetting {
  const days = peerSettings.map((setting) => {
    const pacer = (options: Parameters<typeof createPeer>[1]) => createPeer(setting, options);
    return [nameOf(setting), simulateDay({ scenario, seed, pacer })] as const;
  });
  return Object.fromEntries(days);
}

const ending = extname(import.meta.url);

function version(): string {
  const hash = createHash('sha256');
  for (const name of simulator) hash.update(readFileSync(new URL(`./${name}${ending}`, import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}
