import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Comment, Note } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';

/** Of one recording; more is no coaching. */
const maxComments = 500;
const maxShown = 200;

interface CommentRow {
  readonly id: string;
  readonly recording_id: string | null;
  readonly call_id: string | null;
  readonly agent: string;
  readonly at_ms: number | null;
  readonly text: string;
  readonly by_user: string;
  readonly by_name: string;
  readonly at: number;
  readonly seen_at: number | null;
}
interface By {
  readonly id: string;
  readonly name: string;
}

/** What was said of recordings at a second (REC-07), and coaching notes, which are of an agent and of no second. */
export class QualityComments {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * The same id again is the same comment, whatever it says.
   * @throws CallboxError conflict (somebody else's id), limit
   */
  async comment(comment: Omit<Comment, 'by' | 'byName' | 'at' | 'seenAt'>, by: By): Promise<Comment> {
    const { id, recordingId, callId, agent, atMs, text } = comment;
    const row = { id, recording_id: recordingId, call_id: callId, agent, at_ms: atMs, text };
    return commentOf(await this.put(row, by, 'recording-commented', recordingId));
  }

  /** @throws CallboxError conflict, limit */
  async note(note: Pick<Note, 'id' | 'agent' | 'recordingId' | 'text'>, by: By): Promise<Note> {
    const { id, agent, recordingId, text } = note;
    const row = { id, recording_id: recordingId, call_id: null, agent, at_ms: null, text };
    return noteOf(await this.put(row, by, 'coaching-note', agent));
  }

  /** In the order of the recording. */
  async of(recordingId: string): Promise<readonly Comment[]> {
    const rows: CommentRow[] = await this.reader('quality_comments')
      .where({ recording_id: recordingId })
      .whereNotNull('at_ms')
      .orderBy(['at_ms', 'id'])
      .limit(maxComments);
    return rows.map(commentOf);
  }

  /** Newest first. */
  async notesOf(agent: string): Promise<readonly Note[]> {
    const select = this.reader('quality_comments').where({ agent }).whereNull('at_ms');
    const rows: CommentRow[] = await select.orderBy('at', 'desc').limit(maxShown);
    return rows.map(noteOf);
  }

  async countsOf(recordingIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows: { recording_id: string; n: number }[] = await this.reader('quality_comments')
      .whereIn('recording_id', [...recordingIds])
      .whereNotNull('at_ms')
      .groupBy('recording_id')
      .select('recording_id')
      .count({ n: '*' });
    return new Map(rows.map(({ recording_id, n }) => [recording_id, Number(n)]));
  }

  async unseen(agent: string): Promise<{ readonly comments: readonly Comment[]; readonly notes: readonly Note[] }> {
    const select = this.reader('quality_comments').where({ agent }).whereNull('seen_at');
    const rows: CommentRow[] = await select.orderBy('at').limit(maxShown);
    return {
      comments: rows.filter(({ at_ms }) => at_ms !== null).map(commentOf),
      notes: rows.filter(({ at_ms }) => at_ms === null).map(noteOf),
    };
  }

  async see(agent: string, ids: readonly string[]): Promise<void> {
    const select = this.writer('quality_comments').where({ agent }).whereNull('seen_at');
    await select.whereIn('id', [...ids]).update({ seen_at: this.clock.nowMs() });
  }

  private async put(
    row: Omit<CommentRow, 'by_user' | 'by_name' | 'at' | 'seen_at'>,
    by: By,
    what: string,
    subject: string,
  ): Promise<CommentRow> {
    const at = this.clock.nowMs();
    return this.writer.transaction(async (tx) => {
      const known: CommentRow | undefined = await tx('quality_comments').where({ id: row.id }).first();
      if (known) {
        const same = known.by_user === by.id && known.agent === row.agent && known.recording_id === row.recording_id;
        if (same) return known;
        throw new CallboxError('conflict', 'There is another comment of this id; make a new one.');
      }
      const [count] = await tx('quality_comments').where({ recording_id: row.recording_id }).count({ n: '*' });
      if (row.recording_id !== null && Number(count?.n ?? 0) >= maxComments) {
        throw new CallboxError('limit', `A recording has ${maxComments} comments at most.`);
      }
      const made: CommentRow = { ...row, by_user: by.id, by_name: by.name, at, seen_at: null };
      await tx('quality_comments').insert(made);
      const detail = { id: row.id, agent: row.agent, atMs: row.at_ms };
      await writeAudit(tx, this.ids, { at, userId: by.id, what, subject, detail });
      return made;
    });
  }
}

function commentOf(row: CommentRow): Comment {
  return {
    id: row.id,
    recordingId: row.recording_id ?? '',
    callId: row.call_id ?? '',
    agent: row.agent,
    atMs: row.at_ms ?? 0,
    text: row.text,
    by: row.by_user,
    byName: row.by_name,
    at: row.at,
    seenAt: row.seen_at,
  };
}

function noteOf({ id, agent, recording_id, text, by_user, by_name, at, seen_at }: CommentRow): Note {
  return { id, agent, recordingId: recording_id, text, by: by_user, byName: by_name, at, seenAt: seen_at };
}
