/**
 * `npm run simulate`: simulated days of the real switch, judged by an auditor. Progress and what people read go to
 * stderr, the last line of stdout is one JSON object; the exit code is 1 if anything was wrong.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { SimulatedDay } from './day/day.js';
import { manyDays } from './day/many.js';
import { type Options, optionsOf, WrongOption } from './day/options.js';
import { keepShortStacks } from './day/stacks.js';
import { summaryOf, verdictOf } from './day/verdict.js';
import { huntAll } from './mutations/run.js';

/** As `installer/run/options.mjs` has it. */
const usageErrorCode = 2;

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  const commit = currentCommit();
  if (options.mutations) return huntAll(options, commit);
  if (options.seeds.first === options.seeds.last) return oneDay(options, commit);
  return manyDays(options, commit);
}

async function oneDay(options: Options, commit: string): Promise<number> {
  const began = performance.now();
  const journal = options.journal === null ? null : createWriteStream(options.journal);
  const keepJournal = journal === null ? undefined : (line: string) => void journal.write(`${line}\n`);
  const day = new SimulatedDay(
    {
      seed: options.seeds.first,
      hours: options.hours,
      faults: options.faults,
      agents: options.agents,
      calls: options.calls,
      campaigns: options.campaigns,
    },
    { keepJournal, progress: options.quiet ? undefined : tellProgress },
  );
  const result = await day.run();
  await new Promise<void>((resolve) => (journal === null ? resolve() : journal.end(resolve)));
  const wallMs = Math.round(performance.now() - began);
  if (!options.quiet) for (const line of summaryOf(result, wallMs)) console.error(line);
  console.log(JSON.stringify(verdictOf(result, commit, wallMs)));
  return result.violationCount === 0 ? 0 : 1;
}

function tellProgress(atMs: number, calls: number): void {
  const local = new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 16);
  console.error(`${local} ${calls} calls`);
}

/** Of the tree the simulation was built from; 'unknown' without git. */
function currentCommit(): string {
  try {
    const args = ['rev-parse', '--short=12', 'HEAD'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

keepShortStacks();
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof WrongOption)) throw error;
  console.error(error.message);
  return usageErrorCode;
});
