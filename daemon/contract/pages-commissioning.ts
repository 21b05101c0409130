/**
 * REST of bringing a line up and of span changes. All need 'lines.service'; who asks is the session's to say. A check and
 * the taking of a proposal answer at once: the page asks GET /api/v1/commissionings/:id every 300-500 ms while a step is
 * 'checking' or `taking`, GET /api/v1/span-changes/:id while a change has no `endedAt`.
 */
import type { z } from 'zod';
import type { Commissioning, CommissioningReport } from '../terms/commissioning.js';
import type { SpanChange } from '../terms/span-setup.js';
import { commissioningRequests } from './commissioning-schema.js';

// GET /api/v1/commissionings → CommissioningList; GET /api/v1/commissionings/:id → CommissioningShown
/** POST /api/v1/commissionings → CommissioningShown; 409 'conflict': somebody works on this span, the message says who. */
export const commissioningStartBody = commissioningRequests['commissioning.start'].omit({ by: true });
/** PUT /api/v1/commissionings/:id/order → CommissioningShown; 409: somebody else was faster, load it again. */
export const commissioningOrderBody = commissioningRequests['commissioning.order'].omit({ by: true, id: true });
/** POST /api/v1/commissionings/:id/check → CommissioningShown */
export const commissioningCheckBody = commissioningRequests['commissioning.check'].omit({ by: true, id: true });
/** POST /api/v1/commissionings/:id/take, /back → CommissioningShown */
export const commissioningStepBody = commissioningRequests['commissioning.take'].omit({ by: true, id: true });
/** POST /api/v1/commissionings/:id/overrule → CommissioningShown */
export const commissioningOverruleBody = commissioningRequests['commissioning.overrule'].omit({ by: true, id: true });
/** POST /api/v1/commissionings/:id/finish, /abandon → CommissioningShown */
export const commissioningEndBody = commissioningRequests['commissioning.finish'].omit({ by: true, id: true });

/** POST /api/v1/span-changes → { id } */
export const spanChangeBody = commissioningRequests['span.change'].omit({ by: true });
// POST /api/v1/span-changes/:id/cancel, /clear-calls without a body → 204

export type CommissioningStartBody = z.infer<typeof commissioningStartBody>;
export type CommissioningOrderBody = z.infer<typeof commissioningOrderBody>;
export type CommissioningCheckBody = z.infer<typeof commissioningCheckBody>;
export type CommissioningStepBody = z.infer<typeof commissioningStepBody>;
export type CommissioningOverruleBody = z.infer<typeof commissioningOverruleBody>;
export type CommissioningEndBody = z.infer<typeof commissioningEndBody>;
export type SpanChangeBody = z.infer<typeof spanChangeBody>;

export interface CommissioningList {
  readonly commissionings: readonly Commissioning[];
}
export type CommissioningShown = Commissioning;
/** GET /api/v1/commissionings/:id/report; /report.txt?language=zh is its text. */
export type CommissioningReportShown = CommissioningReport;
/** GET /api/v1/span-changes, newest first; GET /api/v1/span-changes/:id → SpanChange */
export interface SpanChangeList {
  readonly changes: readonly SpanChange[];
}
