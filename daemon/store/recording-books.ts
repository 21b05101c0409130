import type { Knex } from 'knex';
import type { RecordingCheckRow, RecordingRow } from '../terms/recordings.js';
import type { CallRow } from '../terms/rows.js';
import { callColumns, type DbRecord, fromRecord, recordingCheckColumns, recordingColumns } from './columns.js';
import { type KeptTogether, ofGroup } from './retention-query.js';
import { samplesInWav } from './wav-length.js';

/** Answered calls of customers, by what the ledger has of them. */
export interface CallsRecorded {
  readonly answered: number;
  readonly recorded: number;
  /** A row says why not. */
  readonly explained: number;
  /** Calls of which the ledger knows nothing; at most `limit` of them. */
  readonly missing: readonly CallMissing[];
}

export type CallMissing = Pick<
  CallRow,
  'id' | 'direction' | 'callingNumber' | 'calledNumber' | 'queue' | 'agent' | 'talkStartedAt' | 'endedAt' | 'ending'
>;

const dayMs = 86_400_000;

/** What whoever looks after the files must know of calls and ledger. Reads only. */
export class RecordingBooks {
  constructor(private readonly db: Knex) {}

  /** Days that have recordings' files, as their paths begin: "2027/01/15". */
  async days(): Promise<readonly string[]> {
    const records: DbRecord[] = await this.db('recordings')
      .whereRaw("path <> '' AND deleted_at IS NULL")
      .distinct(this.db.raw('substr(path, 1, 10) AS day'));
    return records.map(({ day }) => String(day));
  }

  /** Rows whose files belong into this day's folder. */
  async ofDay(day: string): Promise<readonly RecordingRow[]> {
    return this.rows(this.db('recordings').whereRaw("path <> '' AND path >= ? AND path < ?", [`${day}/`, `${day}/~`]));
  }

  /** Closed files without a SHA-256, oldest first, those with greater ids than `after`. */
  async toHash(after: string, limit: number): Promise<readonly RecordingRow[]> {
    const select = this.db('recordings')
      .whereRaw("sha256 IS NULL AND ended_at IS NOT NULL AND deleted_at IS NULL AND path <> ''")
      .where('id', '>', after);
    return this.rows(select.orderBy('id').limit(limit));
  }

  /** Closed files in clear whose SHA-256 is known, oldest first, those with greater ids than `after`. */
  async toEncrypt(after: string, limit: number): Promise<readonly RecordingRow[]> {
    const select = this.db('recordings')
      .whereRaw("encrypted_with IS NULL AND sha256 IS NOT NULL AND deleted_at IS NULL AND path <> ''")
      .where('id', '>', after);
    return this.rows(select.orderBy('id').limit(limit));
  }

  /** Whole files that have not been read again for longest. */
  async toVerify(limit: number): Promise<readonly RecordingRow[]> {
    const select = this.db('recordings').whereRaw("sha256 IS NOT NULL AND deleted_at IS NULL AND path <> ''");
    return this.rows(select.orderBy(['checked_at', 'id']).limit(limit));
  }

  /** Files of the group that began before, oldest first, without those on hold at `atMs`. */
  async before(
    group: KeptTogether,
    beganBeforeMs: number,
    atMs: number,
    limit: number,
  ): Promise<readonly RecordingRow[]> {
    const select = ofGroup(this.db('recordings'), group)
      .whereRaw("deleted_at IS NULL AND path <> '' AND ended_at IS NOT NULL")
      .where('started_at', '<', beganBeforeMs)
      .where((free) => free.whereNull('held_until').orWhere('held_until', '<=', atMs));
    return this.rows(select.orderBy('id').limit(limit));
  }

  async one(id: string): Promise<RecordingRow | null> {
    const [row] = await this.rows(this.db('recordings').where('id', id).limit(1));
    return row ?? null;
  }

  /** Calls that began in the span and are over. */
  async callsRecorded(fromMs: number, toMs: number, limit: number): Promise<CallsRecorded> {
    const answered = (): Knex.QueryBuilder =>
      this.db('calls')
        .where('started_at', '>=', fromMs)
        .where('started_at', '<', toMs)
        .whereNotNull('talk_started_at')
        .whereNotNull('ended_at')
        .whereNot('direction', 'internal');
    const having = (what: string): Knex.Raw =>
      this.db.raw(`EXISTS (SELECT 1 FROM recordings WHERE recordings.call_id = calls.id AND kind = 'call'${what})`);
    const count = async (select: Knex.QueryBuilder): Promise<number> =>
      Number((await select.count({ n: '*' }))[0]?.n ?? 0);
    const all = await count(answered());
    const inLedger = await count(answered().where(having('')));
    const recorded = await count(answered().where(having(" AND path <> '' AND COALESCE(samples, 1) > 0")));
    const missing: DbRecord[] =
      inLedger === all ? [] : await answered().whereNot(having('')).orderBy('id').limit(limit);
    return {
      answered: all,
      recorded,
      explained: inLedger - recorded,
      missing: missing.map((record) => fromRecord<CallRow>(callColumns, record)),
    };
  }

  /** When the first call began; null: there is none. */
  async firstCallAt(): Promise<number | null> {
    const [first] = await this.db('calls').min({ at: 'started_at' });
    return first?.at == null ? null : Number(first.at);
  }

  /** The one call that began to talk in this millisecond and of which the ledger knows nothing; null: none, or several. */
  async callBehind(talkStartedAt: number): Promise<CallMissing | null> {
    const found: DbRecord[] = await this.db('calls')
      .where('talk_started_at', talkStartedAt)
      .where('started_at', '>', talkStartedAt - dayMs)
      .where('started_at', '<=', talkStartedAt)
      .whereNotExists(this.db('recordings').select('id').whereRaw('recordings.call_id = calls.id'))
      .limit(2);
    const [call] = found;
    return found.length === 1 && call !== undefined ? fromRecord<CallRow>(callColumns, call) : null;
  }

  /** Bytes recorded since then. */
  async bytesSince(ms: number): Promise<number> {
    const [sum] = await this.db('recordings').where('started_at', '>=', ms).sum({ bytes: 'bytes' });
    return Number(sum?.bytes ?? 0);
  }

  async lastCheck(): Promise<RecordingCheckRow | null> {
    const [record]: DbRecord[] = await this.db('recording_checks').orderBy('id', 'desc').limit(1);
    return record === undefined ? null : fromRecord<RecordingCheckRow>(recordingCheckColumns, record);
  }

  /** See `samplesInWav`. */
  samplesIn(head: Buffer, size: number): number | null {
    return samplesInWav(head, size);
  }

  private async rows(select: PromiseLike<DbRecord[]>): Promise<readonly RecordingRow[]> {
    return (await select).map((record) => fromRecord<RecordingRow>(recordingColumns, record));
  }
}
