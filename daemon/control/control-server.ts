import { createServer, type Server, type Socket } from 'node:net';
import { CallboxError } from '../base/errors.js';
import { type CardsMethod, type CardsParams, type CardsResults, isCardsMethod } from '../contract/cards-schema.js';
import {
  type CommissioningMethod,
  type CommissioningParams,
  type CommissioningResults,
  isCommissioningMethod,
} from '../contract/commissioning-schema.js';
import {
  type ControlEvent,
  type ControlMethod,
  type ControlParams,
  type ControlResults,
  controlVersion,
} from '../contract/control.js';
import { type DoctorMethod, type DoctorParams, type DoctorResults, isDoctorMethod } from '../contract/doctor-schema.js';
import {
  type FirstRunMethod,
  type FirstRunParams,
  type FirstRunResults,
  isFirstRunMethod,
} from '../contract/first-run-schema.js';
import { isLabMethod, type LabMethod, type LabParams, type LabResults } from '../contract/lab-schema.js';
import {
  isOutboundMethod,
  type OutboundMethod,
  type OutboundParams,
  type OutboundResults,
} from '../contract/outbound-schema.js';
import type { CallExplained, LiveChange, LiveSnapshot } from '../terms/live.js';
import type { PersonRequest, TechnicianRequest } from '../terms/requests.js';
import type { SiteInForce } from '../terms/site-change.js';
import type { IncomingExplained, IncomingNumbers, NumberExplained } from '../terms/trunks.js';
import { type ClosedFor, Connection, type ConnectionLimits, type ConnectionOwner } from './connection.js';
import { isPersonMethod, wishOf } from './people.js';
import { listenOnPath } from './socket-path.js';
import { isTechnicianMethod, orderOf } from './technicians.js';

/** What the socket is the door to. */
export interface ControlledDaemon {
  /** Rejects with a CallboxError that says why it is not possible. */
  ask(person: PersonRequest): Promise<void>;
  /** Rejects as `ask` does. */
  order(technician: TechnicianRequest): Promise<void>;
  /** As if `changes` were saved, as they were sent. Throws CallboxError 'unknown-agent', 'bad-request'. */
  explain(number: string, agentId: string | null, changes: readonly unknown[]): NumberExplained;
  /** The same of a call from outside. Throws CallboxError 'bad-request'. Absent: nobody asks here. */
  explainIncoming?(sent: IncomingNumbers, changes: readonly unknown[]): IncomingExplained;
  /** Throws CallboxError 'unknown-call': it waits in no queue. */
  why(callId: string): CallExplained;
  site(): SiteInForce;
  /** `change` is as it was sent. Rejects with 'conflict' or 'bad-request'. */
  changeSite(by: string, version: number, change: unknown): Promise<{ readonly version: number }>;
  /** Absent: no recordings are kept here. */
  readonly recordings?: RecordingDesk;
  /** What people ask of campaigns, lists and leads. Rejects with a CallboxError that says why it is not possible. */
  outbound<M extends OutboundMethod>(method: M, params: OutboundParams<M>): Promise<OutboundResults[M]>;
  /** Absent: nobody examines lines here. */
  readonly doctor?: DoctorDoor;
  /** Absent: nobody looks at channels here. */
  readonly lab?: LabDoor;
  /** Absent: there are no cards here. */
  readonly cards?: CardsDoor;
  /** Absent: this is no box that is started for the first time. */
  readonly box?: BoxDoor;
  /** Absent: no line is brought up here. */
  readonly commissioning?: CommissioningDoor;
  snapshot(): LiveSnapshot;
  meters(): ControlResults['meters'];
  /** Epoch ms. */
  readonly startedAt: number;
}

/** Diagnoses and test calls. */
export interface DoctorDoor {
  /** Rejects with a CallboxError that says why it is not possible. */
  answer<M extends DoctorMethod>(method: M, params: DoctorParams<M>): Promise<DoctorResults[M]>;
}

/** The line lab. */
export interface LabDoor {
  /** Rejects with a CallboxError that says why it is not possible. */
  answer<M extends LabMethod>(method: M, params: LabParams<M>): Promise<LabResults[M]>;
}

/** The first start. */
export interface BoxDoor {
  /** Rejects with a CallboxError that says why it is not possible. */
  answer<M extends FirstRunMethod>(method: M, params: FirstRunParams<M>): Promise<FirstRunResults[M]>;
}

/** Telephony cards and their driver's configuration. */
export interface CardsDoor {
  /** Rejects with a CallboxError that says why it is not possible. */
  answer<M extends CardsMethod>(method: M, params: CardsParams<M>): Promise<CardsResults[M]>;
}

/** Lines that are brought up, and changes of spans. */
export interface CommissioningDoor {
  /** Rejects with a CallboxError that says why it is not possible. */
  answer<M extends CommissioningMethod>(method: M, params: CommissioningParams<M>): Promise<CommissioningResults[M]>;
}

export interface RecordingDesk {
  /** Compares calls, ledger and files; resolves when that is done. Rejects with 'not-now' while another check runs. */
  check(by: string): Promise<{ readonly checkId: string }>;
  keys(): ControlResults['recordings.keys'];
  /** Legal hold; `until` null: it is over. Rejects with 'not-found'. */
  hold(hold: ControlParams<'recordings.hold'>): Promise<void>;
}

export interface ControlLog {
  info(detail: Readonly<Record<string, string | number>>, message: string): void;
  warn(detail: Readonly<Record<string, string | number>>, message: string): void;
  error(detail: Readonly<Record<string, unknown>>, message: string): void;
}

export interface ControlServerOptions extends Partial<ConnectionLimits> {
  readonly log: ControlLog;
  readonly maxConnections?: number;
}

/** Since start; only what went wrong. */
export type ControlCounters = Record<ClosedFor | 'bad-line' | 'too-many-connections', number>;

/** Changes in one event, so that no line grows beyond what a line may have. */
const changesPerEvent = 200;
/** Agents one connection may tell presence of. */
const maxPresence = 1_000;

/**
 * The only door into the daemon. `listen` first, before anything else is opened: it also proves that
 * no other daemon runs here. Connections wait until `start`.
 */
export class ControlServer {
  readonly counters: ControlCounters = {
    'bad-lines': 0,
    'line-too-long': 0,
    'too-slow': 0,
    'slow-reader': 0,
    'bad-line': 0,
    'too-many-connections': 0,
  };
  private readonly server: Server;
  private readonly connections = new Set<Connection>();
  private readonly limits: ConnectionLimits;
  private readonly maxConnections: number;
  private readonly log: ControlLog;
  private daemon: ControlledDaemon | null = null;
  private waiting: Socket[] = [];
  private pending: LiveChange[] = [];
  private scheduled = false;

  constructor(options: ControlServerOptions) {
    this.log = options.log;
    this.maxConnections = options.maxConnections ?? 16;
    this.limits = {
      patienceMs: options.patienceMs ?? 10_000,
      maxOutgoingBytes: options.maxOutgoingBytes ?? 4 * 1024 * 1024,
      maxBadLines: options.maxBadLines ?? 1_000,
    };
    this.server = createServer({ pauseOnConnect: true }, (socket) => this.accept(socket));
  }

  /** See `listenOnPath`. */
  async listen(path: string): Promise<void> {
    await listenOnPath(this.server, path);
    this.server.on('error', (error) => this.log.error({ err: error }, 'the control socket failed'));
  }

  /** From here on requests are answered. */
  start(daemon: ControlledDaemon): void {
    this.daemon = daemon;
    for (const socket of this.waiting.splice(0)) this.open(socket);
  }

  /** To every subscriber, those of one turn of the event loop together. */
  change(changes: readonly LiveChange[]): void {
    this.pending.push(...changes);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  /** At once, behind the changes that came before it. */
  offer(offer: Omit<Extract<ControlEvent, { event: 'offer' }>, 'event'>): void {
    this.flush();
    this.broadcast({ event: 'offer', ...offer });
  }

  /** Takes no more connections, ends those there are, and removes the socket's file. */
  async close(): Promise<void> {
    this.flush();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.waiting.splice(0)) socket.destroy();
    for (const connection of this.connections) connection.end();
    await closed;
  }

  private accept(socket: Socket): void {
    if (this.connections.size + this.waiting.length >= this.maxConnections) {
      this.counters['too-many-connections']++;
      const message = `this socket has ${this.maxConnections} connections already: close one of them`;
      socket.on('error', () => {});
      socket.resume(); // to notice its end
      socket.end(`${JSON.stringify({ id: 0, ok: false, error: { code: 'not-now', message } })}\n`);
      socket.destroySoon();
      return;
    }
    if (this.daemon) this.open(socket);
    else this.hold(socket);
  }

  private hold(socket: Socket): void {
    this.waiting.push(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.waiting = this.waiting.filter((other) => other !== socket);
    });
  }

  private open(socket: Socket): void {
    if (socket.destroyed) return;
    this.connections.add(new Connection(socket, this.owner, this.limits));
    socket.resume();
  }

  private readonly owner: ConnectionOwner = {
    request: (connection, method, params) => this.request(connection, method, params),
    badLine: () => {
      this.counters['bad-line']++;
    },
    closedFor: (reason) => {
      this.counters[reason]++;
      this.log.warn({ reason, count: this.counters[reason] }, 'a control connection was closed for its fault');
    },
    failed: (method, error) => this.log.error({ method, err: error }, 'a control request failed'),
    closed: (connection) => this.gone(connection),
  };

  private request(
    connection: Connection,
    method: ControlMethod,
    params: unknown,
  ): ReturnType<ConnectionOwner['request']> {
    const daemon = this.daemon;
    if (!daemon) throw new Error('a request before start');
    if (isPersonMethod(method)) return daemon.ask(wishOf(method, params)).then(() => ({}));
    if (isOutboundMethod(method)) return daemon.outbound(method, params as OutboundParams<typeof method>);
    if (isDoctorMethod(method)) return this.examine(daemon, method, params as DoctorParams<typeof method>);
    if (isLabMethod(method)) return labOf(daemon).answer(method, params as LabParams<typeof method>);
    if (isCardsMethod(method)) return this.lookAtCards(daemon, method, params as CardsParams<typeof method>);
    if (isFirstRunMethod(method)) return boxOf(daemon).answer(method, params as FirstRunParams<typeof method>);
    if (isCommissioningMethod(method))
      return commissioningOf(daemon).answer(method, params as CommissioningParams<typeof method>);
    if (isTechnicianMethod(method)) return daemon.order(orderOf(method, params)).then(() => ({}));
    switch (method) {
      case 'hello':
        return { now: { version: controlVersion, startedAt: daemon.startedAt } satisfies ControlResults['hello'] };
      case 'subscribe':
        // What this turn has changed so far is in the snapshot: it must not come again behind it.
        this.flush();
        connection.subscribed = true;
        return { now: { snapshot: daemon.snapshot() } satisfies ControlResults['subscribe'] };
      case 'meters':
        return { now: daemon.meters() };
      case 'numbers.explain':
        return this.explain(daemon, params as ControlParams<'numbers.explain'>);
      case 'numbers.explain-in':
        return this.explainIncoming(daemon, params as ControlParams<'numbers.explain-in'>);
      case 'call.why':
        return this.why(daemon, params as ControlParams<'call.why'>);
      case 'site.get':
        return { now: daemon.site() satisfies ControlResults['site.get'] };
      case 'site.change': {
        const { by, version, change } = params as ControlParams<'site.change'>;
        return daemon.changeSite(by, version, change);
      }
      case 'recordings.check':
        return recordingsOf(daemon).check((params as ControlParams<'recordings.check'>).by);
      case 'recordings.keys':
        return { now: recordingsOf(daemon).keys() };
      case 'recordings.hold':
        return recordingsOf(daemon)
          .hold(params as ControlParams<'recordings.hold'>)
          .then(() => ({}));
      case 'page.presence':
        return this.tellPresence(daemon, connection, params as ControlParams<'page.presence'>);
    }
  }

  private async explain(
    daemon: ControlledDaemon,
    { number, agentId, changes = [] }: ControlParams<'numbers.explain'>,
  ): Promise<ControlResults['numbers.explain']> {
    return daemon.explain(number, agentId, changes);
  }

  private async explainIncoming(
    daemon: ControlledDaemon,
    { changes = [], ...sent }: ControlParams<'numbers.explain-in'>,
  ): Promise<ControlResults['numbers.explain-in']> {
    const explained = daemon.explainIncoming?.(sent, changes);
    if (explained === undefined) throw new CallboxError('not-now', 'numbers are not explained here');
    return explained;
  }

  private async why(
    daemon: ControlledDaemon,
    { callId }: ControlParams<'call.why'>,
  ): Promise<ControlResults['call.why']> {
    return daemon.why(callId);
  }

  private async lookAtCards<M extends CardsMethod>(
    { cards }: ControlledDaemon,
    method: M,
    params: CardsParams<M>,
  ): Promise<CardsResults[M]> {
    if (cards !== undefined) return cards.answer(method, params);
    throw new CallboxError('not-now', 'nobody looks after cards here: ask the running daemon');
  }

  private async examine<M extends DoctorMethod>(
    { doctor }: ControlledDaemon,
    method: M,
    params: DoctorParams<M>,
  ): Promise<DoctorResults[M]> {
    if (doctor !== undefined) return doctor.answer(method, params);
    throw new CallboxError('not-now', 'nobody examines lines here: ask the running daemon');
  }

  private async tellPresence(
    daemon: ControlledDaemon,
    connection: Connection,
    { agentId, pages }: ControlParams<'page.presence'>,
  ): Promise<object> {
    const before = connection.presence.get(agentId);
    if (before === undefined && connection.presence.size >= maxPresence) {
      throw new CallboxError('not-now', `one connection tells the presence of at most ${maxPresence} agents`);
    }
    if (pages > 0) connection.presence.set(agentId, pages);
    else connection.presence.delete(agentId);
    try {
      await daemon.ask({ ask: 'presence', agentId, pages: this.pagesOf(agentId) });
    } catch (error) {
      if (before === undefined) connection.presence.delete(agentId); // no such agent: nothing to remember
      throw error;
    }
    return {};
  }

  private pagesOf(agentId: string): number {
    let pages = 0;
    for (const connection of this.connections) pages += connection.presence.get(agentId) ?? 0;
    return pages;
  }

  /** The pages behind a connection that is gone show nothing any more. */
  private gone(connection: Connection): void {
    this.connections.delete(connection);
    if (!this.server.listening) return; // the daemon ends: nobody needs to know
    for (const agentId of connection.presence.keys()) {
      this.daemon?.ask({ ask: 'presence', agentId, pages: this.pagesOf(agentId) }).catch((error: CallboxError) => {
        this.log.info({ agentId, code: error.code }, 'presence of a closed connection was not taken');
      });
    }
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const changes = this.pending;
    this.pending = [];
    for (let from = 0; from < changes.length; from += changesPerEvent) {
      this.broadcast({ event: 'change', changes: changes.slice(from, from + changesPerEvent) });
    }
  }

  private broadcast(event: ControlEvent): void {
    const subscribers = [...this.connections].filter((connection) => connection.subscribed);
    if (subscribers.length === 0) return;
    const line = `${JSON.stringify(event)}\n`;
    for (const connection of subscribers) connection.send(line);
  }
}

function recordingsOf({ recordings }: ControlledDaemon): RecordingDesk {
  if (recordings === undefined)
    throw new CallboxError('not-now', 'no recordings are kept here: ask the running daemon');
  return recordings;
}

function labOf({ lab }: ControlledDaemon): LabDoor {
  if (lab !== undefined) return lab;
  throw new CallboxError('not-now', 'nobody looks at channels here: ask the running daemon');
}

function boxOf({ box }: ControlledDaemon): BoxDoor {
  if (box !== undefined) return box;
  throw new CallboxError('not-now', 'nobody looks after the first start here: ask the running daemon');
}

function commissioningOf({ commissioning }: ControlledDaemon): CommissioningDoor {
  if (commissioning !== undefined) return commissioning;
  throw new CallboxError('not-now', 'no line is brought up here: ask the running daemon');
}
