import type { Migration } from '../migrate.js';

export const incidents: Migration = {
  version: 4,
  name: 'incidents',
  statements: (dialect) => [
    `CREATE TABLE incidents (
       id ${dialect === 'postgres' ? 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT'},
       at bigint NOT NULL,
       code text NOT NULL,
       detail text NOT NULL)`,
  ],
};
