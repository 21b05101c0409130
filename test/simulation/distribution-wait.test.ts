/** ACD-24, ACD-25: what callers are told while they wait. */
import { expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import { AcdFloor, agentOf, floorSite, queueOf } from './acd-floor.js';
import { Floor, salesNumber, siteOf } from './floor.js';

interface Told {
  readonly toldMs: number;
  readonly atMs: number;
}

/** Uniform in (0, 1). */
function uniform(random: SeededRandom): number {
  return (random.below(2 ** 31) + 0.5) / 2 ** 31;
}

/** Of a conversation, as pacing has it: lognormal. */
function lognormalMs(random: SeededRandom, meanMs: number, cv: number): number {
  const sigma = Math.sqrt(Math.log(1 + cv * cv));
  const normal = Math.sqrt(-2 * Math.log(uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
  return Math.round(meanMs * Math.exp(sigma * normal - (sigma * sigma) / 2));
}

interface Hour {
  readonly agents: number;
  readonly callsAnHour: number;
  readonly patienceMs: number;
  readonly talkMs: number;
}

/** Errors, as a share of the real wait, of what pages were told when a caller came, of those who were answered. */
function errors(seed: number, { agents, callsAnHour, patienceMs, talkMs }: Hour): readonly number[] {
  const random = new SeededRandom(seed);
  const ids = Array.from({ length: agents }, (_, at) => `${8001 + at}`);
  const floor = new AcdFloor(
    floorSite(
      ids.map((id) => agentOf(id)),
      [queueOf('sales', { wrapUpMs: 15_000 })],
    ),
  );
  floor.ready(...ids);
  const told = new Map<string, Told>();
  const found: number[] = [];
  const begin = floor.time.nowMs();
  let nextCallMs = begin;
  let answered = 0;
  const ends: { readonly atMs: number; readonly agentId: string }[] = [];
  const leaves: { readonly atMs: number; readonly callId: string }[] = [];
  while (floor.time.nowMs() < begin + 4 * 3_600_000) {
    floor.time.advance(1_000);
    const now = floor.time.nowMs();
    for (; nextCallMs <= now; nextCallMs += (-Math.log(uniform(random)) * 3_600_000) / callsAnHour) {
      const callId = floor.call();
      const expected = floor.acd.waitingPart(callId)?.expectedWaitMs;
      if (expected !== undefined) told.set(callId, { toldMs: expected, atMs: now });
      leaves.push({ atMs: now - Math.log(uniform(random)) * patienceMs, callId });
    }
    for (const [agentId, callId] of [...floor.rings]) {
      const was = told.get(callId);
      // Who waits less than 10 s is told "below a minute"; a share of next to nothing says nothing.
      if (was !== undefined && now - was.atMs >= 10_000 && now > begin + 1_800_000) {
        found.push(Math.abs(was.toldMs - (now - was.atMs)) / (now - was.atMs));
      }
      told.delete(callId);
      floor.answer(agentId);
      answered += 1;
      ends.push({ atMs: now + lognormalMs(random, talkMs, 0.9), agentId });
    }
    for (const end of ends.filter(({ atMs }) => atMs <= now)) {
      ends.splice(ends.indexOf(end), 1);
      floor.hangUp(end.agentId);
    }
    for (const leave of leaves.filter(({ atMs }) => atMs <= now)) {
      leaves.splice(leaves.indexOf(leave), 1);
      if (floor.acd.waitingPart(leave.callId) !== null) floor.end(leave.callId, true);
    }
  }
  expect(answered).toBeGreaterThan(100);
  return found;
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test.each<[string, Hour]>([
  ['10 agents, a long queue', { agents: 10, callsAnHour: 300, patienceMs: 900_000, talkMs: 120_000 }],
  ['20 agents, callers with little patience', { agents: 20, callsAnHour: 700, patienceMs: 240_000, talkMs: 120_000 }],
  ['40 agents', { agents: 40, callsAnHour: 1_000, patienceMs: 600_000, talkMs: 150_000 }],
])('ACD-24: the expected wait is off by less than a quarter, in the median: %s', (_name, hour) => {
  const found = [1, 2, 3].flatMap((seed) => errors(seed, hour));
  expect(found.length).toBeGreaterThan(300);
  expect(median(found)).toBeLessThan(0.25);
});

test('ACD-24: the place that is said is the place at that second; it is not said while a telephone rings', () => {
  const queue = queueOf('sales', { announce: { everyMs: 20_000, position: true, wait: true }, ringTimeoutMs: 15_000 });
  const floor = new AcdFloor(floorSite([agentOf('8001')], [queue]));
  for (let call = 0; call < 3; call++) floor.call();
  for (const callId of ['c1', 'c2', 'c3']) floor.step((step) => floor.acd.promptEnded(callId, step));
  floor.end('c2', true);
  floor.time.advance(20_000);
  const said = () =>
    floor.told('queue-play').filter(({ purpose, prompts }) => purpose === 'queue' && prompts[0] !== 'zh/please-wait');
  expect(said().map(({ callId, prompts }) => [callId, prompts])).toEqual([
    ['c1', ['zh/queue-you-are-next']],
    ['c3', ['zh/queue-position', 'zh/digit-2', 'zh/queue-place']],
  ]);
  // What is being said is not cut by the next; then there is music again.
  floor.time.advance(20_000);
  expect(said()).toHaveLength(2);
  for (const callId of ['c1', 'c3']) floor.step((step) => floor.acd.promptEnded(callId, step));
  expect(floor.notices.at(-1)).toMatchObject({ notice: 'queue-play', prompts: ['music/calm'], purpose: 'music' });
  floor.time.advance(10_000);
  floor.ready('8001');
  floor.time.advance(10_000);
  expect(said().map(({ callId }) => callId)).toEqual(['c1', 'c3', 'c3']);
});

test('ACD-25: entry prompt, music, the place every 30 s and music again, until an agent lifts', () => {
  const floor = new Floor({ site: siteOf(1, { announce: { everyMs: 30_000, position: true, wait: false } }) });
  floor.lines.callIn(salesNumber);
  floor.time.advance(65_000);
  floor.ready('8001');
  floor.lines.lift(1);
  floor.time.advance(60_000);
  const plays = floor.lines.commands.flatMap((command) =>
    command.do === 'play' ? [[command.sources, command.loop]] : [],
  );
  const place = [[{ file: '/sounds/zh/queue-you-are-next.wav' }], false];
  const music = [[{ file: '/sounds/music/calm.wav' }], true];
  expect(plays).toEqual([[[{ file: '/sounds/zh/please-wait.wav' }], false], music, place, music, place, music]);
  expect(floor.auditor.faults).toEqual([]);
});
