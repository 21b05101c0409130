import { createServer, type Server } from 'node:http';
import { CallboxError } from '../../../daemon/base/errors.js';

/** What may stand in a Host header (RFC 3986 §3.2.2), without the port. */
const hostPart = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(?::\d{1,5})?$/i;
const maxPathLength = 2_000;

/**
 * Answers plain HTTP with the way to HTTPS, and nothing else. 307: asked for anew each time, so that a browser learns
 * nothing it could not forget when the box gets another port.
 */
export function redirectServer(httpsPort: () => number): Server {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 8_192 },
    (request, response) => {
      request.resume();
      const host = hostPart.exec(request.headers.host ?? '')?.[1] ?? bracketed(request.socket.localAddress ?? '');
      const path = request.url?.startsWith('/') && request.url.length <= maxPathLength ? request.url : '/';
      const port = httpsPort();
      response.writeHead(307, {
        Location: `https://${host}${port === 443 ? '' : `:${port}`}${path}`,
        'Content-Length': 0,
        Connection: 'close',
      });
      response.end();
    },
  );
  server.maxConnections = 200;
  return server;
}

function bracketed(address: string): string {
  const plain = address.replace(/^::ffff:/, '');
  return plain.includes(':') ? `[${plain}]` : plain;
}

/** Where a server listens: a port of an address, or a socket that systemd has opened (sd_listen_fds(3)). */
export type ListenOn = { readonly port: number; readonly host: string } | { readonly fd: number };

/** @throws CallboxError conflict when the port is taken or not allowed */
export async function listenOn(server: Server, on: ListenOn): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(cannotListen(on, error));
    server.once('error', refuse);
    const up = (): void => {
      server.off('error', refuse);
      resolve();
    };
    if ('fd' in on) server.listen({ fd: on.fd }, up);
    else server.listen(on.port, on.host, up);
  });
}

function cannotListen(on: ListenOn, error: NodeJS.ErrnoException): CallboxError {
  if ('fd' in on) {
    const why = `The socket ${on.fd} from systemd cannot be used: ${error.message}. Is callbox-web.socket active?`;
    return new CallboxError('conflict', why, {}, { cause: error });
  }
  const { port, host } = on;
  const why =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port with --port N.`
      : error.code === 'EACCES'
        ? `Port ${port} may not be opened by this user. Choose a port above 1023 with --port N.`
        : `Port ${port} on ${host} cannot be opened: ${error.message}. Check --port and --host.`;
  return new CallboxError('conflict', why, { port }, { cause: error });
}
