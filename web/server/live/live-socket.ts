import type { RawData, WebSocket } from 'ws';
import { type LiveMessage, socketCloseCodes } from '../../../daemon/contract/pages.js';
import type { LiveSnapshot, LiveTopic } from '../../../daemon/terms/live.js';
import { toldTo } from '../masking/border.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { Allowance } from './allowance.js';
import type { Colleagues } from './colleagues.js';
import type { Viewer } from './viewer.js';

/** What a page has not taken yet; a page that far behind starts anew with a fresh snapshot. */
export const maxBufferedBytes = 1_048_576;
/** Changes go out at once, and then at most every so often. */
const flushEveryMs = 25;

export interface LiveSocketCounts {
  slow: number;
  flooded: number;
}

/** Who looks at the page, and what they may see; replaced when their rights change. */
export interface Seeing {
  readonly signedIn: SignedIn;
  readonly viewer: Viewer;
  /** Null: of no agent. */
  readonly colleagues: Colleagues | null;
}

export interface LiveSocketNeeds {
  readonly socket: WebSocket;
  readonly allowance: Allowance;
  readonly counts: LiveSocketCounts;
  /** A message's text. */
  received(text: string): void;
}

/** One page's end of the live connection: what goes out gathered and bounded, what comes in counted. */
export class LiveSocket {
  private flushTimer: NodeJS.Timeout | null = null;
  private resting = false;
  private alive = true;

  constructor(
    private readonly needs: LiveSocketNeeds,
    private seeing: Seeing,
  ) {
    needs.socket.on('message', (data, isBinary) => this.receive(data, isBinary));
    needs.socket.on('pong', () => {
      this.alive = true;
    });
    needs.socket.on('close', () => {
      if (this.flushTimer) clearTimeout(this.flushTimer);
    });
  }

  get signedIn(): SignedIn {
    return this.seeing.signedIn;
  }

  hello(message: Omit<Extract<LiveMessage, { live: 'hello' }>, 'snapshot'>): void {
    const snapshot: LiveSnapshot = this.seeing.viewer.snapshot();
    this.send({ ...message, snapshot });
    if (this.seeing.colleagues) this.send(this.seeing.colleagues.all());
  }

  /** The same person with other rights; `hello` must follow. */
  see(seeing: Seeing): void {
    this.seeing = seeing;
    this.send({ live: 'session', session: seeing.signedIn.session });
  }

  touch(topic: LiveTopic, id: string): void {
    this.seeing.viewer.touch(topic, id);
    if (topic === 'agent') this.seeing.colleagues?.touch(id);
    if (this.flushTimer || this.resting) return;
    // One event of the daemon touches several rows; they go together.
    this.resting = true;
    setImmediate(() => {
      this.resting = false;
      this.flush();
    });
  }

  /** Sends the gathered changes now. */
  flush(): void {
    if (this.flushTimer || !this.seeing.viewer.hasChanges) return;
    this.sendChanges();
    this.flushTimer = setTimeout(() => {
      this.flushTimer = null;
      this.flush();
    }, flushEveryMs);
  }

  /** Ahead of gathered changes, which are sent first: nothing is told out of order. */
  sendNow(message: LiveMessage): void {
    this.sendChanges();
    this.send(message);
  }

  send(message: LiveMessage): void {
    const { socket, counts } = this.needs;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) {
      counts.slow += 1;
      socket.terminate(); // a close frame would wait behind what is not taken
      return;
    }
    socket.send(JSON.stringify(toldTo(this.seeing.signedIn, message)));
  }

  /** Asks whether the page is still there; ends the connection when the last question was not answered. */
  ping(): void {
    if (this.alive) this.needs.socket.ping();
    else this.needs.socket.terminate();
    this.alive = false;
  }

  private sendChanges(): void {
    const changes = this.seeing.viewer.changes();
    if (changes.length > 0) this.send({ live: 'change', changes });
    const colleagues = this.seeing.colleagues?.changes();
    if (colleagues) this.send(colleagues);
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (this.needs.socket.readyState !== this.needs.socket.OPEN) return; // being closed: nothing counts any more
    if (isBinary) {
      this.needs.socket.close(1003, 'text only');
    } else if (!this.needs.allowance.take()) {
      this.needs.counts.flooded += 1;
      this.needs.socket.close(socketCloseCodes.tooMany, 'too many messages');
    } else {
      this.needs.received(data.toString());
    }
  }
}
