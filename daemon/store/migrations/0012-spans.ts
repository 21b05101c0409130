import type { Migration } from '../migrate.js';

/** What happened on a span and what it counted, for the chart of a technician. */
export const spans: Migration = {
  version: 12,
  name: 'spans',
  statements: () => [
    // `what`: SpanEventRow. Several may fall into one millisecond, so there is no primary key.
    `CREATE TABLE span_events (
       span integer NOT NULL,
       at bigint NOT NULL,
       what text NOT NULL,
       alarm text)`,
    'CREATE INDEX span_events_by_time ON span_events (span, at)',
    // Counted since the row before, at most a minute.
    `CREATE TABLE span_meters (
       span integer NOT NULL,
       at bigint NOT NULL,
       slips integer NOT NULL,
       crc_errors integer NOT NULL,
       far_end_errors integer NOT NULL,
       code_violations integer NOT NULL,
       frames_in integer NOT NULL,
       frames_out integer NOT NULL,
       frames_bad_fcs integer NOT NULL,
       PRIMARY KEY (span, at))`,
  ],
};
