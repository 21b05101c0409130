/**
 * A simulated working day of 8 hours with 50 agents and some 10,000 calls: the real switch and runtime on simulated
 * lines, people at both ends, the auditor. `node build/js/test/bench/day.js CALLERS`: 8,700, the rest are calls that
 * agents make.
 *
 * CPU seconds count all threads (compiler and collector too). The baselines: a fixed piece of plain JavaScript in the
 * same run, before and after, so that a slow or busy machine shows; and the same day without a caller.
 */
import { SimulatedDay } from '../simulation/day/day.js';
import { keepShortStacks } from '../simulation/day/stacks.js';
import { printFigure } from './figure.js';

const callers = Number(process.argv[2] ?? 8_700);
const floor = { seed: 1, agents: 50, faults: false } as const;

/** What the work of one simulated call is made of: small objects, texts as keys, maps that grow and shrink. */
function plainWork(): number {
  const waiting = new Map<string, { readonly id: string; readonly atMs: number; told: number }>();
  let sum = 0;
  for (let count = 0; count < 2_000_000; count++) {
    const id = `call ${count}`;
    waiting.set(id, { id, atMs: count, told: 0 });
    const other = waiting.get(`call ${count - 500}`);
    if (other === undefined) continue;
    other.told += 1;
    sum += other.told + other.atMs;
    waiting.delete(other.id);
  }
  return sum;
}

interface Spent {
  readonly wallS: number;
  readonly cpuS: number;
}

async function spentOn(work: () => unknown): Promise<Spent> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallS: (performance.now() - began) / 1_000, cpuS: (user + system) / 1_000_000 };
}

/** What passed the border of the switch in a day. */
interface Passed {
  calls: number;
  rows: number;
  changes: number;
  commands: number;
  inputs: number;
}

async function day(hours: number, calls: number, countInputs: boolean): Promise<Passed> {
  const passed: Passed = { calls: 0, rows: 0, changes: 0, commands: 0, inputs: 0 };
  const keepJournal = (): void => {
    passed.inputs += 1;
  };
  const simulated = new SimulatedDay({ ...floor, hours, calls }, countInputs ? { keepJournal } : {});
  const { auditor } = simulated;
  const write = auditor.write.bind(auditor);
  const change = auditor.change.bind(auditor);
  const command = auditor.command.bind(auditor);
  auditor.write = (rows) => {
    passed.rows += rows.length;
    write(rows);
  };
  auditor.change = (changes) => {
    passed.changes += changes.length;
    change(changes);
  };
  auditor.command = (one) => {
    passed.commands += 1;
    command(one);
  };
  const result = await simulated.run();
  passed.calls = result.calls;
  if (result.violationCount > 0) {
    console.error(`违规 / ${result.violationCount} violations: ${JSON.stringify(result.violations[0])}`);
    process.exitCode = 1;
  }
  return passed;
}

async function main(): Promise<void> {
  plainWork(); // compiled
  const plainBefore = await spentOn(plainWork);
  const empty = await spentOn(() => day(8, 0, false));
  let passed: Passed | null = null;
  const full = await spentOn(async () => {
    passed = await day(8, callers, false);
  });
  const again = await spentOn(() => day(8, callers, false)); // as each but the first of `npm run simulate -- --seeds`
  const plainAfter = await spentOn(plainWork);
  const hour = await day(1, callers / 8, true); // the journal costs: inputs are counted aside
  const plainS = (plainBefore.cpuS + plainAfter.cpuS) / 2;
  report(passed ?? hour, hour, full, empty, plainS);
  printFigure('day', 'cpu of the same day once more, of the first', again.cpuS, 's', full.cpuS);
}

function report({ calls, rows, changes, commands }: Passed, hour: Passed, full: Spent, empty: Spent, plainS: number) {
  printFigure('day', `${calls} calls cpu, of plain work`, full.cpuS, 's', plainS);
  printFigure('day', `${calls} calls cpu, of a day without callers`, full.cpuS, 's', empty.cpuS);
  printFigure('day', `${calls} calls wall, of a day without callers`, full.wallS, 's', empty.wallS);
  printFigure('day', 'cpu a call, of plain work', (full.cpuS / calls) * 1_000, 'ms', plainS * 1_000);
  printFigure('day', 'rows a call, of inputs', rows / calls, 'rows', hour.inputs / hour.calls);
  printFigure('day', 'page changes a call, of inputs', changes / calls, 'changes', hour.inputs / hour.calls);
  printFigure('day', 'line commands a call, of inputs', commands / calls, 'commands', hour.inputs / hour.calls);
}

keepShortStacks();
await main();
