/**
 * A pacer in the Markov version, one JSON line per cell:
 *
 *   node build/js/test/bench/dialer/markovrun.js [--hours 200] [--seeds 1] [--agents 10] [--pacer NAME] [--module FILE]
 */
import { parseArgs } from 'node:util';
import { markovShare } from './markovshare.js';
import { markovCells } from './optimum.js';
import { pacerNamed } from './pacers.js';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '1' },
    agents: { type: 'string' },
    pacer: { type: 'string', default: 'ours' },
    module: { type: 'string' },
  },
});
const pacer = await pacerNamed(values.pacer, values.module);
const sizes = values.agents?.split(',').map(Number);
for (const cell of markovCells) {
  if (sizes !== undefined && !sizes.includes(cell.agents)) continue;
  const began = performance.now();
  const share = markovShare(cell, { pacer, hours: Number(values.hours), seeds: Number(values.seeds) });
  console.log(JSON.stringify({ ...share, seconds: Number(((performance.now() - began) / 1_000).toFixed(1)) }));
}
