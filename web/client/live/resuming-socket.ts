/**
 * A WebSocket that comes back by itself: exponential back-off with jitter, at once when the
 * machine is online again or the page is looked at. Timers, randomness and the socket are given.
 */
export interface SocketHandlers {
  opened(): void;
  message(text: string): void;
  closed(code: number): void;
}
export interface PlainSocket {
  send(text: string): void;
  close(): void;
}
export interface Timers {
  after(ms: number, run: () => void): unknown;
  cancel(timer: unknown): void;
}
export interface ResumingSocketWorld {
  open(handlers: SocketHandlers): PlainSocket;
  readonly timers: Timers;
  /** 0 ≤ x < 1 */
  random(): number;
}
export interface ResumingSocketOwner {
  opened(): void;
  message(text: string): void;
  /** `wasOpen` false: the server did not take us at all; `code` as in RFC 6455 §7.4. */
  lost(wasOpen: boolean, code: number): void;
}

const firstDelayMs = 250;
const longestDelayMs = 5_000;
/** A connection attempt that hangs (cable pulled, wrong proxy) is given up after this. */
const openWithinMs = 8_000;
/** Close code of the contract: too many sockets or messages; coming back at once would only make it worse. */
const tooManyCode = 4429;

/** Delay before try number `attempt` (0 = first retry), ±25 % so that a room of agents does not return as one. */
export function backOffMs(attempt: number, random: number): number {
  const base = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, longestAttempt));
  return Math.round(base * (0.75 + random * 0.5));
}

/** From here on the delay no longer grows. */
const longestAttempt = 5;

type State = 'stopped' | 'opening' | 'open' | 'waiting';

export class ResumingSocket {
  private state: State = 'stopped';
  private socket: PlainSocket | null = null;
  private timer: unknown = null;
  private attempt = 0;
  /** Handlers of an abandoned socket must not speak any more. */
  private generation = 0;

  constructor(
    private readonly world: ResumingSocketWorld,
    private readonly owner: ResumingSocketOwner,
  ) {}

  start(): void {
    if (this.state === 'stopped') this.open();
  }

  stop(): void {
    this.forget();
    this.state = 'stopped';
  }

  /** Something says the network may be back: don't wait for the timer. */
  nudge(): void {
    if (this.state !== 'waiting') return;
    this.attempt = 0;
    this.open();
  }

  /** The connection is believed dead although nothing closed it: start anew. */
  restart(): void {
    if (this.state === 'open' || this.state === 'opening') this.fell(1006);
  }

  /** False: there is no connection now. */
  send(text: string): boolean {
    if (this.state !== 'open' || this.socket === null) return false;
    this.socket.send(text);
    return true;
  }

  private open(): void {
    this.forget();
    this.state = 'opening';
    const mine = this.generation;
    const current = (): boolean => mine === this.generation;
    this.timer = this.world.timers.after(openWithinMs, () => this.fell(1006));
    this.socket = this.world.open({
      opened: () => current() && this.opened(),
      message: (text) => current() && this.owner.message(text),
      closed: (code) => current() && this.fell(code),
    });
  }

  private opened(): void {
    this.cancelTimer();
    this.state = 'open';
    this.attempt = 0;
    this.owner.opened();
  }

  private fell(code: number): void {
    const wasOpen = this.state === 'open';
    this.forget();
    this.state = 'waiting';
    if (code === tooManyCode) this.attempt = longestAttempt;
    this.timer = this.world.timers.after(backOffMs(this.attempt, this.world.random()), () => this.open());
    this.attempt += 1;
    this.owner.lost(wasOpen, code);
  }

  private forget(): void {
    this.generation += 1;
    this.cancelTimer();
    this.socket?.close();
    this.socket = null;
  }

  private cancelTimer(): void {
    if (this.timer !== null) this.world.timers.cancel(this.timer);
    this.timer = null;
  }
}
