import type { Migration } from '../migrate.js';

/**
 * Pages change the site too. `changed_by`: the login, null: a site file. `change_made`: JSON of the change.
 * `file_checksum`: of a file as it was written, so that it is known as the one imported last whatever this program
 * makes of it.
 */
export const siteChanges: Migration = {
  version: 9,
  name: 'site-changes',
  statements: () => [
    'ALTER TABLE sites ADD COLUMN changed_by text',
    'ALTER TABLE sites ADD COLUMN change_made text',
    'ALTER TABLE sites ADD COLUMN file_checksum text',
  ],
};
