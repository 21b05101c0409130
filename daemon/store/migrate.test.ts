import type { Knex } from 'knex';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { type Dialect, dialectOf, openForWriting } from './connection.js';
import { checkSchema, type Migration, migrate } from './migrate.js';
import { telephonyMigrations } from './migrations/telephony.js';

const step = (version: number, ...statements: string[]): Migration => {
  return { version, name: `step-${version}`, statements: () => statements };
};
const one = step(1, 'CREATE TABLE one (a integer)');
const two = step(2, 'CREATE TABLE two (a integer)', 'INSERT INTO two VALUES (7)');

test('the telephony steps are numbered without gaps', () => {
  expect(telephonyMigrations.map(({ version }) => version)).toEqual(telephonyMigrations.map((_, index) => index + 1));
});

describeOnBothDatabases('migrations', (emptyPlace) => {
  let db: Knex;
  let dialect: Dialect;
  beforeEach(async () => {
    const place = await emptyPlace();
    db = openForWriting(place);
    dialect = dialectOf(place);
  });
  afterEach(() => db.destroy());

  test('run once each, in order, and later ones are added', async () => {
    await migrate(db, dialect, [one], 1000);
    await migrate(db, dialect, [one, two], 2000);
    await migrate(db, dialect, [one, two], 3000);
    expect(await db('two').select()).toEqual([{ a: 7 }]);
    expect(await db('schema_migrations').select('version', 'applied_at').orderBy('version')).toEqual([
      { version: 1, applied_at: 1000 },
      { version: 2, applied_at: 2000 },
    ]);
    await checkSchema(db, dialect, [one, two]);
  });

  test('a schema newer than the code is refused and left alone', async () => {
    await migrate(db, dialect, [one, two], 1000);
    const refusal = { code: 'conflict', message: expect.stringMatching(/version 2, this program knows only 1/) };
    await expect(migrate(db, dialect, [one], 2000)).rejects.toMatchObject(refusal);
    await expect(checkSchema(db, dialect, [one])).rejects.toMatchObject(refusal);
  });

  test('a step that was edited after it ran is refused', async () => {
    await migrate(db, dialect, [one], 1000);
    const edited = step(1, 'CREATE TABLE one (a integer, b integer)');
    await expect(migrate(db, dialect, [edited, two], 2000)).rejects.toMatchObject({ code: 'conflict' });
    expect(await db.schema.hasTable('two')).toBe(false);
  });

  test('a step that fails leaves nothing of itself', async () => {
    const broken = step(2, 'CREATE TABLE two (a integer)', 'INSERT INTO nowhere VALUES (1)');
    await expect(migrate(db, dialect, [one, broken], 1000)).rejects.toThrow(/nowhere/);
    expect(await db.schema.hasTable('two')).toBe(false);
    await migrate(db, dialect, [one, two], 2000);
    expect(await db('two').select()).toEqual([{ a: 7 }]);
  });

  test('a reader waits for the writer to make or raise the schema', async () => {
    await expect(checkSchema(db, dialect, [one])).rejects.toMatchObject({ code: 'not-now' });
    await migrate(db, dialect, [one], 1000);
    await expect(checkSchema(db, dialect, [one, two])).rejects.toMatchObject({ code: 'not-now' });
  });
});
