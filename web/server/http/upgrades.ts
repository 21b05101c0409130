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

export interface SocketEndpoint {
  readonly path: string;
  /** Never 'anyone': a socket belongs to a session. */
  readonly access: Access;
  /** Open sockets of one session on this path, and of all. */
  readonly maxPerSession: number;
  readonly maxTotal: number;
  accept(socket: WebSocket, signedIn: SignedIn): void;
}

/** The door for WebSockets: path, origin, session, right and bounds, each before a socket is taken. */
export class Upgrades {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: maxSocketMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  private readonly open = new Map<WebSocket, { path: string; tokenHash: string }>();
  private closing = false;

  constructor(
    private readonly endpoints: readonly SocketEndpoint[],
    private readonly signIn: SignIn,
    private readonly log: Logger,
  ) {
    for (const { path, access } of endpoints) {
      if (access.needs === 'anyone') throw new CallboxError('internal', `The socket ${path} declares no right.`);
    }
  }

  async handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      const { endpoint, signedIn } = await this.admit(request);
      if (socket.destroyed) return;
      this.server.handleUpgrade(request, socket, head, (webSocket) => this.accept(endpoint, signedIn, webSocket));
    } catch (thrown) {
      const error = asCallboxError(thrown);
      if (error.code === 'internal') this.log.error({ err: thrown }, 'an upgrade failed');
      refuse(socket, error);
    }
  }

  /** The session is over on all paths. */
  endSession(tokenHash: string): void {
    for (const [socket, owner] of this.open) {
      if (owner.tokenHash === tokenHash) socket.close(socketCloseCodes.sessionEnded, 'session ended');
    }
  }

  get openSessions(): ReadonlySet<string> {
    return new Set([...this.open.values()].map((owner) => owner.tokenHash));
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

  private async admit(request: IncomingMessage): Promise<{ endpoint: SocketEndpoint; signedIn: SignedIn }> {
    if (this.closing) throw new CallboxError('not-now', 'The web process is ending; come back in a moment.');
    const path = (request.url ?? '').split('?')[0];
    const endpoint = this.endpoints.find((known) => known.path === path);
    if (!endpoint) throw new CallboxError('not-found', 'There is no socket at this address.');
    assertSameOrigin(request);
    const signedIn = await this.signIn.resume(tokenIn(request.headers.cookie));
    assertAllowed(endpoint.access, signedIn);
    if (!signedIn) throw new TypeError('a socket for anyone');
    this.assertRoom(endpoint, signedIn);
    return { endpoint, signedIn };
  }

  private assertRoom(endpoint: SocketEndpoint, { tokenHash }: SignedIn): void {
    const owners = [...this.open.values()].filter((owner) => owner.path === endpoint.path);
    const own = owners.filter((owner) => owner.tokenHash === tokenHash).length;
    if (owners.length >= endpoint.maxTotal || own >= endpoint.maxPerSession) {
      throw new CallboxError('throttled', 'Too many pages are open; close some and reload.', { retryAfterS: 10 });
    }
  }

  private accept(endpoint: SocketEndpoint, signedIn: SignedIn, socket: WebSocket): void {
    this.open.set(socket, { path: endpoint.path, tokenHash: signedIn.tokenHash });
    socket.on('close', () => this.open.delete(socket));
    // Too large a message, a broken frame: ws closes the socket with the fitting code by itself.
    socket.on('error', (error) => this.log.info({ err: error, path: endpoint.path }, 'a page broke its socket'));
    endpoint.accept(socket, signedIn);
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
