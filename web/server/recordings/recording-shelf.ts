import type { RecordingShown } from '../../../daemon/contract/pages.js';
import type { RecordingRow } from '../../../daemon/terms/recordings.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { Quality } from '../store/business.js';

/** Rows of the ledger as a reader sees them, with what the business database knows of them. */
export class RecordingShelf {
  constructor(
    private readonly archive: CallArchive,
    private readonly quality: Quality,
  ) {}

  async shown(holder: SignedIn, rows: readonly RecordingRow[]): Promise<readonly RecordingShown[]> {
    if (rows.length === 0) return [];
    const { rights, user } = holder;
    const ids = rows.map(({ id }) => id);
    const site = await this.archive.site();
    const groups = new Map((site?.agents ?? []).map(({ id, group }) => [id, group ?? '']));
    const comments = await this.quality.comments.countsOf(ids);
    const scores = await this.quality.scores.ofRecordings(ids);
    const marks = await this.quality.work.marksOf(ids);
    const readsAll = rights.has('quality.read') || rights.has('quality.score');
    const verdicts = new Map(
      scores
        .filter(({ agent }) => readsAll || (rights.has('quality.own') && agent === user.agentId))
        .map(({ recordingId, verdict }) => [recordingId, verdict]),
    );
    return rows.map((row) => ({
      id: row.id,
      callId: row.callId,
      kind: row.kind,
      direction: row.direction,
      number: row.number,
      agent: row.agent,
      group: row.agent === null ? '' : (groups.get(row.agent) ?? ''),
      queue: row.queue,
      campaign: row.campaign,
      startedAt: row.startedAt,
      lengthMs: row.lengthMs,
      state: row.state,
      reason: row.reason,
      result: row.result,
      deletedAt: row.deletedAt,
      comments: comments.get(row.id) ?? 0,
      verdict: verdicts.get(row.id) ?? null,
      // What a machine thinks of an agent's call is for who judges it.
      marks: readsAll ? (marks.get(row.id)?.marks ?? []) : [],
    }));
  }
}
