// @ts-check
/** The schemas that this release's programs know: asked of the programs themselves. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { databases } from './backup.mjs';

/** @param {string} js folder of the compiled programs */
export async function schemasOf(js) {
  const load = (/** @type {string} */ path) => import(pathToFileURL(join(js, path)).href);
  const { telephonyMigrations } = await load('daemon/store/migrations/telephony.js');
  const { businessMigrations } = await load('web/server/store/migrations.js');
  const steps = { telephony: telephonyMigrations, business: businessMigrations };
  return {
    versions: { telephony: steps.telephony.length, business: steps.business.length },
    /** Brings both databases of a folder up to them. @param {string} data */
    async raise(data) {
      const { openForWriting } = await load('daemon/store/connection.js');
      const { migrate } = await load('daemon/store/migrate.js');
      for (const name of databases) {
        const database = openForWriting({ kind: 'sqlite', file: join(data, `${name}.db`) });
        try {
          await migrate(database, 'sqlite', steps[name], Date.now());
        } finally {
          await database.destroy();
        }
      }
    },
  };
}
