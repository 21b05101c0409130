import type { Knex } from 'knex';
import type { Diagnosis } from '../terms/diagnosis.js';

/** Diagnoses that have ended are kept so many: years of a box that is looked at each week. */
export const keepDiagnoses = 1_000;

export interface DiagnosisQuery {
  /** Absent: of any; 0: of the whole box. */
  readonly span?: number;
  /** Began in [fromMs, toMs), epoch ms; absent: at any time. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Those that are older than this id; absent: from the newest on. */
  readonly before?: string;
  readonly limit: number;
}

/** What the doctor found; newest first, ids are in the order of time. */
export class DiagnosisReader {
  constructor(
    private readonly db: Knex,
    private readonly ready: () => Promise<void>,
  ) {}

  async list({ span, fromMs, toMs, before, limit }: DiagnosisQuery): Promise<Diagnosis[]> {
    await this.ready();
    const select = this.db('diagnoses').select('content').orderBy('id', 'desc').limit(limit);
    if (span !== undefined) select.where('span', span);
    if (fromMs !== undefined) select.where('started_at', '>=', fromMs);
    if (toMs !== undefined) select.where('started_at', '<', toMs);
    if (before !== undefined) select.where('id', '<', before);
    const rows: { content: string }[] = await select;
    // Written by this room from what the daemon made.
    return rows.map(({ content }) => JSON.parse(content) as Diagnosis);
  }

  async one(id: string): Promise<Diagnosis | null> {
    await this.ready();
    const [found]: { content: string }[] = await this.db('diagnoses').select('content').where('id', id);
    return found === undefined ? null : (JSON.parse(found.content) as Diagnosis);
  }
}

/** Opens the row or replaces it; the oldest go. */
export async function applyDiagnosis(db: Knex.Transaction, diagnosis: Diagnosis): Promise<void> {
  const { id, kind, span, startedAt, verdict } = diagnosis;
  const row = { id, kind, span, started_at: startedAt, fault: verdict?.fault ?? '' };
  await db('diagnoses')
    .insert({ ...row, content: JSON.stringify(diagnosis) })
    .onConflict('id')
    .merge();
  const [first]: { id: string }[] = await db('diagnoses')
    .select('id')
    .orderBy('id', 'desc')
    .offset(keepDiagnoses)
    .limit(1);
  if (first !== undefined) await db('diagnoses').where('id', '<=', first.id).delete();
}
