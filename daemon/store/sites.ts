import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Site } from '../terms/site.js';

/** Versions kept; older ones go. */
const maxVersions = 200;

/**
 * Makes `site` the one in force. The same content as before is no new version.
 * `source` is where it came from, for people: a file name.
 */
export async function importSite(
  db: Knex,
  site: Site,
  source: string,
  atMs: number,
): Promise<{ readonly version: number; readonly changed: boolean }> {
  const content = JSON.stringify(site);
  const checksum = createHash('sha256').update(content).digest('hex');
  return db.transaction(async (transaction) => {
    const [last] = await transaction('sites').select('version', 'checksum').orderBy('version', 'desc').limit(1);
    if (last?.checksum === checksum) return { version: last.version as number, changed: false };
    const version = ((last?.version as number | undefined) ?? 0) + 1;
    await transaction('sites').insert({ version, imported_at: atMs, source: source.slice(0, 300), checksum, content });
    await transaction('sites')
      .where('version', '<=', version - maxVersions)
      .delete();
    return { version, changed: true };
  });
}
