import type { Dialect } from '../connection.js';
import { idType, type Migration } from '../migrate.js';

/**
 * The ledger with what recordings are searched by (once more beside each agent: one may have a third of a million), their gaps, who talked in them, and what was found when they were
 * looked after. The table is made anew: a call without a recording has a row without a path, and a file may be adopted
 * whose call is not known any more.
 */
export const recordingLedger: Migration = {
  version: 10,
  name: 'recording-ledger',
  statements: (dialect) => [
    `CREATE TABLE recordings_new (
       id ${idType(dialect)} PRIMARY KEY,
       call_id ${idType(dialect)} NOT NULL,
       path text NOT NULL,
       agent text,
       started_at bigint NOT NULL,
       ended_at bigint,
       state text NOT NULL,
       samples bigint,
       kind text NOT NULL DEFAULT 'call',
       reason text,
       direction text NOT NULL DEFAULT 'inbound',
       number ${idType(dialect)} NOT NULL DEFAULT '',
       number_backwards ${idType(dialect)} NOT NULL DEFAULT '',
       queue text,
       campaign text,
       result text,
       length_ms bigint,
       bytes bigint,
       sha256 text,
       checked_at bigint,
       held_until bigint,
       held_by text,
       held_reason text,
       deleted_at bigint)`,
    `INSERT INTO recordings_new
         (id, call_id, path, agent, started_at, ended_at, state, samples, direction, number, number_backwards, queue,
          result, length_ms)
       SELECT recordings.id, call_id, path, recordings.agent, recordings.started_at, recordings.ended_at, state, samples,
         calls.direction, ${number}, ${backwards(dialect)}, queue, disposition, samples / 8
       FROM recordings JOIN calls ON calls.id = recordings.call_id`,
    'DROP TABLE recordings',
    'ALTER TABLE recordings_new RENAME TO recordings',
    "CREATE UNIQUE INDEX recordings_path ON recordings (path) WHERE path <> ''",
    'CREATE INDEX recordings_by_call ON recordings (call_id, id)',
    'CREATE INDEX recordings_open ON recordings (id) WHERE ended_at IS NULL',
    // Ids sort by time, so each of these serves a span of time and "newest first" too. What may be asked besides
    // stands behind, so that a rare combination is found without reading every row.
    'CREATE INDEX recordings_by_number ON recordings (number, id)',
    'CREATE INDEX recordings_by_number_end ON recordings (number_backwards, id)',
    'CREATE INDEX recordings_by_queue ON recordings (queue, id, result, direction, length_ms)',
    'CREATE INDEX recordings_by_result ON recordings (result, id, direction, length_ms)',
    'CREATE INDEX recordings_by_campaign ON recordings (campaign, id) WHERE campaign IS NOT NULL',
    'CREATE INDEX recordings_by_length ON recordings (length_ms, id, direction)',
    'CREATE INDEX recordings_by_direction ON recordings (direction, id)',
    "CREATE INDEX recordings_voicemail ON recordings (id) WHERE kind = 'voicemail'",
    // Closed files that have no SHA-256 yet.
    `CREATE INDEX recordings_to_hash ON recordings (id)
       WHERE sha256 IS NULL AND ended_at IS NOT NULL AND deleted_at IS NULL AND path <> ''`,
    `CREATE TABLE recording_agents (
       agent text NOT NULL,
       recording_id ${idType(dialect)} NOT NULL,
       at bigint NOT NULL,
       direction text NOT NULL,
       queue text,
       result text,
       length_ms bigint,
       PRIMARY KEY (agent, recording_id))${dialect === 'sqlite' ? ' WITHOUT ROWID' : ''}`,
    `INSERT INTO recording_agents (agent, recording_id, at, direction, queue, result, length_ms)
       SELECT agent, id, started_at, direction, queue, result, length_ms FROM recordings WHERE agent IS NOT NULL`,
    'CREATE INDEX recording_agents_by_recording ON recording_agents (recording_id)',
    'CREATE INDEX recording_agents_by_result ON recording_agents (agent, result, recording_id)',
    `CREATE TABLE recording_gaps (
       recording_id ${idType(dialect)} NOT NULL,
       from_at bigint NOT NULL,
       to_at bigint,
       why text NOT NULL,
       paused_by text NOT NULL,
       ended_by text,
       PRIMARY KEY (recording_id, from_at))`,
    'CREATE INDEX recording_gaps_open ON recording_gaps (recording_id) WHERE to_at IS NULL',
    `CREATE TABLE recording_checks (
       id ${idType(dialect)} PRIMARY KEY,
       started_at bigint NOT NULL,
       ended_at bigint NOT NULL,
       asked_by text NOT NULL,
       answered_calls bigint NOT NULL,
       recorded bigint NOT NULL,
       explained bigint NOT NULL,
       files bigint NOT NULL,
       bytes bigint NOT NULL,
       hashed bigint NOT NULL,
       adopted bigint NOT NULL,
       deleted bigint NOT NULL,
       differences bigint NOT NULL)`,
    `CREATE TABLE recording_differences (
       check_id ${idType(dialect)} NOT NULL REFERENCES recording_checks (id) ON DELETE CASCADE,
       seq integer NOT NULL,
       what text NOT NULL,
       recording_id ${idType(dialect)},
       call_id ${idType(dialect)},
       path text NOT NULL,
       detail text NOT NULL,
       PRIMARY KEY (check_id, seq))`,
  ],
};

/** The customer's. */
const number = "CASE WHEN calls.direction = 'inbound' THEN calling_number ELSE called_number END";

function backwards(dialect: Dialect): string {
  if (dialect === 'postgres') return `reverse(${number})`;
  return `(WITH RECURSIVE turned (at, text) AS (
            SELECT 0, '' UNION ALL
            SELECT at + 1, substr(${number}, at + 1, 1) || text FROM turned WHERE at < length(${number}))
          SELECT text FROM turned WHERE at = length(${number}))`;
}
