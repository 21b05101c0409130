/**
 * The public network beside an installed box: its telephones, and what breaks the wire. The simulator's own socket in
 * the machine, which no page reaches.
 */
import { EventEmitter } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DeskPhone, PhoneMessage, PhoneNews, PublicPhone } from '../../../daemon/contract/phones.js';
import type { WireMessage } from '../../../daemon/contract/wire-messages.js';
import type { BareMachine } from '../bare-machine.js';

const limitMs = 60_000;
/** An A-law octet of silence on even bits inverted (ITU-T G.711 table 1a) is 0xd5 or 0x55; noise stays in its lowest steps. */
const quietest = 8;

export class Network {
  private readonly news = new EventEmitter().setMaxListeners(0);
  private readonly desks = new Map<number, DeskPhone['state']>();
  private own: PublicPhone['state'] = 'idle';

  private constructor(private readonly socket: Socket) {
    createInterface({ input: socket }).on('line', (line) => this.take(JSON.parse(line) as PhoneNews));
    socket.on('error', (error) => this.news.emit('over', error));
    socket.on('close', () => this.news.emit('over', new Error('the simulator closed its socket')));
  }

  static async of(machine: BareMachine): Promise<Network> {
    const socket = createConnection(join(machine.rootNow(), 'run/callbox/phones.sock'));
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const network = new Network(socket);
    await network.next('the telephones', ({ news }) => news === 'phones');
    return network;
  }

  /** @throws Error what the simulator refuses is thrown by whoever waits for what should follow */
  tell(message: PhoneMessage | WireMessage): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Breaks or mends, and waits until it is so. */
  async wire(message: WireMessage): Promise<void> {
    const done = this.next(message.do, ({ news }) => news === 'wire');
    this.tell(message);
    await done;
  }

  async publicIs(state: PublicPhone['state']): Promise<void> {
    if (this.own !== state) await this.next(`the public telephone ${state}`, () => this.own === state);
  }

  isRinging(line: number): boolean {
    return this.desks.get(line) === 'ringing';
  }

  async deskIs(line: number, state: DeskPhone['state']): Promise<void> {
    const is = (): boolean => this.desks.get(line) === state;
    if (!is()) await this.next(`telephone ${line} ${state}`, is);
  }

  /** Resolves when so much that is no silence was heard there, 20 ms a piece. */
  async hears(at: 'public' | 'desk', line: number, pieces: number): Promise<void> {
    let left = pieces;
    const heard = this.next(`sound at the ${at} telephone`, (news) => {
      if (news.news === 'audio' && isLoud(Buffer.from(news.audio, 'base64'))) left -= 1;
      return left <= 0;
    });
    this.tell({ do: 'listen', at, ...(at === 'desk' ? { line } : {}) });
    await heard;
    this.tell({ do: 'listen', at: null });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(news: PhoneNews): void {
    if (news.news === 'phones') {
      for (const { line, state } of news.desks) this.desks.set(line, state);
      this.own = news.public.state;
    } else if (news.news === 'desk') this.desks.set(news.desk.line, news.desk.state);
    else if (news.news === 'public') this.own = news.public.state;
    if (news.news === 'refused') this.news.emit('over', new Error(`the simulator refused: ${news.message}`));
    else this.news.emit('news', news);
  }

  private next(what: string, fits: (news: PhoneNews) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (failure: Error | null): void => {
        clearTimeout(limit);
        this.news.off('news', look).off('over', end);
        if (failure === null) resolve();
        else reject(new Error(`${what}: ${failure.message}`));
      };
      const look = (news: PhoneNews): void => {
        if (fits(news)) end(null);
      };
      const limit = setTimeout(() => end(new Error(`not within ${limitMs / 1000} s`)), limitMs);
      this.news.on('news', look).on('over', end);
    });
  }
}

/** One octet in four is above the lowest steps. */
function isLoud(audio: Buffer): boolean {
  const loud = audio.filter((octet) => ((octet ^ 0x55) & 0x7f) > quietest);
  return loud.length * 4 >= audio.length;
}
