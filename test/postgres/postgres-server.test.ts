import { existsSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { PostgresServer } from './postgres-server.js';

test('a server of its own answers on its socket and leaves nothing behind', async () => {
  const server = await PostgresServer.start();
  const place = await server.database('somewhere');
  const client = new pg.Client(place);
  await client.connect();
  const { rows } = await client.query('SELECT current_database() AS name, inet_server_addr() AS address');
  expect(rows).toEqual([{ name: 'somewhere', address: null }]);
  await client.end();
  await server.stop();
  expect(existsSync(place.host)).toBe(false);
}, 60_000);
