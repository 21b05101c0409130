/** The live connection of this page: tables, connection state, server time, requests. */

import { batch, computed, signal } from '@preact/signals';
import type {
  Alert,
  Colleague,
  Counters,
  LiveMessage,
  PageMessage,
  SessionEnd,
  socketCloseCodes,
} from '../../../daemon/contract/pages.js';
import type { HealthFigure } from '../../../daemon/terms/box-health.js';
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
export const alarms = computed(() => tables.value.alarm);
/** How the running and paused campaigns stand. */
export const campaigns = computed(() => tables.value.campaign);
/** The disk of the recordings; null: not known. */
export const storage = computed(() => tables.value.storage.get('recordings') ?? null);
/** The announcement that callers hear before any flow; null: none. */
export const emergency = computed(() => tables.value.emergency.get('site') ?? null);
/** Whom an agent could call, by id; he himself is not among them. */
export const colleagues = signal<ReadonlyMap<string, Colleague>>(new Map());
/** Lengths of the lists on an agent's desk; null: not told yet. */
export const counters = signal<Counters | null>(null);
/** Why the last session ended, as the server told before it closed the connection. */
export const ended = signal<{ readonly why: SessionEnd; readonly address: string | null } | null>(null);
/** Newest last; to who may supervise. */
export const alerts = signal<readonly Alert[]>([]);
const maxAlerts = 20;
/** Day of the summary that was told last; '' none since the page was opened. */
export const summaryMade = signal('');
/** Comments, notes and scores of this agent's calls that he has not read. */
export const qualityUnread = signal(0);
/** Answer times of the last pings, ms, newest last. */
export const pingTimesMs = signal<readonly number[]>([]);
const maxPingTimes = 8;

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

/** What is an event and no state: each goes to those who listen for its kind. */
type Told = Extract<LiveMessage, { live: 'pop' | 'draft' | 'reminder' | 'import' }>;
const listeners = new Map<Told['live'], Set<(told: never) => void>>();

export function onTold<K extends Told['live']>(
  kind: K,
  listener: (told: Extract<Told, { live: K }>) => void,
): () => void {
  const set = listeners.get(kind) ?? new Set();
  listeners.set(kind, set.add(listener));
  return () => set.delete(listener);
}

function tell(told: Told): void {
  for (const listener of listeners.get(told.live) ?? []) listener(told as never);
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

/** `over` is called when the server no longer knows our session. */
export function connectLive(over: () => void): void {
  sessionEnded = over;
  link.value = 'starting';
  socket.start();
}

export function disconnectLive(): void {
  socket.stop();
  stopPings();
  requests.loseAll();
  tables.value = emptyTables;
  colleagues.value = new Map();
  counters.value = null;
  alerts.value = [];
  qualityUnread.value = 0;
  pingTimesMs.value = [];
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
    const askedAt = performance.now();
    const outcome = await ask({ do: 'ping' });
    if (outcome.ok) pingTimesMs.value = [...pingTimesMs.value, performance.now() - askedAt].slice(-maxPingTimes);
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

/** Figures of the box that need somebody; told to technicians only. */
export const badFigures = signal<readonly HealthFigure[]>([]);

function withFigure(before: readonly HealthFigure[], figure: HealthFigure): readonly HealthFigure[] {
  const others = before.filter(({ id }) => id !== figure.id);
  return figure.level === 'good' || figure.level === 'unknown' ? others : [...others, figure];
}

function changedColleagues(
  before: ReadonlyMap<string, Colleague>,
  changed: readonly Colleague[],
  gone: readonly string[],
): ReadonlyMap<string, Colleague> {
  const next = new Map(before);
  for (const id of gone) next.delete(id);
  for (const colleague of changed) next.set(colleague.id, colleague);
  return next;
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
    case 'draft':
    case 'reminder':
    case 'import':
      tell(news);
      break;
    case 'counters':
      counters.value = news.counters;
      break;
    case 'colleagues':
      colleagues.value = changedColleagues(colleagues.value, news.colleagues, news.gone);
      break;
    case 'session':
      session.value = news.session;
      break;
    case 'ended':
      ended.value = { why: news.why, address: news.address };
      break;
    case 'box':
      badFigures.value = withFigure(badFigures.value, news.figure);
      break;
    case 'alert':
      alerts.value = [...alerts.value, news.alert].slice(-maxAlerts);
      break;
    case 'summary':
      summaryMade.value = news.day;
      break;
    case 'quality-news':
      qualityUnread.value = news.unread;
      break;
    case 'done':
      requests.end(news.id, { ok: true });
      break;
    case 'failed':
      requests.end(news.id, { ok: false, code: news.code });
      break;
  }
}
