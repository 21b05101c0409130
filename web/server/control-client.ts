import { EventEmitter } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { CallboxError } from '../../daemon/base/errors.js';
import {
  type ControlAnswer,
  type ControlEvent,
  type ControlMethod,
  type ControlParams,
  type ControlResults,
  controlVersion,
  maxLineBytes,
  maxOpenRequests,
} from '../../daemon/contract/control.js';
import type { LiveChange, LiveSnapshot } from '../../daemon/terms/live.js';

export type Offer = Omit<Extract<ControlEvent, { event: 'offer' }>, 'event'>;

export interface ControlClientEvents {
  /** Connected, greeted and subscribed; `snapshot` replaces everything known before. Presence must be told anew. */
  up: [snapshot: LiveSnapshot, daemonStartedAt: number];
  change: [changes: readonly LiveChange[]];
  offer: [offer: Offer];
  /** The connection that was up is gone; the client tries again by itself. */
  down: [reason: string];
  /** An attempt to connect failed; for the log. Comes once for each new reason, not for each attempt. */
  unreachable: [reason: string];
}

export interface ControlClientOptions {
  /** A request unanswered for this long fails with 'daemon-down'. Default 5,000. */
  readonly timeLimitMs?: number;
  /** First pause before connecting again, doubled up to `maxPauseMs`. Defaults 50 and 2,000. */
  readonly minPauseMs?: number;
  readonly maxPauseMs?: number;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CallboxError) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * The web process's end of the control socket: typed requests, live changes, and a connection that
 * comes back by itself. Attach listeners first, then `connect`.
 */
export class ControlClient extends EventEmitter<ControlClientEvents> {
  private socket: Socket | null = null;
  private path = '';
  private closed = false;
  private subscribed = false;
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();
  private pauseMs: number;
  private retry: NodeJS.Timeout | null = null;
  private lastFailure = '';
  private readonly timeLimitMs: number;
  private readonly minPauseMs: number;
  private readonly maxPauseMs: number;

  constructor(options: ControlClientOptions = {}) {
    super();
    this.timeLimitMs = options.timeLimitMs ?? 5_000;
    this.minPauseMs = options.minPauseMs ?? 50;
    this.maxPauseMs = options.maxPauseMs ?? 2_000;
    this.pauseMs = this.minPauseMs;
  }

  /** True between 'up' and 'down'. */
  get isUp(): boolean {
    return this.subscribed;
  }

  /** Starts connecting to the daemon's socket and never gives up; returns at once. */
  connect(path: string): void {
    if (this.socket || this.retry) throw new CallboxError('conflict', 'this control client is already connected');
    this.path = path;
    this.closed = false;
    this.open();
  }

  /** Ends the connection and the attempts. Open requests fail with 'daemon-down'. */
  close(): void {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    this.socket?.destroy();
  }

  /**
   * One request, answered once. Rejects with a CallboxError: the daemon's own code, or 'daemon-down'
   * when there is no connection, it breaks, or no answer comes in time (the request may then have
   * been carried out or not).
   */
  request<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResults[M]> {
    if (!this.subscribed) return Promise.reject(daemonDown('the telephone process is not connected; try again soon'));
    return new Promise((resolve, reject) => this.send(method, params, resolve, reject));
  }

  /** `done` runs while the line is read, so what follows the answer on the wire finds its effect. */
  private send<M extends ControlMethod>(
    method: M,
    params: ControlParams<M>,
    done: (result: ControlResults[M]) => void,
    failed: (error: CallboxError) => void,
  ): void {
    const socket = this.socket;
    if (!socket || socket.destroyed) {
      failed(daemonDown('the telephone process is not connected'));
      return;
    }
    if (this.waiting.size >= maxOpenRequests) {
      const message = `${maxOpenRequests} requests to the telephone process are unanswered; try again soon`;
      failed(new CallboxError('not-now', message));
      return;
    }
    const id = this.nextId++;
    const timer = setTimeout(() => {
      this.waiting.delete(id);
      failed(daemonDown(`the telephone process did not answer ${method} within ${this.timeLimitMs} ms`));
    }, this.timeLimitMs);
    // Typed by ControlResults on both ends; the daemon is trusted to keep the contract it is built with.
    this.waiting.set(id, { resolve: (result) => done(result as ControlResults[M]), reject: failed, timer });
    socket.write(`${JSON.stringify({ id, method, params })}\n`);
  }

  private open(): void {
    const socket = createConnection({ path: this.path });
    this.socket = socket;
    let reason = 'the telephone process closed the connection';
    const decoder = new StringDecoder('utf8');
    let held = '';
    socket.on('connect', () => {
      this.greet((error) => {
        reason = error.message;
        socket.destroy();
      });
    });
    socket.on('data', (bytes) => {
      held += decoder.write(bytes);
      const lines = held.split('\n');
      held = lines.pop() ?? '';
      for (const line of lines) {
        const problem = this.receive(line);
        if (problem) {
          reason = problem;
          socket.destroy();
          return;
        }
      }
      if (held.length > maxLineBytes) {
        reason = `the telephone process sent a line longer than ${maxLineBytes} bytes`;
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => this.lost(reason));
  }

  private greet(failed: (error: CallboxError) => void): void {
    const subscribe = (startedAt: number) =>
      this.send(
        'subscribe',
        {},
        ({ snapshot }) => {
          this.subscribed = true;
          this.pauseMs = this.minPauseMs;
          this.lastFailure = '';
          this.emit('up', snapshot, startedAt);
        },
        failed,
      );
    this.send('hello', { version: controlVersion }, ({ startedAt }) => subscribe(startedAt), failed);
  }

  /** Null, or why the connection cannot go on. */
  private receive(line: string): string | null {
    let message: ControlAnswer | ControlEvent;
    try {
      message = JSON.parse(line) as ControlAnswer | ControlEvent;
    } catch {
      return 'the telephone process sent a line that is not JSON';
    }
    if (typeof message !== 'object' || message === null) return 'the telephone process sent a line that is no object';
    if ('event' in message) {
      // Changes that overtake the answer to `subscribe` are already in its snapshot.
      if (!this.subscribed) return null;
      if (message.event === 'change') this.emit('change', message.changes);
      else if (message.event === 'offer') {
        const { event: _, ...offer } = message;
        this.emit('offer', offer);
      }
      return null;
    }
    this.settle(message);
    return null;
  }

  private settle(answer: ControlAnswer): void {
    const waiting = this.waiting.get(answer.id);
    if (!waiting) return; // it came after its time limit
    this.waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if (answer.ok) waiting.resolve(answer.result);
    else {
      const { code, message, zh } = answer.error;
      waiting.reject(new CallboxError(code, message, zh === undefined ? {} : { zh }));
    }
  }

  private lost(reason: string): void {
    this.socket = null;
    for (const [id, waiting] of this.waiting) {
      clearTimeout(waiting.timer);
      this.waiting.delete(id);
      waiting.reject(daemonDown(`the connection to the telephone process broke: ${reason}`));
    }
    const wasUp = this.subscribed;
    this.subscribed = false;
    if (!this.closed) {
      this.retry = setTimeout(() => {
        this.retry = null;
        this.open();
      }, this.pauseMs);
      this.pauseMs = Math.min(this.pauseMs * 2, this.maxPauseMs);
    }
    if (wasUp) this.emit('down', reason);
    else if (reason !== this.lastFailure && !this.closed) {
      this.lastFailure = reason;
      this.emit('unreachable', reason);
    }
  }
}

function daemonDown(message: string): CallboxError {
  return new CallboxError('daemon-down', message);
}
