/** Anything in any order, by seed; then the faults stop and everything must drain to idle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import { replay } from '../../daemon/runtime/replay.js';
import { choosableReasons } from '../../daemon/terms/agents.js';
import { expectRest, Floor, menuNumber, salesNumber, siteOf } from './floor.js';

const agents = 5;
const small = { maxWaiting: 6, maxWaitMs: 60_000 };

type Act = (floor: Floor, random: SeededRandom) => void;

const pick = <T>(items: readonly T[], random: SeededRandom): T | undefined => items[random.below(items.length || 1)];
const anyAgent = (random: SeededRandom): string => `${8001 + random.below(agents)}`;
const anyLine = (random: SeededRandom): number => 1 + random.below(agents);
const call: Act = (floor, random) => {
  floor.lines.callIn(pick([salesNumber, menuNumber, '0755999'], random) as string, pick(['', '139'], random) as string);
};
const callerHangsUp: Act = (floor, random) => {
  const seizure = pick(
    floor.lines.live.filter((one) => one % 2 === 1),
    random,
  );
  if (seizure !== undefined && !floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
};
const key: Act = (floor, random) => {
  const seizure = pick(floor.lines.live, random);
  if (seizure !== undefined) floor.lines.press(seizure, pick(['0', '1', '5', '#'], random) as string);
};
const lift: Act = (floor, random) => floor.lines.lift(anyLine(random));
const answerRinging: Act = (floor) => {
  for (let line = 1; line <= agents; line++) if (floor.lines.isRinging(line)) floor.lines.lift(line);
};
const lay: Act = (floor, random) => floor.lines.lay(anyLine(random));
const person: Act = (floor, random) => {
  const agentId = anyAgent(random);
  const reason = pick(choosableReasons, random) ?? 'break';
  const callId = floor.runtime.snapshot().agents.find((row) => row.id === agentId)?.callId;
  const asks = [
    { ask: 'sign-in', agentId },
    { ask: 'sign-out', agentId },
    { ask: 'ready', agentId },
    { ask: 'ready', agentId },
    { ask: 'not-ready', agentId, reason },
    { ask: 'end-wrap-up', agentId },
    { ask: 'hang-up', agentId },
    { ask: 'presence', agentId, pages: random.below(2) },
    { ask: 'pop-shown', agentId, callId: callId ?? 'none' },
    { ask: 'dispose', agentId, callId: callId ?? 'none', disposition: 'other' },
  ] as const;
  const ask = pick(asks, random);
  if (ask !== undefined) floor.ask(ask);
};
const time: Act = (floor, random) =>
  floor.time.advance(pick([1, 20, 149, 150, 1_000, 5_000, 20_000], random) as number);
const fault: Act = (floor, random) => {
  const faults = [
    () => floor.lines.loseEvents(),
    () => floor.lines.fillDisk(),
    () => floor.lines.span(1, random.below(2) === 0 ? 'up' : 'down'),
    () => floor.runtime.loadSite(siteOf(3 + random.below(3), small)),
  ];
  pick(faults, random)?.();
};

const acts: readonly (readonly [number, Act])[] = [
  [12, call],
  [8, callerHangsUp],
  [6, key],
  [4, lift],
  [12, answerRinging],
  [10, lay],
  [14, person],
  [30, time],
  [2, fault],
];

function randomAct(random: SeededRandom): Act {
  let place = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, act] of acts) {
    if (place < weight) return act;
    place -= weight;
  }
  return time;
}

function run(seed: number, steps: number, latency: boolean): Floor {
  const random = new SeededRandom(seed);
  const late = new SeededRandom(seed + 1);
  const floor = new Floor({
    site: siteOf(agents, small),
    seed,
    badFile: random.below(4) === 0 ? 'wrong-key' : 'none-is-bad',
    ...(latency ? { latencyMs: () => late.below(30) } : {}),
  });
  floor.ready('8001', '8002', '8003');
  for (let step = 0; step < steps; step++) randomAct(random)(floor, random);
  return floor;
}

/** The faults stop: callers give up, telephones are laid down. */
function drain(floor: Floor): void {
  floor.lines.loseEvents(); // what was lost is mended by the last snapshot
  for (const seizure of floor.lines.live) if (!floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
  floor.time.advance(100);
  for (let line = 1; line <= 16; line++) floor.lines.lay(line);
  floor.time.advance(600_000);
}

test.each([false, true])('any order of events keeps the rules and drains to idle (late events: %s)', (latency) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fff_ffff }), fc.integer({ min: 1, max: 250 }), (seed, steps) => {
      const floor = run(seed, steps, latency);
      expect(floor.auditor.faults).toEqual([]);
      floor.auditor.compare(floor.runtime.snapshot());
      drain(floor);
      expectRest(floor);
      expect(floor.lines.live).toEqual([]);
      expect(floor.incidentCodes).not.toContain('switch-loop');
      expect(floor.log.warnings.filter((line) => line.includes('does not expect'))).toEqual([]);
    }),
    { seed: 20_260, numRuns: 150 },
  );
});

test('a random hour, replayed from its journal, writes the same rows', () => {
  const floor = run(4711, 2_000, true);
  const rows = [...replay(floor.journal.entries)].flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'row' ? [effect.row] : [])),
  );
  expect(rows).toEqual(floor.auditor.rows);
});
