import { idType, type Migration } from '../../../daemon/store/migrate.js';

/** Files of people, and searches that are kept. */
export const files: Migration = {
  version: 10,
  name: 'files',
  statements: (dialect) => [
    // content: JSON of ImportShown without its problems, which stand in a file beside the database.
    `CREATE TABLE imports (
       id ${idType(dialect)} PRIMARY KEY,
       made_by text NOT NULL,
       at bigint NOT NULL,
       state text NOT NULL,
       content text NOT NULL)`,
    'CREATE INDEX imports_by_login ON imports (made_by, id)',
    // import_id: of the file that made the customer; '' none did.
    "ALTER TABLE customers ADD COLUMN import_id text NOT NULL DEFAULT ''",
    "CREATE INDEX customers_by_import ON customers (import_id) WHERE import_id <> ''",
    'CREATE INDEX customers_by_owner ON customers (owner, id)',
    'CREATE INDEX tasks_by_customer ON tasks (customer_id) WHERE customer_id IS NOT NULL',
    // content: JSON of CustomerQuery. shared: everybody who reads customers may use it.
    `CREATE TABLE searches (
       id ${idType(dialect)} PRIMARY KEY,
       owner text NOT NULL,
       name text NOT NULL,
       shared integer NOT NULL,
       content text NOT NULL,
       changed_at bigint NOT NULL)`,
    'CREATE INDEX searches_by_owner ON searches (owner, name)',
    // Persons who were erased while rows of theirs had to be kept: done again at again_at. numbers: JSON.
    `CREATE TABLE erasures (
       id ${idType(dialect)} PRIMARY KEY,
       numbers text NOT NULL,
       asked_by text NOT NULL,
       asked_at bigint NOT NULL,
       again_at bigint NOT NULL)`,
    'CREATE INDEX erasures_by_time ON erasures (again_at)',
  ],
};
