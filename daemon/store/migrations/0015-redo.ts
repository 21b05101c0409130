import type { Migration } from '../migrate.js';

/** How far the changes of store/redo-log.ts have come into this database; `born` tells it from every other. */
export const redo: Migration = {
  version: 15,
  name: 'redo',
  statements: () => [
    'CREATE TABLE redo (id integer PRIMARY KEY CHECK (id = 1), born text NOT NULL, done bigint NOT NULL)',
  ],
};
