/**
 * Random floors, people, lists, clicks and faults against rules that stand here for themselves: nobody is called whom
 * the law protects, nobody twice at once, every attempt ends once, and when the faults stop nothing is left.
 */
import { describe, expect, it } from 'vitest';
import {
  DialerFloor,
  dayMs,
  type Fate,
  hourMs,
  lead,
  mondayTen,
  type Order,
} from '../../test/simulation/dialer-floor.js';
import { SeededRandom } from '../base/random.js';
import { type CampaignMode, resultCodes } from '../terms/outbound.js';

const agents = ['8001', '8002', '8003', '8004', '8005', '8006'];
const modes: readonly CampaignMode[] = ['predictive', 'predictive', 'progressive', 'preview', 'manual', 'notice'];

class Chaos {
  readonly random: SeededRandom;
  readonly floor: DialerFloor;
  readonly wrong: string[] = [];
  private readonly dnc = new Set<string>();
  private readonly launchedAt = new Map<string, number>();
  private readonly maxConcurrent: number;
  private calm = false;

  constructor(
    readonly seed: number,
    readonly mode: CampaignMode,
  ) {
    this.random = new SeededRandom(seed);
    this.maxConcurrent = seed % 2 === 0 ? 60 : 3;
    // Near the end of the hours, so that some attempts meet it.
    this.floor = new DialerFloor({
      seed,
      atMs: mondayTen + (this.random.below(4) === 0 ? 9.5 * hourMs : 0),
      channels: 10 + this.random.below(40),
      answerMs: this.random.below(3_000),
      fate: (order) => this.fate(order),
    });
    for (let at = 0; at < 150; at++) {
      const change = {
        dnc: this.random.below(10) === 0,
        callsToday: this.random.below(4),
        tries: this.random.below(4),
        timed: this.random.below(12) === 0,
        agent: this.random.below(8) === 0 ? (agents[this.random.below(6)] ?? '') : '',
        notBefore: this.random.below(3) === 0 ? this.floor.nowMs + this.random.below(hourMs) : 0,
        // Some numbers are in the list twice, some cannot be dialled.
        number: this.random.below(20) === 0 ? '110' : `1390000${String(this.random.below(200)).padStart(4, '0')}`,
      };
      this.floor.add(lead(`lead${at}`, change));
      if (change.dnc) this.dnc.add(change.number);
    }
    for (const row of this.floor.leads.values()) this.floor.add({ ...row, dnc: this.dnc.has(row.number) });
    const flow = mode === 'notice' ? { queue: '', flow: 'main' } : {};
    const { maxConcurrent } = this;
    this.floor.start({
      mode,
      perNumberPerDay: 2,
      maxConcurrent,
      answeringMachines: this.random.below(2) === 0,
      ...flow,
    });
  }

  private fate(order: Order): Fate {
    this.judge(order);
    if (this.calm) return { ends: { atMs: 1_000, cause: 17 } };
    const what = this.random.below(100);
    const answerMs = 500 + this.random.below(24_000);
    if (what < 35)
      return { answerMs, talkMs: this.random.below(60_000), who: 'human', patienceMs: 200 + this.random.below(20_000) };
    if (what < 45) return { answerMs, who: 'machine', judgeMs: this.random.below(9_000), talkMs: 3_000 };
    if (what < 48) return { answerMs, who: 'fax', judgeMs: 500, talkMs: 3_000 };
    if (what < 52) return { answerMs, who: 'unsure', talkMs: 20_000 };
    if (what < 60) return { ends: { atMs: this.random.below(200), cause: 38, lineFailure: true } };
    if (what < 80) return { ends: { atMs: answerMs, cause: [1, 17, 18, 20, 31, 41][this.random.below(6)] ?? 16 } };
    return {};
  }

  /** The auditor: at each launch, by the tables of the outside alone. */
  private judge({ lead: id, number, attemptId }: Order): void {
    const { floor } = this;
    const at = floor.nowMs;
    const hour = ((at + 8 * hourMs) % dayMs) / hourMs;
    const note = (what: string) =>
      this.wrong.push(`${what}: ${id} ${number} ${new Date(at).toISOString()} seed ${this.seed}`);
    if (hour < 9 || hour >= 20) note('outside the hours');
    if (this.dnc.has(number)) note('on the do-not-call list');
    if (number.length < 7) note('not a number');
    const before = floor.orders.filter((order) => order.attemptId !== attemptId);
    if (before.some((order) => order.lead === id && floor.calls.has(order.attemptId))) note('two attempts on one lead');
    const up = before.filter((order) => floor.calls.has(order.attemptId)).length;
    if (up >= Math.min(this.maxConcurrent, floor.channels)) note(`${up} calls are up already`);
    // A call that our own line failed never reached the number.
    const calls = before.filter(
      (order) => order.number === number && floor.attempts.get(order.attemptId)?.result !== 'line-failure',
    );
    if (calls.some((order) => at - (this.launchedAt.get(order.attemptId) ?? 0) < hourMs / 2))
      note('sooner than 30 minutes');
    this.launchedAt.set(attemptId, at);
    const row = floor.leads.get(id);
    if ((row?.callsToday ?? 0) + calls.length > 1) note('more than twice a day');
    if (row?.timed !== true && (row?.tries ?? 0) >= 3) note('a fourth try');
    if (floor.agents.size === 0 && this.mode !== 'notice') note('nobody is signed in');
  }

  act(): void {
    const { floor, random } = this;
    const agent = agents[random.below(6)] ?? '8001';
    const { attempt = '' } = floor.dialer.liveLead(agent) ?? {};
    switch (random.below(16)) {
      case 0:
        floor.signIn(agent);
        break;
      case 1:
        if (floor.agents.get(agent)?.status === 'idle') floor.set(agent, { status: 'break' });
        break;
      case 2:
        if (random.below(6) === 0) floor.signOutAll();
        break;
      case 3:
        if (floor.agents.get(agent)?.status === 'break')
          floor.set(agent, { status: 'idle', headset: random.below(3) > 0 });
        break;
      case 4: {
        const number = `1390000${String(random.below(200)).padStart(4, '0')}`;
        this.dnc.add(number);
        floor.input((step) => floor.dialer.dnc([number], [], step));
        break;
      }
      case 5:
        floor.input((step) => floor.dialer.leadsChanged(['l1'], step));
        break;
      case 6:
        floor.ask({ agentId: agent, ask: 'take-lead', campaign: 'c1', lead: `lead${random.below(150)}` });
        break;
      case 7:
      case 8:
        floor.ask({ agentId: agent, ask: 'dial-lead' });
        break;
      case 9:
        floor.ask({ agentId: agent, ask: 'skip-lead', reason: 'x' });
        break;
      case 10:
        if (random.below(4) === 0) this.pause();
        break;
      case 11:
        floor.channels = random.below(40);
        break;
      case 12:
        floor.input((step) => floor.dialer.storage(random.below(4) === 0 ? 'full' : 'ok', step));
        break;
      default: {
        const result = resultCodes[random.below(resultCodes.length)] ?? 'success';
        const at = floor.nowMs + random.below(2 * hourMs);
        floor.ask({
          agentId: agent,
          ask: 'outbound-result',
          attempt,
          result,
          at,
          own: random.below(2) === 0,
          machine: random.below(5) === 0,
        });
      }
    }
  }

  private pause(): void {
    const row = this.floor.campaignRow;
    if (row === null || row.state === 'done') return;
    this.floor.row({ ...row, state: row.state === 'running' ? 'paused' : 'running' });
  }

  run(ms: number): void {
    const until = this.floor.nowMs + ms;
    while (this.floor.nowMs < until) {
      this.floor.advance(1 + this.random.below(4_000));
      this.act();
    }
  }

  /** The faults stop, everybody gives his result and goes home. */
  drain(): void {
    this.calm = true;
    const { floor } = this;
    if (floor.campaignRow !== null) floor.row({ ...floor.campaignRow, state: 'paused' });
    for (let at = 0; at < 60; at++) {
      floor.advance(5_000);
      for (const agentId of agents) {
        const { attempt = '', resultWanted = false } = floor.dialer.liveLead(agentId) ?? {};
        if (resultWanted) floor.ask({ agentId, ask: 'outbound-result', attempt, result: 'refused' });
      }
    }
  }
}

describe('whatever happens', () => {
  it.each(Array.from({ length: 18 }, (_, at) => [at + 1, modes[at % modes.length] ?? 'predictive'] as const))(
    'seed %i, %s: the law holds, attempts end once, nothing is left',
    (seed, mode) => {
      const chaos = new Chaos(seed, mode);
      chaos.run(30 * 60_000);
      chaos.drain();
      const { floor, wrong } = chaos;
      expect(wrong).toEqual([]);
      const placed = floor.orders.map(({ attemptId }) => attemptId);
      expect(new Set(placed).size).toBe(placed.length);
      for (const id of placed) {
        expect(floor.ends.get(id)).toBe(1);
        const row = floor.attempts.get(id);
        expect(row?.endedAt).not.toBeNull();
        expect(row?.result).not.toBeNull();
        if (row?.result === 'cancelled') expect((row.endedAt ?? 0) - row.startedAt).toBeGreaterThanOrEqual(15_000);
      }
      expect(floor.dialer.inProgress).toBe(0);
      for (const agentId of agents) expect(floor.dialer.liveLead(agentId)).toBeNull();
      // Nobody is lost: a lead that is at work without an attempt could never be called again.
      expect([...floor.leads.values()].filter(({ state }) => state === 'working')).toEqual([]);
      // Who was blocked is logged once for each reason.
      const blocked = [...floor.attempts.values()]
        .filter(({ why }) => why !== '')
        .map(({ lead: id, why }) => `${id} ${why}`);
      expect(new Set(blocked).size).toBe(blocked.length);
      const live = floor.dialer.live('c1');
      if (live !== null) {
        expect(live.ringing + live.judging + live.waiting).toBe(0);
        expect(live.today.live).toBeGreaterThanOrEqual(live.today.connected);
      }
    },
    30_000,
  );
});
