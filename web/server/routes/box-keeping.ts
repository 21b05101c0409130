import { z } from 'zod';
import {
  type BoxKeeping,
  type IncidentPage,
  noRunSheetNotes,
  type RunSheet,
  runSheetNotes,
} from '../../../daemon/contract/pages-box.js';
import type { Acts } from '../audit/acts.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { BoxKeeper } from '../keeping/box-keeper.js';
import type { Settings } from '../store/settings.js';
import { type BoxNames, reachable } from '../tls/box-names.js';
import type { CertificateKeeper } from '../tls/certificate-keeper.js';
import type { CallArchive } from './call-archive.js';

const settingName = 'run-sheet';
const incidentsQuery = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const plain = z.union([z.string(), z.number(), z.boolean()]);
const incidentDetail = z.record(z.string(), z.unknown()).transform((all) =>
  Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => {
      const told = plain.safeParse(value);
      return told.success && told.data !== '' ? [[key, told.data] as const] : [];
    }),
  ),
);

export interface BoxKeepingNeeds {
  readonly keeper: BoxKeeper;
  readonly certificate: CertificateKeeper | null;
  readonly settings: Settings;
  readonly archive: CallArchive;
  readonly acts: Acts;
  readonly version: string;
  readonly names: () => BoxNames;
}

/** Which release runs, backups, and the sheet that hangs beside the box. */
export function addBoxKeepingRoutes(router: ApiRouter, needed: BoxKeepingNeeds): void {
  const { keeper, settings, acts, archive } = needed;
  const access = needs('site.manage', 'lines.service');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/box-keeping',
    access,
    async handle(context) {
      context.body = (await keeper.keeping()) satisfies BoxKeeping;
    },
  });

  /** A backup harms nobody, and whoever stands at the box may make one: also a technician, before he changes a line. */
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/box-keeping/backup',
    access,
    async handle(context) {
      await keeper.askForBackup();
      acts.write(holderOf(context).user.id, 'backup-asked', 'box', {});
      context.status = 202;
      context.body = {};
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/incidents',
    access,
    async handle(context) {
      const { before, limit } = checked(incidentsQuery, context.query);
      const rows = await archive.incidents({ limit, ...(before === undefined ? {} : { before }) });
      const incidents = rows.map(({ id, at, code, detail }) => ({ id, at, code, detail: detailOf(detail) }));
      context.body = { incidents } satisfies IncidentPage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/run-sheet',
    access,
    async handle(context) {
      context.body = (await runSheet(needed, context.req.socket.localPort ?? 0)) satisfies RunSheet;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/run-sheet',
    access,
    body: runSheetNotes,
    async handle(context, notes) {
      const { user } = holderOf(context);
      await settings.put(settingName, notes, user.id);
      acts.write(user.id, 'run-sheet', 'box', notes);
      context.body = (await runSheet(needed, context.req.socket.localPort ?? 0)) satisfies RunSheet;
    },
  });
}

/** Written by the daemon as an object; one that is none says nothing. */
function detailOf(text: string): IncidentPage['incidents'][number]['detail'] {
  const parsed = incidentDetail.safeParse(JSON.parse(text === '' ? '{}' : text));
  return parsed.success ? parsed.data : {};
}

async function runSheet(
  { keeper, certificate, settings, archive, version, names }: BoxKeepingNeeds,
  port: number,
): Promise<RunSheet> {
  const called = names();
  const shown = certificate?.shown() ?? null;
  const at = port === 443 ? '' : `:${port}`;
  const addressOf = (name: string): string => `https://${name.includes(':') ? `[${name}]` : name}${at}/`;
  const byNumber = reachable(called);
  // What can be typed first; long IPv6 addresses only where there is nothing else.
  const short = byNumber.filter((address) => !address.includes(':'));
  const known = [...(short.length > 0 ? short : byNumber), ...called.dns.filter((name) => name !== 'localhost')];
  return {
    notes: await settings.get(settingName, runSheetNotes, noRunSheetNotes),
    host: called.dns[0] ?? 'localhost',
    // Without TLS the pages are for the machine itself.
    addresses: shown === null ? [`http://localhost:${port}/`] : known.slice(0, 4).map(addressOf),
    version,
    backupsFolder: keeper.backupsFolder,
    fingerprint: shown?.fingerprint ?? null,
    certificateUntil: shown?.validTo ?? null,
    // The sheet is asked for most when the rest is broken.
    site: await archive.site().catch(() => null),
  };
}
