/**
 * Faults injected into the lines of a real daemon, one after the other, each examined by one press: is it named, and in
 * how long. Then faults of the box, for "cannot call" and "no sound".
 */
import { boxFaultsFound } from './doctor/box-faults.js';
import { trunkFaultsFound } from './doctor/trunk-faults.js';

/** The goal of an examination, ms. */
const goalMs = 20_000;

for (const [name, inject] of [
  ['trunk doctor', trunkFaultsFound],
  ['cannot call, no sound', boxFaultsFound],
] as const) {
  const found = await inject();
  for (const { fault, verdict, tookMs, words } of found) {
    const line = {
      bench: 'doctor',
      name: `${name}: ${fault}`,
      value: verdict,
      named: fault === verdict,
      tookMs,
      words,
    };
    console.log(JSON.stringify(line));
  }
  const named = found.filter(({ fault, verdict }) => fault === verdict).length;
  const slowest = Math.max(...found.map(({ tookMs }) => tookMs));
  const share = { value: named, unit: 'faults named', baseline: found.length, ratio: named / found.length };
  console.log(JSON.stringify({ bench: 'doctor', name, ...share }));
  const time = { value: slowest, unit: 'ms', baseline: goalMs, ratio: Number((slowest / goalMs).toFixed(3)) };
  console.log(JSON.stringify({ bench: 'doctor', name: `${name}: slowest`, ...time }));
}
