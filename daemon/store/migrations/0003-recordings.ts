import { idType, type Migration } from '../migrate.js';

export const recordings: Migration = {
  version: 3,
  name: 'recordings',
  statements: (dialect) => [
    `CREATE TABLE recordings (
       id ${idType(dialect)} PRIMARY KEY,
       call_id ${idType(dialect)} NOT NULL REFERENCES calls (id),
       path text NOT NULL UNIQUE,
       agent text,
       started_at bigint NOT NULL,
       ended_at bigint,
       state text NOT NULL,
       samples bigint)`,
    'CREATE INDEX recordings_by_call ON recordings (call_id, id)',
    "CREATE INDEX recordings_open ON recordings (id) WHERE state = 'recording'",
  ],
};
