/** China.md 4, written down a second time: which state may follow which, and by what. */
import { expect, test } from 'vitest';
import { rowFor } from '../base/machine.js';
import type { AgentState } from '../terms/agents.js';
import { type AgentEvent, agentTable } from './agents.js';

const states = Object.keys(agentTable) as AgentState[];
const events = [...new Set(states.flatMap((state) => Object.keys(agentTable[state]) as AgentEvent[]))];
const inCall = ['talking', 'held', 'consulting', 'conference'] as const;
const busy = ['reserved', 'ringing', 'dialling', ...inCall] as const;

/** State → event → state. What is not here has no row. */
const expected: Readonly<Record<AgentState, Readonly<Partial<Record<AgentEvent, AgentState>>>>> = {
  'signed-out': { 'sign-in': 'not-ready', 'sign-out': 'signed-out', 'force-sign-out': 'signed-out' },
  'not-ready': {
    'sign-in': 'not-ready',
    'sign-out': 'signed-out',
    ready: 'ready',
    'not-ready': 'not-ready',
    'force-sign-out': 'signed-out',
    'force-ready': 'ready',
    'force-not-ready': 'not-ready',
    'reserve-own': 'reserved',
    dial: 'dialling',
  },
  ready: {
    'sign-in': 'ready',
    'sign-out': 'signed-out',
    ready: 'ready',
    'not-ready': 'not-ready',
    'force-sign-out': 'signed-out',
    'force-ready': 'ready',
    'force-not-ready': 'not-ready',
    reserve: 'reserved',
    'reserve-own': 'reserved',
    'left-off-hook': 'unreachable',
    dial: 'dialling',
    'wrap-up-resumed': 'wrap-up',
  },
  reserved: {
    ...stays('reserved'),
    'take-lead': 'reserved',
    ring: 'ringing',
    withdrawn: 'ready',
    'ring-failed': 'unreachable',
    missed: 'ready',
  },
  ringing: {
    ...stays('ringing'),
    withdrawn: 'ready',
    'ring-failed': 'unreachable',
    missed: 'ready',
    answered: 'talking',
    hold: 'held',
    consult: 'consulting',
    confer: 'conference',
    dial: 'dialling',
  },
  dialling: { ...stays('dialling'), ...talks(), 'call-out': 'dialling', 'dial-over': 'ready' },
  talking: { ...stays('talking'), ...talks() },
  held: { ...stays('held'), ...talks() },
  consulting: { ...stays('consulting'), ...talks() },
  conference: { ...stays('conference'), ...talks() },
  'wrap-up': {
    ...stays('wrap-up'),
    ready: 'ready',
    'end-wrap-up': 'ready',
    'wrap-up-over': 'ready',
    'reserve-own': 'reserved',
    dial: 'dialling',
  },
  unreachable: {
    'sign-in': 'unreachable',
    'sign-out': 'signed-out',
    'not-ready': 'not-ready',
    'force-sign-out': 'signed-out',
    'force-not-ready': 'not-ready',
    'telephone-back': 'ready',
    dial: 'dialling',
  },
};

/** Keys and orders that wait for the end of what he does. */
function stays(state: AgentState): Partial<Record<AgentEvent, AgentState>> {
  const names = [
    'sign-in',
    'sign-out',
    'ready',
    'not-ready',
    'force-sign-out',
    'force-ready',
    'force-not-ready',
  ] as const;
  return Object.fromEntries(names.map((event) => [event, state]));
}

function talks(): Partial<Record<AgentEvent, AgentState>> {
  return {
    answered: 'talking',
    hold: 'held',
    consult: 'consulting',
    confer: 'conference',
    'talk-ended': 'wrap-up',
    'part-over': 'ready',
  };
}

test.each(states.flatMap((state) => events.map((event) => [state, event, expected[state][event] ?? null] as const)))(
  '%s + %s → %s',
  (state, event, to) => {
    expect(rowFor(agentTable, state, event)?.to ?? null).toBe(to);
  },
);

test('a queue reserves only who is ready', () => {
  expect(states.filter((state) => rowFor(agentTable, state, 'reserve') !== null)).toEqual(['ready']);
});

test('a state asked for during a call is remembered, never taken at once', () => {
  for (const state of [...busy, 'wrap-up'] as const) {
    for (const event of ['not-ready', 'sign-out', 'force-not-ready', 'force-sign-out', 'force-ready'] as const) {
      expect(rowFor(agentTable, state, event)).toEqual({ to: state, actions: ['remember'] });
    }
  }
});

test('only his key and its time end a wrap-up; a supervisor and another call do not', () => {
  const ending = events.filter((event) => rowFor(agentTable, 'wrap-up', event)?.actions.includes('stop-wrap-up'));
  expect(ending.sort()).toEqual(['end-wrap-up', 'ready', 'wrap-up-over']);
  for (const state of states.filter((name) => name !== 'wrap-up')) {
    for (const event of events) {
      expect(rowFor(agentTable, state, event)?.actions ?? []).not.toContain('stop-wrap-up');
    }
  }
});

test('signing in twice changes nothing', () => {
  for (const state of states.filter((name) => name !== 'signed-out')) {
    expect(rowFor(agentTable, state, 'sign-in')).toEqual({ to: state, actions: [] });
  }
});
