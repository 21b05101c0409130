/**
 * Customers as pages see them.
 *
 * customers.read:  GET /api/v1/customers?q=TEXT → CustomerSearch; GET /api/v1/customers/{id} → Customer;
 *                  GET /api/v1/pops/{callId} → Pop (the agent of the call, or calls.read-all).
 * customers.write: POST /api/v1/customers (customerBody) → 201 Customer (a prospect of that number becomes it);
 *                  PUT /api/v1/customers/{id} (customerChangeBody) → Customer;
 *                  POST /api/v1/customers/{id}/notes (noteBody) → 201 CustomerNote (the agent's draft of the call goes);
 *                  POST /api/v1/customers/{id}/issues (issueBody) → 201 Issue;
 *                  PUT /api/v1/issues/{id} (issueChangeBody) → Issue;
 *                  PUT /api/v1/phone-choices (phoneChoiceBody) → 204: next time this number is this customer (CRM-04).
 */
import { z } from 'zod';
import type { CallSummary } from './pages-desk.js';

const callId = z.string().length(26);
export const rowId = z.string().regex(/^[0-9a-z]{26}$/, 'is no id');

export const noteBody = z.strictObject({ callId: callId.nullable(), text: z.string().trim().min(1).max(4000) });
/** Absent class, owner, businessType: as they are, '' for a new customer. */
export const customerBody = z.strictObject({
  name: z.string().trim().min(1).max(120),
  company: z.string().trim().max(120),
  phone: z.string().regex(/^\+?\d{3,20}$/),
  address: z.string().trim().max(300),
  /** Importance as the site names it: 'A', 'K', 'vip'. */
  class: z.string().trim().max(32).optional(),
  /** Agent who owns the account. */
  owner: z.string().trim().max(32).optional(),
  businessType: z.string().trim().max(64).optional(),
});
export type CustomerBody = z.infer<typeof customerBody>;
/** Also with the number as a login without numbers.full sees it, 138****5678: it stays. */
export const customerChangeBody = customerBody.extend({ phone: z.string().regex(/^\+?\d{0,17}(?:\*{4})?\d{3,20}$/) });

export interface CustomerNote {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly callId: string | null;
  readonly text: string;
}

export const issueTypes = ['question', 'order', 'complaint', 'repair', 'other'] as const;
export type IssueType = (typeof issueTypes)[number];
/** Opening one makes its type the customer's business type, by which calls are routed. */
export const issueBody = z.strictObject({
  type: z.enum(issueTypes),
  title: z.string().trim().min(1).max(200),
  callId: callId.nullable(),
});
export const issueChangeBody = z.strictObject({ state: z.enum(['open', 'closed']) });
/** Something a customer waits for. */
export interface Issue {
  readonly id: string;
  readonly customerId: string;
  readonly type: IssueType;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly callId: string | null;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
}

/** A line of a search: name, company or part of the number; at most 50, by name. */
export interface CustomerFound {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly phone: string;
  readonly address: string;
  readonly class: string;
  readonly owner: string;
  readonly businessType: string;
  /** 'prospect': only the number is known, `name` is ''. */
  readonly kind: 'customer' | 'prospect';
}
export interface Customer extends CustomerFound {
  /** Newest first, at most 50. */
  readonly notes: readonly CustomerNote[];
  /** Newest first, at most 20 each. */
  readonly openIssues: readonly Issue[];
  readonly closedIssues: readonly Issue[];
}
export interface CustomerSearch {
  readonly customers: readonly CustomerFound[];
}

/** The customer meant when this number calls. */
export const phoneChoiceBody = z.strictObject({ number: z.string().regex(/^\+?\d{3,24}$/), customerId: rowId });

/** What an agent of the call is typing, as it was last sent with the message 'draft'. */
export interface Draft {
  readonly agentId: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** A number that called for the first time and has no customer yet; recorded exactly once (CRM-11). */
export interface Prospect {
  readonly id: string;
  readonly firstAt: number;
  readonly firstCallId: string;
}

/** What an agent sees when a call is offered, and whoever it is transferred to. */
export interface Pop {
  readonly callId: string;
  readonly callingNumber: string;
  /** Empty: nobody known by this number; several: choose. */
  readonly customers: readonly Customer[];
  /** Chosen among several the last time; null: never. */
  readonly chosen: string | null;
  /** Of an unknown number; null: known, or the number is withheld. */
  readonly prospect: Prospect | null;
  /** Earlier calls of this number, newest first, at most 10. */
  readonly history: readonly CallSummary[];
  /** Notes being typed in this call by its agents, newest first. */
  readonly drafts: readonly Draft[];
}
