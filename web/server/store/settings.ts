import type { Knex } from 'knex';
import type { z } from 'zod';
import type { Clock } from '../../../daemon/base/clock.js';

/** What people have set for the whole house, by name. What was never set, or cannot be read any more, is as usual. */
export class Settings {
  constructor(
    private readonly writer: Knex,
    private readonly reader: Knex,
    private readonly clock: Clock,
  ) {}

  async get<T>(name: string, schema: z.ZodType<T>, usual: T): Promise<T> {
    const row = await this.reader('settings').where({ name }).first('value');
    if (!row) return usual;
    const parsed = schema.safeParse(JSON.parse(row.value));
    return parsed.success ? parsed.data : usual;
  }

  async put(name: string, value: unknown, by: string): Promise<void> {
    const row = { name, value: JSON.stringify(value), changed_at: this.clock.nowMs(), changed_by: by };
    await this.writer('settings').insert(row).onConflict('name').merge();
  }
}
