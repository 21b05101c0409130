/** The web process's customer files as the daemon reads them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CustomerFile } from '../../daemon/lookup/customer-file.js';
import { openForWriting } from '../../daemon/store/connection.js';
import { migrate } from '../../daemon/store/migrate.js';
import { businessMigrations } from '../../web/server/store/migrations.js';

let folder: string;
let path: string;
let file: CustomerFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookup-'));
  path = join(folder, 'business.db');
  file = new CustomerFile(path);
});
afterEach(async () => {
  await file.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As the web process makes it, up to a version of its schema. */
async function business(version: number, ...statements: readonly string[]): Promise<void> {
  const db = openForWriting({ kind: 'sqlite', file: path });
  await migrate(db, 'sqlite', businessMigrations.slice(0, version), 1);
  for (const statement of statements) await db.raw(statement);
  await db.destroy();
}

const columns = 'id, name, company, phone, phone_key, address, created_at, changed_at';
const chen = `INSERT INTO customers (${columns}) VALUES ('c1', '陈', '', '13900000001', '13900000001', '', 1, 1)`;
const care = "UPDATE customers SET class = 'A', owner = '8003', business_type = 'order'";

test('no file, and a file that comes to be later', async () => {
  expect(await file.find('13900000001')).toBeNull();
  await business(businessMigrations.length, chen, care);
  expect(await file.find('13900000001')).toEqual({
    customerId: 'c1',
    customerClass: 'A',
    owner: '8003',
    businessType: 'order',
  });
  expect(await file.find('13900000002')).toBeNull();
});

test('files of older programs tell what they know, also when they are raised while they are open', async () => {
  await business(1);
  expect(await file.find('13900000001')).toBeNull();
  await business(2, chen);
  const known = { customerId: 'c1', customerClass: '', owner: '', businessType: '' };
  expect(await file.find('13900000001')).toEqual(known);
  await business(businessMigrations.length, care);
  expect(await file.find('13900000001')).toMatchObject({ customerClass: 'A', owner: '8003' });
});

test('an open issue says more of the business than the file does', async () => {
  const issue = (id: string, type: string, state: string) =>
    `INSERT INTO issues (id, customer_id, type, title, state, opened_at, opened_by)
       VALUES ('${id}', 'c1', '${type}', '', '${state}', 1, '8001')`;
  await business(
    businessMigrations.length,
    chen,
    care,
    issue('1', 'complaint', 'open'),
    issue('2', 'repair', 'open'),
    issue('3', 'return', 'closed'),
  );
  expect(await file.find('13900000001')).toMatchObject({ businessType: 'repair' });
});

test('several with one number: the chosen one, else what they have in common', async () => {
  await business(
    businessMigrations.length,
    chen,
    chen.replace("'c1'", "'c2'"),
    care,
    "UPDATE customers SET class = 'K' WHERE id = 'c2'",
  );
  expect(await file.find('13900000001')).toEqual({
    customerId: '',
    customerClass: '',
    owner: '8003',
    businessType: 'order',
  });
  await business(
    businessMigrations.length,
    "INSERT INTO phone_choices (phone_key, customer_id, chosen_by, at) VALUES ('13900000001', 'c2', '8001', 1)",
  );
  expect(await file.find('13900000001')).toMatchObject({ customerId: 'c2', customerClass: 'K' });
});

test('hostile text in the file and in the question is text', async () => {
  await business(businessMigrations.length, chen, `UPDATE customers SET class = '${'x'.repeat(10_000)}', owner = 5`);
  expect(await file.find('13900000001')).toMatchObject({ customerClass: 'x'.repeat(64), owner: '5' });
  expect(await file.find("' OR 1=1 --")).toBeNull();
});

test('a file that is no database is refused, and read when it has become one', async () => {
  writeFileSync(path, 'x'.repeat(10_000));
  await expect(file.find('13900000001')).rejects.toThrow(/SQLITE_NOTADB/);
  rmSync(path);
  await business(businessMigrations.length, chen);
  expect(await file.find('13900000001')).toMatchObject({ customerId: 'c1' });
});

test('a file somebody else has locked is given up soon', async () => {
  await business(businessMigrations.length, chen);
  const other = await new Promise<sqlite3.Database>((resolve, reject) => {
    const db = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(db)));
  });
  const execute = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => {
      other.exec(sql, (error) => (error ? reject(error) : resolve()));
    });
  await execute('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  await expect(file.find('13900000001')).rejects.toThrow(/SQLITE_BUSY/);
  await execute('COMMIT');
  expect(await file.find('13900000001')).toMatchObject({ customerId: 'c1' });
  await new Promise((resolve) => other.close(resolve));
});
