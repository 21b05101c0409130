/**
 * Any order of calls, keys and changes of the site: the rules of distribution hold after each input. What should be is
 * worked out here from the site and the agents' states alone.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import { type Agent, type Queue, type Site, strategies } from '../../daemon/terms/site.js';
import { AcdFloor, agentOf, floorSite, queueOf } from './acd-floor.js';

const agents = 12;
const ids = Array.from({ length: agents }, (_, at) => `${8001 + at}`);
const queueIds = ['q0', 'q1', 'q2', 'q3'];
const classPriority = { vip: 50, gold: 20 };

class Play {
  readonly floor: AcdFloor;
  readonly waiting = new Map<string, { readonly queue: string; readonly points: number; readonly at: number }>();
  private site: Site;
  private seen = 0;

  constructor(private readonly random: SeededRandom) {
    this.site = this.newSite();
    this.floor = new AcdFloor(this.site);
  }

  private newSite(): Site {
    const { random } = this;
    const queues = queueIds.map((id): Queue => {
      const strategy = strategies[random.below(strategies.length)] ?? 'random';
      const skilled = id === 'q1' || id === 'q3';
      return queueOf(id, {
        strategy,
        wrapUpMs: 5_000,
        missesUntilNotReady: 3,
        pointsPerMinute: 0,
        ringAtOnce: id === 'q2' ? 3 : 1,
        priority: id === 'q0' ? 0 : 10,
        ...(skilled ? { skill: { name: 'wine', atLeast: 6, relaxBy: 2, everyMs: 20_000 } } : {}),
        ...(id === 'q3' ? { nextLevelAfterMs: 15_000 } : {}),
      });
    });
    const people = ids.map((id): Agent => {
      const mine = queueIds.filter(() => random.below(2) === 0);
      return agentOf(id, {
        queues: mine,
        skills: { wine: random.below(10) },
        levels: Object.fromEntries(mine.map((queue) => [queue, 1 + random.below(3)])),
        hiredOn: `2026-0${1 + random.below(9)}-01`,
      });
    });
    return floorSite(people, queues, { classPriority });
  }

  act(): void {
    const { floor, random } = this;
    const agentId = ids[random.below(agents)] ?? '';
    const { state } = floor.agent(agentId);
    switch (random.below(14)) {
      case 0:
      case 1:
      case 2:
      case 3: {
        const customerClass = (['vip', 'gold', ''] as const)[random.below(3)] ?? '';
        const queue = queueIds[random.below(queueIds.length)] ?? '';
        floor.call(queue, { facts: { customerClass } });
        return;
      }
      case 4:
      case 5:
      case 6:
        if (state === 'ringing') floor.answer(agentId);
        else floor.ready(agentId);
        return;
      case 7:
      case 8:
        if (state === 'talking') floor.hangUp(agentId);
        return;
      case 9: {
        const calls = [...this.waiting.keys()];
        const call = calls[random.below(Math.max(calls.length, 1))];
        if (call !== undefined) floor.end(call, true);
        return;
      }
      case 10:
        floor.ask({ ask: 'not-ready', agentId, reason: 'break' });
        return;
      case 11:
        if (random.below(8) === 0) {
          this.site = this.newSite();
          floor.load(this.site);
        }
        return;
      case 12: {
        const at = ids.indexOf(agentId) + 1;
        floor.step((step) =>
          floor.acd.station(at, { name: `L${at}`, offHook: random.below(2) === 0, free: true }, step),
        );
        return;
      }
      default:
        floor.time.advance(random.below(12_000));
    }
  }

  check(): void {
    this.follow();
    this.checkOffers();
    this.checkNothingLeft();
    this.checkCounts();
  }

  /** Who came and who left, by the rows. */
  private follow(): void {
    const { floor } = this;
    for (const { callId, queue, how, enteredAt } of floor.visits.slice(this.seen)) {
      if (how !== null) this.waiting.delete(callId);
      else {
        const queued = floor.notes.findLast((note) => note.callId === callId && note.what === 'queued');
        const { points = 0 } = (queued?.detail ?? {}) as { points?: number };
        this.waiting.set(callId, { queue, points, at: enteredAt });
      }
    }
    this.seen = floor.visits.length;
  }

  private checkOffers(): void {
    const byCall = new Map<string, string[]>();
    for (const id of ids) {
      const { state, callId } = this.floor.agent(id);
      if (state !== 'reserved' && state !== 'ringing') continue;
      byCall.set(callId ?? '', [...(byCall.get(callId ?? '') ?? []), id]);
    }
    for (const [callId, offered] of byCall) {
      const queue = this.site.queues.find(({ id }) => id === this.waiting.get(callId)?.queue);
      expect(this.waiting.has(callId), `${offered} ring for ${callId}, which doesn't wait`).toBe(true);
      expect(offered.length).toBeLessThanOrEqual(Math.max(queue?.ringAtOnce ?? 1, 3));
    }
  }

  /** Nobody waits whom somebody who is free could take. */
  private checkNothingLeft(): void {
    const offered = new Set(
      ids.map((id) => this.floor.agent(id)).map(({ callId, state }) => (state === 'ready' ? null : callId)),
    );
    const free = ids.filter((id) => {
      const { state, offHook } = this.floor.agent(id);
      return state === 'ready' && !offHook;
    });
    for (const [callId, { queue: queueId, at }] of this.waiting) {
      if (offered.has(callId)) continue;
      for (const id of free)
        expect(this.couldTake(id, queueId, this.floor.time.nowMs() - at), `${id} ${callId}`).toBe(false);
    }
  }

  private couldTake(id: string, queueId: string, waitedMs: number): boolean {
    const agent = this.site.agents.find((one) => one.id === id);
    const queue = this.site.queues.find((one) => one.id === queueId);
    if (agent === undefined || queue === undefined || !agent.queues.includes(queueId)) return false;
    const { skill, nextLevelAfterMs } = queue;
    const needed = skill === undefined ? 0 : Math.max(0, skill.atLeast - 2 * Math.floor(waitedMs / 20_000));
    const level = nextLevelAfterMs === undefined ? 9 : 1 + Math.floor(waitedMs / nextLevelAfterMs);
    return (agent.skills?.wine ?? 0) >= needed && (agent.levels?.[queueId] ?? 1) <= level;
  }

  private checkCounts(): void {
    for (const id of queueIds) {
      const { today, waiting } = this.floor.queue(id);
      const { offered = 0, answered = 0, abandoned = 0, overflowed = 0 } = today ?? {};
      expect(offered, id).toBe(answered + abandoned + overflowed + waiting);
      expect(waiting, id).toBe([...this.waiting.values()].filter(({ queue }) => queue === id).length);
    }
  }

  drain(): void {
    const { floor } = this;
    for (const callId of [...floor.callers.keys()]) floor.end(callId);
    floor.time.advance(60_000);
    this.follow();
    this.checkCounts();
    expect(floor.acd.rememberedCalls).toBe(0);
    expect(floor.time.waiting).toBe(0);
    for (const id of ids) expect(['ready', 'not-ready', 'signed-out', 'unreachable']).toContain(floor.agent(id).state);
  }
}

test('after each input nobody waits whom a free agent could take, nobody has two calls, and the counts add up', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 20, max: 150 }), (seed, inputs) => {
      const play = new Play(new SeededRandom(seed));
      for (let input = 0; input < inputs; input++) {
        play.act();
        play.check();
      }
      play.drain();
    }),
    { seed: 11, numRuns: 30 },
  );
});

test('of those who ask for the same and count for the same, the first to come is the first to be offered', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new SeededRandom(seed);
      const floor = new AcdFloor(floorSite([agentOf('8001'), agentOf('8002')], [queueOf('sales')], { classPriority }));
      const classes = Array.from({ length: 30 }, () => (random.below(2) === 0 ? 'vip' : ''));
      for (const customerClass of classes) {
        floor.call('sales', { facts: { customerClass } });
        floor.time.advance(random.below(3_000));
      }
      floor.ready('8001', '8002');
      for (let call = 0; call < 40; call++) {
        const agentId = random.below(2) === 0 ? '8001' : '8002';
        const { state } = floor.agent(agentId);
        if (state === 'ringing' && random.below(4) > 0) floor.answer(agentId);
        else if (state === 'talking') floor.hangUp(agentId);
        else if (state === 'wrap-up') floor.ask({ ask: 'end-wrap-up', agentId });
        floor.time.advance(random.below(5_000));
      }
      const first = (of: string): readonly number[] => {
        const tickets = floor.offers.map(({ detail }) => detail.ticket as number);
        return [...new Set(tickets)].filter((ticket) => classes[ticket - 1] === of);
      };
      for (const of of ['vip', '']) expect(first(of)).toEqual([...first(of)].sort((x, y) => x - y));
      const lastVip = classes.lastIndexOf('vip') + 1;
      const normalBefore = first('').length > 0 && first('vip').length < classes.filter((one) => one === 'vip').length;
      expect(normalBefore, `a normal caller was taken while VIP ${lastVip} waited`).toBe(false);
    }),
    { seed: 5, numRuns: 60 },
  );
});
