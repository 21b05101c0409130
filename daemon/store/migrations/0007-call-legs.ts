import { idType, type Migration } from '../migrate.js';

/**
 * The parts of a call: legs, stays in queues, what is known of it. No foreign keys to calls: the wallboard's counts
 * and an audit must add up even if a call's own row was refused.
 */
export const callLegs: Migration = {
  version: 7,
  name: 'call-legs',
  statements: (dialect) => [
    `CREATE TABLE call_legs (
       call_id ${idType(dialect)} NOT NULL,
       leg integer NOT NULL,
       role text NOT NULL,
       purpose text NOT NULL,
       agent text,
       number text NOT NULL,
       channel text NOT NULL,
       started_at bigint NOT NULL,
       answered_at bigint,
       ended_at bigint,
       cause integer,
       PRIMARY KEY (call_id, leg))`,
    'CREATE INDEX call_legs_by_agent ON call_legs (agent, started_at) WHERE agent IS NOT NULL',
    'CREATE INDEX call_legs_open ON call_legs (call_id) WHERE ended_at IS NULL',
    `CREATE TABLE queue_visits (
       call_id ${idType(dialect)} NOT NULL,
       visit integer NOT NULL,
       queue text NOT NULL,
       entered_at bigint NOT NULL,
       left_at bigint,
       how text,
       agent text,
       PRIMARY KEY (call_id, visit))`,
    'CREATE INDEX queue_visits_by_time ON queue_visits (entered_at)',
    'CREATE INDEX queue_visits_open ON queue_visits (call_id) WHERE left_at IS NULL',
    `CREATE TABLE call_data (
       call_id ${idType(dialect)} NOT NULL,
       section text NOT NULL,
       data_key text NOT NULL,
       data_value text,
       at bigint NOT NULL,
       changed_by text NOT NULL,
       PRIMARY KEY (call_id, section, data_key))`,
    // Who talked to a number last: asked at every call that arrives.
    `CREATE INDEX calls_talked_from ON calls (calling_number, talk_started_at, agent)
       WHERE talk_started_at IS NOT NULL`,
    `CREATE INDEX calls_talked_to ON calls (called_number, talk_started_at, agent)
       WHERE talk_started_at IS NOT NULL AND direction = 'outbound'`,
    // Callers who gave up, to be called back.
    "CREATE INDEX calls_abandoned ON calls (id) WHERE ending = 'abandoned'",
    "CREATE INDEX calls_out_to ON calls (called_number, id) WHERE direction = 'outbound'",
  ],
};
