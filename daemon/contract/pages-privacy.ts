/**
 * Searching the file of customers, files of it, and what a person may ask for.
 *
 * customers.read:
 * POST   /api/v1/customers/find (customerQuery) → CustomersFoundPage: all conditions hold (CRM-22). Who lacks numbers.full
 *        finds numbers only whole. `next`: send it as `after`; conditions on calls look at 5,000 customers a page.
 * GET    /api/v1/searches → SearchList: own and shared ones. PUT /api/v1/searches/{id} (searchBody) → 204, id made by the
 *        page (26 characters), own only; DELETE /api/v1/searches/{id} → 204.
 * customers.import:
 * GET    /api/v1/customers/export.csv?encoding=utf-8|gb18030 → text/csv, audited; masked for who lacks numbers.full (CRM-18).
 * privacy.manage:
 * POST   /api/v1/persons/export (personBody) → PersonData: all rows of these numbers in both databases (CMP-01), audited.
 * POST   /api/v1/persons/erase (eraseBody) → PersonErased: rows lose him; what the law wants kept goes by itself later.
 */
import { z } from 'zod';
import { internalResults, resultCodes } from '../terms/outbound.js';
import { type Customer, type CustomerFound, issueTypes, rowId } from './pages-customers.js';

export const customerFields = ['name', 'company', 'phone', 'address', 'class', 'owner', 'businessType'] as const;
export type CustomerField = (typeof customerFields)[number];

const moment = z.int().min(0).max(8_640_000_000_000_000);
const count = z.int().min(0).max(100_000);
const span = { from: moment.optional(), to: moment.optional() };
export const customerCondition = z.discriminatedUnion('about', [
  z.strictObject({
    about: z.literal('customer'),
    field: z.enum(customerFields),
    operator: z.enum(['=', '!=', 'contains', 'starts-with', 'empty', 'not-empty']),
    value: z.string().max(120),
  }),
  z.strictObject({ about: z.literal('kind'), kind: z.enum(['customer', 'prospect']) }),
  z.strictObject({ about: z.literal('made'), ...span }),
  /** `has` false: none such. Orders are issues of the type 'order'. */
  z.strictObject({
    about: z.literal('issue'),
    has: z.boolean(),
    type: z.enum(issueTypes).optional(),
    state: z.enum(['open', 'closed']).optional(),
    ...span,
  }),
  z.strictObject({ about: z.literal('note'), contains: z.string().trim().min(1).max(120) }),
  /** Calls with his number. */
  z.strictObject({
    about: z.literal('calls'),
    ...span,
    direction: z.enum(['inbound', 'outbound']).optional(),
    agent: z.string().min(1).max(32).optional(),
    atLeast: count.optional(),
    atMost: count.optional(),
  }),
  /** Calls of campaigns that were dialled. */
  z.strictObject({
    about: z.literal('campaign'),
    ...span,
    campaign: z.string().min(1).max(64).optional(),
    result: z.enum([...resultCodes, ...internalResults]).optional(),
    atLeast: count.optional(),
    atMost: count.optional(),
  }),
]);
export type CustomerCondition = z.infer<typeof customerCondition>;
export const customerQuery = z.strictObject({
  conditions: z.array(customerCondition).max(20),
  after: rowId.optional(),
  limit: z.int().min(1).max(200).default(50),
});
export interface CustomersFoundPage {
  readonly customers: readonly CustomerFound[];
  /** null: that was all. */
  readonly next: string | null;
}

export const searchBody = z.strictObject({
  name: z.string().trim().min(1).max(64),
  shared: z.boolean(),
  conditions: customerQuery.shape.conditions,
});
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly conditions: readonly CustomerCondition[];
  readonly changedAt: number;
}
export interface SearchList {
  readonly searches: readonly SavedSearch[];
}

const numbers = z
  .array(z.string().regex(/^\+?\d{5,20}$/))
  .min(1)
  .max(10);
export const personBody = z.strictObject({ numbers });
export const eraseBody = z.strictObject({ numbers, reason: z.string().trim().min(1).max(200) });
export interface PersonData {
  readonly numbers: readonly string[];
  readonly at: number;
  /** What each kind of row is kept for, Chinese and English. */
  readonly purposes: Readonly<Record<string, readonly [zh: string, en: string]>>;
  readonly customers: readonly Customer[];
  readonly tasks: readonly object[];
  readonly firstCalls: readonly object[];
  /** PersonRows of the telephony database. */
  readonly telephony: object;
}
export interface PersonErased {
  readonly customers: number;
  readonly notes: number;
  readonly issues: number;
  readonly tasks: number;
  readonly calls: number;
  readonly leads: number;
  readonly attempts: number;
  readonly recordings: number;
  /** Rows the law wants kept (30 days) and recordings whose day has not come; they are gone after `keptUntil`. */
  readonly kept: number;
  readonly keptUntil: number | null;
}
