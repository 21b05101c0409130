import { idType, type Migration } from '../../../daemon/store/migrate.js';

/** Who listened, what was said of recordings, and quality work. Recordings and calls are the telephony database's. */
export const quality: Migration = {
  version: 9,
  name: 'quality',
  statements: (dialect) => [
    // leads: JSON list of the groups whose recordings a leader hears; null: all of the floor.
    'ALTER TABLE users ADD COLUMN leads text',
    // octets: sent of of_octets; heard_ms: what the page says was played.
    `CREATE TABLE listens (
       id ${idType(dialect)} PRIMARY KEY,
       recording_id ${idType(dialect)} NOT NULL,
       user_id text NOT NULL,
       how text NOT NULL,
       at bigint NOT NULL,
       ended_at bigint NOT NULL,
       address text NOT NULL,
       octets bigint NOT NULL,
       of_octets bigint NOT NULL,
       heard_ms bigint,
       reason text NOT NULL)`,
    'CREATE INDEX listens_by_recording ON listens (recording_id, id)',
    // at_ms null: a coaching note, of no moment; recording_id null: of no recording.
    `CREATE TABLE quality_comments (
       id ${idType(dialect)} PRIMARY KEY,
       recording_id ${idType(dialect)},
       call_id ${idType(dialect)},
       agent text NOT NULL,
       at_ms bigint,
       text text NOT NULL,
       by_user text NOT NULL,
       by_name text NOT NULL,
       at bigint NOT NULL,
       seen_at bigint)`,
    'CREATE INDEX quality_comments_by_recording ON quality_comments (recording_id, at_ms)',
    'CREATE INDEX quality_comments_by_agent ON quality_comments (agent, at)',
    // content: JSON. used: a score was given by it; the row does not change any more but for is_on.
    `CREATE TABLE quality_forms (
       id text NOT NULL,
       version integer NOT NULL,
       content text NOT NULL,
       is_on integer NOT NULL,
       used integer NOT NULL,
       made_at bigint NOT NULL,
       made_by text NOT NULL,
       PRIMARY KEY (id, version))`,
    // points: tenths. was: JSON, the score before a review changed it. appeal_*: null without an appeal.
    `CREATE TABLE quality_scores (
       id ${idType(dialect)} PRIMARY KEY,
       recording_id ${idType(dialect)} NOT NULL,
       call_id ${idType(dialect)} NOT NULL,
       agent text NOT NULL,
       form_id text NOT NULL,
       version integer NOT NULL,
       answers text NOT NULL,
       points integer NOT NULL,
       vetoed integer NOT NULL,
       verdict text NOT NULL,
       comment text NOT NULL,
       by_user text NOT NULL,
       at bigint NOT NULL,
       seen_at bigint,
       appeal_reason text,
       appeal_at bigint,
       appeal_outcome text,
       reviewed_by text,
       reviewed_at bigint,
       review_text text NOT NULL DEFAULT '',
       was text,
       FOREIGN KEY (form_id, version) REFERENCES quality_forms (id, version))`,
    'CREATE UNIQUE INDEX quality_scores_once ON quality_scores (recording_id, form_id, agent)',
    'CREATE INDEX quality_scores_by_agent ON quality_scores (agent, at)',
    'CREATE INDEX quality_scores_by_time ON quality_scores (at)',
    `CREATE TABLE quality_rules (
       id ${idType(dialect)} PRIMARY KEY,
       content text NOT NULL,
       changed_at bigint NOT NULL,
       changed_by text NOT NULL)`,
    // The key keeps a recording from being drawn twice. week: epoch ms of its first midnight in the site's zone.
    `CREATE TABLE quality_work (
       recording_id ${idType(dialect)} PRIMARY KEY,
       rule_id ${idType(dialect)} NOT NULL,
       rule_name text NOT NULL,
       agent text NOT NULL,
       judge text NOT NULL,
       why text NOT NULL,
       week bigint NOT NULL,
       at bigint NOT NULL,
       done_at bigint,
       dropped_why text NOT NULL DEFAULT '')`,
    'CREATE INDEX quality_work_by_judge ON quality_work (judge, done_at, at)',
    'CREATE INDEX quality_work_by_rule ON quality_work (rule_id, week)',
    // What a machine heard: measures of the sound, and the marks they and the CDR earned.
    `CREATE TABLE quality_marks (
       recording_id ${idType(dialect)} PRIMARY KEY,
       at bigint NOT NULL,
       longest_silence_ms bigint,
       talk_over_tenths integer,
       marks text NOT NULL)`,
  ],
};
