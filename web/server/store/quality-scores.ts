import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import { type Appeal, appealDays, type Score } from '../../../daemon/contract/pages.js';
import type { Judged, Verdict } from '../../../daemon/terms/quality.js';
import { writeAudit } from './audit.js';

const dayMs = 86_400_000;
const maxShown = 200;

interface ScoreRow {
  readonly id: string;
  readonly recording_id: string;
  readonly call_id: string;
  readonly agent: string;
  readonly form_id: string;
  readonly version: number;
  readonly answers: string;
  /** Tenths. */
  readonly points: number;
  readonly vetoed: number;
  readonly verdict: string;
  readonly comment: string;
  readonly by_user: string;
  readonly at: number;
  readonly seen_at: number | null;
  readonly appeal_reason: string | null;
  readonly appeal_at: number | null;
  readonly appeal_outcome: string | null;
  readonly reviewed_by: string | null;
  readonly reviewed_at: number | null;
  readonly review_text: string;
  readonly was: string | null;
}

export interface ScoreQuery {
  /** Null: all agents'. */
  readonly agents: readonly string[] | null;
  readonly verdict?: Verdict | undefined;
  readonly appeal?: 'open' | 'any' | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}
type Answers = Score['answers'];
type NewScore = Pick<Score, 'id' | 'recordingId' | 'callId' | 'agent' | 'formId' | 'version' | 'answers' | 'comment'>;

/** Calls that were judged, appeals and reviews (REC-08). Nothing is removed: a review keeps what it changed. */
export class QualityScores {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * The same id again is the same score. The form's version is frozen, work that waited for it is done.
   * @throws CallboxError conflict: judged already by this form
   */
  async put(score: NewScore, judged: Judged, by: string): Promise<Score> {
    const at = this.clock.nowMs();
    const { id, recordingId, agent, formId, version } = score;
    return this.writer.transaction(async (tx) => {
      const known: ScoreRow | undefined = await tx('quality_scores')
        .where({ id })
        .orWhere({ recording_id: recordingId, form_id: formId, agent })
        .first();
      if (known) {
        if (known.id === id && known.by_user === by && known.recording_id === recordingId) return scoreOf(known);
        throw new CallboxError('conflict', `This call was judged by this form already, by ${known.by_user}.`);
      }
      await tx('quality_forms').where({ id: formId, version }).update({ used: 1 });
      await tx('quality_scores').insert({
        id,
        recording_id: recordingId,
        call_id: score.callId,
        agent,
        form_id: formId,
        version,
        ...columnsOf(judged, score.answers),
        comment: score.comment,
        by_user: by,
        at,
      });
      await tx('quality_work').where({ recording_id: recordingId, done_at: null }).update({ done_at: at });
      const detail = { id, agent, form: `${formId}@${version}`, points: judged.points, vetoed: judged.vetoed };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'call-judged', subject: recordingId, detail });
      return this.in(tx, id);
    });
  }

  async find(id: string): Promise<Score | null> {
    const row: ScoreRow | undefined = await this.reader('quality_scores').where({ id }).first();
    return row ? scoreOf(row) : null;
  }

  /** Newest first. */
  async page(query: ScoreQuery): Promise<readonly Score[]> {
    const select = this.reader('quality_scores').orderBy('id', 'desc').limit(Math.min(maxShown, query.limit));
    narrow(select, query);
    if (query.before !== undefined) select.where('id', '<', query.before);
    return ((await select) as ScoreRow[]).map(scoreOf);
  }

  /** For a report: oldest first. */
  async within(query: Omit<ScoreQuery, 'limit'>, limit: number): Promise<readonly Score[]> {
    const select = this.reader('quality_scores').orderBy('at').limit(limit);
    narrow(select, { ...query, limit });
    return ((await select) as ScoreRow[]).map(scoreOf);
  }

  async ofRecordings(ids: readonly string[]): Promise<readonly Score[]> {
    const rows: ScoreRow[] = await this.reader('quality_scores')
      .whereIn('recording_id', [...ids])
      .orderBy('at');
    return rows.map(scoreOf);
  }

  async unseen(agent: string): Promise<readonly Score[]> {
    const select = this.reader('quality_scores').where({ agent }).whereNull('seen_at').orderBy('at').limit(maxShown);
    return ((await select) as ScoreRow[]).map(scoreOf);
  }

  async see(agent: string, ids: readonly string[]): Promise<void> {
    const select = this.writer('quality_scores').where({ agent }).whereNull('seen_at');
    await select.whereIn('id', [...ids]).update({ seen_at: this.clock.nowMs() });
  }

  /** @throws CallboxError not-found (also another's), conflict (appealed already), not-now (too late) */
  async appeal(id: string, agent: string, reason: string): Promise<Score> {
    const at = this.clock.nowMs();
    return this.change(id, { by: agent, what: 'score-appealed', detail: { reason } }, async (row) => {
      if (row.agent !== agent) throw noSuchScore();
      if (row.appeal_at !== null) throw new CallboxError('conflict', 'This score was appealed already.');
      if (at > untilOf(row)) throw new CallboxError('not-now', `A score may be appealed for ${appealDays} days.`);
      return { appeal_reason: reason, appeal_at: at, appeal_outcome: 'open' };
    });
  }

  /**
   * `changed` null: the score is kept.
   * @throws CallboxError not-found, conflict (no open appeal), forbidden (his own score)
   */
  async review(
    id: string,
    by: string,
    text: string,
    changed: { readonly judged: Judged; readonly answers: Answers } | null,
  ): Promise<Score> {
    const at = this.clock.nowMs();
    const outcome = changed ? 'changed' : 'kept';
    return this.change(id, { by, what: 'appeal-reviewed', detail: { outcome, text } }, async (row) => {
      if (row.appeal_outcome !== 'open') throw new CallboxError('conflict', 'There is no open appeal of this score.');
      if (row.by_user === by || row.agent === by) {
        throw new CallboxError('forbidden', 'An appeal is decided by somebody else than who judged the call.');
      }
      const { points, vetoed, verdict, answers } = scoreOf(row);
      return {
        appeal_outcome: outcome,
        reviewed_by: by,
        reviewed_at: at,
        review_text: text,
        seen_at: null,
        ...(changed
          ? { ...columnsOf(changed.judged, changed.answers), was: JSON.stringify({ points, vetoed, verdict, answers }) }
          : {}),
      };
    });
  }

  private async change(
    id: string,
    deed: { readonly by: string; readonly what: string; readonly detail: Readonly<Record<string, unknown>> },
    columns: (row: ScoreRow) => Promise<Readonly<Record<string, string | number | null>>>,
  ): Promise<Score> {
    const at = this.clock.nowMs();
    return this.writer.transaction(async (tx) => {
      const row: ScoreRow | undefined = await tx('quality_scores').where({ id }).first();
      if (!row) throw noSuchScore();
      await tx('quality_scores')
        .where({ id })
        .update(await columns(row));
      const { by: userId, what, detail } = deed;
      await writeAudit(tx, this.ids, { at, userId, what, subject: id, detail });
      return this.in(tx, id);
    });
  }

  private async in(tx: Knex.Transaction, id: string): Promise<Score> {
    return scoreOf((await tx('quality_scores').where({ id }).first()) as ScoreRow);
  }
}

function narrow(select: Knex.QueryBuilder, { agents, verdict, appeal, fromMs, toMs }: ScoreQuery): void {
  if (agents !== null) select.whereIn('agent', [...agents]);
  if (verdict !== undefined) select.where({ verdict });
  if (appeal === 'open') select.where({ appeal_outcome: 'open' });
  if (appeal === 'any') select.whereNotNull('appeal_at');
  if (fromMs !== undefined) select.where('at', '>=', fromMs);
  if (toMs !== undefined) select.where('at', '<', toMs);
}

function columnsOf({ points, vetoed, verdict }: Judged, answers: Answers) {
  return { points: Math.round(points * 10), vetoed: vetoed ? 1 : 0, verdict, answers: JSON.stringify(answers) };
}

function untilOf({ at }: ScoreRow): number {
  return at + appealDays * dayMs;
}

function scoreOf(row: ScoreRow): Score {
  return {
    id: row.id,
    recordingId: row.recording_id,
    callId: row.call_id,
    agent: row.agent,
    formId: row.form_id,
    version: row.version,
    answers: JSON.parse(row.answers) as Answers,
    points: row.points / 10,
    vetoed: row.vetoed !== 0,
    verdict: row.verdict as Verdict,
    comment: row.comment,
    by: row.by_user,
    at: row.at,
    seenAt: row.seen_at,
    appealUntil: untilOf(row),
    appeal: appealOf(row),
  };
}

function appealOf(row: ScoreRow): Appeal | null {
  if (row.appeal_at === null) return null;
  return {
    reason: row.appeal_reason ?? '',
    at: row.appeal_at,
    outcome: (row.appeal_outcome ?? 'open') as Appeal['outcome'],
    reviewedBy: row.reviewed_by,
    reviewedAt: row.reviewed_at,
    text: row.review_text,
    was: row.was === null ? null : (JSON.parse(row.was) as Appeal['was']),
  };
}

function noSuchScore(): CallboxError {
  return new CallboxError('not-found', 'There is no such score, or it is not yours.');
}
