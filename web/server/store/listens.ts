import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Listen } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';

export const maxListensShown = 500;

interface ListenRow {
  readonly id: string;
  readonly recording_id: string;
  readonly user_id: string;
  readonly how: string;
  readonly at: number;
  readonly ended_at: number;
  readonly address: string;
  readonly octets: number;
  readonly of_octets: number;
  readonly heard_ms: number | null;
  readonly reason: string;
}

export interface ListenBegun {
  readonly recordingId: string;
  readonly user: string;
  readonly how: Listen['how'];
  readonly from: string;
  readonly ofOctets: number;
  readonly reason: string;
}

/** Who was sent which recording (REC-13). A row stands before the first octet goes out. */
export class Listens {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** A download is in the audit too, in the same step. Resolves with the row's id. */
  async begin(listen: ListenBegun): Promise<string> {
    const at = this.clock.nowMs();
    const id = this.ids.next();
    const { recordingId, user, how, from, ofOctets, reason } = listen;
    const row = { id, recording_id: recordingId, user_id: user, how, at, ended_at: at, address: from, reason };
    await this.writer.transaction(async (tx) => {
      await tx('listens').insert({ ...row, octets: 0, of_octets: ofOctets, heard_ms: null });
      if (how !== 'download') return;
      const detail = { reason, address: from, octets: ofOctets };
      await writeAudit(tx, this.ids, { at, userId: user, what: 'recording-downloaded', subject: recordingId, detail });
    });
    return id;
  }

  async sent(id: string, octets: number): Promise<void> {
    await this.writer('listens').where({ id }).update({ octets, ended_at: this.clock.nowMs() });
  }

  async heard(id: string, heardMs: number): Promise<void> {
    await this.writer('listens').where({ id }).update({ heard_ms: heardMs, ended_at: this.clock.nowMs() });
  }

  /** Newest first; one more than maxListensShown when there are more. */
  async of(recordingId: string): Promise<readonly Listen[]> {
    const rows: ListenRow[] = await this.reader('listens')
      .where({ recording_id: recordingId })
      .orderBy('id', 'desc')
      .limit(maxListensShown + 1);
    return rows.map((row) => ({
      id: row.id,
      user: row.user_id,
      how: row.how as Listen['how'],
      at: row.at,
      endedAt: row.ended_at,
      from: row.address,
      octets: row.octets,
      ofOctets: row.of_octets,
      heardMs: row.heard_ms,
      reason: row.reason,
    }));
  }
}
