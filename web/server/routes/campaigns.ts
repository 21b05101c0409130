import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { outboundId } from '../../../daemon/contract/outbound-schema.js';
import {
  type AttemptPage,
  type CampaignList,
  type CampaignResults,
  type CampaignShown,
  campaignPutBody,
  type PacingLog,
  type SkipList,
  versionBody,
} from '../../../daemon/contract/pages.js';
import { internalResults, resultCodes } from '../../../daemon/terms/outbound.js';
import type { StoredCampaign } from '../../../daemon/terms/outbound-figures.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { assertWholeNumber } from '../masking/border.js';
import type { CallArchive } from './call-archive.js';
import type { SiteDays } from './site-days.js';

const watch = needs('outbound.watch', 'outbound.manage');
const manage = needs('outbound.manage');
const dayMs = 86_400_000;
const moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000);
const rowId = z.string().regex(/^[0-9a-z]{26}$/, 'is no id');
const limit = z.coerce.number().int().min(1).max(500).default(100);
const span = z.object({ from: moment.optional(), to: moment.optional() });
const versionQuery = z.object({ version: z.coerce.number().int().min(0) });
const pacingQuery = z.object({ before: rowId.optional(), limit });
const attemptQuery = z.object({
  campaign: outboundId.optional(),
  agent: z.string().min(1).max(32).optional(),
  lead: rowId.optional(),
  number: z
    .string()
    .regex(/^\+?\d{3,24}$/)
    .optional(),
  callId: rowId.optional(),
  result: z.enum([...resultCodes, ...internalResults]).optional(),
  blocked: z.literal('true').optional(),
  from: moment.optional(),
  to: moment.optional(),
  before: rowId.optional(),
  limit,
});

export interface CampaignNeeds {
  readonly archive: CallArchive;
  readonly control: ControlClient;
  readonly days: SiteDays;
  readonly acts: Acts;
  nowMs(): number;
}

/** What each answers stands in contract/pages-outbound. */
export function addCampaignRoutes(router: ApiRouter, needed: CampaignNeeds): void {
  addChanges(router, needed);
  addFigures(router, needed);
}

function addChanges(router: ApiRouter, { control, acts }: CampaignNeeds): void {
  const by = (context: ApiContext): string => holderOf(context).user.id;

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/campaigns/:id',
    access: manage,
    body: campaignPutBody,
    async handle(context, { version, campaign }) {
      const id = idOf(context);
      if ((campaign as { id?: unknown } | null)?.id !== id) {
        throw new CallboxError('bad-request', 'Not accepted: campaign.id: is another than in the address.');
      }
      context.body = await control.request('outbound.campaign.put', { by: by(context), version, campaign });
      acts.write(by(context), 'campaign-put', id, { version, campaign });
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/campaigns/:id',
    access: manage,
    async handle(context) {
      const campaign = idOf(context);
      const { version } = checked(versionQuery, context.query);
      await control.request('outbound.campaign.remove', { by: by(context), campaign, version });
      acts.write(by(context), 'campaign-removed', campaign, { version });
      context.status = 204;
    },
  });

  for (const deed of ['start', 'pause', 'stop'] as const) {
    addEndpoint(router, {
      method: 'post',
      path: `/api/v1/campaigns/:id/${deed}`,
      access: manage,
      body: versionBody,
      async handle(context, { version }) {
        const campaign = idOf(context);
        context.body = await control.request(`outbound.campaign.${deed}`, { by: by(context), campaign, version });
        acts.write(by(context), `campaign-${deed}`, campaign, { version });
      },
    });
  }
}

function addFigures(router: ApiRouter, { archive, days, nowMs }: CampaignNeeds): void {
  const stored = async (context: ApiContext): Promise<StoredCampaign> => {
    const id = idOf(context);
    const found = await archive.outbound((outbound) => outbound.campaign(id));
    if (!found) throw new CallboxError('not-found', `There is no campaign ${id}.`);
    return found;
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/campaigns',
    access: watch,
    async handle(context) {
      context.body = { campaigns: await archive.outbound((outbound) => outbound.campaigns()) } satisfies CampaignList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/campaigns/:id',
    access: watch,
    async handle(context) {
      const found = await stored(context);
      const { id, target } = found.campaign;
      const { from, to } = await days.today();
      const [today, thirtyDays, conversion] = await archive.attempts((attempts) =>
        Promise.all([
          attempts.attemptCounts(id, from, to),
          attempts.attemptCounts(id, nowMs() - 30 * dayMs, to),
          attempts.conversion(id, target, 0, to),
        ]),
      );
      context.body = { stored: found, today, thirtyDays, conversion } satisfies CampaignShown;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/campaigns/:id/results',
    access: watch,
    async handle(context) {
      const { id, target } = (await stored(context)).campaign;
      const { from, to } = await spanOf(context, days);
      const [counts, conversion, agents] = await archive.attempts((attempts) =>
        Promise.all([
          attempts.attemptCounts(id, from, to),
          attempts.conversion(id, target, from, to),
          attempts.agentResults({ fromMs: from, toMs: to, campaign: id }),
        ]),
      );
      context.body = { from, to, counts, conversion, agents } satisfies CampaignResults;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/campaigns/:id/pacing',
    access: watch,
    async handle(context) {
      const { before, limit } = checked(pacingQuery, context.query);
      const query = { campaign: idOf(context), paced: true, limit, ...(before === undefined ? {} : { before }) };
      const attempts = await archive.attempts((reader) => reader.attempts(query));
      const launches = attempts.map(({ id, startedAt, pacing }) => ({
        attempt: id,
        at: startedAt,
        reason: JSON.parse(pacing) as unknown,
      }));
      context.body = { launches } satisfies PacingLog;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/campaigns/:id/skips',
    access: watch,
    async handle(context) {
      const { from, to } = await spanOf(context, days);
      const id = idOf(context);
      context.body = { skips: await archive.outbound((outbound) => outbound.skips(id, from, to)) } satisfies SkipList;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/attempts',
    access: watch,
    async handle(context) {
      const { from, to, blocked, number, ...asked } = checked(attemptQuery, context.query);
      if (number !== undefined) assertWholeNumber(holderOf(context), number);
      const query = withoutAbsent({
        ...asked,
        number,
        fromMs: from,
        toMs: to,
        blocked: blocked === 'true' || undefined,
      });
      context.body = { attempts: await archive.attempts((reader) => reader.attempts(query)) } satisfies AttemptPage;
    },
  });
}

/** @throws CallboxError bad-request */
export function idOf(context: ApiContext): string {
  return checked(outboundId, context.params.id);
}

/** What was asked for, or today. */
async function spanOf(context: ApiContext, days: SiteDays): Promise<{ readonly from: number; readonly to: number }> {
  const asked = checked(span, context.query);
  const today = await days.today();
  return { from: asked.from ?? today.from, to: asked.to ?? today.to };
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
/** A reader takes absent conditions, not undefined ones. */
export function withoutAbsent<T extends object>(query: T): Present<T> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Present<T>;
}
