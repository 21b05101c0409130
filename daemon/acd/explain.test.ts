/** "Why is nobody taking this call?" (complaint 1), and the printed decision (complaint 3): codes and numbers. */
import { expect, test } from 'vitest';
import { AcdFloor, agentOf, floorSite, queueOf } from '../../test/simulation/acd-floor.js';
import type { CallExplained, Judgement } from '../terms/live.js';
import type { Schedule } from '../terms/site.js';

const ids = ['8001', '8002', '8003', '8004', '8005', '8006', '8007', '8008', '8009'] as const;
const [a, b, c, d, e, f, g, h, i] = ids;

/** As a page might say it; what it needs for that must be in the judgement. */
function sentence({ agentId, why, rank, metric, endsInMs, state, reason }: Judgement): string {
  const seconds = endsInMs === undefined ? '' : ` ${Math.ceil(endsInMs / 1_000)} s left`;
  const taken = rank === undefined ? '' : `: idle ${Math.round((metric ?? 0) / 1_000)} s, rank ${rank}`;
  if (why === 'would-be-chosen' || why === 'behind') return `${agentId}${taken}`;
  return `not ${agentId}: ${why}${reason === undefined ? '' : ` (${reason})`}${state === undefined ? '' : ` [${state}]`}${seconds}`;
}

function explained(floor: AcdFloor, callId: string): CallExplained {
  const result = floor.acd.explain(callId, floor.time.nowMs());
  if (result === null) throw new Error(`${callId} doesn't wait`);
  return result;
}

test('each agent has his reason, with the time until it ends by itself', () => {
  const off: Schedule = { id: 'off', name: '', weekly: [] };
  const skill = { name: 'wine', atLeast: 5, relaxBy: 1, everyMs: 10_000 };
  const wine = { wine: 9 };
  const floor = new AcdFloor(
    floorSite(
      [
        agentOf(a, { skills: wine }), // signed out
        agentOf(b, { skills: wine }), // at his meal
        agentOf(c, { skills: wine }), // wraps up
        agentOf(d, { skills: wine }), // talks
        agentOf(e, { skills: wine, shift: 'off' }),
        agentOf(f, { skills: { wine: 3 } }),
        agentOf(g, { skills: wine, levels: { sales: 3 } }),
        agentOf(h, { queues: [] }),
        agentOf(i, { skills: wine }), // his telephone is off its hook
      ],
      [queueOf('sales', { skill, nextLevelAfterMs: 30_000, wrapUpMs: 20_000 })],
      { schedules: [off] },
    ),
  );
  floor.ready(c);
  floor.call();
  floor.answer(c);
  floor.ready(d);
  floor.call();
  floor.answer(d);
  floor.ready(b, e, f, g, h, i);
  floor.ask({ ask: 'not-ready', agentId: b, reason: 'meal' });
  floor.hangUp(c);
  floor.time.advance(4_000);
  floor.step((step) => floor.acd.station(9, { name: 'L9', offHook: true, free: true }, step));
  const callId = floor.call();
  floor.time.advance(4_000);
  const { summary, position, waitedMs, agents } = explained(floor, callId);
  expect({ summary, position, waitedMs }).toEqual({ summary: 'nobody-fits', position: 1, waitedMs: 4_000 });
  expect(agents.map(sentence)).toEqual([
    'not 8001: signed-out',
    'not 8002: not-ready (meal)',
    'not 8003: wrap-up 12 s left',
    'not 8004: busy [talking]',
    'not 8005: off-shift [ready]',
    'not 8006: skill-too-low 16 s left',
    'not 8007: level-later 56 s left',
    'not 8008: not-in-queue',
    'not 8009: off-hook [ready]',
  ]);
});

test('while a call is offered, the decision is told: "8003: idle 312 s, rank 1 of 4"', () => {
  const floor = new AcdFloor(
    floorSite(
      [a, b, c, d].map((id) => agentOf(id)),
      [queueOf('sales')],
    ),
  );
  floor.ready(c);
  floor.time.advance(12_000);
  floor.ready(a, b, d);
  floor.time.advance(300_000);
  const callId = floor.call();
  expect(floor.offers[0]).toMatchObject({
    agent: c,
    detail: {
      strategy: 'longest-idle',
      metric: 312_000,
      idleMs: 312_000,
      rank: 1,
      of: 4,
      next: a,
      nextMetric: 300_000,
    },
  });
  const { summary, agents } = explained(floor, callId);
  expect(summary).toBe('being-offered');
  expect(agents.map(sentence)).toEqual([
    '8003: idle 312 s, rank 1',
    '8001: idle 300 s, rank 2',
    '8002: idle 300 s, rank 3',
    '8004: idle 300 s, rank 4',
  ]);
});

test.each<[string, (floor: AcdFloor) => void, CallExplained['summary']]>([
  ['nobody is signed in', () => {}, 'nobody-signed-in'],
  ['everybody is at his meal', (floor) => floor.ask({ ask: 'sign-in', agentId: a }), 'nobody-ready'],
])('%s', (_name, before, summary) => {
  const floor = new AcdFloor(floorSite([agentOf(a)], [queueOf('sales')]));
  before(floor);
  expect(explained(floor, floor.call()).summary).toBe(summary);
});

test('a telephone that is on its hook and yet not free is told as that', () => {
  const floor = new AcdFloor(floorSite([agentOf(a)], [queueOf('sales')]));
  floor.ready(a);
  floor.step((step) => floor.acd.station(1, { name: 'L1', offHook: false, free: false }, step));
  expect(explained(floor, floor.call()).agents).toEqual([{ agentId: a, why: 'unreachable', state: 'ready' }]);
});

test('who still owes the result of a campaign is told as that, not as out of reach', () => {
  const floor = new AcdFloor(floorSite([agentOf(a)], [queueOf('sales', { wrapUpMs: 10_000 })]));
  floor.ready(a);
  const talked = floor.call();
  floor.answer(a);
  floor.step((step) => floor.acd.resultWanted(a, talked, true, step));
  floor.hangUp(a);
  const callId = floor.call();
  expect(explained(floor, callId).agents).toEqual([{ agentId: a, why: 'wrap-up', endsInMs: 10_000 }]);
  floor.time.advance(10_000);
  expect(explained(floor, callId).agents).toEqual([{ agentId: a, why: 'result-owed', state: 'wrap-up' }]);
});

test('a call that waits nowhere has no explanation, and asking changes nothing', () => {
  const floor = new AcdFloor(floorSite([agentOf(a)], [queueOf('sales')]));
  expect(floor.acd.explain('nonsense', 0)).toBeNull();
  const callId = floor.call();
  const first = explained(floor, callId);
  expect(explained(floor, callId)).toEqual(first);
  floor.end(callId, true);
  expect(floor.acd.explain(callId, floor.time.nowMs())).toBeNull();
});
