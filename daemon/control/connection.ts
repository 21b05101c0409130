import type { Socket } from 'node:net';
import { CallboxError } from '../base/errors.js';
import {
  type ControlAnswer,
  type ControlMethod,
  controlRequest,
  controlRequests,
  controlVersion,
  maxLineBytes,
  maxOpenRequests,
} from '../contract/control.js';
import type { ErrorCode } from '../terms/errors.js';
import { LineReader } from './line-reader.js';

/** How long a closing connection may take to hand over its last lines. */
const lingerMs = 1_000;

export interface ConnectionLimits {
  /** A connection that has not said hello, or not ended a line it began, is closed after this. */
  readonly patienceMs: number;
  /** Bytes that may wait for a peer who does not read. */
  readonly maxOutgoingBytes: number;
  /** Lines that are no request, until the connection is closed. */
  readonly maxBadLines: number;
}

export type ClosedFor = 'bad-lines' | 'line-too-long' | 'too-slow' | 'slow-reader';

export interface ConnectionOwner {
  /** A request whose params have passed the method's schema. A result given as `now` is sent before anything else. */
  request(connection: Connection, method: ControlMethod, params: unknown): Promise<unknown> | { readonly now: unknown };
  /** The connection is closed for a fault of the other end. */
  closedFor(reason: ClosedFor): void;
  badLine(): void;
  /** A fault of ours, answered as 'internal'. */
  failed(method: string, error: unknown): void;
  closed(connection: Connection): void;
}

/** One web process (or a tool) on the control socket: lines in, answers and events out, all of it bounded. */
export class Connection {
  subscribed = false;
  /** Pages open per agent, as this connection told. */
  readonly presence = new Map<string, number>();
  private greeted = false;
  private openRequests = 0;
  private badLines = 0;
  private impatience: NodeJS.Timeout | null;
  private readonly reader = new LineReader(maxLineBytes);

  constructor(
    private readonly socket: Socket,
    private readonly owner: ConnectionOwner,
    private readonly limits: ConnectionLimits,
  ) {
    this.impatience = this.beginPatience();
    socket.on('data', (bytes) => this.receive(bytes as Buffer));
    socket.on('error', () => {}); // 'close' follows and is enough
    socket.on('close', () => {
      if (this.impatience) clearTimeout(this.impatience);
      owner.closed(this);
    });
  }

  /** One line, already serialised, with its end. */
  send(line: string): void {
    if (this.ending) return;
    this.socket.write(line);
    if (this.socket.writableLength > this.limits.maxOutgoingBytes) this.drop('slow-reader');
  }

  /** What is written goes out first, but a peer who does not read cannot hold the socket. */
  end(): void {
    this.socket.setTimeout(lingerMs, () => this.socket.destroy());
    this.socket.destroySoon();
  }

  private get ending(): boolean {
    return this.socket.destroyed || this.socket.writableEnded;
  }

  private receive(bytes: Buffer): void {
    if (this.ending) return;
    const before = this.reader.unfinished;
    let lines = 0;
    const whole = this.reader.read(bytes, (line) => {
      lines++;
      this.take(line);
      return !this.ending;
    });
    if (this.ending) return;
    if (!whole) {
      this.refuse(0, 'too-large', `a line has at most ${maxLineBytes} bytes; the connection is closed`);
      this.drop('line-too-long');
      return;
    }
    this.watchPatience(before && lines === 0);
  }

  private take(line: string): void {
    const request = parse(line);
    if (request === null) {
      this.badLines++;
      this.owner.badLine();
      this.refuse(
        0,
        'bad-request',
        'send one JSON object a line: {"id": 1, "method": "hello", "params": {"version": 1}}',
      );
      if (this.badLines >= this.limits.maxBadLines) this.drop('bad-lines');
      return;
    }
    const { id, method } = request;
    if (!isMethod(method)) {
      const known = Object.keys(controlRequests).join(', ');
      this.refuse(id, 'unknown-method', `there is no such method; there are: ${known}`);
      return;
    }
    const params = controlRequests[method].safeParse(request.params);
    if (!params.success) {
      this.refuse(id, 'bad-request', wrongParams(method, params.error));
      return;
    }
    if (!this.greeted && method !== 'hello') {
      this.refuse(id, 'bad-request', `say hello first: {"version": ${controlVersion}}`);
      return;
    }
    this.greeted = true;
    this.carryOut(id, method, params.data);
  }

  private carryOut(id: number, method: ControlMethod, params: unknown): void {
    if (this.openRequests >= maxOpenRequests) {
      this.refuse(
        id,
        'not-now',
        `${maxOpenRequests} requests of this connection are unanswered; wait for their answers`,
      );
      return;
    }
    let result: ReturnType<ConnectionOwner['request']>;
    try {
      result = this.owner.request(this, method, params);
    } catch (error) {
      this.failed(id, method, error);
      return;
    }
    if ('now' in result) {
      this.answer({ id, ok: true, result: result.now });
      return;
    }
    this.openRequests++;
    result
      .then((value) => this.answer({ id, ok: true, result: value }))
      .catch((error: unknown) => this.failed(id, method, error))
      .finally(() => {
        this.openRequests--;
      });
  }

  private failed(id: number, method: ControlMethod, error: unknown): void {
    if (error instanceof CallboxError) {
      const { zh } = error.detail;
      this.refuse(id, error.code, error.message, typeof zh === 'string' ? { zh } : {});
      return;
    }
    this.owner.failed(method, error);
    this.refuse(id, 'internal', 'the telephone process failed at this; its log tells why');
  }

  private refuse(id: number, code: ErrorCode, message: string, more: { readonly zh?: string } = {}): void {
    this.answer({ id, ok: false, error: { code, message, ...more } });
  }

  private answer(answer: ControlAnswer): void {
    const line = `${JSON.stringify(answer)}\n`;
    if (Buffer.byteLength(line) > maxLineBytes) {
      this.refuse(answer.id, 'too-large', `the answer has more than ${maxLineBytes} bytes`);
      return;
    }
    this.send(line);
  }

  private drop(reason: ClosedFor): void {
    this.owner.closedFor(reason);
    // A peer who reads gets the reason first; one who doesn't is cut off.
    if (reason === 'slow-reader') this.socket.destroy();
    else this.end();
  }

  private beginPatience(): NodeJS.Timeout {
    return setTimeout(() => {
      this.refuse(0, 'bad-request', `no whole line came within ${this.limits.patienceMs} ms; the connection is closed`);
      this.drop('too-slow');
    }, this.limits.patienceMs);
  }

  /** `same`: the unfinished line is the one that was unfinished before. */
  private watchPatience(same: boolean): void {
    const waiting = !this.greeted || this.reader.unfinished;
    if (this.impatience && (!waiting || (this.greeted && !same))) {
      clearTimeout(this.impatience);
      this.impatience = null;
    }
    if (waiting && !this.impatience) this.impatience = this.beginPatience();
  }
}

function parse(line: string): { readonly id: number; readonly method: string; readonly params?: unknown } | null {
  try {
    const parsed = controlRequest.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isMethod(method: string): method is ControlMethod {
  return Object.hasOwn(controlRequests, method);
}

function wrongParams(
  method: ControlMethod,
  error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] },
) {
  if (method === 'hello') {
    return `this daemon speaks version ${controlVersion}: both processes must be of one release; upgrade the older one`;
  }
  const [issue] = error.issues;
  return `${method}: ${['params', ...(issue?.path ?? [])].map(String).join('.')}: ${issue?.message ?? 'wrong'}`;
}
