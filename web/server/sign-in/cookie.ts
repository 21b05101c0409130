/**
 * The session's cookie. Not signed: the token itself is 256 random bits. A browser keeps cookies by host and not by port:
 * the training floor of the same box has a name of its own, or each sign-in there would end the one here.
 */
export const sessionCookies = { real: 'callbox_session', training: 'callbox_training_session' } as const;
export type SessionCookie = (typeof sessionCookies)[keyof typeof sessionCookies];

/** The value of the session cookie in a Cookie header; null if there is none. */
export function tokenIn(cookieHeader: string | undefined, cookie: SessionCookie): string | null {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === cookie) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/**
 * HttpOnly: no script reads it. Lax: other sites' requests come without it. Gone when the browser closes; the
 * server ends it earlier when it is not used.
 */
export function cookieHeader(token: string | null, secure: boolean, cookie: SessionCookie): string {
  const end = token === null ? '; Max-Age=0' : '';
  return `${cookie}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${end}`;
}
