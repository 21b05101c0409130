import { z } from 'zod';
import { type SummaryList, summarySettingsBody } from '../../../daemon/contract/pages.js';
import type { Acts } from '../audit/acts.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { DaySummaryMaker } from '../live/day-summary.js';
import { type Summaries, summariesKept } from '../store/summaries.js';

const query = z.object({
  before: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'is a date like 2027-01-31')
    .optional(),
  limit: z.coerce.number().int().min(1).max(summariesKept).default(30),
});

export interface SummaryNeeds {
  readonly summaries: Summaries;
  readonly maker: DaySummaryMaker;
  readonly acts: Acts;
}

/** The team's days, and when their summary is made (SUP-13). */
export function addSummaryRoutes(router: ApiRouter, { summaries, maker, acts }: SummaryNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/summaries',
    access: needs('calls.read-all'),
    async handle(context) {
      const { before, limit } = checked(query, context.query);
      const [settings, list] = [await maker.settings(), await summaries.list(limit, before)];
      context.body = { settings, summaries: list } satisfies SummaryList;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/summaries/settings',
    access: needs('floor.supervise', 'site.manage'),
    body: summarySettingsBody,
    async handle(context, settings) {
      const { user } = holderOf(context);
      const was = await maker.settings();
      await maker.change(settings, user.id);
      acts.write(user.id, 'summary-settings', 'site', { was, is: settings });
      context.status = 204;
    },
  });
}
