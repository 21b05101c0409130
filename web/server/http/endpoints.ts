import Router, { type RouterContext } from '@koa/router';
import type { Middleware } from 'koa';
import type { z } from 'zod';
import type { SignedIn } from '../sign-in/sign-in.js';
import { type Access, assertDeclared, guard } from './access.js';
import { checked, readJson } from './body.js';

export interface ApiState {
  holder: SignedIn | null;
}
export type ApiContext = RouterContext<ApiState>;

/** One REST endpoint: what it needs, what it takes, what it does. */
export interface Endpoint<Body> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly access: Access;
  /** Absent: the endpoint takes no body. */
  readonly body?: z.ZodType<Body>;
  handle(context: ApiContext, body: Body): Promise<void> | void;
}

export type ApiRouter = Router<ApiState>;

export function apiRouter(): ApiRouter {
  return new Router<ApiState>();
}

/** The only way an endpoint gets its route; `apiRoutes` refuses any other. */
export function addEndpoint<Body = undefined>(router: ApiRouter, endpoint: Endpoint<Body>): void {
  router[endpoint.method](endpoint.path, guard(endpoint.access) as Middleware<ApiState>, async (context) => {
    const { body } = endpoint;
    const value = body ? checked(body, await readJson(context.req)) : (undefined as Body);
    await endpoint.handle(context as ApiContext, value);
  });
}

/** @throws CallboxError internal when a route declares no right */
export function apiRoutes(router: ApiRouter): Middleware {
  assertDeclared(router.stack);
  return router.routes() as unknown as Middleware;
}

/** For handlers behind a right: the guard has let only somebody through. */
export function holderOf(context: ApiContext): SignedIn {
  const { holder } = context.state;
  if (!holder) throw new TypeError('an endpoint for anyone asked who is there');
  return holder;
}
