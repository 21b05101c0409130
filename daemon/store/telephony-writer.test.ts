import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PostgresServer } from '../../test/postgres/postgres-server.js';
import { ManualClock } from '../base/clock.js';
import type { RowChange } from '../terms/rows.js';
import { openTelephonyReader, TelephonyStore } from './telephony-store.js';
import type { StoreTrouble, WriterOptions } from './telephony-writer.js';

const t0 = 1_800_000_000_000;
const clock = new ManualClock(t0);

let folder: string;
let file: string;
let troubles: StoreTrouble[];
let told: ((trouble: StoreTrouble) => void) | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writer-'));
  file = join(folder, 'telephony.db');
  troubles = [];
  told = null;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(more: Partial<WriterOptions> & { maxBytes?: number } = {}): Promise<TelephonyStore> {
  const { maxBytes, ...options } = more;
  const onTrouble = (trouble: StoreTrouble): void => {
    troubles.push(trouble);
    told?.(trouble);
  };
  return TelephonyStore.open(
    { kind: 'sqlite', file, ...(maxBytes === undefined ? {} : { maxBytes }) },
    { clock, onTrouble, retryMs: 1, ...options },
  );
}

function trouble(code: StoreTrouble['code']): Promise<StoreTrouble> {
  return new Promise((resolve) => {
    told = (trouble) => trouble.code === code && resolve(trouble);
  });
}

const incident = (n: number, bytes = 2): RowChange => ({
  row: 'incident',
  incident: { at: t0 + n, code: 'test', detail: `"${'x'.repeat(bytes - 2)}"` },
});
const agentState = (n: number): RowChange => ({
  row: 'agent-state',
  state: { agent: '1', state: 'ready', reason: null, callId: null, startedAt: t0 + n, endedAt: t0 + n + 1 },
});

function execute(sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, (error) => {
      if (error) return reject(error);
      db.exec(sql, (failure) => db.close(() => (failure ? reject(failure) : resolve())));
    });
  });
}

describe('a full disk', () => {
  /** The schema alone takes some 440,000. */
  const maxBytes = 820_000;

  test('loses nothing that was stored, keeps what comes, and goes on by itself when there is room', async () => {
    const store = await open({ maxBytes });
    store.writer.apply([incident(0, 200_000)]);
    await store.writer.flush();

    const degraded = trouble('store-degraded');
    store.writer.apply([incident(1, 300_000), incident(2)]);
    expect((await degraded).detail.reason).toMatch(/full/);
    expect(store.writer.state()).toEqual({ degraded: true, queued: 2, lost: 0 });
    await expect(store.writer.flush(20)).rejects.toMatchObject({ code: 'not-now' });
    expect((await store.reader.incidents({ limit: 10 })).map(({ at }) => at - t0)).toEqual([0]);

    clock.advance(5_000);
    const recovered = trouble('store-recovered');
    await execute('DELETE FROM incidents; VACUUM;'); // someone makes room
    expect((await recovered).detail).toEqual({ forMs: 5_000, lost: 0 });
    await store.writer.flush();
    const stored = await store.reader.incidents({ limit: 10 });
    expect(stored.map(({ code }) => code)).toEqual(['store-recovered', 'test', 'test']);
    expect(store.writer.state()).toEqual({ degraded: false, queued: 0, lost: 0 });
    await store.close();
  });

  test('a bounded queue: events give way to calls, and each loss is counted and told', async () => {
    const store = await open({ maxBytes, maxQueued: 100 });
    const degraded = trouble('store-degraded');
    store.writer.apply([incident(0, 600_000)]);
    await degraded;

    store.writer.apply(Array.from({ length: 200 }, (_, n) => incident(n)));
    expect(store.writer.state()).toEqual({ degraded: true, queued: 80, lost: 121 });
    store.writer.apply(Array.from({ length: 30 }, (_, n) => agentState(n)));
    expect(store.writer.state()).toEqual({ degraded: true, queued: 100, lost: 131 });
    expect(troubles.map(({ code }) => code)).toEqual(['store-degraded', 'store-backlog', 'store-overflow']);
    await expect(store.close(20)).rejects.toMatchObject({
      code: 'not-now',
      message: expect.stringMatching(/disk full/),
    });
  });
});

test('a PostgreSQL connection that breaks costs no row', async () => {
  const server = await PostgresServer.start();
  const place = await server.database('telephony');
  const onTrouble = (trouble: StoreTrouble): void => void troubles.push(trouble);
  const store = await TelephonyStore.open(place, { clock, onTrouble, retryMs: 1 });
  const other = new pg.Client(place);
  await other.connect();
  for (let round = 0; round < 3; round++) {
    store.writer.apply([agentState(round * 10), agentState(round * 10 + 1)]);
    await other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    store.writer.apply([agentState(round * 10 + 2)]);
    await store.writer.flush();
  }
  await other.end();
  await store.writer.flush(); // that the database is back is a row of its own, behind those it waited with
  expect(await store.reader.agentStates('1', t0, t0 + 1_000)).toHaveLength(9);
  expect(store.writer.state()).toEqual({ degraded: false, queued: 0, lost: 0 });
  await store.close();
  await server.stop();
}, 60_000);

test('order is kept over many batches', async () => {
  const store = await open({ maxBatch: 7 });
  for (let n = 0; n < 100; n += 10) {
    store.writer.apply(Array.from({ length: 10 }, (_, i) => incident(n + i)));
  }
  await store.writer.flush();
  const stored = await store.reader.incidents({ limit: 200 });
  expect(stored.map(({ at }) => at - t0)).toEqual(Array.from({ length: 100 }, (_, n) => 99 - n));
  await store.close();
});

test('closing writes what is queued', async () => {
  const store = await open();
  store.writer.apply([incident(1), incident(2)]);
  await store.close();
  const again = await open();
  expect(await again.reader.incidents({ limit: 10 })).toHaveLength(2);
  await again.close();
});

test('the files belong to the group, whatever the umask', async () => {
  const umask = process.umask(0o077);
  try {
    const store = await open();
    store.writer.apply([incident(1)]);
    await store.writer.flush();
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o660);
    await store.close();
  } finally {
    process.umask(umask);
  }
});

describe('a place that cannot be opened', () => {
  test('a folder that does not exist', async () => {
    file = join(folder, 'missing', 'telephony.db');
    await expect(open()).rejects.toMatchObject({
      code: 'not-now',
      message: expect.stringMatching(/does its folder exist/),
    });
  });

  test('a file that is no database is left as it is', async () => {
    const content = 'these are notes, not a database'.repeat(100);
    writeFileSync(file, content);
    await expect(open()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/damaged or no data/),
    });
    expect(statSync(file).size).toBe(content.length);
  });

  test('a reader makes nothing, says so, and reads as soon as the daemon has made it', async () => {
    const reader = openTelephonyReader({ kind: 'sqlite', file }, clock);
    await expect(reader.calls({ limit: 1 })).rejects.toMatchObject({ code: 'not-now' });
    expect(() => statSync(file)).toThrow(/ENOENT/);
    const store = await open();
    expect(await reader.calls({ limit: 1 })).toEqual([]);
    await reader.close();
    await store.close();
  });
});
