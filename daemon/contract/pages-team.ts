/**
 * The team's day: calls to look at, the daily summary, scripts. Days are the site's.
 *
 * calls.read-all (SUP-07): GET /api/v1/attention?date=YYYY-MM-DD → AttentionList, newest call first.
 *     GET /api/v1/calls/{id}/events → CallEvents, in their order.
 * floor.supervise or site.manage: PUT /api/v1/attention/rules (attentionRulesBody) → 204.
 */
import { z } from 'zod';
import type { AttentionRules, AttentionTag } from '../terms/attention.js';
import type { CallEventRow } from '../terms/rows.js';
import type { CallSummary } from './pages-desk.js';

const dayMs = 86_400_000;
const limitMs = z.int().min(1_000).max(dayMs);

export const attentionRulesBody = z.strictObject({
  abandonedAfterMs: limitMs.nullable(),
  talkLongerMs: limitMs.nullable(),
  ratedFrom: z.int().min(1).max(5).nullable(),
  transfers: z.int().min(1).max(20).nullable(),
  vip: z
    .strictObject({ classes: z.array(z.string().trim().min(1).max(60)).min(1).max(20), waitedMs: limitMs })
    .nullable(),
  emergencyDialled: z.boolean(),
  supervised: z.boolean(),
});
export type AttentionRulesBody = z.infer<typeof attentionRulesBody> & AttentionRules;

export interface AttentionList {
  readonly rules: AttentionRules;
  readonly calls: readonly (CallSummary & { readonly tags: readonly AttentionTag[] })[];
  /** The day had more; the newest are here. */
  readonly more: boolean;
}
export interface CallEvents {
  readonly events: readonly CallEventRow[];
}
