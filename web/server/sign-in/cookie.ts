/** The session's cookie. Not signed: the token itself is 256 random bits. */
export const sessionCookie = 'callbox_session';

/** The value of the session cookie in a Cookie header; null if there is none. */
export function tokenIn(cookieHeader: string | undefined): string | null {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === sessionCookie) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/**
 * HttpOnly: no script reads it. Lax: other sites' requests come without it. Gone when the browser closes; the
 * server ends it earlier when it is not used.
 */
export function cookieHeader(token: string | null, secure: boolean): string {
  const end = token === null ? '; Max-Age=0' : '';
  return `${sessionCookie}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${end}`;
}
