import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  columnMeanings,
  type ImportKind,
  type ImportShown,
  type ImportStart,
  type ImportUndone,
  maxProblemsShown,
  type RowRefused,
  type TableOptions,
} from '../../../daemon/contract/pages-imports.js';
import { maxLeadColumns } from '../../../daemon/terms/outbound-figures.js';
import type { ImportRows } from '../store/imports.js';
import type { FileThreads, Rows } from './file-thread.js';
import type { ImportFolder, RefusedRows } from './import-file.js';
import type { RowSink } from './sink.js';

/** Files that wait or run, of one login and of all; and those that are read at the same time. */
const maxPerLogin = 8;
const maxFiles = 32;
const maxRunning = 2;
/** A page is told at most so often. */
const tellEveryMs = 200;
/** A file nobody starts is forgotten. */
const maxWaitingMs = 24 * 3_600_000;

export interface ImportNeeds {
  readonly rows: ImportRows;
  readonly folder: ImportFolder;
  readonly threads: FileThreads;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where rows of this import go. `names`: of the columns. @throws CallboxError as the store refuses it */
  sinkFor(shown: ImportShown, start: ImportStart, names: readonly string[]): Promise<RowSink>;
  /** @throws CallboxError */
  undo(shown: ImportShown, by: string): Promise<ImportUndone>;
  tell(shown: ImportShown): void;
}

interface Job {
  shown: ImportShown;
  options: TableOptions;
  readonly end: AbortController;
  ended: Promise<void>;
  toldAt: number;
}

/** Files on their way in: received, looked at, then read in a thread and put away batch by batch. */
export class Imports {
  private readonly jobs = new Map<string, Job>();
  private running = 0;
  private readonly turns: (() => void)[] = [];

  constructor(private readonly needs: ImportNeeds) {}

  /** After a restart: what was being read is told as failed, what was stored stays and can be undone. */
  async prepare(): Promise<void> {
    const { rows, folder } = this.needs;
    await folder.prepare();
    for (const shown of await rows.interrupted()) {
      await rows.put({
        ...shown,
        state: 'failed',
        failed: 'interrupted: the web process ended; undo it, or send it again',
      });
    }
  }

  /** @throws CallboxError too-large, limit, bad-request: its message begins with a FileProblem */
  async receive(kind: ImportKind, file: string, by: string, request: IncomingMessage): Promise<ImportShown> {
    const { rows, folder, threads, clock } = this.needs;
    await this.forgetOld();
    const own = [...this.jobs.values()].filter(({ shown }) => shown.by === by).length;
    if (own >= maxPerLogin || this.jobs.size >= maxFiles) {
      throw new CallboxError('limit', 'Too many files wait or are being read; start, cancel or remove one first.');
    }
    const id = rows.nextId();
    const shown: ImportShown = { ...emptyImport, id, kind, file, by, at: clock.nowMs() };
    const job: Job = { shown, options: {}, end: new AbortController(), ended: Promise.resolve(), toldAt: 0 };
    this.jobs.set(id, job);
    try {
      const bytes = await folder.receive(id, request);
      const preview = await threads.preview(folder.upload(id), kind, {});
      job.shown = { ...job.shown, bytes, preview };
      return job.shown;
    } catch (error) {
      this.jobs.delete(id);
      await folder.remove(id);
      throw error;
    }
  }

  /** @throws CallboxError not-found, conflict, bad-request */
  async preview(id: string, by: string, options: TableOptions): Promise<ImportShown> {
    const job = this.waiting(id, by);
    const { threads, folder } = this.needs;
    const preview = await threads.preview(folder.upload(id), job.shown.kind, options);
    this.waiting(id, by); // started meanwhile by another page
    job.options = options;
    job.shown = { ...job.shown, preview };
    return job.shown;
  }

  /** Answers at once; the rest is told. @throws CallboxError not-found, conflict, bad-request */
  async start(id: string, by: string, start: ImportStart): Promise<ImportShown> {
    const job = this.waiting(id, by);
    const { kind, preview } = job.shown;
    assertColumns(kind, start, preview.columns.length);
    const names = preview.columns.map(({ name }) => name);
    job.shown = { ...job.shown, state: 'running', list: start.list ?? null };
    try {
      const sink = await this.needs.sinkFor(job.shown, start, names);
      await this.keep(job.shown);
      job.ended = this.run(job, start, names, sink);
    } catch (error) {
      job.shown = { ...job.shown, state: 'waiting', list: null };
      throw error;
    }
    return job.shown;
  }

  /** What is stored stays. @throws CallboxError not-found, conflict */
  async cancel(id: string, by: string): Promise<ImportShown> {
    const job = this.jobs.get(id);
    if (!job || job.shown.by !== by) throw new CallboxError('conflict', 'This import has ended already.');
    job.end.abort();
    if (job.shown.state === 'waiting') {
      await this.needs.folder.remove(id);
      this.jobs.delete(id);
      job.shown = { ...job.shown, state: 'cancelled' };
    } else await job.ended;
    return job.shown;
  }

  /** @throws CallboxError not-found, conflict */
  async undo(id: string, by: string): Promise<ImportUndone> {
    const shown = await this.find(id, by);
    if (shown.state === 'waiting' || shown.state === 'running' || shown.state === 'undone') {
      throw new CallboxError('conflict', 'Only an import that has ended can be undone, and once.');
    }
    const undone = await this.needs.undo(shown, by);
    await this.keep({ ...shown, state: 'undone' });
    return undone;
  }

  /** Its file and its wrong rows; what was stored stays. @throws CallboxError not-found, conflict */
  async remove(id: string, by: string): Promise<void> {
    const { state } = await this.find(id, by);
    if (state === 'running') throw new CallboxError('conflict', 'This import runs; cancel it first.');
    this.jobs.delete(id);
    await this.needs.folder.remove(id);
    await this.needs.rows.remove(id);
  }

  /** Files that wait, come or are read. */
  get open(): number {
    return this.jobs.size;
  }

  /** Newest first. */
  async list(by: string): Promise<readonly ImportShown[]> {
    const live = [...this.jobs.values()]
      .map(({ shown }) => shown)
      .filter((shown) => shown.by === by && shown.bytes > 0);
    const ids = new Set(live.map(({ id }) => id));
    const stored = (await this.needs.rows.list(by, 100)).filter(({ id }) => !ids.has(id));
    return [...live, ...stored].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** @throws CallboxError not-found, the same for another login's */
  async find(id: string, by: string): Promise<ImportShown> {
    const shown = this.jobs.get(id)?.shown ?? (await this.needs.rows.find(id));
    if (!shown || shown.by !== by) throw noSuchImport();
    return shown;
  }

  /** With its first wrong rows, which the database has not. @throws CallboxError not-found */
  async findWhole(id: string, by: string): Promise<ImportShown> {
    const shown = await this.find(id, by);
    if (shown.problems.length > 0 || Object.keys(shown.refused).length === 0) return shown;
    const problems: RowRefused[] = [];
    for await (const { refused } of this.needs.folder.refused(id).read()) {
      problems.push(refused);
      if (problems.length >= maxProblemsShown) break;
    }
    return { ...shown, problems };
  }

  /** @throws CallboxError not-found */
  async refused(id: string, by: string): Promise<RefusedRows> {
    await this.find(id, by);
    return this.needs.folder.refused(id);
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    const jobs = [...this.jobs.values()];
    for (const { end } of jobs) end.abort();
    await Promise.allSettled(jobs.map(({ ended }) => ended));
  }

  private async run(job: Job, start: ImportStart, names: readonly string[], sink: RowSink): Promise<void> {
    const { folder, threads, log } = this.needs;
    const { id, kind, preview } = job.shown;
    const refused = folder.refused(id);
    await this.turn(job.end.signal);
    try {
      const options = { ...job.options, ...(preview.sheet === null ? {} : { sheet: preview.sheet }) };
      const { encoding, delimiter, header } = preview;
      const seen = { ...options, ...(encoding ? { encoding } : {}), ...(delimiter ? { delimiter } : {}) };
      const ask = { ask: 'read', path: folder.upload(id), kind, options: seen, start, names, header } as const;
      await threads.read(ask, job.end.signal, (rows) => this.take(job, rows, sink, refused));
      if (!job.end.signal.aborted) await sink.end();
      const cancelled = job.end.signal.aborted;
      job.shown = {
        ...job.shown,
        state: cancelled ? 'cancelled' : 'done',
        percent: cancelled ? job.shown.percent : 100,
      };
    } catch (error) {
      const known = error instanceof CallboxError;
      if (!known) log.error({ err: error, id }, 'an import failed');
      const failed = known ? error.message : 'internal: the log of callbox-web says what';
      job.shown = { ...job.shown, state: 'failed', failed };
    } finally {
      this.running -= 1;
      this.turns.shift()?.();
      await refused.close();
      await folder.removeUpload(id);
      await this.keep(job.shown).catch((error: unknown) => log.error({ err: error, id }, 'an import was not kept'));
      this.needs.tell(job.shown);
      this.jobs.delete(id);
    }
  }

  private async take(job: Job, rows: Rows, sink: RowSink, kept: RefusedRows): Promise<void> {
    const { added, changed, refused } = await sink.put(rows.good);
    const column = numberColumn(job.shown);
    const byLine = new Map(rows.good.map((row) => [row.line, row]));
    const late = refused.map(({ line, problem }) => {
      const row = byLine.get(line);
      return { refused: { line, problem, column, value: row?.number ?? '' }, cells: row?.cells ?? [] };
    });
    const wrong = [...rows.refused, ...late].sort((a, b) => a.refused.line - b.refused.line);
    if (wrong.length > 0) kept.add(wrong);
    const counts: Partial<Record<RowRefused['problem'], number>> = { ...job.shown.refused };
    for (const { refused: one } of wrong) counts[one.problem] = (counts[one.problem] ?? 0) + 1;
    const { shown } = job;
    const room = maxProblemsShown - shown.problems.length;
    job.shown = {
      ...shown,
      rows: rows.rows,
      percent: rows.percent,
      neutralised: rows.neutralised,
      added: shown.added + added,
      changed: shown.changed + changed,
      refused: counts,
      problems: room > 0 ? [...shown.problems, ...wrong.slice(0, room).map((one) => one.refused)] : shown.problems,
    };
    const nowMs = this.needs.clock.nowMs();
    if (nowMs - job.toldAt < tellEveryMs) return;
    job.toldAt = nowMs;
    this.needs.tell(job.shown);
  }

  /** One file after the other, so many at a time. */
  private async turn(signal: AbortSignal): Promise<void> {
    if (this.running >= maxRunning) {
      await new Promise<void>((resolve) => {
        this.turns.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    this.running += 1;
  }

  private async keep(shown: ImportShown): Promise<void> {
    for (const id of await this.needs.rows.put(shown)) await this.needs.folder.remove(id);
  }

  private async forgetOld(): Promise<void> {
    const before = this.needs.clock.nowMs() - maxWaitingMs;
    for (const [id, { shown }] of this.jobs) {
      if (shown.state !== 'waiting' || shown.at >= before) continue;
      this.jobs.delete(id);
      await this.needs.folder.remove(id);
    }
  }

  private waiting(id: string, by: string): Job {
    const job = this.jobs.get(id);
    if (!job || job.shown.by !== by) throw noSuchImport();
    if (job.shown.state !== 'waiting') throw new CallboxError('conflict', 'This import has been started already.');
    return job;
  }
}

const emptyImport: Omit<ImportShown, 'id' | 'kind' | 'file' | 'by' | 'at'> = {
  bytes: 0,
  state: 'waiting',
  list: null,
  preview: {
    format: 'csv',
    encoding: null,
    delimiter: null,
    header: false,
    sheets: [],
    sheet: null,
    columns: [],
    rows: [],
  },
  rows: 0,
  percent: 0,
  added: 0,
  changed: 0,
  refused: {},
  neutralised: 0,
  problems: [],
  failed: null,
};

function numberColumn({ preview }: ImportShown): number | null {
  const at = preview.columns.findIndex(({ meaning }) => meaning === 'number' || meaning === 'phone');
  return at < 0 ? null : at;
}

/** @throws CallboxError bad-request */
function assertColumns(kind: ImportKind, { columns, list }: ImportStart, width: number): void {
  const meanings: readonly string[] = columnMeanings[kind];
  const number = kind === 'leads' ? 'number' : 'phone';
  const wrong = columns.find((meaning) => !meanings.includes(meaning));
  if (wrong !== undefined)
    throw new CallboxError('bad-request', `Not accepted: columns: ${wrong} is for another kind.`);
  if (columns.length !== width) {
    throw new CallboxError('bad-request', `Not accepted: columns: the file has ${width} of them; name each.`);
  }
  if (!columns.includes(number)) throw new CallboxError('bad-request', 'Not accepted: columns: none holds the number.');
  const once = columns.filter((meaning) => meaning !== 'skip' && meaning !== 'data' && meaning !== number);
  if (new Set(once).size < once.length) {
    throw new CallboxError('bad-request', 'Not accepted: columns: two of them mean the same.');
  }
  if (columns.filter((meaning) => meaning === 'data').length > maxLeadColumns) {
    throw new CallboxError('bad-request', `Not accepted: columns: a list keeps ${maxLeadColumns} columns; skip some.`);
  }
  if (kind === 'leads' && list === undefined) {
    throw new CallboxError('bad-request', 'Not accepted: list: say into which list.');
  }
}

function noSuchImport(): CallboxError {
  return new CallboxError('not-found', 'There is no such import of yours, or it was forgotten.');
}
