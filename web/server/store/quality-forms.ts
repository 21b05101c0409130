import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Ids } from '../../../daemon/base/ids.js';
import type { FormVersion } from '../../../daemon/contract/pages.js';
import type { QualityForm } from '../../../daemon/terms/quality.js';
import { writeAudit } from './audit.js';

const maxForms = 100;

interface FormRow {
  readonly id: string;
  readonly version: number;
  readonly content: string;
  readonly is_on: number;
  readonly used: number;
  readonly made_at: number;
  readonly made_by: string;
}

/** Score forms. A version by which a call was judged does not change any more: a change makes the next one. */
export class QualityForms {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** The newest version of each, by id. */
  async newest(): Promise<readonly FormVersion[]> {
    const newest = this.reader('quality_forms').select('id').max({ version: 'version' }).groupBy('id').as('newest');
    const rows: FormRow[] = await this.reader('quality_forms')
      .join(newest, (on) => on.on('newest.id', 'quality_forms.id').on('newest.version', 'quality_forms.version'))
      .select('quality_forms.*')
      .orderBy('quality_forms.id');
    return rows.map(formOf);
  }

  async find(id: string, version: number): Promise<FormVersion | null> {
    const row: FormRow | undefined = await this.reader('quality_forms').where({ id, version }).first();
    return row ? formOf(row) : null;
  }

  /** Those of these versions that are there. */
  async all(wanted: readonly { readonly id: string; readonly version: number }[]): Promise<readonly FormVersion[]> {
    const ids = [...new Set(wanted.map(({ id }) => id))];
    const rows: FormRow[] = await this.reader('quality_forms').whereIn('id', ids);
    return rows.map(formOf);
  }

  /**
   * `based`: the version that was changed; 0: a new form.
   * @throws CallboxError conflict when somebody else's change came first; limit
   */
  async put(id: string, based: number, form: QualityForm, on: boolean, by: string): Promise<FormVersion> {
    const at = this.clock.nowMs();
    return this.writer.transaction(async (tx) => {
      const last: FormRow | undefined = await tx('quality_forms').where({ id }).orderBy('version', 'desc').first();
      if ((last?.version ?? 0) !== based) {
        throw new CallboxError('conflict', `The form was changed since version ${based}; load it again.`);
      }
      const content = JSON.stringify(form);
      const same = last?.content === content;
      if (last && (same || last.used === 0)) {
        await tx('quality_forms')
          .where({ id, version: based })
          .update({ content, is_on: on ? 1 : 0, ...(same ? {} : { made_at: at, made_by: by }) });
      } else {
        const [count] = await tx('quality_forms').countDistinct({ n: 'id' });
        if (!last && Number(count?.n ?? 0) >= maxForms) {
          throw new CallboxError('limit', `There may be ${maxForms} forms; change one that is there.`);
        }
        const row = { id, version: based + 1, content, is_on: on ? 1 : 0, used: 0, made_at: at, made_by: by };
        await tx('quality_forms').insert(row);
      }
      const made: FormRow = await tx('quality_forms').where({ id }).orderBy('version', 'desc').first();
      const detail = { version: made.version, on, items: form.items.length };
      await writeAudit(tx, this.ids, { at, userId: by, what: 'quality-form', subject: id, detail });
      return formOf(made);
    });
  }
}

function formOf(row: FormRow): FormVersion {
  return {
    id: row.id,
    version: row.version,
    // Written by `put` from a checked form; nobody else writes this table.
    form: JSON.parse(row.content) as QualityForm,
    on: row.is_on !== 0,
    used: row.used !== 0,
    madeAt: row.made_at,
    madeBy: row.made_by,
  };
}
