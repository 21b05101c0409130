/**
 * Simulates days and prints one JSON line per scenario and one per team size, for tuning.
 *
 *   node build/js/test/bench/dialer/run.js [--agents 10,20] [--scenario p30,steps] [--seeds 2] [--first-seed 1]
 *     [--pacer ours|progressive|ratio:3[:all]|adaptive:hard|average|tapered:3[:all]] [--module FILE]
 *     [--leads SPREAD] [--told nothing|learnt|truth] [--no-amd] [--no-hull]
 *
 * Times are CPU time, so that a busy machine doesn't show. The peers' days are simulated once and kept in build/bench/dialer. `--module`: another file with `createPacer`.
 * `--leads`: the numbers have answer probabilities of their own, logit-normal of this spread (0.8); `--told`: what the
 * pacer is told of them.
 */
import { parseArgs } from 'node:util';
import { type Compared, compare, mean } from './compare.js';
import { tolds } from './leads.js';
import { pacerNamed } from './pacers.js';
import { keptDays, PeerDays } from './peerdays.js';
import { Quantiles } from './quantiles.js';
import { scenarios, teamSizes } from './scenario.js';
import { cpuMs, timed } from './timed.js';

const { values } = parseArgs({
  options: {
    agents: { type: 'string' },
    scenario: { type: 'string' },
    seeds: { type: 'string', default: '2' },
    'first-seed': { type: 'string', default: '1' },
    pacer: { type: 'string', default: 'ours' },
    module: { type: 'string' },
    leads: { type: 'string' },
    told: { type: 'string', default: 'learnt' },
    'no-amd': { type: 'boolean', default: false },
    'no-hull': { type: 'boolean', default: false },
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
  throw new Error('no such scenario: --agents 3,5,10,20,40,60 --scenario p15,p30,p50,steps,bimodal,breaks');
const pacer = await pacerNamed(values.pacer, values.module);
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values['first-seed']) + at);
const peers = values['no-hull'] || values['no-amd'] ? null : new PeerDays(keptDays);

const told = tolds.find((one) => one === values.told);
if (told === undefined) throw new Error(`no such --told: ${tolds.join(', ')}`);
const leads = values.leads === undefined ? {} : { leads: { spread: Number(values.leads), told } };

const all = chosen.map((scenario) => {
  const decisions = new Quantiles();
  const began = cpuMs();
  const compared = compare(
    { scenario, pacer: timed(pacer, decisions), detects: !values['no-amd'], ...leads },
    seeds,
    peers,
  );
  print(compared, decisions, cpuMs() - began);
  return compared;
});
for (const agents of teamSizes) {
  const ofSize = all.filter(({ scenario }) => scenario.agents === agents);
  if (ofSize.length === 0 || peers === null) continue;
  const ratio = (of: 'utilisationRatio' | 'idleRatio'): number =>
    short(mean(ofSize.map(({ hull }) => hull?.[of] ?? NaN)));
  const daysOver = ofSize.reduce((sum, { daysOverCap }) => sum + daysOverCap, 0);
  console.log(JSON.stringify({ agents, utilisation: ratio('utilisationRatio'), idle: ratio('idleRatio'), daysOver }));
}

function print(compared: Compared, decisions: Quantiles, ms: number): void {
  const { scenario, sums, hull } = compared;
  const line = {
    scenario: scenario.name,
    drop: percent(compared.dropRate),
    utilisation: percent(compared.utilisation),
    idleS: short(compared.idleSecondsPerConnect),
    ...(hull === undefined ? {} : { toHull: [short(hull.utilisationRatio), short(hull.idleRatio)] }),
    daysOver: compared.daysOverCap,
    worstDay: percent(compared.worstDay),
    launched: sums.launched,
    live: sums.live,
    cancelled: sums.cancelled,
    refused: sums.cancelsRefused,
    decisionMs: [decisions.at(0.5), decisions.at(0.99), short(decisions.max)],
    cpuSeconds: short(ms / 1_000),
  };
  console.log(JSON.stringify(line));
}

function percent(share: number): number {
  return Number((100 * share).toFixed(2));
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
