/**
 * Bringing a line up, and changes of one span, as pages use them; what each answers stands in
 * contract/pages-commissioning. Their audit is the daemon's own: deeds are in the commissioning itself, each change of a
 * span is an incident and a version of the site with its author.
 */
import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { CommissioningParams } from '../../../daemon/contract/commissioning-schema.js';
import {
  type CommissioningList,
  type CommissioningReportShown,
  type CommissioningShown,
  commissioningCheckBody,
  commissioningEndBody,
  commissioningOrderBody,
  commissioningOverruleBody,
  commissioningStartBody,
  commissioningStepBody,
  type SpanChangeList,
  spanChangeBody,
} from '../../../daemon/contract/pages-commissioning.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { checkedId } from './ids.js';
import { addLongRun } from './long-runs.js';

const access = needs('lines.service');
const textQuery = z.object({ language: z.enum(['zh', 'en']).default('zh') });
/** What a page sends of each deed; method and address have the deed's name. */
const deeds = {
  check: commissioningCheckBody,
  take: commissioningStepBody,
  overrule: commissioningOverruleBody,
  back: commissioningStepBody,
  finish: commissioningEndBody,
  abandon: commissioningEndBody,
} as const;
type Deed = keyof typeof deeds;

const by = (context: ApiContext): string => holderOf(context).user.id;

export function addCommissioningRoutes(router: ApiRouter, control: ControlClient): void {
  addReading(router, control);
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/commissionings',
    access,
    body: commissioningStartBody,
    async handle(context, wanted) {
      const started: CommissioningShown = await control.request('commissioning.start', {
        ...wanted,
        by: by(context),
      });
      context.status = 201;
      context.body = started;
    },
  });
  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/commissionings/:id/order',
    access,
    body: commissioningOrderBody,
    async handle(context, wanted) {
      const id = checkedId(context.params.id);
      context.body = await control.request('commissioning.order', { ...wanted, id, by: by(context) });
    },
  });
  for (const deed of Object.keys(deeds) as Deed[]) addDeed(router, control, deed);
  addSpanChanges(router, control);
}

function addReading(router: ApiRouter, control: ControlClient): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/commissionings',
    access,
    async handle(context) {
      const commissionings = await control.request('commissioning.list', {});
      context.body = { commissionings } satisfies CommissioningList;
    },
  });
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/commissionings/:id',
    access,
    async handle(context) {
      const shown: CommissioningShown = await control.request('commissioning.get', {
        id: checkedId(context.params.id),
      });
      context.body = shown;
    },
  });
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/commissionings/:id/report',
    access,
    async handle(context) {
      const report: CommissioningReportShown = await control.request('commissioning.report', {
        id: checkedId(context.params.id),
      });
      context.body = report;
    },
  });
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/commissionings/:id/report.txt',
    access,
    async handle(context) {
      const { language } = checked(textQuery, context.query);
      const { text } = await control.request('commissioning.report', { id: checkedId(context.params.id) });
      context.type = 'text/plain; charset=utf-8';
      context.body = text[language];
    },
  });
}

/** Method, body and address go by the deed's name, so one shape fits all of them. */
function addDeed(router: ApiRouter, control: ControlClient, deed: Deed): void {
  addEndpoint<object>(router, {
    method: 'post',
    path: `/api/v1/commissionings/:id/${deed}`,
    access,
    body: deeds[deed],
    async handle(context, given) {
      const params = { ...given, id: checkedId(context.params.id), by: by(context) };
      const done: CommissioningShown = await control.request(
        `commissioning.${deed}`,
        params as CommissioningParams<`commissioning.${Deed}`>,
      );
      context.body = done;
    },
  });
}

function addSpanChanges(router: ApiRouter, control: ControlClient): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/span-changes',
    access,
    async handle(context) {
      context.body = { changes: await control.request('span.changes', {}) } satisfies SpanChangeList;
    },
  });
  addLongRun(router, {
    path: '/api/v1/span-changes',
    access,
    body: spanChangeBody,
    begin: (wanted, by) => control.request('span.change', { ...wanted, by }),
    async look(id) {
      const changes = await control.request('span.changes', {});
      const found = changes.find((change) => change.id === id);
      if (found !== undefined) return found;
      throw new CallboxError('not-found', `There is no span change ${id} among the last ones.`);
    },
  });
  for (const deed of ['cancel', 'clear-calls'] as const) {
    addEndpoint(router, {
      method: 'post',
      path: `/api/v1/span-changes/:id/${deed}`,
      access,
      async handle(context) {
        await control.request(`span.${deed}`, { id: checkedId(context.params.id), by: by(context) });
        context.status = 204;
      },
    });
  }
}
