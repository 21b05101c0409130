import { pathToFileURL } from 'node:url';
import sqlite3 from 'sqlite3';

/** What the customer files say of a number. '' unknown. */
export interface KnownCustomer {
  readonly customerId: string;
  readonly customerClass: string;
  readonly owner: string;
  readonly businessType: string;
}

/** How long a statement waits for a lock; meanwhile it holds one of libuv's four threads. */
const busyMs = 100;
/** Of one number; more are no family but a mistake. */
const maxCustomers = 20;
const maxText = 64;

/** The newest schema first; an older web process has made a smaller one. */
const queries = [
  `SELECT c.id, c.class, c.owner,
     COALESCE((SELECT i.type FROM issues i WHERE i.customer_id = c.id AND i.state = 'open'
       ORDER BY i.id DESC LIMIT 1), c.business_type) AS business_type,
     EXISTS (SELECT 1 FROM phone_choices p WHERE p.phone_key = c.phone_key AND p.customer_id = c.id) AS chosen
     FROM customers c WHERE c.phone_key = ? ORDER BY c.id LIMIT ${maxCustomers}`,
  `SELECT c.id, c.class, c.owner, c.business_type, 0 AS chosen
     FROM customers c WHERE c.phone_key = ? ORDER BY c.id LIMIT ${maxCustomers}`,
  `SELECT c.id, '' AS class, '' AS owner, '' AS business_type, 0 AS chosen
     FROM customers c WHERE c.phone_key = ? ORDER BY c.id LIMIT ${maxCustomers}`,
];

interface CustomerRecord {
  readonly id: unknown;
  readonly class: unknown;
  readonly owner: unknown;
  readonly business_type: unknown;
  readonly chosen: unknown;
}

/**
 * The web process's business.db, read only. It may be missing (a box without customers), be older than this program,
 * or be raised to a newer schema while it is open.
 */
export class CustomerFile {
  private db: sqlite3.Database | null = null;

  constructor(private readonly path: string) {}

  /** Null: no customer has this number, or there is no such file. Rejects when the file cannot be read. */
  async find(phoneKey: string): Promise<KnownCustomer | null> {
    const db = await this.opened();
    if (db === null) return null;
    try {
      return customerOf(await newestFirst(db, phoneKey));
    } catch (error) {
      // Perhaps another file now stands in its place.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const db = this.db;
    this.db = null;
    if (db !== null) await new Promise<void>((resolve) => db.close(() => resolve()));
  }

  private opened(): Promise<sqlite3.Database | null> {
    if (this.db !== null) return Promise.resolve(this.db);
    return new Promise((resolve, reject) => {
      const uri = `${pathToFileURL(this.path).href}?mode=ro`;
      const db = new sqlite3.Database(uri, sqlite3.OPEN_READONLY | sqlite3.OPEN_URI, (error) => {
        if (error === null) {
          db.configure('busyTimeout', busyMs);
          this.db = db;
          resolve(db);
        } else if (codeOf(error) === 'SQLITE_CANTOPEN') resolve(null);
        else reject(error);
      });
    });
  }
}

async function newestFirst(db: sqlite3.Database, phoneKey: string): Promise<readonly CustomerRecord[]> {
  for (const query of queries) {
    try {
      return await all(db, query, phoneKey);
    } catch (error) {
      if (!/no such (table|column)/.test((error as Error).message)) throw error;
    }
  }
  return []; // the web process has not made its tables yet
}

function all(db: sqlite3.Database, query: string, phoneKey: string): Promise<readonly CustomerRecord[]> {
  return new Promise((resolve, reject) => {
    db.all<CustomerRecord>(query, [phoneKey], (error, records) => (error ? reject(error) : resolve(records)));
  });
}

/** Several with one number: the one somebody chose, else what is the same of all of them. */
function customerOf(records: readonly CustomerRecord[]): KnownCustomer | null {
  const meant = records.filter(({ chosen }) => chosen === 1);
  const candidates = meant.length > 0 ? meant : records;
  const same = (field: keyof CustomerRecord): string => {
    const values = new Set(candidates.map((record) => textOf(record[field])));
    return values.size === 1 ? ([...values][0] ?? '') : '';
  };
  if (candidates.length === 0) return null;
  return {
    customerId: same('id'),
    customerClass: same('class'),
    owner: same('owner'),
    businessType: same('business_type'),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maxText) : '';
}

function codeOf(error: Error): unknown {
  return (error as { code?: unknown }).code;
}
