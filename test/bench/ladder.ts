/**
 * Calls that failed, each in its own way, among others: frames of real libpri at both ends. Does the ladder name what
 * was injected, and is a call that went well without red? One line each, and the figures of the issue.
 */

import type { LadderRow } from '../../daemon/terms/line-trace.js';
import { drawLadder } from '../../daemon/trace/ladder.js';
import { type FailedCall, failedCalls } from '../rig/failed-calls.js';
import { quantile } from './figure.js';

const asItIs = (octets: Uint8Array): Uint8Array => octets;
const directionOf = ({ from, to }: LadderRow): string => (from === to ? 'box' : to === 'carrier' ? 'sent' : 'received');
const goals = { failed: 30 };

function isRight({ parts, fault }: FailedCall): { readonly right: boolean; readonly found: string } {
  const { ladder } = drawLadder(parts, asItIs);
  const first = ladder.rows[ladder.firstAbnormal];
  if (first === undefined) return { right: fault === null, found: 'none' };
  const found = `${first.name} ${directionOf(first)}`;
  if (fault === null || found !== `${fault.name} ${fault.direction}`) return { right: false, found };
  return { right: fault.direction === 'box' ? first.atUs >= fault.atUs : first.atUs === fault.atUs, found };
}

const failed = failedCalls().filter(({ fault }) => fault !== null);
const well = failedCalls().filter(({ fault }) => fault === null);
const tookMs: number[] = [];
const count = (calls: readonly FailedCall[]): number =>
  calls.filter((call) => {
    const began = performance.now();
    const { right, found } = isRight(call);
    tookMs.push(performance.now() - began);
    const expected = call.fault === null ? 'none' : `${call.fault.name} ${call.fault.direction}`;
    if (!right) console.error(`${call.name}: found ${found}, injected ${expected}`);
    return right;
  }).length;

const figure = (name: string, value: number, unit: string, goal: number | null): void =>
  console.log(JSON.stringify({ bench: 'ladder', name, value, unit, goal }));
const rightFailed = count(failed);
const rightWell = count(well);
figure('first red arrow is the injected one', rightFailed, `of ${failed.length} failed calls`, goals.failed);
figure('no red where nothing is wrong', rightWell, `of ${well.length} calls`, well.length);
figure('drawn, p99', Number(quantile(tookMs, 0.99).toFixed(2)), 'ms', null);
if (rightFailed < failed.length || rightWell < well.length) process.exitCode = 1;
