import { CallboxError } from '../../../daemon/base/errors.js';
import type { Session } from '../../../daemon/contract/pages.js';
import { passwordBody, type SessionEnd, signInBody, unlockBody } from '../../../daemon/contract/pages.js';
import { anyone, needs } from '../http/access.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { cookieHeader } from '../sign-in/cookie.js';
import type { SignedIn, SignIn } from '../sign-in/sign-in.js';

export interface SessionNeeds {
  readonly signIn: SignIn;
  /** The agent's name as the site tells it; null while unknown. */
  agentName(agentId: string): string | null;
  /** These sessions are over: their sockets must close. */
  ended(tokenHashes: readonly string[], why: SessionEnd, address: string | null): void;
  /** Locked or unlocked, or the rights are others: the session's open pages must obey. Resolves when they do. */
  changed(tokenHash: string): Promise<void>;
  /** Five wrong passwords at a locked screen. */
  lockedOut(signedIn: SignedIn, address: string): void;
}

export function addSessionRoutes(router: ApiRouter, sessionNeeds: SessionNeeds): void {
  const { signIn, agentName, ended } = sessionNeeds;
  const told = (signedIn: SignedIn): Session => {
    const { session } = signedIn;
    const name = session.agentId === null ? null : agentName(session.agentId);
    return name === null ? session : { ...session, name };
  };

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/session',
    access: anyone(),
    body: signInBody,
    async handle(context, { user, password, take = false }) {
      const { holder } = context.state;
      const from = { address: context.ip, browser: context.get('user-agent') };
      const current = holder?.tokenHash ?? null;
      const result = await signIn.signIn({ user, password, from, take, current });
      ended(
        result.ended.filter((hash) => hash !== current),
        'moved',
        context.ip,
      );
      // Whoever signs in over an older session leaves that one.
      if (holder) {
        await signIn.end(holder);
        ended([holder.tokenHash], 'signed-out', null);
      }
      context.set('Set-Cookie', cookieHeader(result.token, context.secure, signIn.cookie));
      context.body = told(result.signedIn);
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/session',
    access: needs('session.own'),
    handle(context) {
      context.body = told(holderOf(context));
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/session',
    access: needs('session.own'),
    async handle(context) {
      const holder = holderOf(context);
      await signIn.end(holder);
      ended([holder.tokenHash], 'signed-out', null);
      context.set('Set-Cookie', cookieHeader(null, context.secure, signIn.cookie));
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/session/password',
    access: needs('session.own'),
    body: passwordBody,
    async handle(context, { old, password }) {
      const holder = holderOf(context);
      // Somebody who stands before a locked screen must not change what unlocks it.
      if (holder.locked) throw new CallboxError('locked', 'The screen is locked; unlock it first.');
      ended(await signIn.changePassword(holder, old, password, context.ip), 'password-changed', null);
      await sessionNeeds.changed(holder.tokenHash);
      context.status = 204;
    },
  });

  addLock(router, sessionNeeds);
}

function addLock(router: ApiRouter, { signIn, changed, ended, lockedOut }: SessionNeeds): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/session/lock',
    access: needs('session.own'),
    async handle(context) {
      const holder = holderOf(context);
      await signIn.lock(holder);
      await changed(holder.tokenHash);
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/session/unlock',
    access: needs('session.own'),
    body: unlockBody,
    async handle(context: ApiContext, { password }) {
      const holder = holderOf(context);
      if ((await signIn.unlock(holder, password)) === 'locked-out') {
        lockedOut(holder, context.ip);
        ended([holder.tokenHash], 'locked-out', null);
        context.set('Set-Cookie', cookieHeader(null, context.secure, signIn.cookie));
        throw new CallboxError('not-signed-in', 'Too many wrong passwords: the session is over; sign in again.');
      }
      await changed(holder.tokenHash);
      context.status = 204;
    },
  });
}
