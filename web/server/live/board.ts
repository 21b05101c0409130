import type { RawData, WebSocket } from 'ws';
import type { BoardAgents, BoardMessage } from '../../../daemon/contract/pages.js';
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent, LiveChange } from '../../../daemon/terms/live.js';
import type { HubWatcher } from './hub.js';
import { maxBufferedBytes } from './live-socket.js';
import type { Mirror } from './mirror.js';

/** A television needs no more. */
const tellEveryMs = 500;

const groups: Readonly<Record<AgentState, keyof BoardAgents | null>> = {
  'signed-out': null,
  'not-ready': 'notReady',
  ready: 'ready',
  reserved: 'ready',
  ringing: 'ringing',
  talking: 'talking',
  held: 'talking',
  consulting: 'talking',
  conference: 'talking',
  dialling: 'talking',
  'wrap-up': 'wrapUp',
  unreachable: 'notReady',
};

export interface BoardNeeds {
  readonly mirror: Mirror;
  nowMs(): number;
  daemonIsUp(): boolean;
  timeZone(): Promise<string | null>;
}

interface Page {
  readonly wallboard: string;
  readonly name: string;
  alive: boolean;
}

/** The wallboard's own small live connection: counts only, from the daemon's truth, nothing kept of its own. */
export class Board implements HubWatcher {
  private readonly pages = new Map<WebSocket, Page>();
  private timer: NodeJS.Timeout | null = null;
  private stale = false;
  private timeZone: string | null = null;

  constructor(private readonly needs: BoardNeeds) {}

  accept(socket: WebSocket, wallboard: { readonly id: string; readonly name: string }): void {
    const page: Page = { wallboard: wallboard.id, name: wallboard.name, alive: true };
    this.pages.set(socket, page);
    socket.on('close', () => this.pages.delete(socket));
    socket.on('pong', () => {
      page.alive = true;
    });
    // It has nothing to say.
    socket.on('message', (_data: RawData) => socket.close(1008, 'a wallboard only listens'));
    this.send(socket, page);
    void this.needs.timeZone().then(
      (timeZone) => {
        if (timeZone === this.timeZone) return;
        this.timeZone = timeZone;
        this.tell();
      },
      () => {}, // while the daemon has no database the wall shows its own zone
    );
  }

  pagesOf(wallboard: string): number {
    return [...this.pages.values()].filter((page) => page.wallboard === wallboard).length;
  }

  pingAll(): void {
    for (const [socket, page] of this.pages) {
      if (page.alive) socket.ping();
      else socket.terminate();
      page.alive = false;
    }
  }

  changed(changes: readonly LiveChange[]): void {
    if (changes.some(({ topic }) => topic !== 'span' && topic !== 'channel')) this.tell();
  }

  daemonChanged(): void {
    this.tell();
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  /** Now, and then at most every tellEveryMs. */
  private tell(): void {
    if (this.timer) {
      this.stale = true;
      return;
    }
    for (const [socket, page] of this.pages) this.send(socket, page);
    this.stale = false;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.stale) this.tell();
    }, tellEveryMs);
    this.timer.unref();
  }

  private send(socket: WebSocket, page: Page): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) return void socket.terminate();
    socket.send(JSON.stringify(this.message(page.name)));
  }

  private message(board: string): BoardMessage {
    const { mirror, nowMs, daemonIsUp } = this.needs;
    const everybody = mirror.all('agent');
    const calls = { inFlow: 0, waiting: 0, talking: 0 };
    for (const { stage } of mirror.all('call')) {
      if (stage === 'flow' || stage === 'offered') calls.inFlow += 1;
      else if (stage === 'queued' || stage === 'ringing') calls.waiting += 1;
      else if (stage === 'talking') calls.talking += 1;
    }
    const queues = mirror.all('queue');
    const emergency = mirror.get('emergency', 'site');
    const alarms = mirror.all('alarm');
    const ofQueues = alarms.filter(({ about }) => queues.some((queue) => queue.id === about));
    return {
      board,
      serverTime: nowMs(),
      timeZone: this.timeZone,
      daemon: daemonIsUp() ? 'up' : 'down',
      queues,
      agents: counted(everybody),
      queueAgents: Object.fromEntries(
        queues.map(({ id }) => [id, counted(everybody.filter((agent) => agent.queues?.includes(id)))]),
      ),
      calls,
      alarms: ofQueues.map(({ code, about, value, threshold, since }) => ({
        code,
        queue: about,
        value,
        threshold,
        since,
      })),
      agentAlarms: alarms.length - ofQueues.length,
      ...(emergency === null ? {} : { emergencySince: emergency.since }),
    };
  }
}

function counted(agents: readonly Pick<LiveAgent, 'state'>[]): BoardAgents {
  const counts = { signedIn: 0, ready: 0, talking: 0, ringing: 0, wrapUp: 0, notReady: 0 };
  for (const { state } of agents) {
    const group = groups[state];
    if (group === null) continue;
    counts.signedIn += 1;
    counts[group] += 1;
  }
  return counts;
}
