/** What people ask of calls that cannot be: each is refused with what to do, and the caller never pays for it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ControlMethod, ControlParams } from '../../daemon/contract/control.js';
import type { AgentState } from '../../daemon/terms/agents.js';
import type { Target } from '../../daemon/terms/targets.js';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { headsetNumber, officeOptions } from '../rig/office.js';
import { directNumber } from '../rig/site.js';
import { Voices } from '../rig/voices.js';

const box = new Box({ ...officeOptions, wireBufferBlocks: 4 });
const voices = new Voices(box.folder, ['caller', 'agent', 'second'] as const);
const floor = new Floor();
const agentId = '8001';
let caller: FarLeg;
let desk: FarLeg;
/** All far ends of a test, hung up after it. */
let ends: FarLeg[] = [];

const ask = <M extends ControlMethod>(method: M, params: ControlParams<M>) => floor.client.request(method, params);
const toAgent = (agent: string): Target => ({ to: 'agent', agent });
const toNumber = (number: string): Target => ({ to: 'number', number });
const agentOf = (id: string) => floor.live.agents.find((agent) => agent.id === id);
const stateIs = (id: string, state: AgentState) =>
  floor.until(({ agents }) => agents.some((agent) => agent.id === id && agent.state === state));

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  await box.exchange.spanUp();
  await floor.open(box.control);
  await floor.until((live) => live.spans.every(({ dChannel }) => dChannel === 'up'));
  for (const id of [agentId, '8002', '8003']) {
    await ask('agent.sign-in', { agentId: id });
    await ask('agent.ready', { agentId: id });
  }
});
beforeEach(async () => {
  await stateIs(agentId, 'ready');
  caller = end(box.exchange.call({ from: '13900000001', to: directNumber }));
  await caller.when('answered');
  desk = end(await box.exchange.rings(1));
  desk.answer();
  await stateIs(agentId, 'talking');
  voices.speak('caller', caller);
  voices.speak('agent', desk);
});
afterEach(async () => {
  box.exchange.lines.clearFaults();
  for (const leg of ends) if (!leg.has('cleared')) leg.hangUp();
  await Promise.all(ends.map((leg) => leg.when('cleared')));
  ends = [];
  await floor.until(({ calls, channels }) => calls.length === 0 && channels.every(({ state }) => state === 'idle'));
});
afterAll(async () => {
  floor.close();
  await box.close();
});

function end(leg: FarLeg): FarLeg {
  ends.push(leg);
  return leg;
}

/** Still talking, both ways. */
async function stillTalk(): Promise<void> {
  await Promise.all([voices.hears(caller, 'agent'), voices.hears(desk, 'caller')]);
  expect(agentOf(agentId)?.state).toBe('talking');
}

async function refused(method: 'agent.transfer' | 'agent.consult', target: Target, why: RegExp): Promise<void> {
  await expect(ask(method, { agentId, target }), JSON.stringify(target)).rejects.toThrow(why);
}

it('a transfer or consultation to oneself, to nobody, or to an unknown extension', async () => {
  for (const method of ['agent.transfer', 'agent.consult'] as const) {
    await refused(method, toAgent(agentId), /yourself|self/i);
    await refused(method, toNumber(agentId), /yourself|self/i);
    await refused(method, toAgent('8999'), /8999/);
    await refused(method, toNumber('8999'), /8999|no /);
    await refused(method, { to: 'queue', queue: 'nowhere' }, /nowhere|queue/);
  }
  await stillTalk();
});

it('to a number that forwards in a circle', async () => {
  const forwardTo = (id: string, other: string) =>
    ask('agent.set-own', { agentId: id, own: { forwards: [{ when: 'always', target: toAgent(other) }] } });
  await forwardTo('8002', '8003');
  // Whoever closes the circle is told so, or whoever runs into it.
  const closed = await forwardTo('8003', '8002').then(
    () => true,
    () => false,
  );
  if (closed) await refused('agent.transfer', toAgent('8002'), /forward/i);
  await stillTalk();
  for (const id of ['8002', '8003']) await ask('agent.set-own', { agentId: id, own: { forwards: [] } });
});

it('to a telephone that is off its hook', async () => {
  const open = end(box.exchange.lift(2));
  await floor.until(({ agents }) => agents.some(({ id, offHook }) => id === '8002' && offHook));
  await ask('agent.transfer', { agentId, target: toAgent('8002') });
  await stillTalk();
  expect(agentOf(agentId)?.target).toEqual({ name: '8002', state: 'refused' });
  open.hangUp();
});

it('two telephones and two pages sign one agent in: he is signed in once, and keeps his call', async () => {
  await Promise.all([ask('agent.sign-in', { agentId }), ask('agent.sign-in', { agentId })]);
  const other = end(box.exchange.lift(3));
  await voices.hears(other, 'tone');
  other.press(`*11${agentId}#`);
  await voices.hears(other, 'tone'); // an answer, then dial tone again
  other.hangUp();
  await stillTalk();
  expect(floor.live.agents.filter(({ id }) => id === agentId)).toMatchObject([{ station: 'L1' }]);
});

it('a caller for a queue without agents waits with music, and nobody else is troubled', async () => {
  const alone = end(box.exchange.call({ from: '13900000002', to: headsetNumber }));
  await alone.when('answered');
  await voices.hears(alone, 'music');
  const waiting = floor.live.calls.find(({ callingNumber }) => callingNumber === '13900000002');
  const why = await ask('call.why', { callId: waiting?.id ?? '' });
  expect(why).toMatchObject({ summary: 'nobody-signed-in', position: 1 });
  alone.hangUp();
  await alone.when('cleared');
  await stillTalk();
});

it('the agent’s telephone is unplugged in mid-call; plugged in again, it rings for the next caller', async () => {
  const cut = { fault: 'cut', line: 1, direction: 'send' } as const;
  box.exchange.lines.inject(cut);
  await caller.when('cleared');
  await desk.when('cleared'); // no battery
  await stateIs(agentId, 'ready');
  const next = end(box.exchange.call({ from: '13900000003', to: directNumber }));
  await next.when('answered');
  await stateIs(agentId, 'ringing'); // into the void: analog lines can't tell
  box.exchange.lines.endFault(cut);
  const again = end(await box.exchange.rings(1));
  again.answer();
  await stateIs(agentId, 'talking');
  voices.speak('caller', next);
  voices.speak('agent', again);
  await Promise.all([voices.hears(next, 'agent'), voices.hears(again, 'caller')]);
  next.hangUp();
  again.hangUp();
  await Promise.all([next, again].map((leg) => leg.when('cleared')));
});
