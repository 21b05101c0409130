import {
  grantsBody,
  importBody,
  type UserList,
  userBody,
  userChangeBody,
  userId,
} from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { People } from '../people/people.js';
import type { Users } from '../store/users.js';

/** Logins, their rights and one-time passwords. What each answers stands in contract/pages-people. */
export function addUserRoutes(
  router: ApiRouter,
  { people, users }: { readonly people: People; readonly users: Users },
) {
  const access = needs('users.manage');
  const id = (context: ApiContext): string => checked(userId, context.params.id);
  const by = (context: ApiContext): string => holderOf(context).user.id;

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/users',
    access,
    async handle(context) {
      context.body = { users: await users.list() } satisfies UserList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/users',
    access,
    body: userBody,
    async handle(context, body) {
      context.body = await people.add(body, by(context));
      context.status = 201;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/users/import',
    access,
    body: importBody,
    async handle(context, { text, dryRun = false }) {
      context.body = await people.import(text, dryRun, by(context));
      context.status = dryRun ? 200 : 201;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/users/:id',
    access,
    body: userChangeBody,
    async handle(context, body) {
      context.body = await people.change(id(context), body, by(context));
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/users/:id',
    access,
    async handle(context) {
      await people.remove(id(context), by(context));
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/users/:id/rights',
    access,
    body: grantsBody,
    async handle(context, body) {
      context.body = await people.setRights(id(context), body, by(context));
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/users/:id/password',
    access,
    async handle(context) {
      context.body = await people.resetPassword(id(context), by(context));
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/users/:id/unlock',
    access,
    async handle(context) {
      await people.unlock(id(context), by(context));
      context.status = 204;
    },
  });
}
