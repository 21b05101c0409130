import { idType, type Migration } from '../migrate.js';

/** Lines that are brought up, and changes of one span. What stands in `content` is JSON; the columns beside it are asked for. */
export const commissioning: Migration = {
  version: 13,
  name: 'commissioning',
  statements: (dialect) => [
    // `content`: SpanChange. `open` 1: not at its end, so a start of the daemon has to take it back.
    `CREATE TABLE span_changes (
       id ${idType(dialect)} PRIMARY KEY,
       span integer NOT NULL,
       open integer NOT NULL,
       content text NOT NULL)`,
    // `content`: CommissioningRow.
    `CREATE TABLE commissionings (
       id ${idType(dialect)} PRIMARY KEY,
       span integer NOT NULL,
       open integer NOT NULL,
       content text NOT NULL)`,
    'CREATE INDEX commissionings_open ON commissionings (span) WHERE open = 1',
  ],
};
