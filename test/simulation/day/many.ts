/** Many days, some at the same time, in processes of their own. */
import { DayProcess, type Done } from './day-process.js';
import type { Options } from './options.js';

export async function manyDays(options: Options, commit: string): Promise<number> {
  const began = performance.now();
  const { hours, faults, agents, calls, campaigns } = options;
  const { first, last } = options.seeds;
  let next = first;
  const done: Done[] = [];
  const work = async (): Promise<void> => {
    const days = new DayProcess(commit);
    for (let seed = next++; seed <= last; seed = next++) {
      const day = await days.simulate({ seed, hours, faults, agents, calls, campaigns });
      done.push(day);
      tell(day);
    }
    days.close();
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return conclude(done, commit, Math.round(performance.now() - began));
}

function conclude(done: readonly Done[], commit: string, wallMs: number): number {
  const calls = done.reduce((sum, { verdict }) => sum + (verdict?.calls ?? 0), 0);
  const failed = done.filter(({ verdict }) => verdict === null || verdict.violations.length > 0);
  const violations = failed.flatMap(({ seed, verdict, problem }) =>
    (verdict?.violations ?? [`no-verdict: ${problem}`]).slice(0, 5).map((story) => `seed ${seed}: ${story}`),
  );
  const seeds = failed.map(({ seed }) => seed).sort((a, b) => a - b);
  console.error(
    `${done.length} days, ${calls} calls, ${failed.length} failed${seeds.length > 0 ? `: ${seeds.join(' ')}` : ''}`,
  );
  for (const line of tally(failed)) console.error(line);
  const seed =
    done.length === 0 ? '' : `${Math.min(...done.map((day) => day.seed))}-${Math.max(...done.map((day) => day.seed))}`;
  console.log(JSON.stringify({ seed, commit, calls, violations, wallMs }));
  return failed.length === 0 ? 0 : 1;
}

/** Each kind of violation: how many, in which days, and the first story. */
function tally(failed: readonly Done[]): readonly string[] {
  const kinds = new Map<string, { count: number; readonly seeds: Set<number>; readonly first: string }>();
  for (const { seed, verdict } of failed) {
    for (const story of verdict?.violations ?? []) {
      const code = story.split(' ')[0] ?? '';
      const kind = kinds.get(code) ?? { count: 0, seeds: new Set(), first: `seed ${seed}: ${story}` };
      kind.count += 1;
      kind.seeds.add(seed);
      kinds.set(code, kind);
    }
  }
  const rows = [...kinds].sort(([, a], [, b]) => b.seeds.size - a.seeds.size);
  return rows.map(
    ([code, { count, seeds, first }]) => `  ${code}: ${count} in ${seeds.size} days; ${first.slice(0, 220)}`,
  );
}

function tell({ seed, verdict, problem }: Done): void {
  const wrong = verdict === null ? problem : `${verdict.violations.length} violations`;
  const first = verdict?.violations[0] ?? '';
  const figures =
    verdict === null ? '' : `${`${verdict.calls}`.padStart(6)} calls ${`${verdict.wallMs}`.padStart(7)} ms  `;
  console.error(`seed ${`${seed}`.padStart(6)}  ${figures}${wrong}${first === '' ? '' : `  ${first.slice(0, 160)}`}`);
}
