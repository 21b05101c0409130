import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { SamplingShown } from '../../../daemon/contract/pages.js';
import type { AutoMark, Drawn, SamplingRule, WorkReason } from '../../../daemon/terms/quality.js';
import { writeAudit } from './audit.js';

const maxRules = 50;
const maxShown = 200;
const weekMs = 7 * 86_400_000;

export interface StoredWork {
  readonly recordingId: string;
  readonly rule: string;
  readonly agent: string;
  readonly judge: string;
  readonly why: WorkReason;
  readonly at: number;
}
export interface StoredMarks {
  readonly recordingId: string;
  readonly longestSilenceMs: number | null;
  readonly talkOverPercent: number | null;
  readonly marks: readonly AutoMark[];
}

/** Sampling rules, what they drew for whom, and what a machine marked. */
export class QualityWork {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** By name. */
  async rules(): Promise<readonly SamplingShown[]> {
    const rows = await this.reader('quality_rules').select('*');
    const open: { rule_id: string; n: number }[] = await this.reader('quality_work')
      .whereNull('done_at')
      .groupBy('rule_id')
      .select('rule_id')
      .count({ n: '*' });
    const openOf = new Map(open.map(({ rule_id, n }) => [rule_id, Number(n)]));
    return rows
      .map((row) => ({
        id: row.id as string,
        rule: JSON.parse(row.content) as SamplingRule,
        changedAt: row.changed_at as number,
        changedBy: row.changed_by as string,
        open: openOf.get(row.id) ?? 0,
      }))
      .sort((a, b) => (a.rule.name < b.rule.name ? -1 : 1));
  }

  async putRule(id: string, rule: SamplingRule, by: string): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const was = await tx('quality_rules').where({ id }).first();
      const [count] = await tx('quality_rules').count({ n: '*' });
      if (!was && Number(count?.n ?? 0) >= maxRules) {
        throw new CallboxError('limit', `There may be ${maxRules} sampling rules; remove one first.`);
      }
      const row = { id, content: JSON.stringify(rule), changed_at: at, changed_by: by };
      await tx('quality_rules').insert(row).onConflict('id').merge();
      const detail = { was: was ? (JSON.parse(was.content) as SamplingRule) : null, is: rule };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'sampling-rule', subject: id, detail });
    });
  }

  /** What it has drawn stays. @throws CallboxError not-found */
  async removeRule(id: string, by: string): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const removed = await tx('quality_rules').where({ id }).delete();
      if (removed === 0) throw new CallboxError('not-found', 'There is no such rule.');
      await writeAudit(tx, this.ids, { at, userId: by, what: 'sampling-rule-removed', subject: id, detail: {} });
    });
  }

  /** Those of these that are on a list, or were. */
  async taken(recordingIds: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let at = 0; at < recordingIds.length; at += 500) {
      const some = recordingIds.slice(at, at + 500);
      const rows = await this.reader('quality_work').select('recording_id').whereIn('recording_id', some);
      const judged = await this.reader('quality_scores').select('recording_id').whereIn('recording_id', some);
      for (const { recording_id } of [...rows, ...judged]) found.add(recording_id as string);
    }
    return found;
  }

  /** How many a rule drew of each agent by chance in that week. */
  async randomSoFar(ruleId: string, week: number): Promise<ReadonlyMap<string, number>> {
    const rows: { agent: string; n: number }[] = await this.reader('quality_work')
      .where({ rule_id: ruleId, week, why: 'random' })
      .groupBy('agent')
      .select('agent')
      .count({ n: '*' });
    return new Map(rows.map(({ agent, n }) => [agent, Number(n)]));
  }

  async openOf(): Promise<ReadonlyMap<string, number>> {
    const rows: { judge: string; n: number }[] = await this.reader('quality_work')
      .whereNull('done_at')
      .groupBy('judge')
      .select('judge')
      .count({ n: '*' });
    return new Map(rows.map(({ judge, n }) => [judge, Number(n)]));
  }

  /** What another rule took meanwhile is left out. Resolves with how many were put on a list. */
  async add(
    ruleId: string,
    ruleName: string,
    week: number,
    drawn: readonly (Drawn & { readonly judge: string })[],
  ): Promise<number> {
    const at = this.clock.nowMs();
    let added = 0;
    await this.writer.transaction(async (tx) => {
      for (const { recordingId, agent, why, judge } of drawn) {
        const known = await tx('quality_work').where({ recording_id: recordingId }).first('recording_id');
        if (known) continue;
        const row = { recording_id: recordingId, rule_id: ruleId, rule_name: ruleName, agent, judge, why, week, at };
        await tx('quality_work').insert({ ...row, done_at: null });
        added += 1;
      }
    });
    return added;
  }

  /** What this login has to judge, oldest first. */
  async open(judge: string): Promise<readonly StoredWork[]> {
    const rows = await this.reader('quality_work')
      .where({ judge })
      .whereNull('done_at')
      .orderBy(['at', 'recording_id'])
      .limit(maxShown);
    return rows.map((row) => ({
      recordingId: row.recording_id,
      rule: row.rule_name,
      agent: row.agent,
      judge: row.judge,
      why: row.why,
      at: row.at,
    }));
  }

  /** Judged by this login in the last seven days. */
  async doneOf(judge: string): Promise<number> {
    const [row] = await this.reader('quality_work')
      .where({ judge, dropped_why: '' })
      .where('done_at', '>=', this.clock.nowMs() - weekMs)
      .count({ n: '*' });
    return Number(row?.n ?? 0);
  }

  /** Not judged, for a reason. @throws CallboxError not-found: not on this login's list */
  async drop(recordingId: string, judge: string, reason: string): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      const dropped = await tx('quality_work')
        .where({ recording_id: recordingId, judge, done_at: null })
        .update({ done_at: at, dropped_why: reason });
      if (dropped === 0) throw new CallboxError('not-found', 'This call is not on your list.');
      const detail = { reason };
      await writeAudit(tx, this.ids, { at, userId: judge, what: 'work-dropped', subject: recordingId, detail });
    });
  }

  async marksOf(recordingIds: readonly string[]): Promise<ReadonlyMap<string, StoredMarks>> {
    const rows = await this.reader('quality_marks').whereIn('recording_id', [...recordingIds]);
    return new Map(
      rows.map((row) => [
        row.recording_id as string,
        {
          recordingId: row.recording_id,
          longestSilenceMs: row.longest_silence_ms,
          talkOverPercent: row.talk_over_tenths === null ? null : row.talk_over_tenths / 10,
          marks: JSON.parse(row.marks) as readonly AutoMark[],
        },
      ]),
    );
  }

  async mark({ recordingId, longestSilenceMs, talkOverPercent, marks }: StoredMarks): Promise<void> {
    const row = {
      recording_id: recordingId,
      at: this.clock.nowMs(),
      longest_silence_ms: longestSilenceMs,
      talk_over_tenths: talkOverPercent === null ? null : Math.round(talkOverPercent * 10),
      marks: JSON.stringify(marks),
    };
    await this.writer('quality_marks').insert(row).onConflict('recording_id').merge();
  }
}
