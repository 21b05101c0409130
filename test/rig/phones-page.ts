/** The demo telephones as a page uses them: a connection to the simulator's socket. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { PhoneMessage, PhoneNews } from '../../daemon/contract/phones.js';
import type { WireMessage } from '../../daemon/contract/wire-messages.js';

type NewsOf<N extends PhoneNews['news']> = Extract<PhoneNews, { news: N }>;

/** What the simulator said is kept until somebody asks for it. */
export class PhonesPage {
  private readonly unread: PhoneNews[] = [];
  private waiters: { fits: (news: PhoneNews) => boolean; resolve: (news: PhoneNews) => void }[] = [];
  private held = '';
  readonly closed: Promise<unknown>;

  static async open(path: string): Promise<PhonesPage> {
    const socket = createConnection(path);
    const page = new PhonesPage(socket);
    await once(socket, 'connect');
    return page;
  }

  private constructor(readonly socket: Socket) {
    this.closed = once(socket, 'close');
    socket.on('error', () => {}); // cut off while we still write
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.held += text;
      const lines = this.held.split('\n');
      this.held = lines.pop() ?? '';
      for (const line of lines) this.take(JSON.parse(line) as PhoneNews);
    });
  }

  tell(message: PhoneMessage | WireMessage): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  next<N extends PhoneNews['news']>(name: N, fits: (news: NewsOf<N>) => boolean = () => true): Promise<NewsOf<N>> {
    const wanted = (news: PhoneNews) => news.news === name && fits(news as NewsOf<N>);
    const index = this.unread.findIndex(wanted);
    if (index >= 0) return Promise.resolve(this.unread.splice(index, 1)[0] as NewsOf<N>);
    return new Promise((resolve) => {
      this.waiters.push({ fits: wanted, resolve: (news) => resolve(news as NewsOf<N>) });
    });
  }

  private take(news: PhoneNews): void {
    const waiter = this.waiters.find(({ fits }) => fits(news));
    if (!waiter) {
      this.unread.push(news);
      return;
    }
    this.waiters = this.waiters.filter((each) => each !== waiter);
    waiter.resolve(news);
  }
}
