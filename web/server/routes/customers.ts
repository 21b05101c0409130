import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  type CustomerSearch,
  customerBody,
  customerChangeBody,
  issueBody,
  issueChangeBody,
  noteBody,
  phoneChoiceBody,
} from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { isMasked } from '../masking/border.js';
import { maskNumber } from '../masking/masking.js';
import type { Callers } from '../store/callers.js';
import type { Customers } from '../store/customers.js';
import type { Issues } from '../store/issues.js';
import { checkedCustomerId, checkedId } from './ids.js';

const search = z.object({ q: z.string().trim().min(1).max(120) });

export interface CustomerNeeds {
  readonly customers: Customers;
  readonly callers: Callers;
  readonly issues: Issues;
  /** What is kept ready for pops of these numbers is out of date. */
  changed(...numbers: readonly string[]): void;
  /** The agent's note of a call is written: what he was typing is no draft any more. */
  noted(agentId: string, callId: string): Promise<void>;
}

export function addCustomerRoutes(router: ApiRouter, customerNeeds: CustomerNeeds): void {
  const { customers, changed, noted } = customerNeeds;
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/customers',
    access: needs('customers.read'),
    async handle(context) {
      const { q } = checked(search, context.query);
      const parts = holderOf(context).rights.has('numbers.full');
      context.body = { customers: await customers.search(q, parts) } satisfies CustomerSearch;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/customers/:id',
    access: needs('customers.read'),
    async handle(context) {
      const id = checkedCustomerId(context.params.id);
      const customer = await customers.find(id);
      if (!customer) throw new CallboxError('not-found', `There is no customer ${id}.`);
      context.body = customer;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/customers',
    access: needs('customers.write'),
    body: customerBody,
    async handle(context, body) {
      context.body = await customers.make(body, holderOf(context).user.id);
      context.status = 201;
      changed(body.phone);
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/customers/:id',
    access: needs('customers.write'),
    body: customerChangeBody,
    async handle(context, asked) {
      const id = checkedCustomerId(context.params.id);
      const before = await customers.phoneOf(id);
      const body = { ...asked, phone: phoneMeant(asked.phone, before) };
      context.body = await customers.change(id, body, holderOf(context).user.id);
      changed(body.phone, before ?? body.phone);
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/customers/:id/notes',
    access: needs('customers.write'),
    body: noteBody,
    async handle(context, { callId, text }) {
      const { user } = holderOf(context);
      const note = { callId, text, author: user.name };
      const id = checkedCustomerId(context.params.id);
      context.body = await customers.addNote(id, note, user.id);
      context.status = 201;
      if (callId !== null && user.agentId !== null) await noted(user.agentId, callId);
      changed((await customers.phoneOf(id)) ?? '');
    },
  });

  addIssues(router, customerNeeds);
}

/** A masked number is the one it was; another masked number is none. */
function phoneMeant(written: string, before: string | null): string {
  if (!isMasked(written)) return written;
  if (before !== null && maskNumber(before) === written) return before;
  throw new CallboxError('bad-request', 'Not accepted: phone: stars stand for digits that are not known here.');
}

function addIssues(router: ApiRouter, { customers, callers, issues, changed }: CustomerNeeds): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/customers/:id/issues',
    access: needs('customers.write'),
    body: issueBody,
    async handle(context, body) {
      const id = checkedCustomerId(context.params.id);
      context.body = await issues.open(id, body, holderOf(context).user.id);
      context.status = 201;
      changed((await customers.phoneOf(id)) ?? '');
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/issues/:id',
    access: needs('customers.write'),
    body: issueChangeBody,
    async handle(context, { state }) {
      const issue = await issues.setState(checkedId(context.params.id), state, holderOf(context).user.id);
      context.body = issue;
      changed((await customers.phoneOf(issue.customerId)) ?? '');
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/phone-choices',
    access: needs('customers.write'),
    body: phoneChoiceBody,
    async handle(context, { number, customerId }) {
      await callers.choose(number, customerId, holderOf(context).user.id);
      context.status = 204;
      changed(number);
    },
  });
}
