import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { type CustomerSearch, customerBody, noteBody } from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Customers } from '../store/customers.js';
import { checkedCustomerId } from './ids.js';

const search = z.object({ q: z.string().trim().min(1).max(120) });

export interface CustomerNeeds {
  readonly customers: Customers;
  /** What is kept ready for pops is out of date. */
  changed(): void;
}

export function addCustomerRoutes(router: ApiRouter, { customers, changed }: CustomerNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/customers',
    access: needs('customers.read'),
    async handle(context) {
      const { q } = checked(search, context.query);
      context.body = { customers: await customers.search(q) } satisfies CustomerSearch;
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
      changed();
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/customers/:id',
    access: needs('customers.write'),
    body: customerBody,
    async handle(context, body) {
      context.body = await customers.change(checkedCustomerId(context.params.id), body, holderOf(context).user.id);
      changed();
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
      context.body = await customers.addNote(checkedCustomerId(context.params.id), note, user.id);
      context.status = 201;
      changed();
    },
  });
}
