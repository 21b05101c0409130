/**
 * Simulates days and prints one JSON line per scenario, for tuning.
 *
 *   node build/js/test/bench/dialer/run.js [--agents 10,20] [--scenario p30,steps] [--seeds 2] [--first-seed 1]
 *     [--pacer ours|progressive|ratio:3[:all]|adaptive:hard|average|tapered:3[:all]] [--leads 1] [--no-amd]
 *     [--module FILE]
 */
import { parseArgs } from 'node:util';
import { simulateDay } from './day.js';
import { pacerNamed } from './pacers.js';
import { Quantiles } from './quantiles.js';
import { scenarios } from './scenario.js';
import { measured, pooled } from './sums.js';

const { values } = parseArgs({
  options: {
    agents: { type: 'string' },
    scenario: { type: 'string' },
    seeds: { type: 'string', default: '2' },
    'first-seed': { type: 'string', default: '1' },
    pacer: { type: 'string', default: 'ours' },
    module: { type: 'string' },
    leads: { type: 'string' },
    'no-amd': { type: 'boolean', default: false },
  },
});
const sizes = values.agents?.split(',').map(Number);
const names = values.scenario?.split(',');
const chosen = scenarios.filter(
  ({ agents, name }) =>
    (sizes === undefined || sizes.includes(agents)) &&
    (names === undefined || names.includes(name.slice(name.indexOf('-') + 1))),
);
if (chosen.length === 0)
  throw new Error('no scenario is chosen: --agents 3,5,10,20,40,60 --scenario p15,p30,p50,steps,bimodal,breaks');
const pacer = await pacerNamed(values.pacer, values.module);
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values['first-seed']) + at);

for (const scenario of chosen) {
  const decisions = new Quantiles();
  const began = performance.now();
  const days = seeds.map((seed) =>
    simulateDay({
      scenario,
      seed,
      pacer,
      detects: !values['no-amd'],
      ...(values.leads === undefined ? {} : { leadSpread: Number(values.leads) }),
      onDecision: (ms) => decisions.add(ms),
    }),
  );
  const sums = pooled(days);
  const { dropRate, utilisation, idleSecondsPerConnect } = measured(sums);
  console.log(
    JSON.stringify({
      scenario: scenario.name,
      pacer: values.pacer,
      drop: percent(dropRate),
      utilisation: percent(utilisation),
      idleS: Number(idleSecondsPerConnect.toFixed(2)),
      daysOver: days.filter((day) => measured(day).dropRate > 0.03).length,
      worstDay: percent(Math.max(...days.map((day) => measured(day).dropRate))),
      launched: sums.launched,
      live: sums.live,
      cancelled: sums.cancelled,
      refused: sums.cancelsRefused,
      decisionMs: { median: decisions.at(0.5), p99: decisions.at(0.99), max: decisions.max },
      daySeconds: Number(((performance.now() - began) / 1_000 / days.length).toFixed(3)),
    }),
  );
}

function percent(share: number): number {
  return Number((100 * share).toFixed(3));
}
