import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { CallboxError } from '../base/errors.js';
import type { Dialect } from './connection.js';

/** One step of a schema, forward only. A released one is never edited: its checksum is stored where it ran. */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly name: string;
  statements(dialect: Dialect): readonly string[];
}

/** The type of a column that holds our own sortable ids: compared byte by byte on both databases. */
export function idType(dialect: Dialect): string {
  return dialect === 'postgres' ? 'text COLLATE "C"' : 'text';
}

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings the schema to the code's version, each step in a transaction of its own.
 * Refuses with 'conflict' a schema newer than the code, or one made by a step that has since been edited.
 */
export async function migrate(db: Knex, dialect: Dialect, steps: readonly Migration[], atMs: number): Promise<void> {
  await db.raw(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)`,
  );
  const applied = await appliedSteps(db);
  compare(applied, dialect, steps);
  for (const step of steps.slice(applied.length)) {
    const statements = step.statements(dialect);
    await db.transaction(async (transaction) => {
      for (const statement of statements) await transaction.raw(statement);
      await transaction('schema_migrations').insert({
        version: step.version,
        name: step.name,
        checksum: checksum(statements),
        applied_at: atMs,
      });
    });
  }
}

/** For readers: the schema must be exactly the code's; 'not-now' while the writer has not made or raised it yet. */
export async function checkSchema(db: Knex, dialect: Dialect, steps: readonly Migration[]): Promise<void> {
  const applied = (await db.schema.hasTable('schema_migrations')) ? await appliedSteps(db) : [];
  compare(applied, dialect, steps);
  if (applied.length < steps.length) {
    throw new CallboxError(
      'not-now',
      `the database schema is at version ${applied.length}, this program needs ${steps.length}: ` +
        'the process that writes the database raises it when it starts; start that one first',
    );
  }
}

function appliedSteps(db: Knex): Promise<Applied[]> {
  return db<Applied>('schema_migrations').select('version', 'name', 'checksum').orderBy('version');
}

function compare(applied: readonly Applied[], dialect: Dialect, steps: readonly Migration[]): void {
  if (applied.length > steps.length) {
    throw new CallboxError(
      'conflict',
      `the database has schema version ${applied.length}, this program knows only ${steps.length}: ` +
        'the data were last used by a newer Callbox; install that version again, or restore a backup made before it',
    );
  }
  for (const [index, row] of applied.entries()) {
    const step = steps[index] as Migration;
    if (row.version !== step.version || row.checksum !== checksum(step.statements(dialect))) {
      throw new CallboxError(
        'conflict',
        `schema step ${row.version} (${row.name}) of the database differs from this program's (${step.name}): ` +
          'the data were made by another build; use that build, or restore a backup that belongs to this one',
      );
    }
  }
}

function checksum(statements: readonly string[]): string {
  return createHash('sha256').update(statements.join(';\n')).digest('hex');
}
