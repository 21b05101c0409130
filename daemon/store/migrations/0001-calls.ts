import { idType, type Migration } from '../migrate.js';

export const calls: Migration = {
  version: 1,
  name: 'calls',
  statements: (dialect) => [
    `CREATE TABLE calls (
       id ${idType(dialect)} PRIMARY KEY,
       direction text NOT NULL,
       calling_number text NOT NULL,
       presentation text NOT NULL,
       called_number text NOT NULL,
       channel text NOT NULL,
       started_at bigint NOT NULL,
       answered_at bigint,
       queued_at bigint,
       talk_started_at bigint,
       ended_at bigint,
       cause integer,
       ended_by text,
       ending text,
       disposition text,
       agent text,
       queue text,
       flow_path text NOT NULL)`,
    // Ids sort by time, so these serve "newest first" and keyset pages.
    'CREATE INDEX calls_by_calling_number ON calls (calling_number, id)',
    'CREATE INDEX calls_by_agent ON calls (agent, id)',
    'CREATE INDEX calls_by_start ON calls (started_at)',
    'CREATE INDEX calls_open ON calls (id) WHERE ended_at IS NULL',
    `CREATE TABLE call_events (
       call_id ${idType(dialect)} NOT NULL REFERENCES calls (id),
       seq integer NOT NULL,
       at bigint NOT NULL,
       what text NOT NULL,
       agent text,
       detail text NOT NULL,
       PRIMARY KEY (call_id, seq))`,
  ],
};
