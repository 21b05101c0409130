import { idType, type Migration } from '../migrate.js';

/** That people agreed to be called, or no longer do (CMP-03, CMP-04): kept as proof, the newest of a number counts. */
export const consents: Migration = {
  version: 16,
  name: 'consents',
  statements: (dialect) => [
    `CREATE TABLE consents (
       id ${idType(dialect)} PRIMARY KEY,
       number ${idType(dialect)} NOT NULL,
       given integer NOT NULL,
       at bigint NOT NULL,
       source text NOT NULL,
       evidence text NOT NULL,
       recorded_at bigint NOT NULL,
       recorded_by text NOT NULL)`,
    'CREATE INDEX consents_of_number ON consents (number, at, id)',
  ],
};
