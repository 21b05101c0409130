import { expect, test } from 'vitest';
import { siteOf } from '../../test/simulation/floor.js';
import { incidentsOf, Steps, toldBy } from '../../test/simulation/step-of.js';
import type { FlowNode } from '../terms/site.js';
import { Flows, maxPathLength } from './flows.js';

const menu: FlowNode = {
  block: 'menu',
  prompts: ['zh/menu'],
  keys: { '0': 'agent', '1': 'bye', '*': 'ask' },
  timeoutMs: 5_000,
  retries: 2,
  wrongKeyPrompts: ['zh/wrong'],
  otherwise: 'bye',
};
const agent: FlowNode = { block: 'queue', queue: 'sales' };
const bye: FlowNode = { block: 'hang-up', prompts: ['zh/bye'] };

/** A call "c" in a flow of these nodes that starts at "ask". */
function flow(nodes: Readonly<Record<string, FlowNode>>) {
  const flows = new Flows();
  const site = siteOf(1);
  flows.load({ ...site, numbers: [{ number: '1', flow: 'f' }], flows: [{ id: 'f', start: 'ask', nodes }] });
  const steps = new Steps();
  const say = (what: (step: ReturnType<Steps['step']>) => void) => {
    const step = steps.step();
    what(step);
    return step;
  };
  return {
    flows,
    steps,
    begin: () => say((step) => flows.begin('c', '1', step)),
    key: (digit: string) => say((step) => flows.digit('c', digit, step)),
    ended: () => say((step) => flows.promptEnded('c', step)),
    silence: () => say((step) => flows.timeout('c', step)),
    number: (called: string) => say((step) => flows.begin('c', called, step)),
    armed: () => steps.timers.names(),
  };
}

test('a key cuts the prompt, is kept in the path and leads on', () => {
  const call = flow({ ask: menu, agent, bye });
  expect(toldBy(call.begin())).toEqual(['flow-play c zh/menu']);
  expect(toldBy(call.key('0'))).toEqual(['flow-path c 0', 'flow-stop-play c', 'flow-to-queue c sales']);
  expect(call.flows.running).toBe(0);
});

test('the time for a key runs from the end of the prompt', () => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  expect(call.armed()).toEqual([]);
  expect(call.ended().effects).toEqual([{ effect: 'set-timer', name: 'ivr key c', id: 1, delayMs: 5_000 }]);
});

test('silence is asked again as often as the flow says, then it goes otherwise', () => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  for (let retry = 0; retry < 2; retry++) {
    call.ended();
    expect(toldBy(call.silence())).toEqual(['flow-play c zh/menu']);
  }
  call.ended();
  expect(toldBy(call.silence())).toEqual(['flow-hang-up c zh/bye 16']);
});

test('a wrong key is told, and counts as a retry', () => {
  const call = flow({ ask: { ...menu, retries: 1 }, agent, bye });
  call.begin();
  expect(toldBy(call.key('7'))).toEqual(['flow-path c 7', 'flow-stop-play c', 'flow-play c zh/wrong,zh/menu']);
  expect(toldBy(call.key('#'))).toEqual(['flow-path c 7#', 'flow-stop-play c', 'flow-hang-up c zh/bye 16']);
});

test('a key stops the timer; a timer that fires all the same does nothing', () => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  call.ended();
  call.key('9');
  expect(call.armed()).toEqual([]);
  expect(toldBy(call.silence())).toEqual([]);
});

test('keys that are names of every object are keys like others', () => {
  const call = flow({ ask: { ...menu, retries: 5 }, agent, bye });
  call.begin();
  expect(toldBy(call.key('constructor')).at(-1)).toBe('flow-play c zh/wrong,zh/menu');
  const other = flow({ ask: { block: 'play', prompts: ['zh/a'], next: 'toString' } });
  other.begin();
  expect(incidentsOf(other.ended())).toEqual(['flow-node-missing']);
});

test('a key during a greeting cuts it and is kept for the menu that follows', () => {
  const call = flow({
    ask: { block: 'play', prompts: ['zh/a'], next: 'menu' },
    menu: { ...menu, prompts: ['zh/b'] },
    agent,
    bye,
  });
  call.begin();
  expect(toldBy(call.key('0'))).toEqual([
    'flow-stop-play c',
    'flow-play c zh/b',
    'flow-path c 0',
    'flow-stop-play c',
    'flow-to-queue c sales',
  ]);
});

test('a path keeps 64 keys; later ones still work', () => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  let last: readonly string[] = [];
  for (let press = 0; press < maxPathLength + 5; press++) last = toldBy(call.key('*'));
  expect(last).toEqual([`flow-path c ${'*'.repeat(64)}`, 'flow-stop-play c', 'flow-play c zh/menu']);
});

test('a flow that goes round without ever being heard is ended with cause 31', () => {
  const call = flow({
    ask: { block: 'play', prompts: [], next: 'again' },
    again: { block: 'play', prompts: [], next: 'ask' },
  });
  let step = call.begin();
  let rounds = 0;
  while (call.flows.running > 0 && rounds < 1_000) {
    step = call.ended();
    rounds += 1;
  }
  expect(rounds).toBe(50);
  expect(incidentsOf(step)).toEqual(['flow-loop']);
  expect(toldBy(step)).toEqual(['flow-hang-up c  31']);
});

test('a silent caller in a menu that leads to itself does not stay for ever', () => {
  const call = flow({ ask: { ...menu, retries: 0, otherwise: 'ask' } });
  call.begin();
  let step = call.ended();
  for (let round = 0; round < 600 && call.flows.running > 0; round++) {
    step = call.silence();
    if (call.flows.running > 0) call.ended();
  }
  expect(incidentsOf(step)).toEqual(['flow-too-long']);
});

test('a number without a flow: the default, or the call is refused', () => {
  const call = flow({ ask: menu });
  const step = call.number('999');
  expect(incidentsOf(step)).toEqual(['unknown-number', 'flow-missing']); // "straight" is not in this site
  expect(toldBy(step)).toEqual(['flow-hang-up c  31']);
});

test('a changed site counts from the next call on', () => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  call.flows.load({ ...siteOf(1), flows: [], numbers: [] });
  expect(toldBy(call.key('0')).at(-1)).toBe('flow-to-queue c sales');
});

test('a call that has ended leaves nothing behind', () => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  call.ended();
  call.flows.forget('c', call.steps.step());
  expect([call.armed(), call.flows.running]).toEqual([[], 0]);
  expect(toldBy(call.key('0'))).toEqual([]);
});

test('a caller’s keys become data of the call, and stay in the path', () => {
  const call = flow({
    ask: { ...menu, keys: { '1': 'keep' } },
    keep: { block: 'set-data', section: 'Flow', key: 'Choice', next: 'kind' },
    kind: { block: 'set-data', section: 'Flow', key: 'Kind', value: 'order', next: 'agent' },
    agent,
  });
  call.begin();
  expect(toldBy(call.key('1'))).toEqual([
    'flow-path c 1',
    'flow-stop-play c',
    'flow-data c Flow Choice 1',
    'flow-data c Flow Kind order',
    'flow-to-queue c sales',
  ]);
});

test('data alone in a circle is a loop', () => {
  const call = flow({ ask: { block: 'set-data', section: 'A', key: 'b', value: '', next: 'ask' } });
  const step = call.begin();
  expect(incidentsOf(step)).toEqual(['flow-loop']);
  expect(toldBy(step).at(-1)).toBe('flow-hang-up c  31');
});

test('a call comes back to a flow with the keys it had', () => {
  const call = flow({ ask: menu, agent, bye });
  const step = call.steps.step();
  call.flows.resume('c', 'f', '12', step);
  expect(toldBy(step)).toEqual(['flow-play c zh/menu']);
  expect(toldBy(call.key('0'))).toEqual(['flow-path c 120', 'flow-stop-play c', 'flow-to-queue c sales']);
  const lost = call.steps.step();
  call.flows.resume('c', 'gone', '', lost);
  expect(incidentsOf(lost)).toEqual(['flow-missing']);
  expect(toldBy(lost)).toEqual(['flow-hang-up c  31']);
});

const emergency = { prompts: ['zh/line-fault'], reason: 'cable cut', by: 'floor', since: 7 };
const heard = 'flow-play c zh/line-fault';

function inEmergency(call: ReturnType<typeof flow>, on = true, prompts = emergency.prompts): void {
  const nodes = { ask: menu, agent, bye };
  const site = { ...siteOf(1), numbers: [{ number: '1', flow: 'f' }], flows: [{ id: 'f', start: 'ask', nodes }] };
  call.flows.load(on ? { ...site, emergency: { ...emergency, prompts } } : site);
}

test('an emergency is heard first and to its end; keys pressed meanwhile are for the menu', () => {
  const call = flow({ ask: menu, agent, bye });
  inEmergency(call);
  expect(toldBy(call.begin())).toEqual([heard]);
  expect(toldBy(call.key('0'))).toEqual([]);
  expect(toldBy(call.ended())).toEqual([
    'flow-play c zh/menu',
    'flow-path c 0',
    'flow-stop-play c',
    'flow-to-queue c sales',
  ]);
});

test('a flow without a word of its own has the emergency before its queue', () => {
  const call = flow({ ask: agent });
  call.flows.load({
    ...siteOf(1),
    numbers: [{ number: '1', flow: 'f' }],
    flows: [{ id: 'f', start: 'ask', nodes: { ask: agent } }],
    emergency,
  });
  expect(toldBy(call.begin())).toEqual([heard]);
  expect(toldBy(call.ended())).toEqual(['flow-to-queue c sales']);
});

test.each(['8', null])('who is in a menu hears it before the next prompt, key %s, and once', (key) => {
  const call = flow({ ask: menu, agent, bye });
  call.begin();
  call.ended();
  inEmergency(call);
  expect(toldBy(key === null ? call.silence() : call.key(key)).at(-1)).toBe(heard);
  expect(toldBy(call.ended())).toEqual([key === null ? 'flow-play c zh/menu' : 'flow-play c zh/wrong,zh/menu']);
  call.ended();
  inEmergency(call); // another change of the site
  expect(toldBy(call.silence())).toEqual(['flow-play c zh/menu']);
  call.ended();
  inEmergency(call, true, ['zh/evacuated']);
  expect(toldBy(call.silence())).toEqual(['flow-play c zh/evacuated']);
});

test('an emergency that is over is not heard; who was hearing it goes on', () => {
  const call = flow({ ask: menu, agent, bye });
  inEmergency(call);
  call.begin();
  inEmergency(call, false);
  expect(toldBy(call.ended())).toEqual(['flow-play c zh/menu']);
  const next = flow({ ask: menu, agent, bye });
  inEmergency(next);
  inEmergency(next, false);
  expect(toldBy(next.begin())).toEqual(['flow-play c zh/menu']);
});
