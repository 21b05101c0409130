import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { ScriptVersion } from '../../../daemon/contract/pages.js';
import type { Script, ScriptStep } from '../../../daemon/terms/scripts.js';
import { writeAudit } from './audit.js';

/** Old versions stay for the calls that have them; beyond this the oldest go. */
const maxVersions = 200;

interface ScriptRow {
  readonly queue: string;
  readonly version: number;
  readonly content: string | null;
  readonly made_at: number;
  readonly made_by: string;
}

/** Scripts by queue, each version kept: a call that began with one goes on with it (AGT-24). */
export class Scripts {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** The newest, or the version asked for; null: none, or taken away. */
  async find(queue: string, version?: number): Promise<Script | null> {
    const select = this.reader('scripts').where({ queue }).orderBy('version', 'desc').limit(1);
    if (version !== undefined) select.where({ version });
    const [row]: ScriptRow[] = await select;
    return row === undefined || row.content === null ? null : scriptOf(row);
  }

  /** The newest of each queue, also of those whose script was taken away. */
  async newest(): Promise<readonly ScriptVersion[]> {
    const newest = this.reader('scripts').select('queue').max({ version: 'version' }).groupBy('queue').as('newest');
    const rows: ScriptRow[] = await this.reader('scripts')
      .join(newest, (on) => on.on('newest.queue', 'scripts.queue').on('newest.version', 'scripts.version'))
      .select('scripts.*')
      .orderBy('scripts.queue');
    return rows.map((row) => ({
      queue: row.queue,
      version: row.version,
      steps: row.content === null ? null : scriptOf(row).steps,
      madeAt: row.made_at,
      madeBy: row.made_by,
    }));
  }

  /**
   * `based`: the version that was changed, 0 for the first. `steps` null takes the script away.
   * @throws CallboxError conflict when another version came first
   */
  async put(queue: string, based: number, steps: readonly ScriptStep[] | null, by: string): Promise<number> {
    const at = this.clock.nowMs();
    const version = based + 1;
    const content = steps === null ? null : JSON.stringify(steps);
    await this.writer.transaction(async (tx) => {
      const last = await tx('scripts').where({ queue }).max({ version: 'version' }).first();
      if (Number(last?.version ?? 0) !== based) {
        throw new CallboxError('conflict', `The script was changed since version ${based}; load it again.`);
      }
      await tx('scripts').insert({ queue, version, content, made_at: at, made_by: by });
      await tx('scripts')
        .where({ queue })
        .where('version', '<=', version - maxVersions)
        .delete();
      const detail = { version, steps: steps?.length ?? 0 };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'script-changed', subject: queue, detail });
    });
    return version;
  }
}

function scriptOf({ queue, version, content }: ScriptRow): Script {
  // Written by `put` from checked steps; nobody else writes this table.
  return { queue, version, steps: JSON.parse(content ?? '[]') as readonly ScriptStep[] };
}
