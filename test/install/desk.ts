/** A browser of the installed box, without a browser: HTTPS that trusts the box's own authority, and its sockets. */
import { request } from 'node:https';
import { WebSocket } from 'ws';
import { later } from './bare-machine.js';

const realPages = 'https://127.0.0.1';
const lookEveryMs = 200;

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  /** As it came. */
  readonly octets: Buffer;
  readonly setCookie: readonly string[];
}

export class Desk {
  private cookie = '';

  /** `ca`: PEM of the authority; null: whoever answers is believed, as before it is known. */
  constructor(
    readonly ca: string | null,
    /** Origin of the pages. */
    readonly url = realPages,
  ) {}

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const content = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
      origin: this.url,
      cookie: this.cookie,
    };
    const trust = this.ca === null ? { rejectUnauthorized: false } : { ca: this.ca };
    return new Promise((resolve, reject) => {
      const asking = request(
        `${this.url}${path}`,
        { method, headers, ...trust, timeout: 20_000, agent: false },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('end', () => {
            const octets = Buffer.concat(pieces);
            const text = octets.toString('utf8');
            const setCookie = answer.headers['set-cookie'] ?? [];
            if (setCookie.length > 0) this.cookie = setCookie.map((line) => line.split(';')[0]).join('; ');
            resolve({ status: answer.statusCode ?? 0, body: objectOf(text), text, octets, setCookie });
          });
        },
      );
      asking.on('error', reject).on('timeout', () => asking.destroy(new Error('timeout')));
      asking.end(content);
    });
  }

  /** @throws Error unless it is answered well */
  async must(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return answer;
  }

  async open(path: string): Promise<WebSocket> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}${path}`, {
      headers: { cookie: this.cookie, origin: this.url },
      ...(this.ca === null ? { rejectUnauthorized: false } : { ca: this.ca }),
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return socket;
  }
}

/** Asks again until it is so. */
export async function until<T>(what: string, limitMs: number, look: () => Promise<T | null | false>): Promise<T> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const found = await look().catch(() => null);
    if (found) return found;
    if (Date.now() > limit) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await later(lookEveryMs);
  }
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
