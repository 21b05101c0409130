/**
 * Search over the ledger of recordings: a million rows of three years, as a box of 60 agents makes them, then each kind
 * of question that pages ask, pages of 50. Baseline: 50 rows by their ids in the same database.
 * `node build/js/test/bench/search.js ROWS`: 1,000,000.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { backwards } from '../../daemon/store/apply-recording.js';
import type { RecordingQuery } from '../../daemon/store/recording-reader.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import { printFigure, quantile } from './figure.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const asked = 40;
const goalMs = 200;
const yearsMs = 3 * 365 * 86_400_000;
const beginMs = 1_800_000_000_000;
const endMs = beginMs + yearsMs;
const random = new SeededRandom(7);
const agents = Array.from({ length: 60 }, (_, n) => String(8001 + n));
const queues = ['sales', 'service', 'billing', 'tech', 'vip', 'night'];
const results = [
  'resolved',
  'resolved',
  'resolved',
  'follow-up',
  'information',
  'information',
  'other',
  'wrong-number',
];
const rare = 'complaint';
/** A hospital's switchboard: 5,000 calls from one number. */
const busyNumber = '02164085875';

const folder = mkdtempSync(join(tmpdir(), 'callbox-'));
try {
  const file = join(folder, 'telephony.db');
  const options = { clock: { nowMs: () => Date.now() }, onTrouble: () => {} };
  const store = await TelephonyStore.open({ kind: 'sqlite', file }, options);
  const ids = await fill(file);
  const reader = store.reader.recordings;
  const some = <T>(of: readonly T[]): T => of[random.below(of.length)] as T;
  const numberOf = async (): Promise<string> => (await reader.of([some(ids)]))[0]?.number ?? '';
  const day = () => beginMs + random.below(3 * 365) * 86_400_000;
  const group = () => agents.slice(random.below(4) * 12).slice(0, 12);

  const byId = await times(async () => {
    const fifty = Array.from({ length: 50 }, () => some(ids));
    return () => reader.of(fifty);
  });
  const baseline = quantile(byId, 0.5);
  printFigure('search', '50 rows by their ids, p50', baseline, 'ms', baseline);

  const kinds: Readonly<Record<string, () => Promise<Omit<RecordingQuery, 'limit'>> | Omit<RecordingQuery, 'limit'>>> =
    {
      'newest first': () => ({}),
      'a page a million rows down': () => ({ before: some(ids.slice(0, 1_000)) }),
      'number, whole': async () => ({ number: await numberOf() }),
      'number, whole, of 5,000 calls, rare result': () => ({ number: busyNumber, result: rare }),
      'number, last four digits': async () => ({ number: (await numberOf()).slice(-4), match: 'ends' }),
      'number, first seven digits': async () => ({ number: (await numberOf()).slice(0, 7), match: 'begins' }),
      'number, first three digits': async () => ({ number: (await numberOf()).slice(0, 3), match: 'begins' }),
      'number, last three digits, and result': async () => ({
        number: (await numberOf()).slice(-3),
        match: 'ends',
        result: 'follow-up',
      }),
      agent: () => ({ agents: [some(agents)] }),
      'agent, rare result': () => ({ agents: [some(agents)], result: rare }),
      'agent, nothing found': () => ({ agents: [some(agents)], result: 'nobody-gave-this' }),
      'agent and number': async () => ({ agents: [some(agents)], number: await numberOf() }),
      'group of 12': () => ({ agents: group() }),
      'group of 12, rare result, a month': () => {
        const fromMs = day();
        return { agents: group(), result: rare, fromMs, toMs: fromMs + 30 * 86_400_000 };
      },
      'group of 12, nothing found': () => ({ agents: group(), result: 'nobody-gave-this' }),
      'a day': () => {
        const fromMs = day();
        return { fromMs, toMs: fromMs + 86_400_000 };
      },
      'a year, rare result': () => ({ fromMs: beginMs, toMs: beginMs + yearsMs / 3, result: rare }),
      result: () => ({ result: some(results) }),
      'queue and rare result': () => ({ queue: some(queues), result: rare }),
      'inside calls: there is none': () => ({ direction: 'internal' }),
      'voicemail: there is none': () => ({ kind: 'voicemail' }),
      'longer than a minute': () => ({ minLengthMs: 60_000 }),
      'outbound, longer than 20 minutes': () => ({ direction: 'outbound', minLengthMs: 1_200_000 }),
      'longer than four hours: nothing found': () => ({ minLengthMs: 14_400_000 }),
      'agent, number, time and result at once': async () => ({
        agents: [some(agents)],
        number: (await numberOf()).slice(0, 5),
        match: 'begins',
        result: 'resolved',
        fromMs: beginMs,
        toMs: endMs,
        withFile: true,
      }),
    };
  let worst = 0;
  for (const [name, make] of Object.entries(kinds)) {
    const took = await times(async () => {
      const query = { ...(await make()), limit: 50 };
      return () => reader.search(query);
    });
    for (const [what, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['max', 1],
    ] as const) {
      printFigure('search', `${name}, ${what}`, quantile(took, share), 'ms', baseline);
    }
    worst = Math.max(worst, ...took);
  }
  printFigure('search', `slowest of all over ${rows} recordings`, worst, 'ms', goalMs);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function times(make: () => Promise<() => Promise<unknown>>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let n = 0; n < asked; n++) {
    const run = await make();
    const begin = performance.now();
    await run();
    took.push(performance.now() - begin);
  }
  return took;
}

/** As the daemon would have written it, but all at once. */
async function fill(file: string): Promise<readonly string[]> {
  const clock = { at: beginMs, nowMs: () => clock.at };
  const newIds = new SortableIds(clock, random);
  const ids: string[] = [];
  const db = new sqlite3.Database(file);
  const run = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => db.run(sql, (error) => (error === null ? resolve() : reject(error))));
  await run('PRAGMA synchronous = OFF');
  await run('CREATE TEMP TABLE further (agent text, recording text)');
  await run('BEGIN');
  const perStatement = 500;
  for (let from = 0; from < rows; from += perStatement) {
    const values: string[] = [];
    const further: { id: string; agent: string }[] = [];
    for (let n = from; n < Math.min(rows, from + perStatement); n++) {
      clock.at = beginMs + Math.floor((n * yearsMs) / rows);
      const id = newIds.next();
      ids.push(id);
      values.push(row(id, clock.at, n));
      if (n % 10 === 0) further.push({ id, agent: agentOf(random.below(1_000)) });
    }
    await run(
      `INSERT INTO recordings (id, call_id, path, agent, started_at, ended_at, state, samples, kind, direction, number,
         number_backwards, queue, result, length_ms, bytes, sha256) VALUES ${values.join(',')}`,
    );
    if (further.length > 0) {
      await run(`INSERT INTO further VALUES ${further.map(({ id, agent }) => `('${agent}', '${id}')`).join(',')}`);
    }
  }
  const beside = 'direction, queue, result, length_ms';
  await run(`INSERT OR IGNORE INTO recording_agents (agent, recording_id, at, ${beside})
    SELECT agent, id, started_at, ${beside} FROM recordings
    UNION ALL SELECT further.agent, id, started_at, ${beside} FROM further JOIN recordings ON recordings.id = further.recording
    ORDER BY 1, 2`);
  await run('COMMIT');
  await new Promise<void>((resolve, reject) => db.close((error) => (error === null ? resolve() : reject(error))));
  return ids;
}

function row(id: string, at: number, n: number): string {
  const number =
    n % 200 === 7
      ? busyNumber
      : `1${3 + (random.below(6) % 7)}${String(random.below(300_000) * 2_999)
          .padStart(9, '0')
          .slice(-9)}`;
  const lengthMs = Math.round(-Math.log(1 - random.below(1_000_000) / 1_000_000) * 150_000);
  const result = random.below(500) === 0 ? rare : (results[random.below(results.length)] as string);
  const direction = random.below(10) < 4 ? 'outbound' : 'inbound';
  const none = n % 100 === 3;
  const values = [
    id,
    id,
    none ? '' : `2027/01/15/${id}.wav`,
    agentOf(n),
    at,
    at + lengthMs,
    none ? 'none' : 'complete',
    lengthMs * 8,
    'call',
    direction,
    number,
    backwards(number),
    queues[random.below(queues.length)] as string,
    result,
    lengthMs,
    lengthMs * 16,
    id.repeat(3).slice(0, 64),
  ];
  return `(${values.map((value) => (typeof value === 'number' ? value : `'${value}'`)).join(',')})`;
}

/** Some have been there from the first day, others have few calls. */
function agentOf(n: number): string {
  return agents[Math.min(random.below(agents.length), n % agents.length)] as string;
}
