/** All that a box keeps of its calls: rows, and the sound. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';

const tables = [
  'calls',
  'call_events',
  'call_legs',
  'call_data',
  'queue_visits',
  'recordings',
  'recording_agents',
  'recording_gaps',
] as const;

/** When this box last looked at the file, which it does at its start: no part of what was kept. */
const ofThisBox = 'checked_at';

export interface Stored {
  /** Each row as text, sorted. */
  readonly rows: Readonly<Record<(typeof tables)[number], readonly string[]>>;
  /** SHA-256 of each recording's file, by its path. */
  readonly files: ReadonlyMap<string, string>;
  /** Those that have a file. */
  readonly recordings: readonly { readonly id: string; readonly path: string }[];
}

/** @param data the box's data folder; its daemon may be writing */
export async function storedIn(data: string): Promise<Stored> {
  return reading(data, async (ask) => {
    const rows = Object.fromEntries(
      await Promise.all(
        tables.map(async (table) => [
          table,
          (await ask(`SELECT * FROM ${table}`)).map(({ [ofThisBox]: _, ...row }) => JSON.stringify(row)).sort(),
        ]),
      ),
    ) as Stored['rows'];
    const recordings = (await ask("SELECT id, path FROM recordings WHERE path <> '' ORDER BY id")) as {
      id: string;
      path: string;
    }[];
    const files = new Map(
      recordings.map(({ path }) => {
        const sound = readFileSync(join(data, 'recordings', path));
        return [path, createHash('sha256').update(sound).digest('hex')] as const;
      }),
    );
    return { rows, files, recordings };
  });
}

/** No call or leg is open, and every recording is closed and sealed. */
export async function isOver(data: string): Promise<boolean> {
  return reading(data, async (ask) => {
    const open = await ask(
      `SELECT id FROM calls WHERE ended_at IS NULL
       UNION ALL SELECT call_id FROM call_legs WHERE ended_at IS NULL
       UNION ALL SELECT call_id FROM queue_visits WHERE left_at IS NULL
       UNION ALL SELECT id FROM recordings WHERE ended_at IS NULL OR (path <> '' AND sha256 IS NULL)
       LIMIT 1`,
    );
    return open.length === 0;
  });
}

/** In words; empty: the same. */
export function differences(one: Stored, other: Stored): readonly string[] {
  const ofRows = tables.flatMap((table) => {
    const [there, here] = [new Set(one.rows[table]), new Set(other.rows[table])];
    const lost = [...there].filter((row) => !here.has(row)).map((row) => `${table}, not restored: ${row}`);
    return [...lost, ...[...here].filter((row) => !there.has(row)).map((row) => `${table}, only restored: ${row}`)];
  });
  const ofFiles = [...one.files].filter(([path, sum]) => other.files.get(path) !== sum);
  return [...ofRows, ...ofFiles.map(([path]) => `another sound: ${path}`)];
}

export function counts({ rows, files }: Stored): Readonly<Record<string, number>> {
  return { ...Object.fromEntries(tables.map((table) => [table, rows[table].length])), files: files.size };
}

type Ask = (sql: string) => Promise<Record<string, unknown>[]>;

async function reading<T>(data: string, use: (ask: Ask) => Promise<T>): Promise<T> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const made = new sqlite3.Database(join(data, 'telephony.db'), sqlite3.OPEN_READONLY, (error) =>
      error === null ? resolve(made) : reject(error),
    );
  });
  database.configure('busyTimeout', 10_000);
  try {
    return await use(
      (sql) =>
        new Promise((resolve, reject) => {
          database.all<Record<string, unknown>>(sql, (error, rows) => (error === null ? resolve(rows) : reject(error)));
        }),
    );
  } finally {
    await new Promise((resolve) => database.close(resolve));
  }
}
