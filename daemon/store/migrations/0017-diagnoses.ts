import { idType, type Migration } from '../migrate.js';

/** What the doctor found, to be compared with what he finds next year. `content` is a Diagnosis as JSON. */
export const diagnoses: Migration = {
  version: 17,
  name: 'diagnoses',
  statements: (dialect) => [
    // `span` 0: of the whole box.
    `CREATE TABLE diagnoses (
       id ${idType(dialect)} PRIMARY KEY,
       kind text NOT NULL,
       span integer NOT NULL,
       started_at bigint NOT NULL,
       fault text NOT NULL,
       content text NOT NULL)`,
    'CREATE INDEX diagnoses_span ON diagnoses (span, id)',
  ],
};
