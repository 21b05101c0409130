import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import { dialectOf, openForReading, openForWriting } from '../../../daemon/store/connection.js';
import type { StoreLocation } from '../../../daemon/store/location.js';
import { migrate } from '../../../daemon/store/migrate.js';
import { Customers } from './customers.js';
import { businessMigrations } from './migrations.js';
import { Sessions } from './sessions.js';
import { Users } from './users.js';

/** The business database: users, sessions, customers, notes, audit. Only callbox-web writes it. */
export interface Business {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly customers: Customers;
  close(): Promise<void>;
}

/**
 * Opens the database and raises its schema.
 * @throws CallboxError conflict when the schema is newer than this program
 */
export async function openBusiness(location: StoreLocation, clock: Clock, ids: Ids): Promise<Business> {
  const writer = openForWriting(location);
  let reader: Knex;
  try {
    await migrate(writer, dialectOf(location), businessMigrations, clock.nowMs());
    reader = openForReading(location);
  } catch (error) {
    await writer.destroy();
    throw error;
  }
  return {
    users: new Users(writer, reader, ids),
    sessions: new Sessions(writer, reader),
    customers: new Customers(writer, reader, ids, clock),
    close: async () => {
      await reader.destroy();
      await writer.destroy();
    },
  };
}
