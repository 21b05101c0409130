/** Anybody presses, clicks, lifts and hangs up at any moment: nobody is left behind, and nothing ends twice. */
import { expect, test } from 'vitest';
import type { SeededRandom } from '../../daemon/base/random.js';
import { replay } from '../../daemon/runtime/replay.js';
import type { PersonRequest } from '../../daemon/terms/requests.js';
import type { Site } from '../../daemon/terms/site.js';
import type { Target } from '../../daemon/terms/targets.js';
import { drain } from './conversations.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';
import { trunkSite } from './trunk-site.js';

const keys = [
  '*11#',
  '*12',
  '*13',
  '*141',
  '*149',
  '*15',
  '*16',
  '*20#',
  '*20705#',
  '*21701#',
  '*22',
  '*24',
  '*99',
  '#',
];
const numbers = ['8001', '8002#', '8003#', '8005#', '8006#', '8009#', '701#', '13912345678', '95588#', '1', '80'];
const reasons = ['break', 'meal'] as const;

function site(): Site {
  const agents = siteOf(6).agents.map((agent) => {
    switch (agent.id) {
      case '8002':
        return { ...agent, forwards: [{ when: 'busy', target: { to: 'agent', agent: '8003' } } as const] };
      case '8003':
        return {
          ...agent,
          forwards: [{ when: 'no-answer', target: { to: 'number', number: '13900000001' } } as const],
        };
      case '8004':
        return { ...agent, forwards: [{ when: 'always', target: { to: 'queue', queue: 'sales' } } as const] };
      case '8005':
        return { ...agent, headset: true };
      case '8006':
        return { ...agent, remoteNumber: '13700000001' };
      default:
        return agent;
    }
  });
  const rating = { prompts: ['zh/rate-question'], thanksPrompts: ['zh/rate-thanks'], timeoutMs: 8_000 };
  const parking = { firstSlot: 701, slots: 3, returnAfterMs: 20_000 };
  return trunkSite({ agents, rating, parking });
}

const pick = <T>(random: SeededRandom, from: readonly T[]): T => from[random.below(from.length)] as T;

function target(random: SeededRandom): Target {
  const agent = `800${1 + random.below(7)}`;
  switch (random.below(4)) {
    case 0:
      return { to: 'queue', queue: 'sales' };
    case 1:
      return { to: 'number', number: pick(random, ['13912345678', '8002', '*13', '701']) };
    default:
      return { to: 'agent', agent };
  }
}

function ask(random: SeededRandom, floor: Floor): PersonRequest {
  const agentId = `800${1 + random.below(6)}`;
  const slot = 701 + random.below(4);
  const callId = floor.runtime.snapshot().calls.at(-1)?.id ?? 'none';
  const asks: readonly PersonRequest[] = [
    { ask: 'sign-in', agentId },
    { ask: 'ready', agentId },
    { ask: 'ready', agentId },
    { ask: 'not-ready', agentId, reason: pick(random, reasons) },
    { ask: 'sign-out', agentId },
    { ask: 'end-wrap-up', agentId },
    { ask: 'hang-up', agentId },
    { ask: 'dial', agentId, target: target(random) },
    { ask: 'dial', agentId, target: target(random) },
    { ask: 'cancel', agentId },
    { ask: 'hold', agentId },
    { ask: 'retrieve', agentId },
    { ask: 'transfer', agentId, target: target(random) },
    { ask: 'consult', agentId, target: target(random) },
    { ask: 'complete', agentId },
    { ask: 'toggle', agentId },
    { ask: 'conference', agentId },
    { ask: 'park', agentId },
    { ask: 'park', agentId, slot },
    { ask: 'pick-up', agentId, slot },
    { ask: 'pick-up-call', agentId, callId },
    { ask: 'rate', agentId },
  ];
  return pick(random, asks);
}

function act(random: SeededRandom, floor: Floor): void {
  const { lines } = floor;
  const line = 1 + random.below(5);
  const outside = lines.live.filter((seizure) => !lines.isTelephone(seizure));
  const dialled = [...lines.dialled.keys()];
  switch (random.below(12)) {
    case 0:
      if (outside.length < 12) lines.callIn(salesNumber);
      return;
    case 1:
    case 2:
      lines.lift(line);
      return;
    case 3:
      lines.lay(line);
      return;
    case 4:
      lines.dial(line, pick(random, keys));
      return;
    case 5:
      lines.dial(line, pick(random, numbers));
      return;
    case 6:
      lines.flash(line);
      return;
    case 7:
      if (dialled.length > 0) lines.answerOut(pick(random, dialled));
      return;
    case 8:
      if (dialled.length > 0) lines.refuseOut(pick(random, dialled), pick(random, [17, 19, 34, 1]));
      return;
    case 9:
      if (outside.length > 0) lines.press(pick(random, outside), pick(random, ['1', '2', '9']));
      return;
    case 10:
      if (outside.length > 0 && random.below(3) === 0) lines.hangUp(pick(random, outside));
      return;
    default:
      floor.ask(ask(random, floor));
  }
}

function run(seed: number, steps: number, late: boolean, losing: boolean): Floor {
  const random = Floor.random(seed);
  const latencies = Floor.random(seed + 1);
  const floor = new Floor({ site: site(), spans: 2, ...(late ? { latencyMs: () => latencies.below(120) } : {}) });
  floor.ready('8001', '8002', '8003', '8004', '8005', '8006');
  for (let step = 0; step < steps; step++) {
    act(random, floor);
    if (losing && random.below(60) === 0) floor.lines.loseEvents();
    floor.time.advance(random.below(4) === 0 ? random.below(8_000) : random.below(400));
  }
  if (losing) floor.lines.loseEvents();
  drain(floor);
  drain(floor);
  return floor;
}

test.each(Array.from({ length: 12 }, (_, at) => 4_000 + at))('seed %i: 600 steps, then rest', (seed) => {
  const floor = run(seed, 600, false, false);
  expectRest(floor);
  expect(floor.incidentCodes.filter((code) => code.startsWith('repair') || code === 'switch-loop')).toEqual([]);
});

test.each(Array.from({ length: 12 }, (_, at) => 5_000 + at))('seed %i: events cross commands', (seed) => {
  expectRest(run(seed, 600, true, false));
});

test.each(Array.from({ length: 8 }, (_, at) => 6_000 + at))('seed %i: events are lost, snapshots mend', (seed) => {
  expectRest(run(seed, 500, true, true));
});

test('replayed from its journal, everything is written the same', () => {
  const floor = run(7_000, 300, true, true);
  const rows = [...replay(floor.journal.entries)].flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'row' ? [effect.row] : [])),
  );
  expect(rows).toEqual(floor.auditor.rows);
});
