/**
 * One decision of the queue with 500 agents and 500 waiting callers, by strategy, against a plain scan and sort of all
 * of them in the same run. `node build/js/test/bench/acd.js DECISIONS`: 2,000.
 *
 * Three decisions: a caller comes in whom every one of 500 ready agents could take, while 500 others wait whom none
 * fits; an agent comes free and the first of the line fits; an agent comes free and only the last of 500 fits.
 */

import type { Agent, Queue } from '../../daemon/terms/site.js';
import { strategies } from '../../daemon/terms/site.js';
import { AcdFloor, agentOf, floorSite, queueOf } from '../simulation/acd-floor.js';
import { printFigure, quantile } from './figure.js';

const decisions = Number(process.argv[2] ?? 2_000);
const size = 500;
const numbers = Array.from({ length: size }, (_, at) => `${8001 + at}`);

for (const strategy of strategies) {
  const measured = callerIn(strategy);
  const plain = plainCallerIn(strategy);
  report(`caller-in ${strategy}`, measured, plain);
}
report('agent-free first-fits', agentFree(0), plainAgentFree(0));
report('agent-free last-fits', agentFree(size - 1), plainAgentFree(size - 1));

function report(name: string, measured: readonly number[], plain: readonly number[]): void {
  for (const share of [0.5, 0.99]) {
    const which = share === 0.5 ? 'median' : 'p99';
    printFigure('acd', `${name} ${which}`, quantile(measured, share), 'us', quantile(plain, share));
  }
}

/** All ready, of different idle times, skills and ages. */
function people(skill: (at: number) => number): readonly Agent[] {
  return numbers.map((id, at) =>
    agentOf(id, {
      queues: ['sales', 'hard'],
      skills: { wine: skill(at) },
      hiredOn: `20${10 + (at % 15)}-0${1 + (at % 9)}-1${at % 9}`,
    }),
  );
}

function queuesOf(strategy: Queue['strategy']): readonly Queue[] {
  return [queueOf('sales', { strategy }), queueOf('hard', { strategy, skill: { name: 'wine', atLeast: 9 } })];
}

function callerIn(strategy: Queue['strategy']): readonly number[] {
  const floor = new AcdFloor(
    floorSite(
      people((at) => at % 8),
      queuesOf(strategy),
    ),
  );
  for (const id of numbers) {
    floor.ready(id);
    floor.time.advance(7);
  }
  for (let waiting = 0; waiting < size; waiting++) floor.call('hard');
  return times(() => {
    floor.time.advance(50);
    const callId = 'one';
    floor.callers.set(callId, { callingNumber: '', calledNumber: '' });
    const step = floor.newStep();
    floor.acd.enqueue(callId, 'sales', step);
    const us = timed(() => floor.acd.distribute(step));
    floor.settle(step);
    floor.end(callId, true);
    return us;
  });
}

/** 500 wait; one agent comes free, whom callers fit from the one in this place on. */
function agentFree(place: number): readonly number[] {
  const queues = [queueOf('hard', { skill: { name: 'wine', atLeast: 9 } }), queueOf('sales')];
  const floor = new AcdFloor(
    floorSite(
      people(() => 0),
      queues,
    ),
  );
  const waiting = Array.from({ length: size }, (_, at) => floor.call(at < place ? 'hard' : 'sales'));
  const [agentId = ''] = numbers;
  floor.ask({ ask: 'sign-in', agentId });
  return times(() => {
    floor.time.advance(50);
    const step = floor.newStep();
    floor.acd.person({ ask: 'ready', agentId }, step);
    const us = timed(() => floor.acd.distribute(step));
    floor.settle(step);
    const { callId } = floor.agent(agentId);
    if (callId === null || callId !== waiting[place]) throw new Error(`the agent was given ${callId}`);
    floor.ask({ ask: 'not-ready', agentId, reason: 'break' });
    floor.end(callId, true);
    waiting.splice(place, 1);
    waiting.push(floor.call('sales'));
    return us;
  });
}

interface PlainAgent {
  readonly id: string;
  readonly ready: boolean;
  readonly skill: number;
  readonly metric: number;
}
interface PlainCaller {
  readonly ticket: number;
  readonly points: number;
  readonly since: number;
  readonly skill: number;
}

/** As one would write it first: all callers sorted by points, for each all agents who fit, sorted by the metric. */
function plain(callers: readonly PlainCaller[], agents: readonly PlainAgent[], atMs: number): string | null {
  const points = ({ points, since }: PlainCaller): number => points + (atMs - since) / 60_000;
  for (const caller of [...callers].sort((a, b) => points(b) - points(a) || a.ticket - b.ticket)) {
    const fit = agents.filter(({ ready, skill }) => ready && skill >= caller.skill);
    const [best] = fit.sort((a, b) => a.metric - b.metric || Number(a.id) - Number(b.id));
    if (best !== undefined) return best.id;
  }
  return null;
}

function plainCallerIn(strategy: Queue['strategy']): readonly number[] {
  const metric = (at: number): number => (strategy === 'sequential' ? at : (at * 7919) % 1_000);
  const agents = numbers.map((id, at) => ({ id, ready: true, skill: at % 8, metric: metric(at) }));
  const hard = Array.from({ length: size }, (_, at) => ({ ticket: at, points: 0, since: at, skill: 9 }));
  const callers = [...hard, { ticket: size, points: 0, since: size, skill: 0 }];
  return times(() => timed(() => plain(callers, agents, 100_000)));
}

function plainAgentFree(place: number): readonly number[] {
  const agents = numbers.map((id, at) => ({ id, ready: at === 0, skill: 0, metric: at }));
  const callers = Array.from({ length: size }, (_, at) => ({
    ticket: at,
    points: 0,
    since: at,
    skill: at < place ? 9 : 0,
  }));
  return times(() => timed(() => plain(callers, agents, 100_000)));
}

/** The first tenth warms up and doesn't count. */
function times(run: () => number): readonly number[] {
  const all = Array.from({ length: decisions }, run);
  return all.slice(Math.floor(decisions / 10));
}

function timed(run: () => void): number {
  const began = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - began) / 1_000;
}
