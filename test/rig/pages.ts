/** What a browser says to the web server, without a browser: REST with a cookie, and the live WebSocket. */
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import type { CallPage, CallSummary, LiveMessage, PageMessage } from '../../daemon/contract/pages.js';

export class Visitor {
  private cookie = '';

  constructor(readonly url: string) {}

  get cookieHeader(): string {
    return this.cookie;
  }

  /** A session made elsewhere, as a browser has it after a restart of the server. */
  useCookie(cookie: string): void {
    this.cookie = cookie;
  }

  async request(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { cookie: this.cookie, origin: this.url };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(this.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (set.length > 0) this.cookie = set.join('; ');
    return response;
  }

  async signIn(login: { user: string; password: string }): Promise<void> {
    const response = await this.request('POST', '/api/v1/session', {
      user: login.user,
      password: login.password,
    });
    if (!response.ok) throw new Error(`sign-in as ${login.user}: ${response.status} ${await response.text()}`);
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.request('GET', path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async calls(): Promise<readonly CallSummary[]> {
    return (await this.get<CallPage>('/api/v1/calls')).calls;
  }

  async recording(callId: string): Promise<Buffer> {
    const response = await this.request('GET', `/api/v1/recordings/${callId}`);
    if (!response.ok) throw new Error(`recording ${callId}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  live(): LivePage {
    return new LivePage(this.url.replace('http', 'ws'), this.cookie, this.url);
  }
}

type Saying = PageMessage extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;

/** A page that stays open: remembers what it was told, answers nothing by itself. */
export class LivePage {
  readonly heard: LiveMessage[] = [];
  private readonly arrivals = new EventEmitter().setMaxListeners(0);
  private readonly socket: WebSocket;
  private nextId = 1;

  constructor(url: string, cookie: string, origin: string) {
    this.socket = new WebSocket(`${url}/api/v1/live`, { headers: { cookie, origin } });
    this.socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      this.heard.push(message);
      this.arrivals.emit('message', message);
    });
    this.socket.on('error', () => {}); // `close` follows and is what callers wait for
    this.socket.setMaxListeners(0);
  }

  /** The first message that fits, heard already or still to come. */
  when<T extends LiveMessage>(fits: (message: LiveMessage) => message is T): Promise<T>;
  when(fits: (message: LiveMessage) => boolean): Promise<LiveMessage>;
  when(fits: (message: LiveMessage) => boolean): Promise<LiveMessage> {
    const past = this.heard.find(fits);
    if (past) return Promise.resolve(past);
    return this.next(fits);
  }

  next(fits: (message: LiveMessage) => boolean): Promise<LiveMessage> {
    return new Promise((resolve) => {
      const onMessage = (message: LiveMessage) => {
        if (!fits(message)) return;
        this.arrivals.off('message', onMessage);
        resolve(message);
      };
      this.arrivals.on('message', onMessage);
    });
  }

  /** Each message from now on. */
  each(listener: (message: LiveMessage) => void): void {
    this.arrivals.on('message', listener);
  }

  /** The close code. */
  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once('close', resolve));
  }

  async opened(): Promise<void> {
    await this.when((message) => message.live === 'hello' && message.daemon === 'up');
  }

  /** Waits for the answer; throws what the server refused. */
  async say(message: Saying): Promise<void> {
    const id = this.nextId++;
    const answer = this.next((heard) => (heard.live === 'done' || heard.live === 'failed') && heard.id === id);
    const lost = this.closed().then((code) => {
      throw new Error(`${message.do}: the server closed the socket with ${code}`);
    });
    lost.catch(() => {}); // an ordinary close after the answer
    this.socket.send(JSON.stringify({ ...message, id }));
    const heard = await Promise.race([answer, lost]);
    if (heard.live === 'failed') throw new Error(`${message.do}: ${heard.code} ${heard.message}`);
  }

  close(): void {
    this.socket.close();
  }
}
