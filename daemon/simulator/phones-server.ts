/** The socket of the demo telephones (contract/phones.ts): for the web server of the same user, nobody else. */
import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { CallboxError } from '../base/errors.js';
import type { DeskPhone } from '../contract/phones.js';
import { PhonesSession, type PhonesWorld } from './phones-session.js';

const maxConnections = 32;

export class PhonesServer {
  private readonly sessions = new Set<PhonesSession>();
  private readonly server: Server;

  constructor(private readonly world: PhonesWorld) {
    this.server = createServer((socket) => this.onConnection(socket));
    this.server.maxConnections = maxConnections;
    this.server.on('drop', () => world.log('warn', 'too many connections to the demo telephones', { maxConnections }));
  }

  /** Throws CallboxError 'conflict' when the path is something else than a socket of ours. */
  async listen(path: string): Promise<void> {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there && !there.isSocket()) {
      throw new CallboxError('conflict', `${path} exists and is no socket: move it away, or choose another --phones.`);
    }
    rmSync(path, { force: true }); // of an earlier run: one supervisor sees to it that there is one simulator
    this.server.listen(path);
    await once(this.server, 'listening');
    chmodSync(path, 0o600);
  }

  onDesk(desk: DeskPhone): void {
    for (const session of this.sessions) session.onDesk(desk);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const session of this.sessions) session.close();
    await closed;
  }

  private onConnection(socket: Socket): void {
    const session = new PhonesSession(socket, this.world);
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
  }
}
