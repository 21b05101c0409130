import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { Wallboard } from '../../../daemon/contract/pages.js';
import { writeAudit } from './audit.js';

export const maxWallboards = 50;

type StoredWallboard = Omit<Wallboard, 'pages'>;

/** Who may look at the wallboard without a login: by the hash of a token that was shown once. */
export class Wallboards {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<readonly StoredWallboard[]> {
    return (await this.reader('wallboards').orderBy('id').limit(maxWallboards)).map(wallboardOf);
  }

  async find(tokenHash: string): Promise<StoredWallboard | null> {
    const row = await this.reader('wallboards').where({ token_hash: tokenHash }).first();
    return row ? wallboardOf(row) : null;
  }

  /** @throws CallboxError limit */
  async make(name: string, tokenHash: string, by: string): Promise<StoredWallboard> {
    const at = this.clock.nowMs();
    const row = { id: this.ids.next(), name, token_hash: tokenHash, made_by: by, made_at: at, seen_at: null };
    await this.writer.transaction(async (tx) => {
      const [count] = await tx('wallboards').count({ n: '*' });
      if (Number(count?.n ?? 0) >= maxWallboards) {
        throw new CallboxError('limit', `There are ${maxWallboards} wallboards; remove one that is not used.`);
      }
      await tx('wallboards').insert(row);
      await writeAudit(tx, this.ids, { at, userId: by, what: 'wallboard-made', subject: row.id, detail: { name } });
    });
    return wallboardOf(row);
  }

  /** @throws CallboxError not-found */
  async remove(id: string, by: string): Promise<void> {
    const at = this.clock.nowMs();
    await this.writer.transaction(async (tx) => {
      if ((await tx('wallboards').where({ id }).delete()) === 0) {
        throw new CallboxError('not-found', `There is no wallboard ${id}.`);
      }
      await writeAudit(tx, this.ids, { at, userId: by, what: 'wallboard-removed', subject: id, detail: {} });
    });
  }

  async seen(id: string): Promise<void> {
    await this.writer('wallboards').where({ id }).update({ seen_at: this.clock.nowMs() });
  }
}

function wallboardOf(row: {
  readonly id: string;
  readonly name: string;
  readonly made_by: string;
  readonly made_at: number;
  readonly seen_at: number | null;
}): StoredWallboard {
  return { id: row.id, name: row.name, madeBy: row.made_by, madeAt: row.made_at, seenAt: row.seen_at };
}
