/**
 * HA-04: daemon and web killed (SIGKILL) at random under load, by the supervisor brought back. Every call that was answered
 * has its CDR, what was recorded is there but for the last second, and calls are taken again within 5 s.
 * `npm run bench kills -- --kills 200 --callers 12 --talk 6 --seed 1`. Baseline of the times: the goal. Ends with 1 if a CDR
 * is lost.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../../daemon/base/random.js';
import { openTelephonyReader } from '../../daemon/store/telephony-store.js';
import type { RecordingRow } from '../../daemon/terms/recordings.js';
import { Box } from '../rig/box.js';
import { signInAll } from '../rig/floor.js';
import { SupervisedBox } from '../rig/supervised.js';
import { printFigure, quantile } from './figure.js';
import { type LivedCall, Load } from './kills/load.js';

const numbers = { kills: '200', callers: '12', talk: '6', seed: '1' };
const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
  ),
});
const option = (name: keyof typeof numbers): number => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} is a number above 0, not ${values[name]}`);
  return value;
};

const backGoalMs = 5_000;
const soundGoalMs = 1_000;
/** Between a kill that was got over and the next one: conversations have begun again. */
const betweenMs = { least: 1_500, spread: 4_000 };
const answeredWithinMs = 30_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Kill {
  readonly atMs: number;
  readonly name: 'daemon' | 'web';
  readonly readyMs: number;
  /** Until a call that began afterwards was answered; null: none in `answeredWithinMs`. */
  readonly answeredMs: number | null;
}

const random = new SeededRandom(option('seed'));
const agents = Math.min(20, option('callers'));
const box = new Box({ agents, lines: agents, wrapUpMs: 500, more: {} });

/** The first call that begins after this moment and is answered. */
async function answeredAfter(load: Load, atMs: number): Promise<number | null> {
  for (const until = Date.now() + answeredWithinMs; Date.now() < until; await pause(20)) {
    const call = load.calls.find(({ startedAt, answeredAt }) => startedAt >= atMs && answeredAt !== null);
    if (call?.answeredAt) return call.answeredAt - atMs;
  }
  return null;
}

async function kill(supervised: SupervisedBox, load: Load): Promise<Kill> {
  const name = random.below(4) === 0 ? 'web' : 'daemon';
  const atMs = Date.now();
  const readyMs = await supervised.killAndWait(name);
  const answeredMs = name === 'web' ? null : await answeredAfter(load, atMs);
  return { atMs, name, readyMs, answeredMs };
}

async function lostRows(calls: readonly LivedCall[]): Promise<readonly LivedCall[]> {
  const reader = openTelephonyReader({ kind: 'sqlite', file: join(box.data, 'telephony.db') }, { nowMs: Date.now });
  try {
    const lost: LivedCall[] = [];
    for (const call of calls) {
      if (call.answeredAt !== null && (await reader.callsFrom(call.from)).length === 0) lost.push(call);
    }
    return lost;
  } finally {
    await reader.close();
  }
}

/** What recordings that a kill cut off lack of it, ms each. */
async function lostSound(calls: readonly LivedCall[], kills: readonly Kill[]): Promise<readonly number[]> {
  const reader = openTelephonyReader({ kind: 'sqlite', file: join(box.data, 'telephony.db') }, { nowMs: Date.now });
  const lost: number[] = [];
  try {
    for (const { from, endedAt } of calls) {
      for (const { id } of await reader.callsFrom(from)) {
        const recording: RecordingRow | null = await reader.recordingOfCall(id);
        if (recording === null || recording.lengthMs === null) continue;
        const cut = kills.find(
          ({ name, atMs }) => name === 'daemon' && recording.startedAt < atMs && endedAt !== null && endedAt >= atMs,
        );
        if (cut !== undefined) lost.push(Math.max(0, cut.atMs - (recording.startedAt + recording.lengthMs)));
      }
    }
  } finally {
    await reader.close();
  }
  return lost;
}

box.openExchange();
const supervised = await SupervisedBox.start(box);
let failed = false;
try {
  await box.exchange.spanUp();
  const floor = await signInAll(box);
  const load = new Load(box.exchange, random, option('talk') * 1_000);
  load.begin(option('callers'));
  await answeredAfter(load, 0);
  const kills: Kill[] = [];
  for (let round = 0; round < option('kills'); round++) {
    await pause(betweenMs.least + random.below(betweenMs.spread));
    kills.push(await kill(supervised, load));
    if ((round + 1) % 20 === 0) console.error(`${round + 1} kills, ${load.calls.length} calls`);
  }
  await pause(2_000);
  await load.end();
  await floor.until(({ calls }) => calls.length === 0);
  floor.close();
  await supervised.stop();

  const answered = load.calls.filter(({ answeredAt }) => answeredAt !== null);
  const lost = await lostRows(load.calls);
  const sound = await lostSound(load.calls, kills);
  const daemon = kills.filter(({ name }) => name === 'daemon');
  const back = daemon.map(({ answeredMs }) => answeredMs ?? Number.POSITIVE_INFINITY);
  const web = kills.filter(({ name }) => name === 'web').map(({ readyMs }) => readyMs);
  printFigure('kills', 'kills', kills.length, 'kills', option('kills'));
  printFigure('kills', 'calls answered', answered.length, 'calls', answered.length);
  printFigure('kills', 'CDRs lost', lost.length, 'calls', answered.length);
  printFigure('kills', 'recordings cut off', sound.length, 'recordings', answered.length);
  printFigure('kills', 'sound lost, worst', Math.max(0, ...sound), 'ms', soundGoalMs);
  printFigure('kills', 'calls answered again, p50', quantile(back, 0.5), 'ms', backGoalMs);
  printFigure('kills', 'calls answered again, worst', Math.max(...back), 'ms', backGoalMs);
  if (web.length > 0) printFigure('kills', 'pages back, worst', Math.max(...web), 'ms', backGoalMs);
  for (const call of lost) {
    const before = daemon.map(({ atMs }) => atMs - (call.answeredAt ?? 0)).find((ms) => ms >= 0);
    console.error(`no row: ${call.from}, answered ${before} ms before the kill`);
  }
  failed = lost.length > 0;
} finally {
  await supervised.stop();
  await box.close();
}
process.exitCode = failed ? 1 : 0;
