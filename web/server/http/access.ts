/**
 * The one way to say who may use an endpoint, a socket or a message. Nothing declared means refused:
 * `assertDeclared` stops the start when a route carries no declaration.
 */
import type { Middleware } from 'koa';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Right } from '../../../daemon/terms/rights.js';

export interface Access {
  /** 'anyone': also without a session. Otherwise one of these rights is enough. */
  readonly needs: 'anyone' | readonly [Right, ...Right[]];
}

export function anyone(): Access {
  return { needs: 'anyone' };
}

export function needs(...anyOf: [Right, ...Right[]]): Access {
  return { needs: anyOf };
}

/** What the border knows about who asks. */
export interface Holder {
  readonly rights: ReadonlySet<Right>;
  /** The screen is locked: nothing but the session itself is there. */
  readonly locked: boolean;
}

/** A locked screen keeps its session, and the telephone beside it goes on. */
const throughLock: readonly Right[] = ['session.own', 'demo.phones'];

/** @throws CallboxError not-signed-in, locked, forbidden */
export function assertAllowed(access: Access, holder: Holder | null): void {
  if (access.needs === 'anyone') return;
  if (!holder) throw new CallboxError('not-signed-in', 'Nobody is signed in on this browser; sign in first.');
  if (holder.locked && !access.needs.some((right) => throughLock.includes(right))) {
    throw new CallboxError('locked', 'The screen is locked; give the password to go on.');
  }
  if (!access.needs.some((right) => holder.rights.has(right))) {
    throw new CallboxError('forbidden', `This needs one of the rights: ${access.needs.join(', ')}.`);
  }
}

const declarations = new WeakMap<object, Access>();

/** A guard middleware that remembers its declaration, so that start-up can check that each route has one. */
export function guard(access: Access): Middleware<{ holder: Holder | null }> {
  const middleware: Middleware<{ holder: Holder | null }> = async (context, next) => {
    assertAllowed(access, context.state.holder);
    await next();
  };
  declarations.set(middleware, access);
  return middleware;
}

interface DeclaredRoute {
  readonly methods: readonly string[];
  readonly path: string | RegExp;
  readonly stack: readonly object[];
}

/** @throws CallboxError internal, naming the first route whose first step is not a guard */
export function assertDeclared(routes: readonly DeclaredRoute[]): void {
  for (const route of routes) {
    const first = route.stack[0];
    if (first && declarations.has(first)) continue;
    const name = `${route.methods.join('/') || 'any method'} ${String(route.path)}`;
    throw new CallboxError('internal', `The route ${name} declares no right; declare one with guard(needs(...)).`);
  }
}

/** For the matrix of roles and endpoints. */
export function declarationOf(route: DeclaredRoute): Access | null {
  const first = route.stack[0];
  return (first && declarations.get(first)) ?? null;
}
