import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { CallboxError } from '../../../daemon/base/errors.js';
import { maxSocketMessageBytes, socketCloseCodes } from '../../../daemon/contract/pages.js';
import { tokenIn } from '../sign-in/cookie.js';
import type { SignedIn, SignIn } from '../sign-in/sign-in.js';
import { type Access, assertAllowed } from './access.js';
import { asCallboxError, errorBody, statusOf } from './failures.js';
import { assertSameOrigin } from './security.js';

/** Who was let in, and what takes the socket. */
export interface Admitted {
  /** The hash of the session's or the wallboard's token: by it sockets are counted and closed. */
  readonly owner: string;
  accept(socket: WebSocket): void;
}

export interface SocketEndpoint {
  readonly path: string;
  /** Open sockets of one owner on this path, and of all. */
  readonly maxPerOwner: number;
  readonly maxTotal: number;
  /** Rejects with a CallboxError whom it does not let in: nobody comes in undeclared. */
  admit(request: IncomingMessage): Promise<Admitted>;
}

/** A socket that belongs to a session with this right. */
export function forSessions(
  signIn: SignIn,
  access: Access,
  accept: (socket: WebSocket, signedIn: SignedIn) => void,
): SocketEndpoint['admit'] {
  if (access.needs === 'anyone') throw new CallboxError('internal', 'A socket of sessions must declare a right.');
  return async (request) => {
    const signedIn = await signIn.resume(tokenIn(request.headers.cookie, signIn.cookie));
    assertAllowed(access, signedIn);
    if (!signedIn) throw new TypeError('a socket for anyone');
    return { owner: signedIn.tokenHash, accept: (socket) => accept(socket, signedIn) };
  };
}

/** The door for WebSockets: path, origin, session, right and bounds, each before a socket is taken. */
export class Upgrades {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: maxSocketMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  private readonly open = new Map<WebSocket, { readonly path: string; readonly owner: string }>();
  private closing = false;

  constructor(
    private readonly endpoints: readonly SocketEndpoint[],
    private readonly log: Logger,
  ) {}

  async handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      const { endpoint, admitted } = await this.admit(request);
      if (socket.destroyed) return;
      this.server.handleUpgrade(request, socket, head, (webSocket) => this.accept(endpoint, admitted, webSocket));
    } catch (thrown) {
      const error = asCallboxError(thrown);
      if (error.code === 'internal') this.log.error({ err: thrown }, 'an upgrade failed');
      refuse(socket, error);
    }
  }

  /** The session, or the wallboard, is over: on all paths, or on one that it may not use any more. */
  end(owner: string, path?: string): void {
    for (const [socket, of] of this.open) {
      if (of.owner !== owner || (path !== undefined && of.path !== path)) continue;
      socket.close(socketCloseCodes.sessionEnded, 'session ended');
    }
  }

  /** Owners of the open sockets of one path. */
  ownersOn(path: string): ReadonlySet<string> {
    return new Set([...this.open.values()].flatMap((of) => (of.path === path ? [of.owner] : [])));
  }

  /** No new ones; the open ones are told to come back later. */
  close(): void {
    this.closing = true;
    for (const socket of this.open.keys()) socket.close(1001, 'restarting');
  }

  /** For pages that did not answer the closing. */
  terminate(): void {
    for (const socket of this.open.keys()) socket.terminate();
  }

  private async admit(request: IncomingMessage): Promise<{ endpoint: SocketEndpoint; admitted: Admitted }> {
    if (this.closing) throw new CallboxError('not-now', 'The web process is ending; come back in a moment.');
    const path = (request.url ?? '').split('?')[0];
    const endpoint = this.endpoints.find((known) => known.path === path);
    if (!endpoint) throw new CallboxError('not-found', 'There is no socket at this address.');
    assertSameOrigin(request);
    const admitted = await endpoint.admit(request);
    this.assertRoom(endpoint, admitted);
    return { endpoint, admitted };
  }

  private assertRoom(endpoint: SocketEndpoint, { owner }: Admitted): void {
    const owners = [...this.open.values()].filter((of) => of.path === endpoint.path);
    const own = owners.filter((of) => of.owner === owner).length;
    if (owners.length >= endpoint.maxTotal || own >= endpoint.maxPerOwner) {
      throw new CallboxError('throttled', 'Too many pages are open; close some and reload.', { retryAfterS: 10 });
    }
  }

  private accept(endpoint: SocketEndpoint, admitted: Admitted, socket: WebSocket): void {
    this.open.set(socket, { path: endpoint.path, owner: admitted.owner });
    socket.on('close', () => this.open.delete(socket));
    // Too large a message, a broken frame: ws closes the socket with the fitting code by itself.
    socket.on('error', (error) => this.log.info({ err: error, path: endpoint.path }, 'a page broke its socket'));
    admitted.accept(socket);
  }
}

function refuse(socket: Duplex, error: CallboxError): void {
  const status = statusOf(error.code);
  const body = JSON.stringify(errorBody(error.code, error.message));
  const retryAfterS = error.detail.retryAfterS;
  const retry = retryAfterS === undefined ? '' : `Retry-After: ${retryAfterS}\r\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `${retry}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
