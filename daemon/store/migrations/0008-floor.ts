import { idType, type Migration } from '../migrate.js';

/** What happens on the floor beside calls: promises to call back, ratings, alarms, and what supervisors did. */
export const floor: Migration = {
  version: 8,
  name: 'floor',
  statements: (dialect) => [
    `CREATE TABLE call_backs (
       id ${idType(dialect)} PRIMARY KEY,
       number text NOT NULL,
       queue text NOT NULL,
       call_id ${idType(dialect)} NOT NULL,
       at bigint NOT NULL,
       points double precision NOT NULL,
       state text NOT NULL,
       agent text,
       tries integer NOT NULL)`,
    "CREATE INDEX call_backs_open ON call_backs (at) WHERE state IN ('open', 'taken')",
    `CREATE TABLE ratings (
       call_id ${idType(dialect)} NOT NULL,
       agent text NOT NULL,
       queue text,
       at bigint NOT NULL,
       result text NOT NULL,
       PRIMARY KEY (call_id, agent))`,
    'CREATE INDEX ratings_by_agent ON ratings (agent, at)',
    'CREATE INDEX ratings_by_time ON ratings (at)',
    `CREATE TABLE alarms (
       id ${idType(dialect)} PRIMARY KEY,
       code text NOT NULL,
       about text NOT NULL,
       value double precision NOT NULL,
       threshold double precision NOT NULL,
       on_at bigint NOT NULL,
       off_at bigint)`,
    'CREATE INDEX alarms_by_time ON alarms (on_at)',
    'CREATE INDEX alarms_open ON alarms (id) WHERE off_at IS NULL',
    `CREATE TABLE supervisions (
       id ${dialect === 'postgres' ? 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT'},
       at bigint NOT NULL,
       supervisor text NOT NULL,
       what text NOT NULL,
       agent text,
       call_id ${idType(dialect)},
       reason text NOT NULL)`,
    // A batch may be written twice: the same deed in the same millisecond is one row.
    `CREATE UNIQUE INDEX supervisions_once ON supervisions
       (at, supervisor, what, (COALESCE(agent, '')), (COALESCE(call_id, '')))`,
    'CREATE INDEX supervisions_by_agent ON supervisions (agent, id)',
  ],
};
