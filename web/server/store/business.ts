import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import { dialectOf, openForReading, openForWriting } from '../../../daemon/store/connection.js';
import type { StoreLocation } from '../../../daemon/store/location.js';
import { migrate } from '../../../daemon/store/migrate.js';
import { Audit, sealOldAudit } from './audit.js';
import { Callers } from './callers.js';
import { CustomerFiles } from './customer-files.js';
import { CustomerSearch } from './customer-search.js';
import { Customers } from './customers.js';
import { Drafts } from './drafts.js';
import { ImportRows } from './imports.js';
import { Issues } from './issues.js';
import { Listens } from './listens.js';
import { businessMigrations } from './migrations.js';
import { MissedCalls } from './missed-calls.js';
import { Persons } from './persons.js';
import { QualityComments } from './quality-comments.js';
import { QualityForms } from './quality-forms.js';
import { QualityScores } from './quality-scores.js';
import { QualityWork } from './quality-work.js';
import { QuickNotes } from './quick-notes.js';
import { Scripts } from './scripts.js';
import { Sessions } from './sessions.js';
import { Settings } from './settings.js';
import { Summaries } from './summaries.js';
import { Tasks } from './tasks.js';
import { Users } from './users.js';
import { Wallboards } from './wallboards.js';

/** Judging calls: each part its own tables. */
export interface Quality {
  readonly comments: QualityComments;
  readonly forms: QualityForms;
  readonly scores: QualityScores;
  readonly work: QualityWork;
}

/** The business database. Only callbox-web writes it. */
export interface Business {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly customers: Customers;
  readonly customerFiles: CustomerFiles;
  readonly customerSearch: CustomerSearch;
  readonly persons: Persons;
  readonly imports: ImportRows;
  readonly callers: Callers;
  readonly issues: Issues;
  readonly drafts: Drafts;
  readonly tasks: Tasks;
  readonly missedCalls: MissedCalls;
  readonly quickNotes: QuickNotes;
  readonly scripts: Scripts;
  readonly settings: Settings;
  readonly summaries: Summaries;
  readonly wallboards: Wallboards;
  readonly listens: Listens;
  readonly quality: Quality;
  close(): Promise<void>;
}

/**
 * Opens the database and raises its schema.
 * @throws CallboxError conflict when the schema is newer than this program
 */
export async function openBusiness(location: StoreLocation, clock: Clock, ids: Ids): Promise<Business> {
  const writer = openForWriting(location);
  let reader: Knex;
  let drafts: Drafts;
  try {
    await migrate(writer, dialectOf(location), businessMigrations, clock.nowMs());
    await sealOldAudit(writer);
    drafts = await Drafts.open(writer, clock.nowMs());
    reader = openForReading(location);
  } catch (error) {
    await writer.destroy();
    throw error;
  }
  return {
    users: new Users(writer, reader, ids, clock),
    sessions: new Sessions(writer, reader),
    audit: new Audit(writer, reader, ids, clock),
    customers: new Customers(writer, reader, ids, clock),
    customerFiles: new CustomerFiles(writer, reader, ids, clock),
    customerSearch: new CustomerSearch(writer, reader, clock),
    persons: new Persons(writer, reader, ids, clock),
    imports: new ImportRows(writer, reader, ids),
    callers: new Callers(writer, reader, ids, clock),
    issues: new Issues(writer, ids, clock),
    drafts,
    tasks: new Tasks(writer, reader, ids, clock),
    missedCalls: new MissedCalls(writer, reader, clock),
    quickNotes: new QuickNotes(writer, ids, clock),
    scripts: new Scripts(writer, reader, ids, clock),
    settings: new Settings(writer, reader, clock),
    summaries: new Summaries(writer, reader),
    wallboards: new Wallboards(writer, reader, ids, clock),
    listens: new Listens(writer, reader, ids, clock),
    quality: {
      comments: new QualityComments(writer, reader, ids, clock),
      forms: new QualityForms(writer, reader, ids, clock),
      scores: new QualityScores(writer, reader, ids, clock),
      work: new QualityWork(writer, reader, ids, clock),
    },
    close: async () => {
      await reader.destroy();
      await writer.destroy();
    },
  };
}
