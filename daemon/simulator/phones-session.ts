/** One connection to the demo telephones: its own public telephone, and a hand on every desk telephone. */
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { DeskPhone, PhoneMessage, PhoneNews } from '../contract/phones.js';
import { simulatorMessage, type WireMessage } from '../contract/wire-messages.js';
import type { Seizure } from '../lines/lines.js';
import type { DeskTelephone } from './desk-telephone.js';
import type { Exchange, LogLine } from './exchange.js';
import type { Phrase } from './phrases.js';
import { PublicTelephone } from './public-telephone.js';
import type { WireBook } from './wire-book.js';

export const maxMessageLength = 8192;
/** A microphone sends 50 a second; what is said in one go beyond that is waste or an attack. */
export const messagesPerSecond = 100;
export const messagesAtOnce = 200;
/** Sound is left out for a reader that is slow; beyond the second figure it is cut off. */
const audioStopsAtBytes = 65_536;
const maxUnsentBytes = 1_048_576;
/** 400 ms of A-law. */
const maxTalkOctets = 3200;

export interface PhonesWorld {
  readonly wire: WireBook;
  readonly exchange: Exchange;
  readonly desks: ReadonlyMap<number, DeskTelephone>;
  readonly phrases: readonly Phrase[];
  readonly numbers: readonly string[];
  readonly callersPerHour: number;
  readonly clock: Clock;
  readonly log: LogLine;
}

type Place = { readonly at: 'public' | 'desk'; readonly line?: number | undefined };

export class PhonesSession {
  private readonly own: PublicTelephone;
  private readonly decoder = new StringDecoder('utf8');
  private held = '';
  private listening: Place | null = null;
  private heard: Seizure | null = null;
  private unhear: () => void = () => {};
  private allowance = messagesAtOnce;
  private allowanceAtMs: number;
  private audioDropped = 0;

  constructor(
    private readonly socket: Socket,
    private readonly world: PhonesWorld,
  ) {
    this.allowanceAtMs = world.clock.nowMs();
    this.own = new PublicTelephone(world.exchange, world.log, {
      onChange: (phone) => {
        this.tell({ news: 'public', public: phone });
        this.tuneIn();
      },
    });
    socket.on('data', (bytes) => this.take(bytes));
    socket.on('error', (error) => world.log('debug', 'demo telephones connection', { error: error.message }));
    socket.on('close', () => this.end());
    this.tellAll();
  }

  onDesk(desk: DeskPhone): void {
    this.tell({ news: 'desk', desk });
    this.tuneIn();
  }

  close(): void {
    this.socket.destroy();
  }

  private end(): void {
    this.unhear();
    this.listening = null;
    if (this.own.seizure !== null) this.own.hangUp();
    if (this.audioDropped > 0)
      this.world.log('info', 'sound left out for a slow reader', { blocks: this.audioDropped });
  }

  private take(bytes: Buffer): void {
    this.held += this.decoder.write(bytes);
    const lines = this.held.split('\n');
    this.held = lines.pop() ?? '';
    for (const line of lines) {
      if (this.isCutOff()) return;
      if (line.length > maxMessageLength) this.cutOff('A message was too long.');
      else if (!this.allowed()) this.cutOff('Too many messages at once.');
      else this.onMessage(line);
    }
    if (this.held.length > maxMessageLength) this.cutOff('A message was too long.');
  }

  /** A bucket that fills with time. */
  private allowed(): boolean {
    const nowMs = this.world.clock.nowMs();
    const earned = ((nowMs - this.allowanceAtMs) * messagesPerSecond) / 1000;
    this.allowance = Math.min(messagesAtOnce, this.allowance + Math.max(0, earned));
    this.allowanceAtMs = nowMs;
    this.allowance -= 1;
    return this.allowance >= 0;
  }

  private cutOff(message: string): void {
    if (this.isCutOff()) return;
    this.world.log('warn', 'demo telephones connection cut off', { message });
    this.tell({ news: 'refused', message });
    this.socket.destroySoon();
    this.held = '';
  }

  private isCutOff(): boolean {
    return this.socket.destroyed || this.socket.writableEnded;
  }

  private onMessage(line: string): void {
    const message = simulatorMessage.safeParse(parseJson(line));
    if (!message.success) {
      this.tell({ news: 'refused', message: 'This message is not understood.' });
      return;
    }
    try {
      this.carryOut(message.data);
    } catch (error) {
      if (!(error instanceof CallboxError)) throw error;
      this.tell({ news: 'refused', message: error.message });
    }
  }

  private carryOut(message: PhoneMessage | WireMessage): void {
    switch (message.do) {
      case 'break':
      case 'mend':
      case 'mend-all':
      case 'far-span':
      case 'look':
        this.onWire(message);
        return;
      case 'call':
        this.own.call(message.from, message.number);
        return;
      case 'hang-up':
        this.own.hangUp();
        return;
      case 'key':
        this.own.press(message.digit);
        return;
      case 'lift':
        this.desk(message.line).lift();
        return;
      case 'lay':
        this.desk(message.line).lay();
        return;
      case 'desk-key':
        this.desk(message.line).press(message.digit);
        return;
      case 'auto':
        this.desk(message.line).setAuto(message.on);
        return;
      case 'say':
        this.telephone(message).say(this.phraseFile(message.phrase));
        return;
      case 'listen':
        this.listening = message.at === null ? null : { at: message.at, line: message.line };
        if (this.listening) this.telephone(this.listening); // refused here if there is none
        this.tuneIn();
        return;
      case 'talk':
        this.telephone(message).talk(Buffer.from(message.audio, 'base64').subarray(0, maxTalkOctets));
        return;
    }
  }

  private onWire(message: WireMessage): void {
    const { wire } = this.world;
    if (message.do === 'look') {
      this.tell({ news: 'wire', done: 'look', broken: wire.broken() });
      return;
    }
    wire.carryOut(message);
    this.world.log('info', 'the wire', { do: message.do });
    this.tell({ news: 'wire', done: message.do });
  }

  private telephone({ at, line }: Place): PublicTelephone | DeskTelephone {
    return at === 'public' ? this.own : this.desk(line ?? 0);
  }

  private desk(line: number): DeskTelephone {
    const desk = this.world.desks.get(line);
    if (desk) return desk;
    throw new CallboxError('not-found', `There is no telephone ${line}: this site has ${this.world.desks.size}.`);
  }

  private phraseFile(id: string): string {
    const phrase = this.world.phrases.find((each) => each.id === id);
    if (phrase) return phrase.file;
    throw new CallboxError('not-found', `There is no phrase '${id}'.`);
  }

  /** Follows the telephone listened to from call to call. */
  private tuneIn(): void {
    const { listening } = this;
    const seizure = listening === null ? null : this.telephone(listening).seizure;
    if (seizure === this.heard) return;
    this.unhear();
    this.heard = seizure;
    this.unhear = seizure === null ? () => {} : this.world.exchange.hear(seizure, (audio) => this.onAudio(audio));
  }

  private onAudio(audio: Uint8Array): void {
    if (this.socket.writableLength > audioStopsAtBytes) this.audioDropped++;
    else this.tell({ news: 'audio', audio: Buffer.from(audio).toString('base64') });
  }

  private tellAll(): void {
    const { desks, phrases, numbers, callersPerHour } = this.world;
    this.tell({
      news: 'phones',
      desks: [...desks.values()].map(({ phone }) => phone),
      public: this.own.phone,
      phrases: phrases.map(({ id, language, by, text }) => ({ id, language, by, text })),
      numbers,
      callersPerHour,
    });
  }

  private tell(news: PhoneNews): void {
    if (this.isCutOff()) return;
    if (this.socket.writableLength > maxUnsentBytes) this.socket.destroy();
    else this.socket.write(`${JSON.stringify(news)}\n`);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
