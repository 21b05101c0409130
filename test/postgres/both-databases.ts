import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { StoreLocation } from '../../daemon/store/location.js';
import { PostgresServer } from './postgres-server.js';

/**
 * The same tests on SQLite and on PostgreSQL. `tests` gets a function that makes a new, empty place
 * for a database each time it is called.
 */
export function describeOnBothDatabases(
  subject: string,
  tests: (emptyPlace: () => Promise<StoreLocation>) => void,
): void {
  describe(`${subject} on SQLite`, () => {
    let folder = '';
    let count = 0;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'store-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    tests(async () => ({ kind: 'sqlite', file: join(folder, `${++count}.db`) }));
  });

  describe(`${subject} on PostgreSQL`, () => {
    let server: PostgresServer | null = null;
    let count = 0;
    beforeAll(async () => {
      server = await PostgresServer.start();
    }, 60_000);
    afterAll(() => server?.stop());
    tests(async () => {
      if (!server) throw new Error('the PostgreSQL server did not start');
      return server.database(`store${++count}`);
    });
  });
}
