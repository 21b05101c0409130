/** Numbers that supervisors read: they add up, survive a restart, and raise alarms that don't flutter. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import type { AgentState } from '../../daemon/terms/agents.js';
import { percentText, serviceLevel, signedInMs, stillWaiting } from '../../daemon/terms/metrics.js';
import type { LastRun } from '../../daemon/terms/requests.js';
import type { AgentStateRow, AlarmRow } from '../../daemon/terms/rows.js';
import type { Site } from '../../daemon/terms/site.js';
import { AcdFloor, agentOf, floorSite, queueOf } from './acd-floor.js';

const agents = ['8001', '8002', '8003'];

function statesOf(floor: AcdFloor, agentId: string): readonly AgentStateRow[] {
  return floor.rows.flatMap((row) => (row.row === 'agent-state' && row.state.agent === agentId ? [row.state] : []));
}

function alarmsOf(floor: AcdFloor): readonly AlarmRow[] {
  return floor.rows.flatMap((row) => (row.row === 'alarm' ? [row.alarm] : []));
}

// ---- the golden example of china.md 5

test('the golden example: the same calls, four service levels', () => {
  const floor = new AcdFloor(floorSite([agentOf('8001')], [queueOf('sales', { ringTimeoutMs: 200_000, wrapUpMs: 0 })]));
  const waitThen = (ms: number, end: (callId: string) => void) => {
    const callId = floor.call();
    floor.time.advance(ms);
    end(callId);
  };
  const answered = (callId: string) => {
    floor.answer('8001');
    floor.end(callId);
    floor.ask({ ask: 'end-wrap-up', agentId: '8001' });
  };
  floor.ready('8001');
  for (let call = 0; call < 64; call++) waitThen(call === 0 ? 20_000 : 5_000, answered); // 20 s is within 20 s
  for (let call = 0; call < 16; call++) waitThen(20_001, answered);
  for (let call = 0; call < 5; call++) waitThen(call === 0 ? 5_000 : 5_001, (callId) => floor.end(callId, true));
  for (let call = 0; call < 15; call++) waitThen(30_000, (callId) => floor.end(callId, true));
  const { today, serviceLevel: shown } = floor.queue();
  if (today === undefined) throw new Error('no counts');
  expect(today).toMatchObject({
    offered: 100,
    answered: 80,
    answeredInTime: 64,
    abandoned: 20,
    abandonedInTime: 5,
    abandonedIn5s: 1,
    overflowed: 0,
    waitAnsweredMs: 20_000 + 63 * 5_000 + 16 * 20_001,
    longestWaitMs: 30_000,
  });
  expect(shown).toEqual({ withinMs: 20_000, percent: 80, formula: 'F3' });
  const levels = (['F1', 'F2', 'F3', 'F4'] as const).map((formula) => percentText(serviceLevel(today, formula)));
  expect(levels).toEqual(['69.0', '80.0', '64.0', '67.4']);
  expect(floor.queue()).toMatchObject({ answeredToday: 80, abandonedToday: 20 });
});

test('another service level time holds for the whole day', () => {
  const site = floorSite([agentOf('8001')], [queueOf('sales')]);
  const floor = new AcdFloor(site);
  for (const waitMs of [8_000, 12_000, 25_000]) {
    const callId = floor.call();
    floor.time.advance(waitMs);
    floor.end(callId, true);
  }
  expect(floor.queue().today?.abandonedInTime).toBe(2);
  const serviceLevel = { withinMs: 10_000, percent: 90, formula: 'F1' } as const;
  floor.load({ ...site, queues: [queueOf('sales', { serviceLevel })] });
  expect(floor.queue()).toMatchObject({ serviceLevel, today: { abandoned: 3, abandonedInTime: 1 } });
});

// ---- the day

test('a call over midnight belongs to the day in which it entered', () => {
  const floor = new AcdFloor(floorSite([agentOf('8001')], [queueOf('sales', { wrapUpMs: 60_000 })]));
  floor.ready('8001');
  floor.call();
  floor.time.advance(10_000);
  floor.step((step) => floor.acd.newDay(step));
  floor.answer('8001');
  floor.time.advance(30_000);
  floor.hangUp('8001');
  floor.time.advance(60_000);
  expect(floor.queue().today).toMatchObject({ offered: 0, answered: 0, talkMs: 0, wrapUpMs: 0 });
  expect(floor.queue().bands).toEqual([]);
  expect(floor.agent('8001').today).toEqual({ ringing: 0, talking: 30_000, 'wrap-up': 60_000 });
});

test('at midnight the running state starts anew: what pages add up is the time since then', () => {
  const floor = new AcdFloor(floorSite([agentOf('8001')], [queueOf('sales')]));
  floor.ready('8001');
  floor.time.advance(50_000);
  floor.step((step) => floor.acd.newDay(step));
  floor.time.advance(7_000);
  const { today, since, state } = floor.agent('8001');
  expect((today?.[state] ?? 0) + floor.time.nowMs() - since).toBe(7_000);
  floor.ask({ ask: 'not-ready', agentId: '8001', reason: 'meal' });
  expect(floor.agent('8001').today).toEqual({ ready: 7_000 });
});

test('quarter-hours begin where the clock on the wall has them', () => {
  const quarter = 900_000;
  const begin = Math.ceil(new ManualTime().nowMs() / quarter) * quarter;
  const floor = new AcdFloor(floorSite([agentOf('8001')], [queueOf('sales')]), new ManualTime(begin - 1));
  const first = floor.call();
  floor.time.advance(1);
  const second = floor.call();
  floor.end(first, true);
  floor.end(second, false);
  expect(floor.queue().bands).toEqual([
    { from: begin - quarter, offered: 1, answered: 0, abandoned: 1 },
    { from: begin, offered: 1, answered: 0, abandoned: 0 },
  ]);
});

// ---- restart

/** What the store would give the next daemon, from the rows of this one. */
function lastRunOf(floor: AcdFloor): LastRun {
  const visits = new Map(floor.visits.map((visit) => [`${visit.callId} ${visit.visit}`, visit]));
  const times = new Map<string, { agentId: string; state: AgentState; ms: number }>();
  const work = { queueId: 'sales', talkMs: 0, wrapUpMs: 0 };
  const notReady = agents.map((agentId) => ({ agentId, times: floor.agent(agentId).notReadyToday ?? 0 }));
  for (const agentId of agents) {
    const rows = statesOf(floor, agentId);
    for (const [at, { state, startedAt, callId }] of rows.entries()) {
      const ms = (rows[at + 1]?.startedAt ?? floor.time.nowMs()) - startedAt;
      const known = times.get(`${agentId} ${state}`) ?? { agentId, state, ms: 0 };
      times.set(`${agentId} ${state}`, { ...known, ms: known.ms + ms });
      const visit = floor.visits.find((one) => one.callId === callId && one.agent === agentId);
      if (visit === undefined || (visit.leftAt ?? 0) > startedAt) continue;
      if (inCall.includes(state)) work.talkMs += ms;
      if (state === 'wrap-up') work.wrapUpMs += ms;
    }
  }
  return {
    agents: agents.map((agentId) => {
      const { state, reason } = floor.agent(agentId);
      return { agentId, state, reason };
    }),
    today: {
      agents: [],
      queues: [],
      visits: [...visits.values()],
      times: [...times.values()],
      work: [work],
      notReady,
    },
  };
}

test('a restart in mid-day: the wallboard shows the same numbers', () => {
  const site = floorSite(
    agents.map((id) => agentOf(id)),
    [queueOf('sales', { wrapUpMs: 15_000 })],
  );
  const random = new SeededRandom(11);
  const before = new AcdFloor(site);
  before.ready(...agents);
  for (let call = 0; call < 600; call++) act(before, random, 'one-day');
  before.time.advance(60_000);
  for (const callId of [...before.callers.keys()]) before.end(callId, true);
  for (const agentId of agents) {
    const line = Number(agentId) - 8000;
    before.step((step) => before.acd.diallingOver(line, step));
    before.step((step) => before.acd.station(line, { name: `L${line}`, offHook: false, free: true }, step));
  }
  before.time.advance(60_000); // everybody has wrapped up, and every telephone is back
  before.ask({ ask: 'not-ready', agentId: '8002', reason: 'meal' });
  before.time.advance(1_000);

  const after = new AcdFloor(site, new ManualTime(before.time.nowMs()));
  after.step((step) => after.acd.restore(lastRunOf(before), step));
  expect(before.queue().today?.answered).toBeGreaterThan(5);
  expect(after.queue()).toEqual(before.queue());
  for (const agentId of agents) {
    const [was, is] = [before.agent(agentId), after.agent(agentId)];
    expect([is.state, is.reason, is.answeredToday, is.notReadyToday]).toEqual([
      was.state,
      was.reason,
      was.answeredToday,
      was.notReadyToday,
    ]);
    const nowMs = before.time.nowMs();
    const total = (agent: typeof was) => signedInMs(agent.today ?? {}) + nowMs - agent.since;
    expect(total(is)).toBe(total(was));
  }
});

test('who waited when the daemon ended was let go by it: the identity holds after a restart', () => {
  const site = floorSite(
    agents.map((id) => agentOf(id)),
    [queueOf('sales')],
  );
  const before = new AcdFloor(site);
  before.call();
  const after = new AcdFloor(site, new ManualTime(before.time.nowMs()));
  after.step((step) => after.acd.restore(lastRunOf(before), step));
  expect(after.queue()).toMatchObject({ waiting: 0, today: { offered: 1, overflowed: 1 } });
});

// ---- any order of events

const doings = ['talking', 'held', 'consulting', 'conference', 'dialling'] as const;
const purposes = ['transfer', 'consult', 'direct', 'return', 'dial', 'pick-up'] as const;

/** One event of a busy floor, likely or not. */
function act(floor: AcdFloor, random: SeededRandom, days: 'one-day' | 'days' = 'days'): void {
  const agentId = agents[random.below(agents.length)] as string;
  const line = Number(agentId) - 8000;
  const { callId } = floor.agent(agentId);
  const on = (input: Parameters<AcdFloor['step']>[0]) => floor.step(input);
  const acts: readonly (() => void)[] = [
    () => floor.call(),
    () => floor.call(),
    () => answerRinging(floor),
    () => answerRinging(floor),
    () => answerRinging(floor),
    () => callId !== null && floor.end(callId, random.below(2) === 0),
    () => callId !== null && on((step) => floor.acd.agentDoing(callId, agentId, pick(doings, random), step)),
    () => callId !== null && on((step) => floor.acd.agentLeft(callId, agentId, random.below(3) > 0, step)),
    () => callId !== null && on((step) => floor.acd.ringFailed(callId, agentId, step, 'rejected')),
    () => callId !== null && on((step) => floor.acd.ringFailed(callId, agentId, step)),
    () => callId !== null && on((step) => floor.acd.wantOver(callId, agentId, step)),
    () => on((step) => floor.acd.wantAgent({ ...wanted(random), agentId }, step)),
    () => on((step) => floor.acd.dialling(line, step)),
    () => on((step) => floor.acd.diallingOver(line, step)),
    () => on((step) => floor.acd.callOut(`out${random.below(5)}`, agentId, step)),
    () => floor.ask({ ask: 'sign-in', agentId }),
    () => random.below(4) === 0 && floor.ask({ ask: 'sign-out', agentId }),
    () => floor.ask({ ask: 'ready', agentId }),
    () => floor.ask({ ask: 'ready', agentId }),
    () => floor.ask({ ask: 'ready', agentId }),
    () => floor.ask({ ask: 'not-ready', agentId, reason: 'meal' }),
    () => floor.ask({ ask: 'end-wrap-up', agentId }),
    () => floor.ask({ ask: 'extend-wrap-up', agentId, reason: 'form' }),
    () => floor.ask({ ask: 'presence', agentId, pages: random.below(2) }),
    () => callId !== null && floor.ask({ ask: 'pop-shown', agentId, callId }),
    () => random.below(4) === 0 && on((step) => void floor.acd.forceState({ ...order(random), agentId }, step)),
    () => on((step) => floor.acd.station(line, station(line, random), step)),
    () => on((step) => floor.acd.feature({ line, seizure: 1, code: 'sign-in', argument: agentId }, step)),
    () => days === 'days' && random.below(20) === 0 && midnight(floor),
    () => floor.time.advance(random.below(4) === 0 ? 0 : random.below(40_000)),
    () => floor.time.advance(random.below(500)),
  ];
  pick(acts, random)();
}

function answerRinging(floor: AcdFloor): void {
  const [agentId] = floor.rings.keys();
  if (agentId !== undefined) floor.answer(agentId);
}

/** Nothing else happens in that millisecond: the switch begins the day before it takes an input of it. */
function midnight(floor: AcdFloor): void {
  floor.time.advance(1);
  floor.step((step) => floor.acd.newDay(step));
}

function pick<T>(of: readonly T[], random: SeededRandom): T {
  return of[random.below(of.length)] as T;
}

function wanted(random: SeededRandom) {
  return { callId: `w${random.below(5)}`, purpose: pick(purposes, random), ringTimeoutMs: 10_000 };
}

function order(random: SeededRandom) {
  const state = pick(['ready', 'not-ready', 'signed-out'] as const, random);
  return { ask: 'force-state', by: 'boss', state, reason: 'why' } as const;
}

function station(line: number, random: SeededRandom) {
  return { name: `L${line}`, offHook: random.below(6) === 0, free: random.below(8) > 0 };
}

/** China.md 4: what may follow what; several transitions of one moment show as one. */
const idle: readonly AgentState[] = ['ready', 'not-ready', 'signed-out', 'unreachable', 'wrap-up'];
const inCall: readonly AgentState[] = ['talking', 'held', 'consulting', 'conference'];
const follows: Readonly<Record<AgentState, readonly AgentState[]>> = {
  'signed-out': ['not-ready'],
  'not-ready': ['not-ready', 'ready', 'signed-out', 'reserved', 'dialling'],
  ready: ['not-ready', 'signed-out', 'reserved', 'dialling', 'unreachable', 'wrap-up'],
  reserved: ['ringing', ...idle],
  ringing: [...inCall, 'dialling', ...idle],
  dialling: ['dialling', ...inCall, ...idle],
  talking: [...inCall, ...idle],
  held: [...inCall, ...idle],
  consulting: [...inCall, ...idle],
  conference: [...inCall, ...idle],
  'wrap-up': ['ready', 'not-ready', 'signed-out', 'reserved', 'dialling'],
  unreachable: ['ready', 'not-ready', 'signed-out', 'dialling', 'wrap-up'],
};

function run(seed: number, steps: number): AcdFloor {
  const site: Site = floorSite(
    agents.map((id) => agentOf(id)),
    [queueOf('sales', { wrapUpMs: 20_000, ringTimeoutMs: 10_000, maxWaiting: 5, missesByCause: { rejected: 3 } })],
    { thresholds: { notReadyMs: { on: 60_000, off: 0 }, talkMs: { on: 30_000, off: 0 } } },
  );
  const floor = new AcdFloor(site);
  const random = new SeededRandom(seed);
  floor.ready('8001', '8002');
  const last = new Map<string, AgentStateRow>();
  let read = 0;
  for (let step = 0; step < steps; step++) {
    act(floor, random);
    for (; read < floor.rows.length; read++) {
      const row = floor.rows[read];
      if (row?.row === 'agent-state') last.set(row.state.agent, row.state);
    }
    check(floor, last);
  }
  return floor;
}

/** Holds after every input; `lastRow` by agent. */
function check(floor: AcdFloor, lastRow: ReadonlyMap<string, AgentStateRow>): void {
  const bound = new Set<string>();
  for (const agentId of agents) {
    const agent = floor.agent(agentId);
    const last = lastRow.get(agentId);
    // Never a state without a row.
    const written =
      last === undefined
        ? agent.state === 'signed-out'
        : last.state === agent.state && last.reason === agent.reason && last.callId === agent.callId;
    insist(written, agent, 'is not what was written', last);
    insist(
      (agent.wrapUpUntil !== null) === (agent.state === 'wrap-up'),
      agent,
      'has a wrap-up time at the wrong moment',
    );
    const engaged = agent.state === 'reserved' || agent.state === 'ringing' || inCall.includes(agent.state);
    insist(!engaged || agent.callId !== null, agent, 'has no call');
    insist(agent.station === null || !bound.has(agent.station), agent, 'shares a telephone');
    if (agent.station !== null) bound.add(agent.station);
  }
  const { today, waiting } = floor.queue();
  insist(today === undefined || stillWaiting(today) <= waiting, today, 'does not add up with', waiting);
}

/** `expect` would cost more than the floor. */
function insist(truth: boolean, ...what: readonly unknown[]): void {
  if (!truth) throw new Error(what.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
}

test('any order of events: intervals add up to the ms, only china.md 4 moves agents, nobody has two calls', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fff_ffff }), fc.integer({ min: 1, max: 300 }), (seed, steps) => {
      const floor = run(seed, steps);
      for (const agentId of agents) {
        const rows = statesOf(floor, agentId);
        let signedInAt: number | null = null;
        let sumMs = 0;
        for (const [at, row] of rows.entries()) {
          const next = rows[at + 1];
          if (next !== undefined) {
            insist(follows[row.state].includes(next.state), row, next);
            insist(next.startedAt >= row.startedAt, row, next);
          }
          if (row.state === 'signed-out') {
            expect(sumMs).toBe(row.startedAt - (signedInAt ?? row.startedAt));
            signedInAt = null;
            sumMs = 0;
            continue;
          }
          signedInAt ??= row.startedAt;
          sumMs += (next?.startedAt ?? floor.time.nowMs()) - row.startedAt;
        }
        if (signedInAt !== null) expect(sumMs).toBe(floor.time.nowMs() - signedInAt);
      }
      expect(floor.incidents.filter((code) => code === 'double-reservation')).toEqual([]);
    }),
    { seed: 4, numRuns: 150 },
  );
});

test('then everything stops: nobody is left busy, nothing waits, no wrap-up is left', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const floor = run(seed, 200);
    for (const agentId of agents) {
      for (const callId of new Set([floor.agent(agentId).callId, ...floor.callers.keys()])) {
        if (callId !== null) floor.end(callId, true);
      }
      const line = Number(agentId) - 8000;
      floor.step((step) => floor.acd.diallingOver(line, step));
      floor.step((step) => floor.acd.station(line, { name: `L${line}`, offHook: false, free: true }, step));
    }
    floor.time.advance(600_000);
    for (const agentId of agents) {
      expect(['ready', 'not-ready', 'signed-out']).toContain(floor.agent(agentId).state);
      expect(floor.agent(agentId)).toMatchObject({ callId: null, wrapUpUntil: null, next: null });
    }
    const { today, waiting } = floor.queue();
    expect(waiting).toBe(0);
    expect(today === undefined ? 0 : stillWaiting(today)).toBe(0);
  }
});

// ---- thresholds

test('alarms go on at one value and off at another', () => {
  const thresholds = { waiting: { on: 3, off: 1 }, agentsReady: { on: 0, off: 2 } };
  const floor = new AcdFloor(floorSite([agentOf('8001'), agentOf('8002')], [queueOf('sales', { thresholds })]));
  expect(floor.acd.liveAlarms()).toMatchObject([
    { code: 'queue-agents-ready', about: 'sales', value: 0, threshold: 0 },
  ]);
  const calls = [floor.call(), floor.call()];
  expect(floor.acd.liveAlarms()).toHaveLength(1);
  calls.push(floor.call());
  const alarm = floor.acd.liveAlarms().find(({ code }) => code === 'queue-waiting');
  expect(alarm).toMatchObject({ about: 'sales', value: 3, threshold: 3, since: floor.time.nowMs() });
  floor.time.advance(1_000);
  floor.end(calls.pop() as string, true);
  expect(floor.acd.liveAlarm(alarm?.id ?? '')).toMatchObject({ value: 2 }); // between off and on
  calls.push(floor.call());
  floor.end(calls.pop() as string, true);
  floor.end(calls.pop() as string, true);
  expect(floor.acd.liveAlarm(alarm?.id ?? '')).toBeNull();
  expect(alarmsOf(floor).filter(({ code }) => code === 'queue-waiting')).toMatchObject([
    { id: alarm?.id, offAt: null },
    { id: alarm?.id, offAt: floor.time.nowMs() },
  ]);
  floor.end(calls.pop() as string, true);
  floor.ready('8001');
  expect(floor.acd.liveAlarms()).toHaveLength(1); // one is ready: not bad any more, not good yet
  floor.ready('8002');
  expect(floor.acd.liveAlarms()).toEqual([]);
});

test('what runs with time has one timer, for the next crossing', () => {
  const queue = queueOf('sales', { thresholds: { longestWaitMs: { on: 30_000, off: 10_000 } } });
  const site = floorSite([agentOf('8001'), agentOf('8002')], [queue], {
    thresholds: { notReadyMs: { on: 60_000, off: 0 }, wrapUpMs: { on: 5_000, off: 0 } },
  });
  const floor = new AcdFloor(site);
  const codes = () => floor.acd.liveAlarms().map(({ code, about }) => `${code} ${about}`);
  floor.ask({ ask: 'sign-in', agentId: '8001' });
  floor.time.advance(20_000);
  floor.ask({ ask: 'not-ready', agentId: '8001', reason: 'meal' }); // another reason is the same absence
  const first = floor.call();
  floor.time.advance(20_000);
  const second = floor.call();
  floor.time.advance(9_999);
  expect(codes()).toEqual([]);
  floor.time.advance(1);
  expect(codes()).toEqual(['queue-longest-wait sales']);
  floor.time.advance(10_000);
  expect(codes()).toEqual(['queue-longest-wait sales', 'agent-not-ready 8001']);
  floor.end(first, true); // the next has waited for 20 s: still above `off`
  expect(codes()).toEqual(['queue-longest-wait sales', 'agent-not-ready 8001']);
  floor.end(second, true);
  expect(codes()).toEqual(['agent-not-ready 8001']);
  floor.ask({ ask: 'ready', agentId: '8001' });
  expect(codes()).toEqual([]);
  floor.time.advance(1_000_000);
  expect(floor.time.waiting).toBe(0); // nothing ticks
});

test('the service level alarms only when enough calls speak of it', () => {
  const queue = queueOf('sales', { thresholds: { serviceLevelPercent: { on: 80, off: 90 } } });
  const floor = new AcdFloor(floorSite([agentOf('8001')], [queue]));
  for (let call = 0; call < 9; call++) floor.end(floor.call(), true);
  expect(floor.acd.liveAlarms()).toEqual([]);
  floor.end(floor.call(), true);
  expect(floor.acd.liveAlarms()).toMatchObject([{ code: 'queue-service-level', value: 0, threshold: 80 }]);
});

test('a threshold that is taken away takes its alarm with it', () => {
  const site = floorSite([agentOf('8001')], [queueOf('sales', { thresholds: { waiting: { on: 1, off: 0 } } })]);
  const floor = new AcdFloor(site);
  floor.call();
  expect(floor.acd.liveAlarms()).toHaveLength(1);
  floor.load({ ...site, queues: [queueOf('sales')] });
  expect(floor.acd.liveAlarms()).toEqual([]);
  expect(alarmsOf(floor).at(-1)?.offAt).toBe(floor.time.nowMs());
});
