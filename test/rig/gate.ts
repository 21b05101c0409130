/** A way to a server that a test makes slow, one-way, or cuts: bytes are held, never changed. */
import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

export type Way = 'open' | 'requests-held' | 'answers-held' | 'cut';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly held: { up: Buffer[]; down: Buffer[] };
}

export class Gate {
  private readonly server: Server = createServer((near) => this.joined(near));
  private readonly pairs = new Set<Pair>();
  private readonly news = new EventEmitter().setMaxListeners(0);
  private way: Way = 'open';

  constructor(private port: number) {}

  /** Resolves with the address pages are opened at. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The server has another port from now on. */
  leadTo(port: number): void {
    this.port = port;
  }

  set(way: Way): void {
    this.way = way;
    if (way === 'cut') {
      for (const { near, far } of this.pairs) {
        near.destroy();
        far.destroy();
      }
      return;
    }
    for (const { near, far, held } of this.pairs) {
      if (way !== 'requests-held') for (const bytes of held.up.splice(0)) far.write(bytes);
      if (way !== 'answers-held') for (const bytes of held.down.splice(0)) near.write(bytes);
    }
  }

  /** Resolves when something with these words is held back, now or later. */
  async holds(words: string): Promise<void> {
    const isHeld = () =>
      [...this.pairs].some(({ held }) =>
        [held.up, held.down].some((list) => Buffer.concat(list).toString('utf8').includes(words)),
      );
    while (!isHeld()) await new Promise((resolve) => this.news.once('held', resolve));
  }

  async close(): Promise<void> {
    this.set('cut');
    await new Promise((resolve) => this.server.close(resolve));
  }

  private joined(near: Socket): void {
    if (this.way === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(this.port, '127.0.0.1');
    const pair: Pair = { near, far, held: { up: [], down: [] } };
    this.pairs.add(pair);
    const over = (): void => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', over).on('close', over);
    near.on('data', (bytes) => this.pass(bytes, far, pair.held.up, 'requests-held'));
    far.on('data', (bytes) => this.pass(bytes, near, pair.held.down, 'answers-held'));
  }

  private pass(bytes: Buffer, to: Socket, held: Buffer[], heldBy: Way): void {
    if (this.way !== heldBy) {
      to.write(bytes);
      return;
    }
    held.push(bytes);
    this.news.emit('held');
  }
}
