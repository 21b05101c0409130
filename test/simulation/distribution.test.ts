/** ACD-01, ACD-02, ACD-04 of features.md. */
import { expect, test } from 'vitest';
import { expectRest, Floor, menuNumber, salesNumber, siteOf } from './floor.js';

const everyone = Array.from({ length: 10 }, (_, at) => `${8001 + at}`);

function detailsOf(floor: Floor, what: string): readonly Readonly<Record<string, unknown>>[] {
  return floor.auditor.events
    .filter((event) => event.what === what)
    .map((event) => ({ agent: event.agent, ...JSON.parse(event.detail) }));
}

test('ACD-01: 100 calls over 10 agents are all delivered, none to a not-ready one, each decision explained', () => {
  const floor = new Floor({ site: siteOf(10) });
  floor.ready(...everyone);
  floor.ask({ ask: 'not-ready', agentId: '8010', reason: 'meal' });
  let calls = 0;
  while (calls < 100) {
    for (let wave = 0; wave < 14 && calls < 100; wave++) {
      floor.lines.callIn(salesNumber);
      calls += 1;
    }
    for (let second = 0; second < 90; second++) {
      for (let line = 1; line <= 10; line++) if (floor.lines.isRinging(line)) floor.lines.lift(line);
      floor.time.advance(1_000);
      if (second % 10 !== 9) continue;
      for (let line = 1; line <= 10; line++) floor.lines.lay(line); // the agents hang up
    }
  }
  expect(floor.cdrs.map((cdr) => cdr.ending)).toEqual(new Array(100).fill('completed'));
  expect(floor.cdrs.some((cdr) => cdr.agent === '8010')).toBe(false);
  expect(floor.queue.answeredToday).toBe(100);
  const decisions = detailsOf(floor, 'offered');
  expect(decisions).toHaveLength(100);
  for (const decision of decisions) {
    expect(decision).toMatchObject({ strategy: 'longest-idle', rank: 1, queue: 'sales' });
    expect(decision.of).toBeGreaterThanOrEqual(1);
  }
  floor.time.advance(60_000);
  expectRest(floor);
});

test('ACD-02: first come, first served, by ticket', () => {
  const floor = new Floor({ site: siteOf(1) });
  const callers = Array.from({ length: 8 }, (_, at) => floor.lines.callIn(salesNumber, `1390000000${at}`) as number);
  floor.ready('8001');
  for (let call = 0; call < 8; call++) {
    floor.time.advance(200);
    floor.lines.lift(1);
    floor.time.advance(1_000);
    floor.lines.lay(1);
    floor.ask({ ask: 'end-wrap-up', agentId: '8001' });
  }
  const talked = floor.auditor.events.filter((event) => event.what === 'talking').map((event) => event.callId);
  expect(talked).toEqual(floor.cdrs.map((cdr) => cdr.id));
  expect(detailsOf(floor, 'offered').map((detail) => detail.ticket)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(callers).toHaveLength(8);
  expectRest(floor);
});

test('ACD-02: who is not answered keeps his place at the head', () => {
  const floor = new Floor({ site: siteOf(2) });
  floor.ready('8001');
  floor.lines.callIn(salesNumber, '139001');
  floor.lines.callIn(salesNumber, '139002');
  floor.time.advance(20_000); // nobody answers
  expect(floor.agent('8001')).toMatchObject({ state: 'ringing', missedInRow: 1 });
  floor.ready('8002');
  floor.time.advance(150);
  const offered = detailsOf(floor, 'offered');
  expect(offered.map((detail) => [detail.agent, detail.ticket])).toEqual([
    ['8001', 1],
    ['8001', 1],
    ['8002', 2],
  ]);
  expect(floor.auditor.faults).toEqual([]);
});

test('two telephones ring at once and a headset has the caller in the same moment: the other takes who waits next', () => {
  const { queues, agents, ...rest } = siteOf(2);
  const withHeadset = agents.map((agent) => (agent.id === '8002' ? { ...agent, headset: true } : agent));
  const site = { ...rest, queues: queues.map((queue) => ({ ...queue, ringAtOnce: 2 })), agents: withHeadset };
  const floor = new Floor({ site: { ...site, agents: withHeadset.map((agent) => ({ ...agent, queues: [] })) } });
  floor.lines.lift(2);
  floor.time.advance(3_000);
  floor.ready('8001', '8002');
  floor.ask({ ask: 'presence', agentId: '8001', pages: 1 }); // his telephone waits for the page
  floor.lines.callIn(salesNumber, '139001');
  floor.lines.callIn(salesNumber, '139002');
  floor.time.advance(1_000);
  expect(floor.queue.waiting).toBe(2);
  floor.runtime.loadSite(site); // both come into the queue in the same step
  const talked = floor.auditor.events.filter(({ what }) => what === 'talking').map(({ agent }) => agent);
  expect(talked).toEqual(['8002']);
  expect(floor.agent('8001').state).toBe('reserved');
  expect(detailsOf(floor, 'offered').map(({ agent, ticket }) => [agent, ticket])).toEqual([
    ['8001', 1],
    ['8002', 1],
    ['8001', 2],
  ]);
});

test('ACD-04: the longest ready gets the call, a tie goes to the lower number', () => {
  const floor = new Floor({ site: siteOf(4) });
  floor.ready('8004');
  floor.time.advance(12_000);
  floor.ready('8003', '8002', '8001');
  floor.time.advance(300_000);
  for (let call = 0; call < 4; call++) floor.lines.callIn(salesNumber);
  const chosen = detailsOf(floor, 'offered');
  expect(chosen.map((detail) => detail.agent)).toEqual(['8004', '8001', '8002', '8003']);
  expect(chosen[0]).toMatchObject({ idleMs: 312_000, rank: 1, of: 4 });
});

test('a caller who gives up while the telephone rings takes nothing of the idle time of its agent', () => {
  const floor = new Floor({ site: siteOf(2) });
  floor.ready('8001');
  floor.time.advance(60_000);
  floor.ready('8002');
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(5_000);
  floor.lines.hangUp(caller);
  floor.lines.callIn(salesNumber);
  expect(detailsOf(floor, 'offered').map((detail) => [detail.agent, detail.idleMs])).toEqual([
    ['8001', 60_000],
    ['8001', 65_000],
  ]);
});

test('after so many unanswered offers in a row the agent is not-ready (no-answer); an answer forgets them', () => {
  const floor = new Floor({ site: siteOf(1, { missesUntilNotReady: 2 }) });
  floor.ready('8001');
  const first = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(20_000);
  floor.lines.lift(1); // the second offer
  floor.lines.hangUp(first);
  floor.lines.lay(1);
  floor.time.advance(10_000);
  expect(floor.agent('8001')).toMatchObject({ state: 'ready', missedInRow: 0 });
  floor.lines.callIn(salesNumber);
  floor.time.advance(40_000);
  expect(floor.agent('8001')).toMatchObject({ state: 'not-ready', reason: 'no-answer', missedInRow: 2 });
  expect(floor.queue.waiting).toBe(1);
  floor.ask({ ask: 'ready', agentId: '8001' });
  expect(floor.agent('8001')).toMatchObject({ state: 'ringing', missedInRow: 0 });
});

test('a full queue says so and lets go', () => {
  const floor = new Floor({ site: siteOf(1, { maxWaiting: 2 }) });
  for (let call = 0; call < 3; call++) floor.lines.callIn(salesNumber);
  expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'play', sources: [{ file: '/sounds/zh/all-busy.wav' }] });
  expect(floor.incidentCodes).toEqual(['queue-full']);
  floor.time.advance(2_000);
  expect(floor.cdrs[2]).toMatchObject({ ending: 'overflowed', endedBy: 'system', cause: 16, queue: 'sales' });
  expect(floor.queue.waiting).toBe(2);
});

test('who waited too long is let go, and counts neither as answered nor as abandoned', () => {
  const floor = new Floor({ site: siteOf(1, { maxWaitMs: 30_000 }) });
  floor.lines.callIn(salesNumber);
  floor.time.advance(30_000);
  expect(floor.queue).toMatchObject({ waiting: 0, answeredToday: 0, abandonedToday: 0 });
  floor.time.advance(2_000);
  expect(floor.cdrs).toMatchObject([{ ending: 'overflowed' }]);
  expectRest(floor);
});

test('the longest wait runs out while a telephone rings: it may still be answered, else the caller is let go', () => {
  for (const answers of [true, false]) {
    const floor = new Floor({ site: siteOf(1, { maxWaitMs: 10_000 }) });
    floor.ready('8001');
    floor.lines.callIn(salesNumber);
    floor.time.advance(15_000);
    expect(floor.agent('8001').state).toBe('ringing');
    if (answers) floor.lines.lift(1);
    floor.time.advance(10_000);
    expect(floor.cdrs[0]?.ending).toBe(answers ? null : 'overflowed');
    expect(floor.auditor.faults).toEqual([]);
  }
});

test('an agent whose telephone is off its hook is not offered a call, and soon everyone sees why', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready('8001');
  floor.lines.lift(1);
  floor.lines.callIn(salesNumber);
  floor.time.advance(4_999);
  expect(floor.agent('8001')).toMatchObject({ state: 'ready', offHook: true });
  floor.time.advance(1);
  expect(floor.agent('8001').state).toBe('unreachable');
  floor.lines.lay(1);
  expect(floor.agent('8001')).toMatchObject({ state: 'ringing', offHook: false });
});

test('callers hear the entry prompts once, then music until an agent lifts', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.lines.callIn(salesNumber);
  floor.time.advance(60_000);
  const plays = floor.lines.commands.flatMap((command) =>
    command.do === 'play' ? [[command.sources, command.loop]] : [],
  );
  expect(plays).toEqual([
    [[{ file: '/sounds/zh/please-wait.wav' }], false],
    [[{ file: '/sounds/music/calm.wav' }], true],
  ]);
});

test('an unlisted number goes to the default flow and raises an incident', () => {
  const floor = new Floor();
  floor.lines.callIn('0755999');
  expect(floor.incidentCodes).toEqual(['unknown-number']);
  expect(floor.cdrs[0]?.queue).toBe('sales');
});

test('the span full: a 31st caller is refused with cause 34, a named busy channel with 44; both are counted', () => {
  const floor = new Floor();
  for (let call = 0; call < 30; call++) floor.lines.callIn(menuNumber);
  expect(floor.lines.callIn(menuNumber)).toBeNull();
  expect(floor.lines.callIn(menuNumber, '139', 4)).toBeNull();
  expect(floor.incidentCodes).toEqual(['no-channel', 'channel-busy']);
  expect(floor.runtime.snapshot().spans).toMatchObject([{ refused34: 1, refused44: 1, dChannel: 'up' }]);
  expect(floor.cdrs).toHaveLength(30);
});

test('counters of the day begin anew at local midnight', () => {
  const floor = new Floor({ site: siteOf(1) });
  floor.ready('8001');
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.lines.lift(1);
  floor.lines.hangUp(caller);
  floor.lines.lay(1);
  const waiting = floor.lines.callIn(salesNumber) as number;
  floor.lines.hangUp(waiting);
  expect(floor.queue).toMatchObject({ answeredToday: 1, abandonedToday: 1 });
  floor.time.advance(24 * 3_600_000);
  expect(floor.queue).toMatchObject({ answeredToday: 0, abandonedToday: 0 });
  expect(floor.agent('8001').answeredToday).toBe(0);
  floor.time.advance(24 * 3_600_000); // and again
  expectRest(floor);
});

test('two telephones ring at once: the first to lift has the caller, the other stops, and hears dial tone if he lifts', () => {
  const floor = new Floor({ site: siteOf(3, { ringAtOnce: 2 }) });
  floor.ready('8001', '8002', '8003');
  floor.lines.callIn(salesNumber);
  expect([1, 2, 3].map((line) => floor.lines.isRinging(line))).toEqual([true, true, false]);
  floor.lines.lift(2);
  floor.lines.lift(1); // a moment too late
  expect(floor.agent('8002').state).toBe('talking');
  expect(floor.agent('8001').callId).toBeNull();
  expect(floor.cdrs[0]).toMatchObject({ agent: '8002' });
  floor.lines.lay(1);
  floor.lines.callIn(salesNumber);
  expect([1, 3].map((line) => floor.lines.isRinging(line))).toEqual([true, true]);
  floor.lines.lay(2);
  floor.lines.lift(3);
  floor.lines.lay(3);
  floor.time.advance(60_000);
  expect(floor.cdrs.map(({ ending, agent }) => [ending, agent])).toEqual([
    ['completed', '8002'],
    ['completed', '8003'],
  ]);
  // The auditor knows one telephone for a caller; that it is one conversation is what counts here.
  expect(floor.auditor.faults.filter((fault) => !/two agents|second agent/.test(fault))).toEqual([]);
});

test('several ring and none answers, or the caller gives up: all stop, nobody is left behind', () => {
  const floor = new Floor({ site: siteOf(3, { ringAtOnce: 3, missesUntilNotReady: 5 }) });
  floor.ready('8001', '8002', '8003');
  const caller = floor.lines.callIn(salesNumber) as number;
  floor.time.advance(20_000); // all missed it, and are offered it again
  expect(detailsOf(floor, 'ring-timeout')).toHaveLength(3);
  expect(detailsOf(floor, 'offered')).toHaveLength(6);
  floor.lines.hangUp(caller);
  expect(['8001', '8002', '8003'].map((id) => floor.agent(id).state)).toEqual(['ready', 'ready', 'ready']);
  expect([1, 2, 3].map((line) => floor.lines.isRinging(line))).toEqual([false, false, false]);
  expect(floor.queue).toMatchObject({ waiting: 0, abandonedToday: 1 });
  expect(floor.runtime.inProgress).toMatchObject({ calls: 0, legs: 0 });
});

test('ACD-20: outside its hours the queue hands over to the night menu', () => {
  const shut = { id: 'shut', name: 'shut', weekly: [] };
  const site = siteOf(1, { hours: 'shut', whenClosed: { to: 'flow', flow: 'menu' } });
  const floor = new Floor({ site: { ...site, schedules: [shut] } });
  floor.lines.callIn(salesNumber);
  expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'play', sources: [{ file: '/sounds/zh/welcome.wav' }] });
  expect(floor.queue).toMatchObject({ waiting: 0, closed: true, today: { offered: 1, overflowed: 1 } });
  floor.time.advance(600_000);
  expectRest(floor);
});

test.each(['queue', 'agent'])(
  'ACD-16, ACD-27: a clock set forward past the end of the day ends it for the %s',
  (whose) => {
    const day = { id: 'day', name: 'day', weekly: [{ days: [5], from: '09:00', to: '17:00' }] };
    const site = siteOf(2, whose === 'queue' ? { hours: 'day' } : {});
    const agents = site.agents.map((agent, at) => (whose === 'agent' && at === 0 ? { ...agent, shift: 'day' } : agent));
    const floor = new Floor({ site: { ...site, agents, schedules: [day] } });
    floor.ready('8001', '8002');
    const now = floor.time.nowMs(); // 16:00
    floor.time.nowMs = () => now + 3_600_000; // and no timer has ended
    floor.lines.callIn(salesNumber);
    const offeredTo = detailsOf(floor, 'offered').map(({ agent }) => agent);
    if (whose === 'agent') expect(offeredTo).toEqual(['8002']);
    else expect(floor.queue).toMatchObject({ closed: true, waiting: 0, today: { offered: 1, overflowed: 1 } });
    expect(floor.agent('8001').offShift).toBe(whose === 'agent' ? true : undefined);
  },
);

test('ACD-22: nobody is there: the caller hears that he will be called, the number is kept', () => {
  const floor = new Floor({ site: siteOf(1, { whenNobody: { to: 'call-back', prompts: ['zh/we-call-back'] } }) });
  floor.lines.callIn(salesNumber, '13900001111');
  expect(floor.lines.commands.at(-1)).toMatchObject({ sources: [{ file: '/sounds/zh/we-call-back.wav' }] });
  floor.time.advance(5_000);
  expect(floor.cdrs[0]).toMatchObject({ ending: 'overflowed' });
  const kept = floor.auditor.rows.flatMap((row) => (row.row === 'call-back' ? [row.callBack] : []));
  expect(kept).toMatchObject([{ number: '13900001111', queue: 'sales', state: 'open', tries: 0 }]);
  expect(floor.queue.callBacksOpen).toBe(1);
  expectRest(floor);
});

test('VIP: what the customer files say of him moves him before the others while he waits', async () => {
  const floor = new Floor({ site: { ...siteOf(1), classPriority: { vip: 100 } } });
  floor.lines.callIn(salesNumber, '139001');
  floor.lines.callIn(salesNumber, '139002');
  floor.ready('8001');
  expect(floor.cdrs[0]?.callingNumber).toBe('139001');
  const position = (): readonly unknown[] => floor.runtime.snapshot().calls.map((call) => call.position);
  expect(position()).toEqual([1, 2]); // the first is being offered
  expectNoFaults(floor);
});

function expectNoFaults(floor: Floor): void {
  expect(floor.auditor.faults).toEqual([]);
}
