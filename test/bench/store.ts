/**
 * The telephony database under a day's calls: rows of a simulated floor (the real switch, waiting callers, telephones
 * that ring, talk, data and wrap-up), written as the daemon writes them. Baseline: the same number of rows into one
 * bare table by sqlite3 alone, one transaction for each of as many batches. Then the lookup of a caller by number in
 * that database, against one row by its key. `node build/js/test/bench/store.js CALLS`: 10,000.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import type { RowChange } from '../../daemon/terms/rows.js';
import { Floor, menuNumber } from '../simulation/floor.js';
import { printFigure, quantile } from './figure.js';

const calls = Number(process.argv[2] ?? 10_000);
const callsPerFloor = 500;
/** As the writer's own. */
const batchRows = 500;
const busyHourCalls = 120;

const folder = mkdtempSync(join(tmpdir(), 'callbox-'));
try {
  const rows = rowsOf(calls);
  printFigure('store', 'rows per call', rows.length / calls, 'rows', 1);
  const day = await written(rows);
  const bare = await bareInserts(rows.length);
  printFigure('store', 'rows per second', day.perSecond, '1/s', bare);
  printFigure('store', 'CPU of a row', day.cpuUs, 'us', 1e6 / bare);
  // 1 % of a core is 36 s of CPU an hour.
  const hourUs = day.cpuUs * (rows.length / calls) * busyHourCalls;
  printFigure('store', `CPU of ${busyHourCalls} calls in an hour, share of a core`, hourUs / 3_600e6, '1', 0.01);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function rowsOf(count: number): RowChange[] {
  const rows: RowChange[] = [];
  for (let seed = 1; rows.length === 0 || seed <= count / callsPerFloor; seed++) {
    const floor = new Floor({ seed });
    const { auditor } = floor;
    const write = auditor.write.bind(auditor);
    auditor.write = (changes) => {
      rows.push(...changes);
      write(changes);
    };
    floor.time.advance(seed * 86_400_000); // days of their own: no id and no interval twice
    floor.ready('8001', '8002');
    for (let n = 0; n < Math.min(callsPerFloor, count); n++)
      oneCall(floor, `139${String(seed * callsPerFloor + n).padStart(8, '0')}`, n);
  }
  return rows;
}

function oneCall(floor: Floor, number: string, n: number): void {
  const caller = floor.lines.callIn(menuNumber, number);
  if (caller === null) throw new Error('the simulated span is full');
  floor.time.advance(3_000);
  floor.lines.press(caller, '0');
  floor.time.advance(3_000);
  const line = floor.lines.isRinging(1) ? 1 : 2;
  floor.lines.lift(line);
  const agentId = `${8000 + line}`;
  const callId = floor.agent(agentId).callId ?? '';
  for (const key of ['Name', 'Order']) {
    floor.ask({ ask: 'set-data', agentId, callId, section: 'Caller', key, value: `${n}` });
  }
  floor.time.advance(60_000);
  floor.lines.hangUp(caller);
  floor.lines.lay(line);
  floor.ask({ ask: 'dispose', agentId, callId, disposition: 'resolved' });
  floor.time.advance(30_000);
}

async function written(rows: readonly RowChange[]): Promise<{ perSecond: number; cpuUs: number }> {
  const options = { clock: { nowMs: () => Date.now() }, maxQueued: rows.length * 2, onTrouble: trouble };
  const store = await TelephonyStore.open({ kind: 'sqlite', file: join(folder, 'telephony.db') }, options);
  const before = process.cpuUsage();
  const begin = performance.now();
  store.writer.apply(rows);
  await store.writer.flush(3_600_000);
  const seconds = (performance.now() - begin) / 1_000;
  const { user, system } = process.cpuUsage(before);
  if (store.writer.state().lost > 0) throw new Error(`${store.writer.state().lost} rows were refused`);
  await lookups(store, rows);
  await store.close();
  return { perSecond: rows.length / seconds, cpuUs: (user + system) / rows.length };
}

function trouble(told: { readonly code: string; readonly detail: object }): void {
  if (told.code !== 'store-backlog') console.error(told.code, told.detail);
}

async function lookups(store: TelephonyStore, rows: readonly RowChange[]): Promise<void> {
  const opened = rows.flatMap((change) => (change.row === 'call-open' ? [change.call] : []));
  const some = opened.filter((_, at) => at % Math.ceil(opened.length / 500) === 0);
  const asked: number[] = [];
  const byKey: number[] = [];
  for (const { id, callingNumber } of some) {
    const spellings = [
      callingNumber,
      `0${callingNumber}`,
      `86${callingNumber}`,
      `0086${callingNumber}`,
      `+86${callingNumber}`,
    ];
    byKey.push(await took(() => store.reader.call(id)));
    asked.push(await took(() => store.reader.history.lastAgent(spellings, 0)));
  }
  for (const share of [0.5, 0.99]) {
    const name = `last agent by number, ${share === 0.5 ? 'median' : 'p99'}`;
    printFigure('store', name, quantile(asked, share), 'ms', quantile(byKey, share));
  }
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Rows a second. */
async function bareInserts(count: number): Promise<number> {
  const db = await new Promise<sqlite3.Database>((resolve, reject) => {
    const made = new sqlite3.Database(join(folder, 'bare.db'), (error) => (error ? reject(error) : resolve(made)));
  });
  const execute = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => {
      db.exec(sql, (error) => (error ? reject(error) : resolve()));
    });
  await execute(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (id integer PRIMARY KEY, t text)',
  );
  const statement = db.prepare('INSERT INTO bare (t) VALUES (?)');
  const insert = (): Promise<void> =>
    new Promise((resolve, reject) => {
      statement.run('x'.repeat(100), (error: Error | null) => (error ? reject(error) : resolve()));
    });
  const begin = performance.now();
  for (let done = 0; done < count; done += batchRows) {
    await execute('BEGIN');
    for (let n = done; n < Math.min(done + batchRows, count); n++) await insert();
    await execute('COMMIT');
  }
  const seconds = (performance.now() - begin) / 1_000;
  await new Promise<void>((resolve) => statement.finalize(() => resolve()));
  await new Promise((resolve) => db.close(resolve));
  return count / seconds;
}
