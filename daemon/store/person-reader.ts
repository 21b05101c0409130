import type { Knex } from 'knex';
import type { Direction } from '../terms/calls.js';
import type { AttemptResult, AttemptRow, ConsentRow, DncRow, LeadRow } from '../terms/outbound.js';
import type { RecordingRow } from '../terms/recordings.js';
import type { CallBackRow, CallDataRow, CallRow } from '../terms/rows.js';
import {
  callBackColumns,
  callColumns,
  callDataColumns,
  type DbRecord,
  fromRecord,
  recordingColumns,
} from './columns.js';
import { consentOf } from './consents.js';
import { attemptOf, dncOf, leadOf } from './outbound-columns.js';

/** Rows of one kind that are read of one person; more than anybody telephones in years. */
const maxRows = 20_000;
/** Numbers asked about at once. */
export const maxNumbersAsked = 5_000;
const numbersAtOnce = 400;

/** Everything this database has about whoever has these numbers. */
export interface PersonRows {
  readonly calls: readonly CallRow[];
  readonly data: readonly CallDataRow[];
  readonly callBacks: readonly CallBackRow[];
  readonly recordings: readonly RecordingRow[];
  readonly leads: readonly LeadRow[];
  readonly attempts: readonly AttemptRow[];
  readonly dnc: readonly DncRow[];
  readonly consents: readonly ConsentRow[];
}

export interface CallsAsked {
  /** Began in [fromMs, toMs). */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly direction?: Extract<Direction, 'inbound' | 'outbound'>;
  /** Only those he talked in last. */
  readonly agent?: string;
}

export interface AttemptsAsked {
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly campaign?: string;
  readonly result?: AttemptResult;
}

/** Rows by telephone number. Numbers are given in every spelling that a network may have sent (terms/matching-numbers). */
export class PersonReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  /** `numbers`: the spellings of one person's numbers, at most 200. */
  async of(numbers: readonly string[]): Promise<PersonRows> {
    await this.ready();
    const known = [...numbers].filter((number) => number !== '').slice(0, 200);
    const calls = await this.read('calls', (select) =>
      select.where((where) => where.whereIn('calling_number', known).orWhereIn('called_number', known)),
    );
    const ids = this.db('calls')
      .select('id')
      .where((where) => where.whereIn('calling_number', known).orWhereIn('called_number', known));
    const byNumber = (table: string) => this.read(table, (select) => select.whereIn('number', known));
    return {
      calls: calls.map((record) => fromRecord<CallRow>(callColumns, record)),
      data: (await this.read('call_data', (select) => select.whereIn('call_id', ids))).map((record) =>
        fromRecord<CallDataRow>(callDataColumns, record),
      ),
      callBacks: (await byNumber('call_backs')).map((record) => fromRecord<CallBackRow>(callBackColumns, record)),
      recordings: (await byNumber('recordings')).map((record) => fromRecord<RecordingRow>(recordingColumns, record)),
      leads: (await byNumber('leads')).map(leadOf),
      attempts: (await byNumber('attempts')).map(attemptOf),
      dnc: (await byNumber('dnc')).map(dncOf),
      consents: (await byNumber('consents')).map(consentOf),
    };
  }

  /** How many calls each of these numbers has had; who had none is not there. */
  async callCounts(numbers: readonly string[], asked: CallsAsked): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    if (asked.direction !== 'outbound') await this.count('calling_number', 'inbound', numbers, asked, counts);
    if (asked.direction !== 'inbound') await this.count('called_number', 'outbound', numbers, asked, counts);
    return counts;
  }

  /** The same for attempts of campaigns that were dialled. */
  async attemptCounts(numbers: readonly string[], asked: AttemptsAsked): Promise<ReadonlyMap<string, number>> {
    await this.ready();
    const counts = new Map<string, number>();
    for (const some of portions(numbers)) {
      const select = this.db('attempts').whereIn('number', some).where('why', '').groupBy('number');
      if (asked.fromMs !== undefined) select.where('started_at', '>=', asked.fromMs);
      if (asked.toMs !== undefined) select.where('started_at', '<', asked.toMs);
      if (asked.campaign !== undefined) select.where('campaign', asked.campaign);
      if (asked.result !== undefined) select.where('result', asked.result);
      add(counts, await select.select('number').count({ n: '*' }));
    }
    return counts;
  }

  private async count(
    column: 'calling_number' | 'called_number',
    direction: Direction,
    numbers: readonly string[],
    asked: CallsAsked,
    counts: Map<string, number>,
  ): Promise<void> {
    await this.ready();
    for (const some of portions(numbers)) {
      const select = this.db('calls').whereIn(column, some).where({ direction }).groupBy(column);
      if (asked.fromMs !== undefined) select.where('started_at', '>=', asked.fromMs);
      if (asked.toMs !== undefined) select.where('started_at', '<', asked.toMs);
      if (asked.agent !== undefined) select.where('agent', asked.agent);
      add(counts, await select.select({ number: column }).count({ n: '*' }));
    }
  }

  private async read(table: string, narrow: (select: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<DbRecord[]> {
    return (await narrow(this.db(table).select('*')).limit(maxRows)) as DbRecord[];
  }
}

function* portions(numbers: readonly string[]): Generator<readonly string[]> {
  const asked = [...new Set(numbers)].slice(0, maxNumbersAsked);
  for (let from = 0; from < asked.length; from += numbersAtOnce) yield asked.slice(from, from + numbersAtOnce);
}

function add(counts: Map<string, number>, rows: readonly object[]): void {
  for (const row of rows as readonly { number: string; n: number }[]) {
    counts.set(row.number, (counts.get(row.number) ?? 0) + Number(row.n));
  }
}
