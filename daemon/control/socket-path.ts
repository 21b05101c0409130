import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createConnection, type Server } from 'node:net';
import { CallboxError } from '../base/errors.js';

/** sun_path of unix(7) has 108 bytes, the last one 0. */
const maxPathBytes = 107;

/**
 * Listens on a Unix socket of mode 0660. A socket left behind by a process that is gone is replaced;
 * one that somebody listens on, or a file that is no socket, never. Rejects with a CallboxError:
 * 'bad-request' for a path that cannot be, 'conflict' for one that is taken.
 */
export async function listenOnPath(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > maxPathBytes) {
    throw new CallboxError(
      'bad-request',
      `the socket's path ${path} is longer than ${maxPathBytes} bytes, which Unix sockets do not allow: choose a shorter one`,
    );
  }
  try {
    await listen(server, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw cannotListen(path, error as Error);
    await removeStale(path);
    await listen(server, path).catch((again: Error) => {
      throw cannotListen(path, again);
    });
  }
  chmodSync(path, 0o660);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function removeStale(path: string): Promise<void> {
  if (!lstatSync(path).isSocket()) {
    throw new CallboxError('conflict', `${path} is a file and no socket: move it away or choose another path`);
  }
  const reason = await new Promise<string | null>((resolve) => {
    const probe = createConnection({ path });
    probe.once('connect', () => {
      probe.destroy();
      resolve('another callbox-daemon listens there: stop it first, or choose another --control');
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(
        error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? null : `it cannot be probed (${error.message})`,
      );
    });
  });
  if (reason !== null) throw new CallboxError('conflict', `the socket ${path} is taken: ${reason}`);
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw cannotListen(path, error as Error);
  }
}

function cannotListen(path: string, error: Error): CallboxError {
  return new CallboxError(
    'bad-request',
    `cannot listen on the socket ${path} (${error.message}): does its folder exist, and may this user write there?`,
    {},
    { cause: error },
  );
}
