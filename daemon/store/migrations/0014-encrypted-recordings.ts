import type { Migration } from '../migrate.js';

/** Recordings' files may be encrypted (REC-13): with which key. */
export const encryptedRecordings: Migration = {
  version: 14,
  name: 'encrypted-recordings',
  statements: () => [
    'ALTER TABLE recordings ADD COLUMN encrypted_with text',
    // Who is next, and how many of which key there are, without looking at the table.
    `CREATE INDEX recordings_by_key ON recordings (encrypted_with, id, bytes)
       WHERE sha256 IS NOT NULL AND deleted_at IS NULL AND path <> ''`,
  ],
};
