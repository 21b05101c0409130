/** The live connection of this page: tables, connection state, server time, requests. */
import { batch, computed, signal } from '@preact/signals';
import type { LiveMessage, PageMessage, Pop, socketCloseCodes } from '../../../daemon/contract/pages.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { clockOffsetMs } from '../parts/clock.js';
import { session } from '../session/session.js';
import { browserSocket, browserTimers } from './browser-socket.js';
import { applyChanges, emptyTables, type LiveTables, tablesFrom } from './live-state.js';
import { type Outcome, Requests } from './requests.js';

const tables = signal<LiveTables>(emptyTables);
export const agents = computed(() => tables.value.agent);
export const calls = computed(() => tables.value.call);
export const queues = computed(() => tables.value.queue);
export const spans = computed(() => tables.value.span);
export const channels = computed(() => tables.value.channel);

/** 'starting' until the first hello; 'away' after a connection was lost. */
export const link = signal<'starting' | 'up' | 'away'>('starting');
export const daemon = signal<'up' | 'down'>('up');
/** Counts hellos: whoever holds something that may be stale after a return reads it anew. */
export const returns = signal(0);

/** The agent behind this login, as the floor sees it. */
export const me = computed<LiveAgent | null>(() => {
  const id = session.value?.agentId;
  return id ? (agents.value.get(id) ?? null) : null;
});

type PopListener = (pop: Pop, offeredAt: number) => void;
let popListener: PopListener = () => {};
export function onPop(listener: PopListener): void {
  popListener = listener;
}

/** socketCloseCodes.sessionEnded of the contract, whose values would bring its schemas into the page. */
const sessionEndedCode: (typeof socketCloseCodes)['sessionEnded'] = 4401;

const pingEveryMs = 15_000;
let pingTimer: unknown = null;

const socket = browserSocket('/api/v1/live', { opened, message, lost });
const requests = new Requests((text) => socket.send(text), browserTimers);

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type Ask = Without<PageMessage, 'id'>;

export function ask(message: Ask): Promise<Outcome> {
  return requests.ask(message);
}

let sessionEnded: () => void = () => {};

/** `ended` is called when the server no longer knows our session. */
export function connectLive(ended: () => void): void {
  sessionEnded = ended;
  link.value = 'starting';
  socket.start();
}

export function disconnectLive(): void {
  socket.stop();
  stopPings();
  requests.loseAll();
  tables.value = emptyTables;
  link.value = 'starting';
}

export function reconnectNow(): void {
  socket.nudge();
}

function opened(): void {
  stopPings();
  schedulePing();
}

/** Finds connections that died without a word; the answer to a ping is any `done`. */
function schedulePing(): void {
  pingTimer = browserTimers.after(pingEveryMs, async () => {
    const outcome = await ask({ do: 'ping' });
    if (!outcome.ok && outcome.code === 'timeout') socket.restart();
    else if (pingTimer !== null) schedulePing();
  });
}

function stopPings(): void {
  if (pingTimer !== null) browserTimers.cancel(pingTimer);
  pingTimer = null;
}

async function lost(wasOpen: boolean, code: number): Promise<void> {
  stopPings();
  requests.loseAll();
  link.value = 'away';
  if (code === sessionEndedCode) {
    sessionEnded();
    return;
  }
  if (wasOpen) return;
  // Refused at the door: either the server is away, or our session is over. One request tells.
  try {
    const answer = await fetch('/api/v1/session');
    if (answer.status === 401) sessionEnded();
  } catch {
    // the server is away; the socket keeps trying
  }
}

function message(text: string): void {
  const news = JSON.parse(text) as LiveMessage;
  switch (news.live) {
    case 'hello':
      batch(() => {
        clockOffsetMs.value = news.serverTime - Date.now();
        link.value = 'up';
        daemon.value = news.daemon;
        // With the daemon away its snapshot is empty: what was last known says more.
        if (news.daemon === 'up' || tables.value === emptyTables) tables.value = tablesFrom(news.snapshot);
        returns.value += 1;
      });
      break;
    case 'change':
      tables.value = applyChanges(tables.value, news.changes);
      break;
    case 'daemon':
      daemon.value = news.daemon;
      break;
    case 'pop':
      popListener(news.pop, news.offeredAt);
      break;
    case 'done':
      requests.end(news.id, { ok: true });
      break;
    case 'failed':
      requests.end(news.id, { ok: false, code: news.code });
      break;
  }
}
