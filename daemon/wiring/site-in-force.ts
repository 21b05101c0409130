/** Which site the daemon begins with, and how its spans speak. */
import type { Logger } from 'pino';
import { loadSiteFile, problemText, type SiteErrors, type SiteFile } from '../contract/site-file.js';
import type { NativeConfig } from '../driver/native.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { Site } from '../terms/site.js';
import type { SiteInForce } from '../terms/site-change.js';
import { spanSetupsOf } from '../terms/site-spans.js';
import { readBeginning } from './box.js';
import { ConfigurationError, type Options } from './options.js';

type GoodSiteFile = Exclude<SiteFile, SiteErrors>;

/** The site of the file, or null if none was given. */
export function readSite(file: string | null, log: Logger): GoodSiteFile | null {
  if (file === null) return null;
  const result = loadSiteFile(file);
  if ('errors' in result) {
    const count = result.errors.length;
    const found = `${count} ${count === 1 ? 'error' : 'errors'} in the site file, nothing was changed / 站点文件有 ${count} 处错误，未作任何改动`;
    throw new ConfigurationError([found, ...result.errors.map((error) => problemText(file, error))].join('\n'));
  }
  for (const warning of result.warnings) log.warn({ path: warning.path, line: warning.line }, warning.en);
  return result;
}

/**
 * The site in force: of the file, which becomes the stored one, or the one stored last. A file that is the same as at
 * its last import does not undo what pages have changed since.
 */
export async function siteInForce(
  store: TelephonyStore,
  options: Options,
  file: GoodSiteFile | null,
  atMs: number,
  log: Logger,
): Promise<SiteInForce> {
  if (file !== null) {
    const { site, written } = file;
    const source = options.site ?? '';
    const { version, changed, changesOfPages, ...inForce } = await store.importSite({ site, written, source, atMs });
    if (changesOfPages === 0) log.info({ version, changed }, 'site file imported');
    else if (changed)
      log.warn({ version, changesOfPages }, 'the site file differs from the last: it replaces changes made in pages');
    else
      log.info(
        { version, changesOfPages },
        'the site file is the same as ever: changes made in pages since its import stand',
      );
    return { version, site: inForce.site };
  }
  const stored = await store.reader.site();
  if (stored === null && options.firstSites !== null) {
    const begun = readBeginning(options.firstSites, 'empty');
    const { version, site } = await store.importSite({ ...begun, source: 'first-start', atMs });
    log.info({ version }, 'a new box: it waits for its first-run page');
    return { version, site };
  }
  if (stored === null) {
    throw new ConfigurationError(`no site has been imported into ${options.data} yet: start once with --site FILE`);
  }
  log.info({ version: stored.version }, 'the stored site is used');
  return stored;
}

/** How each span speaks; what the site does not say is the user side of EuroISDN. */
export function spanPlansOf(site: Site): NonNullable<NativeConfig['spanPlans']> {
  return Array.from({ length: site.board.spans }, (_, at) => {
    const settings = site.spans?.find(({ span }) => span === at + 1);
    const { side = 'user', protocol = 'euro-isdn', overlapReceiving = false } = settings ?? {};
    // What the site leaves open stays as the card's driver has it.
    const crc4 = settings?.crc4 === undefined ? {} : { crc4: settings.crc4 };
    return { side, protocol, overlapReceiving, ...crc4, ...clockPriorityOf(site, at) };
  });
}

/** One span that names its place among the clock's sources gives all of them one. */
function clockPriorityOf(site: Site, at: number): { readonly clockPriority?: number } {
  const isNamed = site.spans?.some(({ clockPriority }) => clockPriority !== undefined) ?? false;
  const priority = spanSetupsOf(site)[at]?.clockPriority;
  return isNamed && priority !== undefined ? { clockPriority: priority } : {};
}
