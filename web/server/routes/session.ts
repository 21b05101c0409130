import type { Session } from '../../../daemon/contract/pages.js';
import { signInBody } from '../../../daemon/contract/pages.js';
import { anyone, needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { cookieHeader } from '../sign-in/cookie.js';
import type { SignedIn, SignIn } from '../sign-in/sign-in.js';

export interface SessionNeeds {
  readonly signIn: SignIn;
  /** The agent's name as the site tells it; null while unknown. */
  agentName(agentId: string): string | null;
  /** The session is over: its sockets must close. */
  ended(signedIn: SignedIn): void;
}

export function addSessionRoutes(router: ApiRouter, { signIn, agentName, ended }: SessionNeeds): void {
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
    async handle(context, { user, password }) {
      const { token, signedIn } = await signIn.signIn(user, password, context.ip);
      // Whoever signs in over an older session leaves that one.
      if (context.state.holder) {
        await signIn.end(context.state.holder);
        ended(context.state.holder);
      }
      context.set('Set-Cookie', cookieHeader(token, context.secure));
      context.body = told(signedIn);
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
      ended(holder);
      context.set('Set-Cookie', cookieHeader(null, context.secure));
      context.status = 204;
    },
  });
}
