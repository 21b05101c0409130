/**
 * A morning on the floor: eight agents, a queue of twenty, and everything people do to a call, heard at every telephone.
 * In the end each number on the wallboard is what the rows say, counted another way.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { BoardMessage, WallboardMade } from '../../daemon/contract/pages-floor.js';
import type { AgentState } from '../../daemon/terms/agents.js';
import type { LiveCall, QueueCounts } from '../../daemon/terms/live.js';
import type { Agent } from '../../daemon/terms/site.js';
import { Box } from '../rig/box.js';
import { openBrowser } from '../rig/chromium.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { type LivePage, Visitor } from '../rig/pages.js';
import { directNumber, testSite } from '../rig/site.js';
import { readStereo } from '../rig/sound.js';
import { Voices } from '../rig/voices.js';

const wrapUpMs = 1_500;
const callers = 20;
const impatient = 2;
/** In the queue 'expert' alone: whom the others consult. */
const expert = '8008';
/** Does not lift. */
const sleeper = '8007';
const supervisorLine = 9;
const ids = ['8001', '8002', '8003', '8004', '8005', '8006', sleeper, expert] as const;

const box = new Box({ lines: 10, more: siteOf() });
const voices = new Voices(box.folder, ['caller', 'agent', 'expert', 'boss'] as const);
const floor = new Floor();
const pages = new Map<string, LivePage>();
/** By the number they call from. */
const outside = new Map<string, FarLeg>();
/** The telephone of each line, from the moment it rings. */
const desks = new Map<number, FarLeg>();
const answersAlone = new Set<number>();
let browser: Browser;
let first: Page;
let boss: Visitor;
let bossPage: LivePage;
let board: Board;

function siteOf() {
  const { numbers, flows, queues } = testSite({ wrapUpMs, ringTimeoutMs: 2_000 });
  const [usual] = queues;
  if (usual === undefined) throw new Error('the test site has no queue');
  const service = { ...usual, missesUntilNotReady: 1, serviceLevel: { withinMs: 3_000, percent: 80, formula: 'F3' } };
  return {
    numbers,
    flows,
    queues: [service, { ...service, id: 'expert' }] as never,
    agents: ids.map(
      (id, at): Agent => ({ id, name: `Agent ${id}`, line: at + 1, queues: [id === expert ? 'expert' : 'service'] }),
    ),
    supervisors: [{ id: 'supervisor', name: 'Supervisor', line: supervisorLine }],
  };
}

/** The wallboard in the hall. */
class Board {
  last: BoardMessage | null = null;
  private readonly socket: WebSocket;

  constructor(url: string, token: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/wallboard?token=${token}`, { origin: url });
    this.socket.on('message', (data) => {
      this.last = JSON.parse(String(data)) as BoardMessage;
    });
  }

  until(fits: (message: BoardMessage) => boolean): Promise<BoardMessage> {
    if (this.last && fits(this.last)) return Promise.resolve(this.last);
    return new Promise((resolve) => {
      const onMessage = () => {
        if (!this.last || !fits(this.last)) return;
        this.socket.off('message', onMessage);
        resolve(this.last);
      };
      this.socket.on('message', onMessage);
    });
  }

  close(): void {
    this.socket.close();
  }
}

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const url = await box.startWeb();
  await box.exchange.spanUp();
  await floor.open(box.control);
  await floor.until(({ spans }) => spans.every(({ dChannel }) => dChannel === 'up'));
  box.exchange.onRinging((line, leg) => {
    desks.set(line, leg);
    if (answersAlone.has(line)) leg.answer();
  });
  floor.client.on('change', layAfterCalls);
  boss = new Visitor(url);
  await boss.signIn(box.logins.of('supervisor'));
  bossPage = boss.live();
  await bossPage.opened();
  const made = await boss.request('POST', '/api/v1/wallboards', { name: 'hall' });
  board = new Board(url, ((await made.json()) as WallboardMade).token);
  browser = await openBrowser();
  first = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await first.goto(url);
  const { user, password } = box.logins.ofAgent('8001');
  await first.getByTestId('user').fill(user);
  await first.getByTestId('password').fill(password);
  await first.getByTestId('sign-in').click();
  await first.getByTestId('btn-sign-in').first().click();
  await first.getByTestId('btn-ready').first().click();
  for (const id of ids.slice(1)) pages.set(id, await pageOf(url, id));
});
afterAll(async () => {
  for (const page of [...pages.values(), bossPage]) page?.close();
  board?.close();
  floor.close();
  await browser?.close();
  await box.close();
});

/** A page that shows each customer at once. */
async function pageOf(url: string, id: string): Promise<LivePage> {
  const visitor = new Visitor(url);
  await visitor.signIn(box.logins.ofAgent(id));
  const page = visitor.live();
  page.each((message) => {
    if (message.live === 'pop') page.say({ do: 'pop-shown', callId: message.pop.callId }).catch(() => {}); // too late
  });
  await page.opened();
  await page.say({ do: 'sign-in' });
  await page.say({ do: 'ready' });
  return page;
}

/** Whose call is over, lays his telephone down. */
function layAfterCalls(): void {
  for (const { id, state, offHook } of floor.live.agents)
    if (offHook && (state === 'wrap-up' || state === 'ready' || state === 'not-ready')) deskOf(id)?.hangUp();
}

const lineOf = (id: string): number => ids.indexOf(id as (typeof ids)[number]) + 1;
const deskOf = (id: string): FarLeg | undefined => desks.get(lineOf(id));
const page = (id: string): LivePage => {
  const found = pages.get(id);
  if (!found) throw new Error(`${id} has no page`);
  return found;
};
const stateIs = (id: string, ...states: readonly AgentState[]) =>
  floor.until(({ agents }) => agents.some((agent) => agent.id === id && states.includes(agent.state)));

/** The call this agent has now, its caller's far end and his own. */
async function conversationOf(id: string): Promise<{ call: LiveCall; caller: FarLeg; desk: FarLeg }> {
  const { calls } = await floor.until((live) => live.calls.some((one) => one.agent === id && one.stage === 'talking'));
  const call = calls.find((one) => one.agent === id && one.stage === 'talking');
  const caller = outside.get(call?.callingNumber ?? '');
  const desk = deskOf(id);
  if (!call || !caller || !desk) throw new Error(`${id} has no conversation`);
  voices.speak('caller', caller);
  voices.speak(id === expert ? 'expert' : 'agent', desk);
  return { call, caller, desk };
}

/** A telephone that rings, lifted by who means it. */
async function lifts(line: number, voice: 'expert' | 'boss'): Promise<FarLeg> {
  const desk = await box.exchange.rings(line);
  desk.answer();
  voices.speak(voice, desk);
  return desk;
}

const all = (...hearings: readonly Promise<void>[]) => Promise.all(hearings);
const waiting = (count: number) =>
  floor.until(({ queues }) => queues.some(({ id, waiting: now }) => id === 'service' && now === count));

it('a morning: a queue of twenty, hold, consultation, three at once, a supervisor, misses and forced states', async () => {
  await stateIs('8001', 'ready');
  for (let line = 1; line <= 6; line++) answersAlone.add(line);
  for (let n = 0; n < callers; n++) {
    const from = `139000001${String(n).padStart(2, '0')}`;
    outside.set(from, box.exchange.call({ from, to: directNumber }));
  }
  await floor.until(({ agents }) => agents.filter(({ state }) => state === 'talking').length === 6);
  await stateIs(sleeper, 'ringing');
  await waiting(callers - 6);
  const { calls } = floor.live;
  const last = [...calls]
    .filter(({ stage }) => stage === 'queued')
    .sort((a, b) => (b.position ?? 0) - (a.position ?? 0));
  for (const { callingNumber } of last.slice(0, impatient)) outside.get(callingNumber)?.hangUp();
  await waiting(callers - 6 - impatient);

  await holdAndConsult();
  await threeTogether();
  await supervised();
  await toTheExperts();

  await stateIs(sleeper, 'not-ready');
  expect(floor.live.agents.find(({ id }) => id === sleeper)).toMatchObject({ reason: 'no-answer' });
  answersAlone.add(lineOf(sleeper));
  await page(sleeper).say({ do: 'ready' });

  await bossPage.say({ do: 'force-state', agentId: '8005', state: 'not-ready', reason: '开会' });
  expect(floor.live.agents.find(({ id }) => id === '8005')?.next).toMatchObject({ state: 'not-ready' });
  await page('8006').say({ do: 'not-ready', reason: 'break' });

  await everybodyServed();
  await stateIs('8005', 'not-ready');
  expect(floor.live.agents.find(({ id }) => id === '8005')?.forcedBy).toMatchObject({
    by: 'supervisor',
    reason: '开会',
  });
  await stateIs('8006', 'not-ready');
});

/** On the real page, by its keys; then a consultation that becomes a transfer. */
async function holdAndConsult(): Promise<void> {
  const { call, caller, desk } = await conversationOf('8001');
  consulted = call.id;
  await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
  await shown('talking');
  await first.keyboard.press('Alt+h');
  await all(voices.hears(caller, 'music'), voices.hears(desk));
  await shown('held');
  await first.keyboard.press('Alt+h');
  await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
  await floor.client.request('agent.consult', { agentId: '8001', target: { to: 'agent', agent: expert } });
  const other = await lifts(lineOf(expert), 'expert');
  await all(voices.hears(caller, 'music'), voices.hears(desk, 'expert'), voices.hears(other, 'agent'));
  await shown('consulting');
  answersAlone.delete(1);
  await first.keyboard.press('Alt+o');
  await all(voices.hears(caller, 'expert'), voices.hears(other, 'caller'));
  await shown('wrap-up');
  caller.hangUp();
  await stateIs(expert, 'wrap-up');
  await page(expert).say({ do: 'end-wrap-up' });
  await stateIs(expert, 'ready');
  answersAlone.add(1);
}
let consulted = '';

const shown = (state: AgentState) =>
  first.locator(`[data-testid="state"][data-state="${state}"]`).first().waitFor({ timeout: 10_000 });

async function threeTogether(): Promise<void> {
  const { caller, desk } = await conversationOf('8002');
  await page('8002').say({ do: 'consult', target: { to: 'agent', agent: expert } });
  const other = await lifts(lineOf(expert), 'expert');
  await voices.hears(desk, 'expert');
  await page('8002').say({ do: 'conference' });
  await all(
    voices.hears(caller, 'agent', 'expert'),
    voices.hears(desk, 'caller', 'expert'),
    voices.hears(other, 'caller', 'agent'),
  );
  await stateIs(expert, 'conference');
  other.hangUp();
  await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
  await stateIs('8002', 'talking');
  await stateIs(expert, 'wrap-up', 'ready');
}

async function supervised(): Promise<void> {
  const { caller, desk } = await conversationOf('8003');
  const agentId = '8003';
  await bossPage.say({ do: 'supervise', agentId, mode: 'listen' });
  const ear = await lifts(supervisorLine, 'boss');
  await all(voices.hears(ear, 'caller', 'agent'), voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
  await bossPage.say({ do: 'supervise', agentId, mode: 'whisper' });
  await all(voices.hears(ear, 'caller', 'agent'), voices.hears(caller, 'agent'), voices.hears(desk, 'caller', 'boss'));
  await bossPage.say({ do: 'supervise', agentId, mode: 'barge' });
  await all(
    voices.hears(ear, 'caller', 'agent'),
    voices.hears(caller, 'agent', 'boss'),
    voices.hears(desk, 'caller', 'boss'),
  );
  ear.hangUp();
  await all(voices.hears(caller, 'agent'), voices.hears(desk, 'caller'));
}

/** Not to a person: to the end of another queue. */
async function toTheExperts(): Promise<void> {
  await stateIs(expert, 'ready');
  await conversationOf('8004');
  answersAlone.add(lineOf(expert));
  await page('8004').say({ do: 'transfer', target: { to: 'queue', queue: 'expert' } });
  const { caller, desk } = await conversationOf(expert);
  await all(voices.hears(caller, 'expert'), voices.hears(desk, 'caller'));
}

/** Whoever talks, has been talked to: the caller hangs up. Until nobody is left. */
async function everybodyServed(): Promise<void> {
  const hangUp = () => {
    for (const { stage, callingNumber } of floor.live.calls)
      if (stage === 'talking' && !outside.get(callingNumber)?.has('cleared')) outside.get(callingNumber)?.hangUp();
  };
  floor.client.on('change', hangUp);
  hangUp();
  await Promise.all([...outside.values()].map((caller) => caller.when('cleared')));
  await floor.until(({ calls, agents }) => calls.length === 0 && agents.every(({ state }) => state !== 'wrap-up'));
  floor.client.off('change', hangUp);
}

// ---- the numbers

interface Visit {
  readonly call_id: string;
  readonly queue: string;
  readonly entered_at: number;
  readonly left_at: number;
  readonly how: 'answered' | 'abandoned' | 'overflowed';
  readonly agent: string | null;
}
interface Interval {
  readonly agent: string;
  readonly state: AgentState;
  readonly call_id: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
}

async function rows<Row>(sql: string): Promise<Row[]> {
  const db = new sqlite3.Database(join(box.data, 'telephony.db'), sqlite3.OPEN_READONLY);
  try {
    return await new Promise((resolve, reject) =>
      db.all(sql, (error, found) => (error ? reject(error) : resolve(found as Row[]))),
    );
  } finally {
    db.close();
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

function countsOf(queue: string, visits: readonly Visit[], intervals: readonly Interval[]): QueueCounts {
  const own = visits.filter((visit) => visit.queue === queue);
  const waits = (how: Visit['how']) => own.filter((v) => v.how === how).map((v) => v.left_at - v.entered_at);
  const worked = (states: readonly AgentState[]) =>
    sum(
      own
        .filter(({ how }) => how === 'answered')
        .flatMap(({ call_id, agent }) =>
          intervals.filter((one) => one.call_id === call_id && one.agent === agent && states.includes(one.state)),
        )
        .map((one) => (one.ended_at ?? 0) - one.started_at),
    );
  return {
    offered: own.length,
    answered: waits('answered').length,
    answeredInTime: waits('answered').filter((ms) => ms <= 3_000).length,
    abandoned: waits('abandoned').length,
    abandonedInTime: waits('abandoned').filter((ms) => ms <= 3_000).length,
    abandonedIn5s: waits('abandoned').filter((ms) => ms <= 5_000).length,
    overflowed: waits('overflowed').length,
    waitAnsweredMs: sum(waits('answered')),
    waitAbandonedMs: sum(waits('abandoned')),
    longestWaitMs: Math.max(0, ...waits('answered'), ...waits('abandoned')),
    talkMs: worked(['talking', 'held', 'consulting', 'conference']),
    wrapUpMs: worked(['wrap-up']),
  };
}

it('every number on the wallboard is what the rows say', async () => {
  await floor.client.request('agent.ready', { agentId: '8001' }); // everything before it is on the disk
  const visits = await rows<Visit>('SELECT * FROM queue_visits');
  const intervals = await rows<Interval>('SELECT * FROM agent_states');
  for (const queue of ['service', 'expert']) {
    const counted = countsOf(queue, visits, intervals);
    const live = floor.live.queues.find(({ id }) => id === queue);
    expect(live?.today, queue).toEqual(counted);
    expect(live?.waiting).toBe(0);
    const shownThere = await board.until(
      ({ queues }) => JSON.stringify(queues.find(({ id }) => id === queue)?.today) === JSON.stringify(live?.today),
    );
    expect(shownThere.queues.find(({ id }) => id === queue)?.today).toEqual(counted);
  }
  expect(visits.filter(({ queue }) => queue === 'expert')).toHaveLength(1);

  const cdrs = await rows<{ id: string; ending: string; queue: string; talk_started_at: number | null }>(
    "SELECT * FROM calls WHERE direction = 'inbound'",
  );
  expect(cdrs).toHaveLength(callers);
  expect(cdrs.filter(({ ending }) => ending === 'abandoned')).toHaveLength(impatient);
  expect(cdrs.filter(({ ending, talk_started_at }) => ending === 'completed' && talk_started_at)).toHaveLength(
    callers - impatient,
  );
  for (const { id, today, answeredToday, since, state } of floor.live.agents) {
    expect(answeredToday, id).toBe(visits.filter((visit) => visit.agent === id && visit.how === 'answered').length);
    const own = intervals.filter(({ agent }) => agent === id);
    const spent = (which: AgentState) =>
      sum(own.filter((one) => one.state === which && one.ended_at).map((one) => (one.ended_at ?? 0) - one.started_at));
    for (const which of new Set(own.map((one) => one.state)))
      if (which !== 'signed-out') expect(today?.[which] ?? 0, `${id} ${which}`).toBe(spent(which));
    expect(own.find(({ ended_at }) => ended_at === null)).toMatchObject({ state, started_at: since });
    const days = own.filter((one) => one.state !== 'signed-out').sort((a, b) => a.started_at - b.started_at);
    const from = days[0]?.started_at ?? 0;
    expect(sum(days.map((one) => (one.ended_at ?? since) - one.started_at)), `${id}’s day has no gap`).toBe(
      since - from,
    );
  }
});

it('the consulted call is one recording, through hold, consultation and transfer', async () => {
  const recordings = await rows<{ path: string; state: string; samples: number; started_at: number; ended_at: number }>(
    `SELECT * FROM recordings WHERE call_id = '${consulted}'`,
  );
  expect(recordings).toMatchObject([{ state: 'complete' }]);
  const [recording] = recordings;
  if (!recording) return;
  const sound = readStereo(join(box.data, 'recordings', recording.path));
  expect(sound.right.length).toBe(recording.samples);
  expect(Math.abs(recording.samples / 8 - (recording.ended_at - recording.started_at))).toBeLessThan(300);
  const heard: string[] = [];
  for (let at = 0; at + 800 <= sound.right.length; at += 800) {
    const now = [...voices.in(sound.right.subarray(at, at + 800))].join('+');
    if (now !== '' && now !== heard.at(-1)) heard.push(now);
  }
  const clear = heard.filter((now) => !now.includes('+')); // 100 ms that hold the end of one and the beginning of another
  expect(clear.filter((now, at) => now !== clear[at - 1])).toEqual(['agent', 'music', 'agent', 'music', 'expert']);
});
