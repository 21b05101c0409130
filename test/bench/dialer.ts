/**
 * Our pacing against the 65 settings of others, and against the exact optimum of its Markov version.
 * `node build/js/test/bench/dialer.js [--full] [--seeds 2] [--agents 10,20]`: two seeds take some minutes on one core,
 * `--full` is all ten and ten times the Markov hours: an hour. Parts can be run alone, for tuning: dialer/run.ts,
 * dialer/markovrun.ts.
 *
 * Baselines: the upper envelope of the peers' (drop rate, utilisation) read at our own drop rate, likewise of idle
 * seconds per connected call; the optimum within the cap; for the team sizes the goal. The peers' days are simulated
 * once and kept under build/bench/dialer until the simulator changes. A table for people is on stderr.
 */
import { parseArgs } from 'node:util';
import { createPacer } from '../../daemon/dialer/pacing/pacer.js';
import { type Compared, compare, mean } from './dialer/compare.js';
import { type MarkovShare, markovShare } from './dialer/markovshare.js';
import { markovCells } from './dialer/optimum.js';
import { keptDays, PeerDays } from './dialer/peerdays.js';
import { Quantiles } from './dialer/quantiles.js';
import { scenarios, teamSizes } from './dialer/scenario.js';
import { timed } from './dialer/timed.js';
import { printFigure } from './figure.js';

const { values: flags } = parseArgs({
  options: { full: { type: 'boolean', default: false }, seeds: { type: 'string' }, agents: { type: 'string' } },
});
const seedCount = Number(flags.seeds ?? (flags.full ? 10 : 2));
const seeds = Array.from({ length: seedCount }, (_, at) => at + 1);
const sizes = teamSizes.filter((agents) => flags.agents === undefined || flags.agents.split(',').includes(`${agents}`));
/** Of each Markov cell. */
const agentHours = flags.full ? 6_000 : 600;

const goals = {
  3: { utilisation: 1.055, idle: 0.77 },
  5: { utilisation: 1.055, idle: 0.77 },
  10: { utilisation: 1.047, idle: 0.75 },
  20: { utilisation: 1.036, idle: 0.75 },
  40: { utilisation: 1.03, idle: 0.71 },
  60: { utilisation: 1.028, idle: 0.68 },
} as const;

const decisions = new Quantiles();
const peers = new PeerDays(keptDays);
const rows = sizes.map(teamSize);
printDecisions();
const shares = markovCells
  .filter(({ agents }) => flags.agents === undefined || sizes.includes(agents as 3))
  .map(markov);
printTable();

interface Row {
  readonly agents: number;
  readonly utilisation: number;
  readonly idle: number;
  readonly days: number;
  readonly daysOver: number;
  readonly worstDay: number;
}

function teamSize(agents: (typeof teamSizes)[number]): Row {
  const pacer = timed(createPacer, decisions);
  const compared = scenarios
    .filter((scenario) => scenario.agents === agents)
    .map((scenario) => {
      const one = compare({ scenario, pacer }, seeds, peers);
      printScenario(one);
      return one;
    });
  const row = {
    agents,
    utilisation: mean(compared.map(({ hull }) => hull?.utilisationRatio ?? Number.NaN)),
    idle: mean(compared.map(({ hull }) => hull?.idleRatio ?? Number.NaN)),
    days: compared.reduce((sum, { days }) => sum + days, 0),
    daysOver: compared.reduce((sum, { daysOverCap }) => sum + daysOverCap, 0),
    worstDay: Math.max(...compared.map(({ worstDay }) => worstDay)),
  };
  printFigure('dialer', `N ${agents} utilisation to hull`, row.utilisation, 'x', goals[agents].utilisation);
  printFigure('dialer', `N ${agents} idle to hull`, row.idle, 'x', goals[agents].idle);
  printFigure('dialer', `N ${agents} days over the cap`, row.daysOver, 'days', row.days);
  return row;
}

function printScenario({ scenario, hull, dropRate, utilisation, idleSecondsPerConnect, worstDay }: Compared): void {
  if (hull === undefined) return;
  const { name } = scenario;
  printFigure('dialer', `${name} utilisation`, 100 * utilisation, '%', 100 * hull.utilisation);
  printFigure('dialer', `${name} idle`, idleSecondsPerConnect, 's/connect', hull.idleSecondsPerConnect);
  printFigure('dialer', `${name} dropped`, 100 * dropRate, '%', 3);
  printFigure('dialer', `${name} worst day`, 100 * worstDay, '%', 3);
}

function printDecisions(): void {
  for (const [name, share] of [['median', 0.5] as const, ['p99', 0.99] as const])
    printFigure('dialer', `decision ${name}`, decisions.at(share), 'ms', 1);
  printFigure('dialer', 'decision max', decisions.max, 'ms', 1);
  printFigure('dialer', 'decisions over 1 ms', 100 * decisions.above(1), '%', 100);
}

function markov(cell: (typeof markovCells)[number]): MarkovShare {
  const { agents, answerProbability } = cell;
  const share = markovShare(cell, { pacer: createPacer, hours: agentHours / agents, seeds: 1 });
  const name = `markov N ${agents} p ${answerProbability}`;
  printFigure('dialer', `${name} utilisation`, share.utilisation, '%', share.optimum);
  printFigure('dialer', `${name} dropped`, share.drop, '%', 3);
  return share;
}

function printTable(): void {
  const lines = [
    ['agents', 'utilisation ÷ hull', 'goal', 'idle ÷ hull', 'goal', 'days over the cap', 'worst day'],
    ...rows.map(({ agents, utilisation, idle, days, daysOver, worstDay }) => [
      `${agents}`,
      utilisation.toFixed(3),
      `≥ ${goals[agents as 3].utilisation}`,
      idle.toFixed(3),
      `≤ ${goals[agents as 3].idle}`,
      `${daysOver} of ${days}`,
      `${(100 * worstDay).toFixed(2)} %`,
    ]),
    [],
    ['Markov', 'utilisation', 'optimum', 'of it', 'of that at our drops', 'dropped'],
    ...shares.map((share) => [
      `N ${share.agents} p ${share.answerProbability}`,
      `${share.utilisation} %`,
      `${share.optimum} %`,
      `${share.ofOptimum} %`,
      `${share.ofOptimumAtOwnDrop} %`,
      `${share.drop} %`,
    ]),
    [],
    [
      'decision',
      `median ${decisions.at(0.5)} ms`,
      `p99 ${decisions.at(0.99)} ms`,
      `max ${decisions.max.toFixed(1)} ms`,
    ],
  ];
  for (const line of lines) console.error(line.map((cell) => cell.padEnd(22)).join(''));
}
