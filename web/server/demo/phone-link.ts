import { createConnection, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import { socketCloseCodes } from '../../../daemon/contract/pages.js';
import { type PhoneMessage, type PhoneNews, phoneMessage } from '../../../daemon/contract/phones.js';
import type { Allowance } from '../live/allowance.js';

/** One line of the simulator. */
const maxNewsLength = 65_536;
/** Sound is left out for a page that has not taken so much; beyond the second figure the page starts anew. */
const audioStopsAtBytes = 65_536;
const maxBufferedBytes = 1_048_576;
const firstPauseMs = 200;
const maxPauseMs = 2_000;

export interface PhoneLinkNeeds {
  readonly socket: WebSocket;
  /** The simulator's Unix socket. */
  readonly path: string;
  readonly allowance: Allowance;
  readonly log: Logger;
  readonly counts: { audioDropped: number };
}

/** One page's demo telephones: its WebSocket joined to a connection of its own to the simulator. */
export class PhoneLink {
  private simulator: Socket | null = null;
  private retry: NodeJS.Timeout | null = null;
  private pauseMs = firstPauseMs;
  private saidAway = false;
  private alive = true;

  constructor(private readonly needs: PhoneLinkNeeds) {
    const { socket } = needs;
    socket.on('message', (data, isBinary) => this.fromPage(data, isBinary));
    socket.on('pong', () => {
      this.alive = true;
    });
    socket.on('close', () => this.end());
    this.connect();
  }

  ping(): void {
    if (this.alive) this.needs.socket.ping();
    else this.needs.socket.terminate();
    this.alive = false;
  }

  private connect(): void {
    const simulator = createConnection({ path: this.needs.path });
    this.simulator = simulator;
    const decoder = new StringDecoder('utf8');
    let held = '';
    simulator.on('connect', () => {
      this.pauseMs = firstPauseMs;
      this.saidAway = false;
    });
    simulator.on('data', (bytes) => {
      held += decoder.write(bytes);
      const lines = held.split('\n');
      held = lines.pop() ?? '';
      for (const line of lines) this.toPage(line);
      if (held.length > maxNewsLength) simulator.destroy();
    });
    simulator.on('error', (error) => this.needs.log.debug({ err: error }, 'demo telephones'));
    simulator.on('close', () => this.lost());
  }

  private lost(): void {
    this.simulator = null;
    if (this.needs.socket.readyState !== this.needs.socket.OPEN) return;
    if (!this.saidAway) this.refuse('The demo telephones are away for a moment; they come back by themselves.');
    this.saidAway = true;
    this.retry = setTimeout(() => this.connect(), this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, maxPauseMs);
  }

  private end(): void {
    if (this.retry) clearTimeout(this.retry);
    this.simulator?.destroy();
  }

  private fromPage(data: RawData, isBinary: boolean): void {
    const { socket, allowance } = this.needs;
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary || !allowance.take()) {
      if (isBinary) socket.close(1003, 'text only');
      else socket.close(socketCloseCodes.tooMany, 'too many messages');
      return;
    }
    const message = phoneMessage.safeParse(parse(data.toString()));
    if (message.success) this.pass(message.data);
    else this.refuse('This message is not understood.');
  }

  private pass(message: PhoneMessage): void {
    const { simulator } = this;
    if (!simulator || simulator.connecting) {
      if (message.do !== 'talk') this.refuse('The demo telephones are away for a moment; try again.');
      return;
    }
    if (simulator.writableLength > maxBufferedBytes) {
      simulator.destroy(); // it has stopped reading; a new connection says how things are
      return;
    }
    if (message.do === 'talk' && simulator.writableLength > audioStopsAtBytes) {
      this.needs.counts.audioDropped += 1;
      return;
    }
    simulator.write(`${JSON.stringify(message)}\n`);
  }

  /** Written by our own simulator: passed on as it is, when it is an object of news at all. */
  private toPage(line: string): void {
    const { socket, counts, log } = this.needs;
    const news = parse(line) as Partial<PhoneNews> | null | undefined;
    if (typeof news !== 'object' || news === null || typeof news.news !== 'string') {
      log.warn({ length: line.length }, 'the simulator sent a line that is no news');
      return;
    }
    if (socket.readyState !== socket.OPEN) return;
    if (news.news === 'audio' && socket.bufferedAmount > audioStopsAtBytes) {
      counts.audioDropped += 1;
    } else if (socket.bufferedAmount > maxBufferedBytes) {
      socket.terminate();
    } else {
      socket.send(line);
    }
  }

  private refuse(message: string): void {
    const { socket } = this.needs;
    if (socket.readyState === socket.OPEN) {
      socket.send(JSON.stringify({ news: 'refused', message } satisfies PhoneNews));
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
