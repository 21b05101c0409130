/** The applier's socket: one request a connection, one answer, and the end. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Applier } from './applier.js';
import { maxRequestBytes } from './request.js';

const maxConnections = 4;

export interface ApplyServerOptions {
  readonly applier: Pick<Applier, 'answer'>;
  /** Who sends nothing for so long is put out. */
  readonly patienceMs: number;
}

export class ApplyServer {
  private readonly server: Server;

  constructor(private readonly options: ApplyServerOptions) {
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.take(socket));
    this.server.maxConnections = maxConnections;
  }

  /** Path of a socket that only this user's group may write, or a descriptor that systemd listens on. */
  listen(at: string | { readonly fd: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      const ready = (): void => {
        if (typeof at === 'string') chmodSync(at, 0o660);
        resolve();
      };
      if (typeof at !== 'string') this.server.listen(at, ready);
      else {
        rmSync(at, { force: true }); // of one that was killed; that no other runs is known by then
        this.server.listen(at, ready);
      }
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private take(socket: Socket): void {
    let received = '';
    let answered = false;
    socket.setEncoding('utf8');
    socket.setTimeout(this.options.patienceMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    const answer = (line: string): void => {
      if (answered) return;
      answered = true;
      socket.setTimeout(0);
      void this.options.applier.answer(line).then((said) => socket.end(`${JSON.stringify(said)}\n`));
    };
    socket.on('data', (part: string) => {
      if (answered) return;
      received += part;
      const end = received.indexOf('\n');
      if (end >= 0 && end <= maxRequestBytes) answer(received.slice(0, end));
      else if (received.length > maxRequestBytes) socket.destroy();
    });
    socket.on('end', () => answer(received));
  }
}
