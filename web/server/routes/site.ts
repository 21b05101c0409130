import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { type SiteVersions, siteChangeBody } from '../../../daemon/contract/pages.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { CallArchive } from './call-archive.js';

const versionsQuery = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
/** What a supervisor may change in the course of a day (SUP-12). */
const supervisorsChanges: readonly string[] = ['membership'];
/** What a technician may change (ACC-23, 24); the rest is an administrator's. */
const techniciansChanges: readonly string[] = ['spans', 'board', 'trunks', 'routes', 'numbers'];
/** So far back is looked for the change that an undo of an undo is about. */
const undoesLookedAt = 20;

/** The site as it is in force, through the daemon, which checks each change and makes it take effect. */
export function addSiteRoutes(
  router: ApiRouter,
  needed: { readonly control: ControlClient; readonly acts: Acts; readonly archive: CallArchive },
) {
  const { control, acts, archive } = needed;
  const access = needs('site.manage', 'floor.supervise', 'lines.service');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/site',
    // Campaigns name its queues, trunks and flows.
    access: needs('site.manage', 'floor.supervise', 'outbound.manage', 'lines.service'),
    async handle(context) {
      context.body = await control.request('site.get', {});
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/site/versions',
    access: needs('site.manage', 'lines.service'),
    async handle(context) {
      const { before, limit } = checked(versionsQuery, context.query);
      const versions = await archive.siteVersions({ limit, ...(before === undefined ? {} : { before }) });
      context.body = { versions } satisfies SiteVersions;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/site',
    access,
    body: siteChangeBody,
    async handle(context, { version, change }) {
      const { rights, user } = holderOf(context);
      if (!rights.has('site.manage')) {
        const about = change.change === 'undo' ? await lastChange(archive) : change.change;
        const allowed =
          (rights.has('floor.supervise') && supervisorsChanges.includes(change.change)) ||
          (rights.has('lines.service') && techniciansChanges.includes(about));
        if (!allowed) throw new CallboxError('forbidden', notYours);
      }
      // Who put it there, and when, is not what a page says.
      if (change.change === 'emergency') {
        throw new CallboxError('bad-request', 'The emergency announcement is switched with PUT /api/v1/emergency.');
      }
      context.body = await control.request('site.change', { by: user.id, version, change });
      const subject = typeof change.agent === 'string' ? change.agent : 'site';
      acts.write(user.id, 'site-changed', subject, { from: version, change });
    },
  });
}

const notYours =
  'A supervisor may move agents between queues, a technician may change spans, trunks, routes and numbers and undo ' +
  'that; the rest needs site.manage.';

/** What an undo would take back, or bring back; '' a site file, or nobody knows. */
async function lastChange(archive: CallArchive): Promise<string> {
  const versions = await archive.siteVersions({ limit: undoesLookedAt });
  return versions.find(({ change }) => change?.change !== 'undo')?.change?.change ?? '';
}
