import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';
import { CallboxError } from '../../../daemon/base/errors.js';

/**
 * Headers for every answer. Everything comes from this server itself, also without the internet; sound and
 * pictures may be made in the page (blob:, data:). 'self' in connect-src covers the WebSockets of this server
 * (CSP Level 3, 6.7.2.8: ws matches http of the same origin).
 */
export function securityHeaders(): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // The box is reached by http in an office network until its owner gives it a certificate; a browser that
    // once was told "https only" could not come back.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  }) as unknown as Middleware;
}

/**
 * Refuses what another site's page sends with this browser's cookie. A browser names the page's origin in each
 * state-changing request and in each WebSocket upgrade; a program that is no browser names none and has no
 * cookie to abuse.
 * @throws CallboxError forbidden
 */
export function assertSameOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const crossSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (crossSite || (origin !== undefined && hostOf(origin) !== host?.toLowerCase())) {
    throw new CallboxError('forbidden', 'This request comes from a page of another site and is refused.');
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null; // "null" and other opaque origins
  }
}
