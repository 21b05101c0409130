import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { Clock } from '../../daemon/base/clock.js';
import { CallboxError } from '../../daemon/base/errors.js';
import type { TelephonyReader } from '../../daemon/store/telephony-reader.js';
import type { ControlClient } from './control-client.js';
import { PhoneLink } from './demo/phone-link.js';
import { needs } from './http/access.js';
import { type ApiRouter, apiRouter, apiRoutes } from './http/endpoints.js';
import { answerFailures } from './http/failures.js';
import { servePages } from './http/pages.js';
import { assertSameOrigin, securityHeaders } from './http/security.js';
import { type SocketEndpoint, Upgrades } from './http/upgrades.js';
import { Allowance } from './live/allowance.js';
import { Hub } from './live/hub.js';
import { Pops } from './live/pops.js';
import { CallArchive } from './routes/call-archive.js';
import { addCallRoutes } from './routes/calls.js';
import { addCustomerRoutes } from './routes/customers.js';
import { addHealthRoute } from './routes/health.js';
import { addLineRoutes } from './routes/lines.js';
import { addPopRoute } from './routes/pops.js';
import { addRecordingRoutes } from './routes/recordings.js';
import { addSessionRoutes } from './routes/session.js';
import { tokenIn } from './sign-in/cookie.js';
import type { RandomBytes, ScryptCost } from './sign-in/passwords.js';
import { type SignedIn, SignIn } from './sign-in/sign-in.js';
import type { Business } from './store/business.js';

const maxConnections = 2_000;
const maxLivePerSession = 20;
const maxLive = 500;
const maxPhonesPerSession = 4;
const maxPhones = 32;
/** Telephones send sound: 50 pieces of 20 ms a second, and keys. */
const phoneMessagesPerSecond = 80;
const phoneMessagesAtOnce = 200;
const pingEveryMs = 20_000;
const sweepEveryMs = 60_000;
/** What is being answered may end within this time. */
const stopLimitMs = 3_000;
const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export interface WebNeeds {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** That of the stored hashes: so long an unknown user takes too. */
  readonly passwordCost: ScryptCost;
  readonly log: Logger;
  readonly version: string;
  readonly business: Business;
  readonly telephony: TelephonyReader;
  /** Listeners are attached here; the caller connects it. */
  readonly control: ControlClient;
  readonly recordingsFolder: string;
  readonly pagesFolder: string;
  /** The simulator's socket; null: no demo telephones. */
  readonly phonesPath: string | null;
}

/** callbox-web without its surroundings: everything between a request and the databases or the daemon. */
export class WebServer {
  readonly router: ApiRouter = apiRouter();
  readonly hub: Hub;
  readonly signIn: SignIn;
  private readonly upgrades: Upgrades;
  private readonly http: Server;
  private readonly phones = new Set<PhoneLink>();
  private readonly phoneCounts = { audioDropped: 0 };
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly needs: WebNeeds) {
    const { business, clock, random, log, control, version, telephony } = needs;
    const { passwordCost } = needs;
    this.signIn = new SignIn({ business, clock, random, log, passwordCost, demo: needs.phonesPath !== null });
    const archive = new CallArchive(telephony, log);
    const pops = new Pops(business.customers, archive, clock);
    this.hub = new Hub({ control, pops, clock, log, version, active: (tokenHash) => void this.keep(tokenHash, true) });
    this.addRoutes(archive, pops);
    this.upgrades = new Upgrades(this.sockets(), this.signIn, log);
    this.http = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, this.app().callback());
    this.http.maxConnections = maxConnections;
    this.http.on('upgrade', (request, socket, head) => void this.upgrades.handle(request, socket, head));
    this.http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
      const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  /**
   * @returns the port, which the system chose if 0 was asked for
   * @throws CallboxError conflict when the port is taken or not allowed
   */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(port, host, error)));
      this.http.listen(port, host, resolve);
    });
    this.every(sweepEveryMs, () => void this.sweep());
    this.every(pingEveryMs, () => {
      this.hub.pingAll();
      for (const phone of this.phones) phone.ping();
    });
    return (this.http.address() as AddressInfo).port;
  }

  /** Lets answers in progress end, tells the pages to come back, and closes. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.upgrades.close();
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
    await this.signIn.close();
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
    app.use(answerFailures(log));
    app.use(async (context, next) => {
      if (!context.path.startsWith('/api/')) return next();
      context.set('Cache-Control', 'no-store');
      if (changing.has(context.method)) assertSameOrigin(context.req);
      context.state.holder = await this.signIn.resume(tokenIn(context.headers.cookie));
      return next();
    });
    app.use(apiRoutes(this.router));
    app.use(servePages(this.needs.pagesFolder));
    return app as unknown as Koa;
  }

  private addRoutes(archive: CallArchive, pops: Pops): void {
    const {
      router,
      hub,
      needs: { business, version, control, recordingsFolder },
    } = this;
    addHealthRoute(router, { version, daemonIsUp: () => control.isUp, spans: () => hub.mirror.all('span') });
    addSessionRoutes(router, {
      signIn: this.signIn,
      agentName: (agentId) => hub.mirror.get('agent', agentId)?.name ?? null,
      ended: ({ tokenHash }) => this.upgrades.endSession(tokenHash),
    });
    addCallRoutes(router, archive);
    addRecordingRoutes(router, { archive, folder: recordingsFolder });
    addPopRoute(router, {
      pops,
      archive,
      liveCall: (callId) => hub.mirror.get('call', callId),
      ownsCall: (agentId, callId) => hub.ownsCall(agentId, callId),
    });
    addLineRoutes(router, control);
    addCustomerRoutes(router, { customers: business.customers, changed: () => pops.forgetAll() });
  }

  private sockets(): readonly SocketEndpoint[] {
    const live: SocketEndpoint = {
      path: '/api/v1/live',
      access: needs('session.own'),
      maxPerSession: maxLivePerSession,
      maxTotal: maxLive,
      accept: (socket, signedIn) => this.hub.accept(socket, signedIn),
    };
    const path = this.needs.phonesPath;
    if (path === null) return [live];
    const phones: SocketEndpoint = {
      path: '/api/v1/demo/phones',
      access: needs('demo.phones'),
      maxPerSession: maxPhonesPerSession,
      maxTotal: maxPhones,
      accept: (socket) => {
        const { clock, log } = this.needs;
        const allowance = new Allowance(clock, phoneMessagesPerSecond, phoneMessagesAtOnce);
        const link = new PhoneLink({ socket, path, allowance, log, counts: this.phoneCounts });
        this.phones.add(link);
        socket.on('close', () => this.phones.delete(link));
      },
    };
    return [live, phones];
  }

  /** Who was disabled or expired leaves; old sessions are forgotten. */
  private async sweep(): Promise<void> {
    for (const tokenHash of this.upgrades.openSessions) await this.keep(tokenHash, false);
    try {
      await this.needs.business.sessions.removeExpired(this.needs.clock.nowMs());
    } catch (error) {
      this.needs.log.error({ err: error }, 'expired sessions were not removed');
    }
  }

  /** Closes a session's sockets if it is over; `active` moves its end. */
  private async keep(tokenHash: string, active: boolean): Promise<void> {
    try {
      if (!(await this.signIn.resumeHashed(tokenHash, active))) this.upgrades.endSession(tokenHash);
    } catch (error) {
      this.needs.log.error({ err: error }, 'a session could not be checked');
    }
  }

  private every(ms: number, run: () => void): void {
    const timer = setInterval(run, ms);
    timer.unref();
    this.timers.push(timer);
  }
}

function cannotListen(port: number, host: string, error: NodeJS.ErrnoException): CallboxError {
  const why =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port with --port N.`
      : error.code === 'EACCES'
        ? `Port ${port} may not be opened by this user. Choose a port above 1023 with --port N.`
        : `Port ${port} on ${host} cannot be opened: ${error.message}. Check --port and --host.`;
  return new CallboxError('conflict', why, { port }, { cause: error });
}
