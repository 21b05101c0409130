import { CallboxError } from '../../../daemon/base/errors.js';
import { siteChangeBody } from '../../../daemon/contract/pages.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';

/** What a supervisor may change in the course of a day (SUP-12); the rest is an administrator's. */
const supervisorsChange = 'membership';

/** The site as it is in force, through the daemon, which checks each change and makes it take effect. */
export function addSiteRoutes(
  router: ApiRouter,
  { control, acts }: { readonly control: ControlClient; readonly acts: Acts },
) {
  const access = needs('site.manage', 'floor.supervise');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/site',
    access,
    async handle(context) {
      context.body = await control.request('site.get', {});
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/site',
    access,
    body: siteChangeBody,
    async handle(context, { version, change }) {
      const { rights, user } = holderOf(context);
      if (!rights.has('site.manage') && change.change !== supervisorsChange) {
        throw new CallboxError('forbidden', 'A supervisor may move agents between queues; the rest needs site.manage.');
      }
      context.body = await control.request('site.change', { by: user.id, version, change });
      const subject = typeof change.agent === 'string' ? change.agent : 'site';
      acts.write(user.id, 'site-changed', subject, { from: version, change });
    },
  });
}
