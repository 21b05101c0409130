import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { CallboxError } from '../base/errors.js';
import type { Site } from '../terms/site.js';
import type { SiteChange, SiteInForce } from '../terms/site-change.js';

/** Versions kept; older ones go, except the file that was imported last. */
const maxVersions = 200;

export interface SiteImport {
  readonly site: Site;
  /** The file as it was written, in any form that is the same for the same file. */
  readonly written: string;
  /** For people: the file's name. */
  readonly source: string;
  readonly atMs: number;
}

export interface Imported extends SiteInForce {
  readonly changed: boolean;
  /** Changes made in pages that stand beside a file that is the same as ever, or that a new file has replaced. */
  readonly changesOfPages: number;
}

/**
 * The file becomes the site in force, unless it is the one that was imported last: then the site stays as pages have
 * changed it since. A file that differs replaces their changes (which stay in the history).
 */
export async function importSite(db: Knex, { site, written, source, atMs }: SiteImport): Promise<Imported> {
  const content = JSON.stringify(site);
  const record = { imported_at: atMs, source: source.slice(0, 300), checksum: hash(content), content };
  const fileChecksum = hash(written);
  return db.transaction(async (transaction) => {
    const last = await newest(transaction);
    const file = await newest(transaction, (select) => select.whereNull('changed_by'));
    const changesOfPages = last && file ? last.version - file.version : 0;
    const same =
      file !== null && (file.file_checksum ?? file.checksum) === (file.file_checksum ? fileChecksum : record.checksum);
    if (last && same && (changesOfPages > 0 || last.checksum === record.checksum)) {
      // Written by a program that kept no checksum of the file: from here on it is known.
      await transaction('sites').where('version', file.version).update({ file_checksum: fileChecksum });
      const inForce = changesOfPages > 0 ? (JSON.parse(last.content) as Site) : site;
      return { version: last.version, site: inForce, changed: false, changesOfPages };
    }
    const version = (last?.version ?? 0) + 1;
    await transaction('sites').insert({ ...record, version, file_checksum: fileChecksum });
    await forgetOld(transaction, version, version);
    return { version, site, changed: true, changesOfPages };
  });
}

export interface ChangedSite extends SiteInForce {
  readonly change: SiteChange;
  /** Login. */
  readonly by: string;
  readonly atMs: number;
}

/** `version`: the new one. Rejects with 'conflict' unless the one before it is in force. */
export async function storeSiteChange(db: Knex, { version, site, change, by, atMs }: ChangedSite): Promise<void> {
  const content = JSON.stringify(site);
  await db.transaction(async (transaction) => {
    const last = await newest(transaction);
    if (last?.version !== version - 1) {
      throw new CallboxError('conflict', `the stored site has version ${last?.version ?? 0}, not ${version - 1}`);
    }
    await transaction('sites').insert({
      version,
      imported_at: atMs,
      source: `page: ${by}`,
      checksum: hash(content),
      content,
      changed_by: by,
      change_made: JSON.stringify(change),
    });
    const file = await newest(transaction, (select) => select.whereNull('changed_by'));
    await forgetOld(transaction, version, file?.version ?? version);
  });
}

interface SiteRecord {
  readonly version: number;
  readonly checksum: string;
  readonly content: string;
  readonly file_checksum: string | null;
}

async function newest(
  db: Knex.Transaction,
  only: (select: Knex.QueryBuilder) => Knex.QueryBuilder = (select) => select,
): Promise<SiteRecord | null> {
  const [record] = await only(
    db('sites').select('version', 'checksum', 'content', 'file_checksum').orderBy('version', 'desc').limit(1),
  );
  return (record as SiteRecord | undefined) ?? null;
}

async function forgetOld(db: Knex.Transaction, version: number, kept: number): Promise<void> {
  await db('sites')
    .where('version', '<=', version - maxVersions)
    .whereNot('version', kept)
    .delete();
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
