import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { CallboxError } from '../../daemon/base/errors.js';
import { PhoneLink } from './demo/phone-link.js';
import { needs } from './http/access.js';
import { type ApiRouter, apiRouter, apiRoutes } from './http/endpoints.js';
import { answerFailures } from './http/failures.js';
import { servePages } from './http/pages.js';
import { type ListenOn, listenOn, redirectServer } from './http/redirect.js';
import { assertSameOrigin, securityHeaders } from './http/security.js';
import { type Admitted, forSessions, type SocketEndpoint, Upgrades } from './http/upgrades.js';
import { Allowance } from './live/allowance.js';
import type { Hub } from './live/hub.js';
import { hideNumbers } from './masking/border.js';
import { makeParts, type Parts, type WebNeeds } from './parts.js';
import { addRoutes } from './routes/routes.js';
import { hashOfToken } from './routes/wallboards.js';
import { tokenIn } from './sign-in/cookie.js';
import type { SignedIn, SignIn } from './sign-in/sign-in.js';

export type { WebNeeds } from './parts.js';

const maxConnections = 2_000;
const maxLivePerSession = 20;
const maxLive = 500;
const maxPhonesPerSession = 4;
const maxPhones = 32;
const maxPerWallboard = 10;
const maxWallboardPages = 60;
const livePath = '/api/v1/live';
const phonesPath = '/api/v1/demo/phones';
const maxTokenLength = 100;
/** Telephones send sound: 50 pieces of 20 ms a second, and keys. */
const phoneMessagesPerSecond = 80;
const phoneMessagesAtOnce = 200;
const pingEveryMs = 20_000;
const sweepEveryMs = 60_000;
/** A file of 64 MB over a slow office network; JSON bodies have a shorter limit of their own. */
const longestUploadMs = 600_000;
/**
 * A connection at rest is kept so long. Node's 5 s end just when a page asks again, and a request that crosses the end
 * of its connection is lost unless its sender tries again.
 */
const restMs = 65_000;
/** What is being answered may end within this time. */
const stopLimitMs = 3_000;
const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** callbox-web without its surroundings: everything between a request and the databases or the daemon. */
export class WebServer {
  readonly router: ApiRouter = apiRouter();
  readonly parts: Parts;
  private readonly upgrades: Upgrades;
  private readonly http: Server;
  private redirect: Server | null = null;
  private readonly phones = new Set<PhoneLink>();
  private readonly phoneCounts = { audioDropped: 0 };
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly needs: WebNeeds) {
    this.parts = makeParts(needs, {
      hasPage: (tokenHash) => this.upgrades.ownersOn(livePath).has(tokenHash),
      close: (owner) => this.upgrades.end(owner),
      closePhones: (owner) => this.upgrades.end(owner, phonesPath),
    });
    addRoutes(this.router, needs, this.parts, (wallboardId) => this.upgrades.end(wallboardId));
    this.upgrades = new Upgrades(this.sockets(), needs.log);
    this.http = this.makeServer();
    this.http.maxConnections = maxConnections;
    this.http.on('upgrade', (request, socket, head) => void this.upgrades.handle(request, socket, head));
    this.http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
      const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  get hub(): Hub {
    return this.parts.hub;
  }

  get signIn(): SignIn {
    return this.parts.signIn;
  }

  /**
   * `plain`: where plain HTTP is led to HTTPS.
   * @returns the port, which the system chose if 0 was asked for
   * @throws CallboxError conflict when the port is taken or not allowed
   */
  async listen(on: ListenOn, plain: ListenOn | null = null): Promise<number> {
    await listenOn(this.http, on);
    if (plain !== null) {
      this.redirect = redirectServer(() => (this.http.address() as AddressInfo).port);
      await listenOn(this.redirect, plain);
    }
    await this.parts.imports.prepare();
    await this.parts.reminders.arm();
    void this.parts.summaries.look();
    this.parts.rounds.start();
    this.parts.trainingPeople?.start();
    this.every(sweepEveryMs, () => void this.sweep());
    this.every(pingEveryMs, () => {
      this.hub.pingAll();
      this.parts.board.pingAll();
      for (const phone of this.phones) phone.ping();
    });
    return (this.http.address() as AddressInfo).port;
  }

  /** Lets answers in progress end, tells the pages to come back, and closes. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    for (const part of [
      this.parts.desk,
      this.parts.reminders,
      this.parts.board,
      this.parts.summaries,
      this.parts.rounds,
      this.parts.box,
    ])
      part.close();
    this.upgrades.close();
    this.redirect?.close();
    this.redirect?.closeAllConnections();
    const limit = setTimeout(() => {
      this.upgrades.terminate();
      this.http.closeAllConnections();
    }, stopLimitMs);
    if (this.http.listening) {
      await new Promise<void>((resolve) => {
        this.http.close(() => resolve());
        this.http.closeIdleConnections();
      });
    }
    clearTimeout(limit);
    this.parts.faults?.close();
    await this.parts.trainingPeople?.close();
    await this.parts.imports.close();
    await this.signIn.close();
    await this.parts.acts.settled();
    await this.parts.listenLog.settled();
  }

  private makeServer(): Server {
    const limits = { requestTimeout: longestUploadMs, headersTimeout: 10_000, keepAliveTimeout: restMs };
    const answer = this.app().callback();
    const { certificate } = this.needs;
    if (!certificate) return createServer(limits, answer);
    const server = createTlsServer({ ...limits, ...certificate.current, minVersion: 'TLSv1.2' }, answer);
    certificate.onChange = (pair) => server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' });
    return server;
  }

  private app(): Koa {
    const { log, clock } = this.needs;
    const app = new Koa<{ holder: SignedIn | null }>();
    app.on('error', (error: Error) => log.info({ err: error }, 'an answer was cut off'));
    app.use(async (context, next) => {
      const beganMs = clock.nowMs();
      await next();
      if (!context.path.startsWith('/api/')) return;
      const tookMs = clock.nowMs() - beganMs;
      const user = context.state.holder?.user.id ?? null;
      log.info({ method: context.method, path: context.path, status: context.status, tookMs, user }, 'request');
    });
    app.use(securityHeaders());
    app.use(hideNumbers());
    app.use(
      answerFailures(log, ({ state, method, path }) => {
        const holder = state.holder as SignedIn | null | undefined;
        if (holder) this.parts.acts.write(holder.user.id, 'refused', path, { method });
      }),
    );
    app.use(async (context, next) => {
      if (!context.path.startsWith('/api/')) return next();
      context.set('Cache-Control', 'no-store');
      if (changing.has(context.method)) assertSameOrigin(context.req);
      context.state.holder = await this.signIn.resume(tokenIn(context.headers.cookie, this.signIn.cookie));
      return next();
    });
    app.use(apiRoutes(this.router));
    app.use(servePages(this.needs.pagesFolder));
    return app as unknown as Koa;
  }

  private sockets(): readonly SocketEndpoint[] {
    const { hub, sessions, signIn } = this.parts;
    const live: SocketEndpoint = {
      path: livePath,
      maxPerOwner: maxLivePerSession,
      maxTotal: maxLive,
      admit: forSessions(signIn, needs('session.own'), (socket, signedIn) => {
        hub.accept(socket, signedIn);
        // What changed between the look at the session and now.
        void sessions.check(signedIn.tokenHash, false);
      }),
    };
    const wall: SocketEndpoint = {
      path: '/api/v1/wallboard',
      maxPerOwner: maxPerWallboard,
      maxTotal: maxWallboardPages,
      admit: (request) => this.admitWallboard(request),
    };
    const path = this.needs.phonesPath;
    if (path === null) return [live, wall];
    const phones: SocketEndpoint = {
      path: phonesPath,
      maxPerOwner: maxPhonesPerSession,
      maxTotal: maxPhones,
      admit: forSessions(signIn, needs('demo.phones'), (socket) => {
        const { clock, log } = this.needs;
        const allowance = new Allowance(clock, phoneMessagesPerSecond, phoneMessagesAtOnce);
        const link = new PhoneLink({ socket, path, allowance, log, counts: this.phoneCounts });
        this.phones.add(link);
        socket.on('close', () => this.phones.delete(link));
      }),
    };
    return [live, wall, phones];
  }

  /** A television has no login, only the token somebody made for it. */
  private async admitWallboard({ url }: IncomingMessage): Promise<Admitted> {
    const { wallboards } = this.needs.business;
    const token = new URL(url ?? '', 'http://wallboard').searchParams.get('token') ?? '';
    const known = token.length > maxTokenLength ? null : await wallboards.find(hashOfToken(token));
    if (!known) throw new CallboxError('not-signed-in', 'This wallboard is not known, or was taken away.');
    await wallboards.seen(known.id);
    return { owner: known.id, accept: (socket) => this.parts.board.accept(socket, known) };
  }

  /** Who was disabled or expired leaves; what is old is forgotten; counters are counted anew. */
  private async sweep(): Promise<void> {
    const { business, clock, log } = this.needs;
    const { sessions, desk } = this.parts;
    const open = new Set([...this.upgrades.ownersOn(livePath), ...this.upgrades.ownersOn(phonesPath)]);
    for (const tokenHash of open) await sessions.check(tokenHash, false);
    try {
      await business.sessions.removeExpired(clock.nowMs());
      await business.drafts.removeOld(clock.nowMs());
      await business.missedCalls.removeOld();
    } catch (error) {
      log.error({ err: error }, 'what is old was not removed');
    }
    await this.parts.erasures.look();
    await desk.refreshAll();
  }

  private every(ms: number, run: () => void): void {
    const timer = setInterval(run, ms);
    timer.unref();
    this.timers.push(timer);
  }
}
