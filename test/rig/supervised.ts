/** A box under the real supervisor, as `npm start` runs it but with the public network in the test's own hands. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type ChildSpec, Supervisor } from '../../installer/supervisor.mjs';
import type { Box } from './box.js';
import { root } from './child.js';

/**
 * For a process that will listen on it in a moment. Below those that the kernel lends to who connects (from 32768 on):
 * some connection of another test would have it by then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue; // somebody's
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}

export class SupervisedBox {
  readonly url: string;
  private readonly supervisor: Supervisor;
  private readonly readyNames = new Map<string, number>();

  private constructor(box: Box, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    const child = (name: string, script: string, args: string[]): ChildSpec => ({
      name,
      command: process.execPath,
      args: [`${root}build/js/${script}`, ...args],
    });
    this.supervisor = new Supervisor([
      child('daemon', 'daemon/main.js', box.daemonArgs),
      child('web', 'web/server/main.js', box.webArgs(port)),
    ]);
    this.supervisor.on('ready', (name: string) => this.readyNames.set(name, (this.readyNames.get(name) ?? 0) + 1));
  }

  static async start(box: Box): Promise<SupervisedBox> {
    const supervised = new SupervisedBox(box, await freePort());
    const up = Promise.all([supervised.ready('daemon'), supervised.ready('web')]);
    supervised.supervisor.start();
    await up;
    return supervised;
  }

  /** The next time this process says that it is ready. */
  async ready(name: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const onReady = (who: string) => {
        if (who !== name) return;
        this.supervisor.off('ready', onReady);
        resolve();
      };
      this.supervisor.on('ready', onReady);
    });
  }

  /** kill -9; resolves with the milliseconds until the process was ready again. */
  async killAndWait(name: string): Promise<number> {
    const again = this.ready(name);
    const before = performance.now();
    process.kill(this.supervisor.pidOf(name) as number, 'SIGKILL');
    await again;
    return performance.now() - before;
  }

  stop(): Promise<void> {
    return this.supervisor.stop();
  }
}
