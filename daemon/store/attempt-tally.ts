import type { Knex } from 'knex';
import {
  type AttemptResult,
  type BlockReason,
  type DetectorSample,
  type DropCounts,
  falsePositiveShare,
} from '../terms/outbound.js';
import type { AttemptCounts } from '../terms/outbound-figures.js';
import type { DbRecord } from './columns.js';

/**
 * As the dialer has it: whose answer was not judged yet is nobody; who is cleared as a machine is heard by nobody; where
 * nobody listens for machines `who` is NULL, and whoever answers is a person.
 */
const flags = {
  person:
    "classified_at IS NOT NULL AND COALESCE(who, '') <> 'fax' AND (COALESCE(who, '') <> 'machine' OR sampled = 1) AND machine = 0",
  unheard: "who = 'machine' AND sampled = 0 AND answered_at IS NOT NULL",
  of_sample: "who = 'machine' AND sampled = 1 AND connected_at IS NOT NULL AND result_by LIKE 'agent:%'",
  talked: 'connected_at IS NOT NULL',
} as const;

/** Counts these attempts in the database, by everything that the law and the reports ask about them. */
export async function tallyAttempts(
  db: Knex,
  which: (select: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<AttemptTally> {
  const flag = ([name, condition]: [string, string]): Knex.Raw =>
    db.raw(`CASE WHEN ${condition} THEN 1 ELSE 0 END AS ${name}`);
  const records: DbRecord[] = await which(db('attempts'))
    .select(
      'result',
      'why',
      'machine',
      ...Object.entries(flags).map(flag),
      db.raw('COUNT(*) AS count'),
      db.raw('SUM(connected_at - answered_at) AS connect_ms'),
      db.raw('SUM(ended_at - connected_at) AS talk_ms'),
      db.raw('COUNT(ended_at - connected_at) AS talks'),
    )
    .groupBy('result', 'why', 'machine', ...Object.keys(flags));
  return new AttemptTally(records);
}

/** What a number of attempts comes to. */
export class AttemptTally {
  readonly byResult: Partial<Record<AttemptResult, number>> = {};
  private readonly byBlock: Partial<Record<BlockReason, number>> = {};
  private attempts = 0;
  private blocked = 0;
  private persons = 0;
  private unheard = 0;
  private talked = 0;
  private connected = 0;
  private dropped = 0;
  private connectMs = 0;
  private talkMs = 0;
  private talks = 0;
  private sampled = 0;
  private wrong = 0;

  constructor(records: readonly DbRecord[]) {
    for (const record of records) this.add(record, Number(record.count));
  }

  get sample(): DetectorSample {
    return { sampled: this.sampled, wrong: this.wrong };
  }

  /** Persons whom the detector took for machines are persons who were dropped: as many as `sample` lets expect. */
  dropCounts(sample: DetectorSample): DropCounts {
    const lost = Math.round(this.unheard * falsePositiveShare(sample));
    return {
      launched: this.attempts - this.blocked,
      live: this.persons + lost,
      connected: this.connected,
      dropped: this.dropped + lost,
    };
  }

  counts(): AttemptCounts {
    const { attempts, blocked, byResult, byBlock, sampled, wrong } = this;
    return {
      ...this.dropCounts(this.sample),
      attempts,
      blocked,
      byResult,
      byBlock,
      meanConnectMs: this.talked === 0 ? null : this.connectMs / this.talked,
      meanTalkMs: this.talks === 0 ? null : this.talkMs / this.talks,
      sampled,
      sampledWrong: wrong,
    };
  }

  private add(record: DbRecord, count: number): void {
    this.attempts += count;
    if (record.result !== null) {
      const result = record.result as AttemptResult;
      this.byResult[result] = (this.byResult[result] ?? 0) + count;
    }
    if (record.why !== '') {
      const why = record.why as BlockReason;
      this.blocked += count;
      this.byBlock[why] = (this.byBlock[why] ?? 0) + count;
      return;
    }
    const is = (flag: string): boolean => Number(record[flag]) === 1;
    if (record.result === 'dropped') this.dropped += count;
    if (is('person')) this.persons += count;
    if (is('unheard')) this.unheard += count;
    if (is('of_sample')) {
      this.sampled += count;
      if (!is('machine')) this.wrong += count;
    }
    if (!is('talked')) return;
    this.talked += count;
    if (!is('machine')) this.connected += count;
    this.connectMs += Number(record.connect_ms ?? 0);
    this.talkMs += Number(record.talk_ms ?? 0);
    this.talks += Number(record.talks ?? 0);
  }
}
