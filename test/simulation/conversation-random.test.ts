/** Any verb at any moment, and any telephone that leaves at any moment; then everything must drain to idle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { replay } from '../../daemon/runtime/replay.js';
import type { LiveParty } from '../../daemon/terms/live.js';
import type { PersonRequest } from '../../daemon/terms/requests.js';
import type { Target } from '../../daemon/terms/targets.js';
import { conversationSite } from './conversations.js';
import { expectRest, Floor, sales, salesNumber } from './floor.js';
import { trunkSite } from './trunk-site.js';

const agents = 8;

function pick<T>(items: readonly T[], random: SeededRandom): T {
  return items[random.below(items.length)] as T;
}

function anyTarget(floor: Floor, random: SeededRandom): Target {
  const free = floor.runtime.snapshot().agents.filter(({ state }) => state === 'ready');
  const sometimes = free.length === 0 || random.below(4) === 0;
  const agent = sometimes ? `${8001 + random.below(agents + 1)}` : pick(free, random).id;
  const targets: readonly Target[] = [
    { to: 'agent', agent },
    { to: 'agent', agent },
    { to: 'agent', agent },
    { to: 'number', number: agent },
    { to: 'number', number: '13912345678' },
    { to: 'number', number: '13912345678' },
    { to: 'queue', queue: pick(['sales', 'service', 'none'], random) },
    { to: 'flow', flow: pick(['straight', 'menu'], random) },
  ];
  return pick(targets, random);
}

/** Mostly of an agent who is in a call. */
function anyAsk(floor: Floor, random: SeededRandom): PersonRequest {
  const { agents: rows } = floor.runtime.snapshot();
  const inCall = rows.filter(({ state }) => ['talking', 'held', 'consulting', 'conference'].includes(state));
  if (inCall.length > 0 && random.below(5) > 0) {
    const { id, callId } = pick(inCall, random);
    return askInCall(floor, id, callId ?? 'none', random);
  }
  const agentId = `${8001 + random.below(agents)}`;
  const asks: readonly PersonRequest[] = [
    { ask: 'ready', agentId },
    { ask: 'ready', agentId },
    { ask: 'end-wrap-up', agentId },
    { ask: 'not-ready', agentId, reason: 'break' },
    { ask: 'sign-out', agentId },
    { ask: 'sign-in', agentId },
    { ask: 'dial', agentId, target: anyTarget(floor, random) },
    { ask: 'pick-up', agentId, slot: 701 },
    { ask: 'pick-up-call', agentId, callId: floor.runtime.snapshot().calls[0]?.id ?? 'none' },
    { ask: 'stop-supervising', by: 'boss' },
  ];
  return pick(asks, random);
}

function askInCall(floor: Floor, agentId: string, callId: string, random: SeededRandom): PersonRequest {
  const by = 'boss';
  const mode = pick(['listen', 'whisper', 'barge'] as const, random);
  if (floor.agent(agentId).state === 'consulting' && random.below(2) > 0) {
    return {
      ask: pick(['toggle', 'toggle', 'complete', 'cancel', 'conference', 'conference'] as const, random),
      agentId,
    };
  }
  const asks: readonly PersonRequest[] = [
    { ask: 'hold', agentId },
    { ask: 'retrieve', agentId },
    { ask: 'mute', agentId, on: random.below(2) === 0 },
    { ask: 'transfer', agentId, target: anyTarget(floor, random) },
    ...Array.from({ length: 6 }, () => ({ ask: 'consult', agentId, target: anyTarget(floor, random) }) as const),
    { ask: pick(['toggle', 'complete', 'cancel', 'conference'] as const, random), agentId },
    { ask: 'drop', agentId, party: 1 + random.below(6) },
    { ask: 'hang-up', agentId },
    { ask: 'park', agentId },
    { ask: 'set-data', agentId, callId, section: 'S', key: pick(['a', 'b'], random), value: pick(['1', null], random) },
    { ask: 'supervise', by, agentId, mode },
    { ask: 'supervise', by, agentId, mode },
    { ask: 'take-over', by, agentId },
    { ask: 'force-release', by, agentId, reason: 'test' },
  ];
  return pick(asks, random);
}

const lines = [1, 2, 3, 4, 5, 6, 7, 8, 12];

/** What the network's end of a trunk does. */
function outside(floor: Floor, random: SeededRandom): void {
  const seizures = floor.lines.live.filter((seizure) => !floor.lines.isTelephone(seizure));
  if (seizures.length === 0) return;
  const seizure: Seizure = pick(seizures, random);
  const acts = [
    () => floor.lines.hangUp(seizure),
    () => floor.lines.take(seizure),
    () => floor.lines.alertOut(seizure, random.below(3) === 0),
    () => floor.lines.announceOut(seizure),
    () => floor.lines.answerOut(seizure),
    () => floor.lines.answerOut(seizure),
    () => floor.lines.refuseOut(seizure, pick([17, 34, 19], random)),
  ];
  if (seizure % 2 === 0) pick(acts, random)();
  else if (random.below(4) === 0) floor.lines.hangUp(seizure);
}

function act(floor: Floor, random: SeededRandom): void {
  if (random.below(150) === 0) pick([() => floor.lines.loseEvents(), () => floor.lines.loseOne()], random)();
  const chance = random.below(100);
  if (chance < 4) floor.lines.callIn(salesNumber);
  else if (chance < 34) floor.ask(anyAsk(floor, random));
  else if (chance < 60) {
    const ringing = lines.filter((line) => floor.lines.isRinging(line));
    if (ringing.length > 0) floor.lines.lift(pick(ringing, random));
  } else if (chance < 64) floor.lines.lay(pick(lines, random));
  else if (chance < 72) layIdle(floor);
  else if (chance < 74) floor.lines.lift(pick(lines, random));
  else if (chance < 84) outside(floor, random);
  else floor.time.advance(pick([1, 20, 150, 1_000, 5_000, 21_000], random));
}

/** Agents lay down a telephone whose call is over, and are ready again. */
function layIdle(floor: Floor): void {
  for (const { id, state } of floor.runtime.snapshot().agents) {
    if (state === 'wrap-up' || state === 'ready' || state === 'unreachable') floor.lines.lay(Number(id) - 8000);
    if (state === 'wrap-up') floor.ask({ ask: 'ready', agentId: id });
  }
}

function site(ringAtOnce: number) {
  const { trunks = [], routes = [], areaCode = '', board } = trunkSite();
  const queue = { ...sales, ringAtOnce, maxWaiting: 6, maxWaitMs: 60_000 };
  const service = { ...queue, id: 'service', name: { zh: '服务', en: 'Service' } };
  return conversationSite(agents, { trunks, routes, areaCode, board, queues: [queue, service] });
}

function run(seed: number, steps: number, latency: boolean): Floor {
  const random = new SeededRandom(seed);
  const late = new SeededRandom(seed + 1);
  const floor = new Floor({
    site: site(1 + random.below(3)),
    spans: 2,
    seed,
    ...(latency ? { latencyMs: () => late.below(30) } : {}),
  });
  for (let agent = 1; agent <= agents; agent++) floor.ready(`${8000 + agent}`);
  for (let at = 0; at < steps; at++) {
    act(floor, random);
    if (!latency) checkSound(floor);
  }
  return floor;
}

/** Nobody hears across two calls or what is over; who is held hears music, who talks hears or is heard. */
function checkSound(floor: Floor): void {
  const { calls, channels } = floor.runtime.snapshot();
  const callOf = new Map(channels.map(({ channel, callId }) => [floor.lines.seizureOnChannel(channel), callId]));
  for (const seizure of floor.lines.live) {
    for (const other of floor.lines.hears(seizure)) {
      expect(floor.lines.isLive(other)).toBe(true);
      expect(callOf.get(other)).toBe(callOf.get(seizure));
      expect(callOf.get(other)).not.toBeNull();
    }
  }
  for (const call of calls) {
    if (call.stage !== 'talking' && call.stage !== 'parked') continue;
    for (const party of call.parties ?? []) {
      if (party.role !== 'customer') continue;
      const channel = channels.find(
        ({ callId, name }) => callId === call.id && name === channelOf(floor, call.id, party),
      );
      const seizure = channel === undefined ? null : floor.lines.seizureOnChannel(channel.channel);
      if (seizure === null) continue;
      const isQuiet = floor.lines.hears(seizure).length === 0;
      if (party.state === 'held') expect([isQuiet, floor.lines.media.isPlaying(seizure)]).toEqual([true, true]);
      if (party.state === 'conference') expect(floor.lines.media.isPlaying(seizure)).toBe(false);
    }
  }
}

function channelOf(floor: Floor, callId: string, { party }: LiveParty): string {
  const row = floor.auditor.rows.findLast(
    (each) => each.row === 'leg' && each.leg.callId === callId && each.leg.leg === party,
  );
  return row?.row === 'leg' ? row.leg.channel : '';
}

function drain(floor: Floor): void {
  floor.lines.loseNothing();
  floor.lines.loseEvents(); // what was lost is mended by the last snapshot
  for (const seizure of floor.lines.live) if (!floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
  floor.time.advance(100);
  for (let line = 1; line <= 16; line++) floor.lines.lay(line);
  for (let at = 0; at < 20; at++) {
    // What returns or is dialled meanwhile finds nobody either.
    floor.time.advance(60_000);
    for (const seizure of floor.lines.live) if (!floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
  }
}

test.each([false, true])('any verb and any leaving, at any moment, drains to idle (late events: %s)', (latency) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fff_ffff }), fc.integer({ min: 1, max: 250 }), (seed, steps) => {
      const floor = run(seed, steps, latency);
      floor.auditor.compare(floor.runtime.snapshot());
      drain(floor);
      expect([...floor.lines.hearing.mixes.keys(), ...floor.lines.bridges.keys()]).toEqual([]);
      expect(floor.lines.live).toEqual([]);
      expectRest(floor);
      expect(floor.incidentCodes).not.toContain('switch-loop');
      expect(floor.log.warnings.filter((line) => line.includes('does not expect'))).toEqual([]);
    }),
    { seed: 4, numRuns: 60 },
  );
});

test('a random hour of conversations, replayed from its journal, writes the same rows', () => {
  const floor = run(4711, 2_000, true);
  const rows = [...replay(floor.journal.entries)].flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.effect === 'row' ? [effect.row] : [])),
  );
  expect(rows).toEqual(floor.auditor.rows);
});
