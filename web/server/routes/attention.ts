import {
  type AttentionList,
  attentionRulesBody,
  type CallEvents,
  type CallSummary,
} from '../../../daemon/contract/pages.js';
import {
  type AttentionRules,
  attentionOf,
  usualAttentionRules,
  vipCandidates,
} from '../../../daemon/terms/attention.js';
import type { DayRows } from '../../../daemon/terms/day-rows.js';
import type { Acts } from '../audit/acts.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Customers } from '../store/customers.js';
import type { Settings } from '../store/settings.js';
import type { CallArchive } from './call-archive.js';
import { checkedCallId } from './ids.js';
import type { SiteDays } from './site-days.js';

const maxShown = 500;
const settingName = 'attention';

export interface AttentionNeeds {
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly settings: Settings;
  readonly customers: Customers;
  readonly acts: Acts;
  nowMs(): number;
}

export function attentionRules(settings: Settings): Promise<AttentionRules> {
  return settings.get(settingName, attentionRulesBody, usualAttentionRules);
}

/** The day's calls with a tag; only of those who waited long the class is looked up. */
export async function attentionCalls(
  rows: DayRows,
  rules: AttentionRules,
  customers: Customers,
  nowMs: number,
): Promise<ReturnType<typeof attentionOf>> {
  const classes = await customers.classesOf(vipCandidates(rows, rules, nowMs));
  return attentionOf(rows, rules, (number) => classes.get(number) ?? '', nowMs);
}

/** Calls somebody should look at (SUP-07). */
export function addAttentionRoutes(router: ApiRouter, needed: AttentionNeeds): void {
  const { archive, days, settings, customers, acts, nowMs } = needed;

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/attention',
    access: needs('calls.read-all'),
    async handle(context) {
      const { from, to } = await days.asked(context.query);
      const rules = await attentionRules(settings);
      const rows = await archive.day((day) => day.rows(from, to, false));
      const found = await attentionCalls(rows, rules, customers, nowMs());
      const shown = found.slice(0, maxShown);
      const summaries = await archive.calls(shown.map(({ call }) => call.id));
      const calls = shown.flatMap(({ call, tags }) => {
        const summary: CallSummary | undefined = summaries.get(call.id);
        return summary === undefined ? [] : [{ ...summary, tags }];
      });
      context.body = { rules, calls, more: found.length > shown.length } satisfies AttentionList;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/attention/rules',
    access: needs('floor.supervise', 'site.manage'),
    body: attentionRulesBody,
    async handle(context, rules) {
      const { user } = holderOf(context);
      const was = await attentionRules(settings);
      await settings.put(settingName, rules, user.id);
      acts.write(user.id, 'attention-rules', 'site', { was, is: rules });
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/events',
    access: needs('calls.read-all'),
    async handle(context) {
      const callId = checkedCallId(context.params.id);
      context.body = { events: await archive.day((day) => day.eventsOf(callId)) } satisfies CallEvents;
    },
  });
}
