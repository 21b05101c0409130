import type { Migration } from '../migrate.js';

/** Each import of a site that differs from the last is a version; the newest one is in force. */
export const sites: Migration = {
  version: 5,
  name: 'sites',
  statements: () => [
    `CREATE TABLE sites (
       version integer PRIMARY KEY,
       imported_at bigint NOT NULL,
       source text NOT NULL,
       checksum text NOT NULL,
       content text NOT NULL)`,
  ],
};
