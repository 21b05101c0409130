import type { Knex } from 'knex';
import type { AttemptResult, AttemptRow, CampaignToRun, DncRow, DropCounts } from '../terms/outbound.js';
import type {
  AgentResults,
  AttemptCounts,
  Conversion,
  Evidence,
  NumberQuality,
  StoredCampaign,
} from '../terms/outbound-figures.js';
import type { RecordingRow } from '../terms/recordings.js';
import { type AttemptTally, tallyAttempts } from './attempt-tally.js';
import { type DbRecord, fromRecord, recordingColumns } from './columns.js';
import { consentsOf } from './consents.js';
import { attemptOf } from './outbound-columns.js';
import type { OutboundReader } from './outbound-reader.js';

const maxPageRows = 500;
const maxRows = 1_000;
const dayMs = 86_400_000;
const endOfTime = Number.MAX_SAFE_INTEGER;

/** A page of attempts, newest first. */
export interface AttemptPageQuery {
  readonly campaign?: string;
  readonly lead?: string;
  readonly number?: string;
  readonly agent?: string;
  readonly callId?: string;
  readonly result?: AttemptResult;
  /** Only those that were never dialled. */
  readonly blocked?: boolean;
  /** Only those with pacing's inputs (OUT-05). */
  readonly paced?: boolean;
  /** Began in [fromMs, toMs). */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Only older than this attempt. */
  readonly before?: string;
  /** 1-500. */
  readonly limit: number;
}

/** Attempts, and what they come to. Times are epoch ms, spans [from, to). */
export class AttemptReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
    private readonly outbound: OutboundReader,
  ) {}

  /** What the dialer goes on with. `midnight`: the local one before `nowMs`. */
  async withCounts(stored: StoredCampaign, midnight: number, nowMs: number): Promise<CampaignToRun> {
    const { campaign, state, why, changedAt, changedBy } = stored;
    // To the end of time: a clock that was set back must not hide what was counted before.
    const [today, month] = await Promise.all([
      this.tally(campaign.id, midnight, endOfTime),
      this.tally(campaign.id, nowMs - 30 * dayMs, endOfTime),
    ]);
    const [counted] = await this.db('attempts')
      .where('campaign', campaign.id)
      .whereRaw("result = 'success'")
      .count({ count: '*' });
    const detector = month.sample;
    return {
      row: { campaign, state, why, changedAt, changedBy },
      today: today.dropCounts(detector),
      thirtyDays: month.dropCounts(detector),
      results: today.byResult,
      successes: Number(counted?.count ?? 0),
      detector,
    };
  }

  async attempt(id: string): Promise<AttemptRow | null> {
    return this.first(this.db('attempts').where('id', id), attemptOf);
  }

  async attempts(query: AttemptPageQuery): Promise<AttemptRow[]> {
    const order = [
      { column: 'started_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ];
    const select = this.db('attempts').orderBy(order).limit(pageRows(query.limit));
    const { campaign, lead, number, agent, callId, result, blocked, paced, fromMs, toMs, before } = query;
    if (campaign !== undefined) select.where('campaign', campaign);
    if (lead !== undefined) select.where('lead', lead);
    if (number !== undefined) select.where('number', number);
    if (agent !== undefined) select.where('agent', agent);
    if (callId !== undefined) select.where('call_id', callId).whereRaw("call_id <> ''");
    if (result !== undefined) select.where('result', result);
    if (blocked === true) select.whereRaw("why <> ''");
    if (paced === true) select.whereNot('pacing', '');
    if (fromMs !== undefined) select.where('started_at', '>=', fromMs);
    if (toMs !== undefined) select.where('started_at', '<', toMs);
    if (before !== undefined) {
      const key = this.db('attempts').where('id', before).select('started_at', 'id');
      select.where(this.db.raw('(started_at, id)'), '<', key);
    }
    return this.rows(select, attemptOf);
  }

  /** What the law's cap is held against. */
  async dropCounts(campaign: string, fromMs: number, toMs: number): Promise<DropCounts> {
    const { launched, live, connected, dropped } = await this.attemptCounts(campaign, fromMs, toMs);
    return { launched, live, connected, dropped };
  }

  async attemptCounts(campaign: string, fromMs: number, toMs: number): Promise<AttemptCounts> {
    return (await this.tally(campaign, fromMs, toMs)).counts();
  }

  async conversion(campaign: string, target: number | null, fromMs: number, toMs: number): Promise<Conversion> {
    const { live, byResult } = await this.attemptCounts(campaign, fromMs, toMs);
    const successes = byResult.success ?? 0;
    return { reached: live, successes, percent: live === 0 ? null : (successes * 100) / live, target };
  }

  /** OUT-17: an agent's page and the report both read this. `agents` absent: everybody's. */
  async agentResults(
    span: { readonly fromMs: number; readonly toMs: number; readonly campaign?: string },
    agents?: readonly string[],
  ): Promise<AgentResults[]> {
    await this.ready();
    const select = this.db('attempts')
      .whereNotNull('agent')
      .where('started_at', '>=', span.fromMs)
      .where('started_at', '<', span.toMs);
    if (span.campaign !== undefined) select.where('campaign', span.campaign);
    if (agents !== undefined) select.whereIn('agent', [...agents]);
    const records: DbRecord[] = await select
      .groupBy('agent', 'result')
      .select(
        'agent',
        'result',
        this.db.raw('COUNT(*) AS count'),
        this.db.raw('COUNT(connected_at) AS connected'),
        this.db.raw('SUM(ended_at - connected_at) AS talk_ms'),
      )
      .orderBy('agent');
    return agentResultsOf(records);
  }

  /** OUT-11: of at most 1,000 numbers, as leads have them. */
  async numberQuality(numbers: readonly string[]): Promise<NumberQuality[]> {
    await this.ready();
    const asked = [...new Set(numbers)].slice(0, maxRows);
    const records: DbRecord[] = await this.db('attempts')
      .whereIn('number', asked)
      .where('why', '')
      .groupBy('number')
      .select('number')
      .count({ count: '*' })
      .max({ last_at: 'started_at', connected_at: 'connected_at', answered_at: 'answered_at' });
    const lasts: DbRecord[] = await this.db('attempts')
      .whereIn('number', asked)
      .where('why', '')
      .whereNotNull('result')
      .whereNotIn('result', ['line-failure', 'not-rung'])
      .select('number', 'result', 'started_at')
      .orderBy(['started_at', 'id']);
    const lastResult = new Map(lasts.map(({ number, result }) => [String(number), ofPerson(result as AttemptResult)]));
    const dnc = new Map((await this.outbound.dncOf(asked)).map((row) => [row.number, row]));
    const known = new Map(records.map((record) => [String(record.number), record]));
    return asked.map((number) => qualityOf(number, known.get(number), lastResult.get(number), dnc.get(number)));
  }

  /** CMP-04; null: there is no such attempt. */
  async evidence(attemptId: string): Promise<Evidence | null> {
    const attempt = await this.attempt(attemptId);
    if (attempt === null) return null;
    const lead = await this.outbound.lead(attempt.lead);
    const imported = lead === null ? null : await this.outbound.importOfLead(lead.id);
    const recordings =
      attempt.callId === ''
        ? []
        : await this.rows(
            this.db('recordings').where('call_id', attempt.callId).orderBy('id').limit(maxRows),
            (record) => fromRecord<RecordingRow>(recordingColumns, record),
          );
    const before = await this.attempts({
      number: attempt.number,
      fromMs: attempt.startedAt - dayMs,
      before: attempt.id,
      limit: maxPageRows,
    });
    const [dnc] = await this.outbound.dncOf([attempt.number]);
    return {
      attempt,
      lead,
      list: await this.outbound.list(attempt.list),
      import: imported,
      campaign: await this.outbound.campaign(attempt.campaign),
      recordings,
      dnc: dnc ?? null,
      consents: await consentsOf(this.db, [attempt.number], maxRows),
      callsBefore: before
        .filter(({ why }) => why === '')
        .map(({ id, campaign, startedAt, result }) => ({ id, campaign, startedAt, result })),
    };
  }

  private async tally(campaign: string, fromMs: number, toMs: number): Promise<AttemptTally> {
    await this.ready();
    return tallyAttempts(this.db, (select) =>
      select.where('campaign', campaign).where('started_at', '>=', fromMs).where('started_at', '<', toMs),
    );
  }

  private async rows<Row>(select: PromiseLike<DbRecord[]>, rowOf: (record: DbRecord) => Row): Promise<Row[]> {
    await this.ready();
    return (await select).map(rowOf);
  }

  private async first<Row>(select: Knex.QueryBuilder, rowOf: (record: DbRecord) => Row): Promise<Row | null> {
    const [row] = await this.rows(select.limit(1), rowOf);
    return row ?? null;
  }
}

function agentResultsOf(records: readonly DbRecord[]): AgentResults[] {
  const byAgent = new Map<
    string,
    { attempts: number; connected: number; talkMs: number; byResult: Record<string, number> }
  >();
  for (const record of records) {
    const agent = String(record.agent);
    const his = byAgent.get(agent) ?? { attempts: 0, connected: 0, talkMs: 0, byResult: {} };
    his.attempts += Number(record.count);
    his.connected += Number(record.connected);
    his.talkMs += Number(record.talk_ms ?? 0);
    if (record.result !== null) his.byResult[String(record.result)] = Number(record.count);
    byAgent.set(agent, his);
  }
  return [...byAgent].map(([agent, results]) => ({ agent, ...results }));
}

/** So many tries without anybody ever answering. */
const triesUnreached = 5;

/** Who was hung up after the least ring by law did not answer. */
function ofPerson(result: AttemptResult): AttemptResult {
  return result === 'cancelled' ? 'no-answer' : result;
}

function qualityOf(
  number: string,
  record: DbRecord | undefined,
  lastResult: AttemptResult | undefined,
  dnc: DncRow | undefined,
): NumberQuality {
  const time = (value: unknown): number | null => (value == null ? null : Number(value));
  const attempts = Number(record?.count ?? 0);
  const isGood = record?.answered_at != null;
  const flag =
    lastResult === 'wrong-number'
      ? 'vacant'
      : lastResult === 'suspended'
        ? 'suspended'
        : isGood
          ? 'good'
          : attempts >= triesUnreached
            ? 'unreached'
            : 'unknown';
  return {
    number,
    attempts,
    lastAttemptAt: time(record?.last_at),
    lastResult: lastResult ?? null,
    lastConnectedAt: time(record?.connected_at),
    flag,
    dnc: dnc ?? null,
  };
}

function pageRows(limit: number): number {
  return Math.max(1, Math.min(maxPageRows, Math.floor(limit)));
}
