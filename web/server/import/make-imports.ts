import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Timers } from '../../../daemon/base/timers.js';
import type { ImportShown, ImportStart, LiveMessage } from '../../../daemon/contract/pages.js';
import { maxLeadColumns } from '../../../daemon/terms/outbound-figures.js';
import type { ControlClient } from '../control-client.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { SiteDays } from '../routes/site-days.js';
import type { Business } from '../store/business.js';
import { CustomerSink } from './customer-sink.js';
import { FileThreads } from './file-thread.js';
import { ImportFolder } from './import-file.js';
import { Imports } from './imports.js';
import { LeadSink } from './lead-sink.js';
import type { RowSink } from './sink.js';
import { epochOfWall } from './wall-time.js';

export interface ImportsMade {
  readonly business: Business;
  readonly control: ControlClient;
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** Absolute; made if it is not there. */
  readonly folder: string;
  /** The compiled body of the thread that reads files. */
  readonly thread: URL;
  tellUser(userId: string, message: LiveMessage): void;
  /** What is kept ready for pops of these numbers is out of date. */
  changed(...numbers: readonly string[]): void;
}

export function makeImports(made: ImportsMade): Imports {
  const { business, control, clock, log, folder, thread, tellUser } = made;
  const files = business.customerFiles;
  return new Imports({
    rows: business.imports,
    folder: new ImportFolder(folder),
    threads: new FileThreads(thread),
    clock,
    log,
    sinkFor: (shown, start, names) => sinkFor(made, shown, start, names),
    undo: ({ id, kind }, by) =>
      kind === 'customers' ? files.undo(id, by) : control.request('leads.undo-import', { by, import: id }),
    tell: (shown) => tellUser(shown.by, { live: 'import', import: shown }),
  });
}

async function sinkFor(
  made: ImportsMade,
  shown: ImportShown,
  start: ImportStart,
  names: readonly string[],
): Promise<RowSink> {
  const { id: importId, by, kind, file: source } = shown;
  if (kind === 'customers') {
    const { customerFiles: files } = made.business;
    const changed = (numbers: readonly string[]): void => made.changed(...numbers);
    return new CustomerSink({ files, importId, by, change: start.change ?? false, changed });
  }
  const list = start.list ?? '';
  await addColumns(made, list, by, dataNames(start, names));
  const timeZone = await made.days.timeZone();
  return new LeadSink({
    control: made.control,
    by,
    importId,
    list,
    source,
    epochOf: (wall) => epochOfWall(wall, timeZone),
    pause: (ms) => new Promise((resolve) => void made.timers.after(ms, resolve)),
  });
}

function dataNames({ columns }: ImportStart, names: readonly string[]): readonly string[] {
  return names.filter((_, index) => columns[index] === 'data');
}

/** A list keeps the columns of all its files. @throws CallboxError not-found, bad-request */
async function addColumns(made: ImportsMade, id: string, by: string, names: readonly string[]): Promise<void> {
  const stored = await made.archive.outbound((outbound) => outbound.list(id));
  if (!stored) throw new CallboxError('not-found', `There is no list ${id}.`);
  const fresh = names.filter((name) => !stored.columns.includes(name));
  if (fresh.length === 0) return;
  const columns = [...stored.columns, ...fresh];
  if (columns.length > maxLeadColumns) {
    throw new CallboxError('bad-request', `Not accepted: columns: the list would have more than ${maxLeadColumns}.`);
  }
  const { name, kind, purpose, consent } = stored;
  await made.control.request('outbound.list.put', { by, list: { id, name, kind, purpose, consent, columns } });
}
