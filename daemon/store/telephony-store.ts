import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { LastRun } from '../terms/requests.js';
import { dialectOf, openForReading, openForWriting } from './connection.js';
import { closeInterrupted, type Interrupted, lastSignOfLife } from './interrupted.js';
import { readLastRun } from './last-run.js';
import type { StoreLocation } from './location.js';
import { checkSchema, migrate } from './migrate.js';
import { telephonyMigrations } from './migrations/telephony.js';
import { OutboundStore } from './outbound-store.js';
import type { RecordingBooks } from './recording-books.js';
import { RedoLog, type RedoMark } from './redo-log.js';
import { type ChangedSite, type Imported, importSite, type SiteImport, storeSiteChange } from './sites.js';
import { TelephonyReader } from './telephony-reader.js';
import { TelephonyWriter, type WriterOptions } from './telephony-writer.js';

/** Incidents kept; the oldest go at each start. */
const maxIncidents = 100_000;

/** The daemon's own telephony database: the only writer, and a reader beside it. */
export class TelephonyStore {
  /** What people change of campaigns, lists and leads. */
  readonly outbound: OutboundStore;

  private constructor(
    private readonly db: Knex,
    readonly writer: TelephonyWriter,
    readonly reader: TelephonyReader,
  ) {
    this.outbound = new OutboundStore(db);
  }

  /**
   * Opens, makes or raises the database. Rejects with a CallboxError: 'conflict' for a schema of
   * another build, 'internal' when the place cannot be opened; the message says what to do.
   */
  static async open(location: StoreLocation, options: WriterOptions): Promise<TelephonyStore> {
    let db: Knex | null = null;
    let writer: TelephonyWriter;
    try {
      db = openForWriting(location);
      await migrate(db, dialectOf(location), telephonyMigrations, options.clock.nowMs());
      await forgetOldIncidents(db);
      writer = await openWriter(db, options);
    } catch (error) {
      await db?.destroy();
      throw error instanceof CallboxError ? error : cannotOpen(location, error as Error);
    }
    const reader = new TelephonyReader(openForReading(location), async () => {});
    return new TelephonyStore(db, writer, reader);
  }

  /** What whoever looks after recordings' files asks. */
  get books(): RecordingBooks {
    return this.reader.books;
  }

  /** See `closeInterrupted`; call it before the writer gets its first change. */
  closeInterrupted(recordingsFolder: string, atMs: number): Promise<Interrupted> {
    return closeInterrupted(this.db, recordingsFolder, atMs);
  }

  /** See `lastSignOfLife`. */
  lastSignOfLife(): Promise<number> {
    return lastSignOfLife(this.db);
  }

  /** See `readLastRun`. */
  lastRun(agentIds: readonly string[], midnightMs: number): Promise<Required<LastRun>> {
    return readLastRun(this.db, agentIds, midnightMs);
  }

  /** See `importSite`. */
  importSite(file: SiteImport): Promise<Imported> {
    return importSite(this.db, file);
  }

  /** See `storeSiteChange`. */
  changeSite(changed: ChangedSite): Promise<void> {
    return storeSiteChange(this.db, changed);
  }

  /** Writes what is queued (rejecting as `flush` does if it cannot) and closes. */
  async close(timeLimitMs = 10_000): Promise<void> {
    try {
      await this.writer.flush(timeLimitMs);
    } finally {
      await this.writer.close();
      await this.reader.close();
      await this.db.destroy();
    }
  }
}

/** With what a killed run left for it, which is in the database before anything new. */
async function openWriter(db: Knex, options: WriterOptions): Promise<TelephonyWriter> {
  const mark = await redoMark(db);
  const writer = new TelephonyWriter(db, options, mark.done);
  if (options.redo === undefined) return writer;
  try {
    const left = RedoLog.left(options.redo, mark);
    if (left.length > 0) {
      writer.apply(left);
      await writer.flush();
      options.onTrouble({ code: 'rows-redone', detail: { rows: left.length } });
    }
    writer.keepIn(new RedoLog(options.redo, mark.born, (error) => writer.redoFailed(error)));
  } catch (error) {
    if (error instanceof CallboxError) throw error; // what is left must not be passed by
    writer.redoFailed(error as Error);
  }
  return writer;
}

async function redoMark(db: Knex): Promise<RedoMark> {
  const [row] = await db('redo').select('born', 'done');
  if (row !== undefined) return { born: String(row.born), done: Number(row.done) };
  const mark = { born: randomBytes(8).toString('hex'), done: 0 };
  await db('redo').insert({ id: 1, ...mark });
  return mark;
}

/**
 * For the web process: reads what the daemon writes. Opens at once even while the daemon has not
 * made the database; queries then reject with 'not-now' until it has.
 */
export function openTelephonyReader(location: StoreLocation, clock: Clock): TelephonyReader {
  const db = openForReading(location);
  let checkedAt = Number.NEGATIVE_INFINITY;
  const ready = async (): Promise<void> => {
    // Again now and then: the daemon may have been upgraded under a web process that goes on.
    if (clock.nowMs() - checkedAt < 10_000) return;
    try {
      await checkSchema(db, dialectOf(location), telephonyMigrations);
    } catch (error) {
      throw error instanceof CallboxError ? error : cannotOpen(location, error as Error);
    }
    checkedAt = clock.nowMs();
  };
  return new TelephonyReader(db, ready);
}

async function forgetOldIncidents(db: Knex): Promise<void> {
  const [last] = await db('incidents').max({ id: 'id' });
  await db('incidents')
    .where('id', '<=', Number(last?.id ?? 0) - maxIncidents)
    .delete();
}

function cannotOpen(location: StoreLocation, error: Error): CallboxError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (location.kind === 'postgres') {
    return new CallboxError(
      'not-now',
      `the telephony database ${location.database} at ${location.host} cannot be used: ${error.message}; ` +
        'is PostgreSQL running, and do user and database exist?',
      {},
      { cause: error },
    );
  }
  if (/SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return new CallboxError(
      'internal',
      `${location.file} is damaged or no database (${error.message}): ` +
        'move it away (keep it) and start again, or restore the last backup',
      {},
      { cause: error },
    );
  }
  return new CallboxError(
    'not-now',
    `the telephony database ${location.file} cannot be opened (${error.message}): ` +
      'does its folder exist, may this user read and write there, and is there room on the disk?',
    {},
    { cause: error },
  );
}
