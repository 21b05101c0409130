import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { type ScriptFound, type ScriptList, type ScriptPut, scriptBody } from '../../../daemon/contract/pages.js';
import { scriptProblems } from '../../../daemon/terms/scripts.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Scripts } from '../store/scripts.js';

const queueId = z.string().min(1).max(32);
const versionQuery = z.object({ version: z.coerce.number().int().min(1).max(999_999_999).optional() });

/** What agents say and ask, by queue (AGT-24). */
export function addScriptRoutes(router: ApiRouter, scripts: Scripts): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/scripts',
    access: needs('site.manage'),
    async handle(context) {
      context.body = { scripts: await scripts.newest() } satisfies ScriptList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/scripts/:queue',
    access: needs('agent.work', 'calls.read-all'),
    async handle(context) {
      const { version } = checked(versionQuery, context.query);
      context.body = {
        script: await scripts.find(checked(queueId, context.params.queue), version),
      } satisfies ScriptFound;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/scripts/:queue',
    access: needs('site.manage'),
    body: scriptBody,
    async handle(context, { version, steps }) {
      const [problem] = steps === null ? [] : scriptProblems(steps);
      if (problem !== undefined) {
        throw new CallboxError('bad-request', `Step ${problem.step}: ${problem.problem} (${problem.name}).`);
      }
      const { user } = holderOf(context);
      const made = await scripts.put(checked(queueId, context.params.queue), version, steps, user.id);
      context.body = { version: made } satisfies ScriptPut;
    },
  });
}
