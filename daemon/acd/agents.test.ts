import { expect, test } from 'vitest';
import { rowFor } from '../base/machine.js';
import type { AgentState } from '../terms/agents.js';
import { type AgentEvent, agentTable } from './agents.js';

const states = Object.keys(agentTable) as AgentState[];

test.each<[AgentState, AgentEvent, AgentState]>([
  ['signed-out', 'sign-in', 'not-ready'],
  ['signed-out', 'sign-out', 'signed-out'],
  ['not-ready', 'ready', 'ready'],
  ['not-ready', 'not-ready', 'not-ready'],
  ['not-ready', 'sign-out', 'signed-out'],
  ['ready', 'not-ready', 'not-ready'],
  ['ready', 'sign-out', 'signed-out'],
  ['ready', 'reserve', 'reserved'],
  ['ready', 'left-off-hook', 'unreachable'],
  ['reserved', 'ring', 'ringing'],
  ['reserved', 'withdrawn', 'ready'],
  ['reserved', 'ring-failed', 'unreachable'],
  ['ringing', 'answered', 'talking'],
  ['ringing', 'missed', 'ready'],
  ['ringing', 'withdrawn', 'ready'],
  ['ringing', 'ring-failed', 'unreachable'],
  ['talking', 'talk-ended', 'wrap-up'],
  ['wrap-up', 'wrap-up-over', 'ready'],
  ['wrap-up', 'end-wrap-up', 'ready'],
  ['wrap-up', 'ready', 'ready'],
  ['unreachable', 'telephone-back', 'ready'],
  ['unreachable', 'not-ready', 'not-ready'],
  ['unreachable', 'sign-out', 'signed-out'],
])('%s + %s → %s', (from, event, to) => {
  expect(rowFor(agentTable, from, event)?.to).toBe(to);
});

test.each<[AgentState, AgentEvent]>([
  ['signed-out', 'ready'],
  ['signed-out', 'not-ready'],
  ['signed-out', 'reserve'],
  ['not-ready', 'reserve'],
  ['reserved', 'reserve'],
  ['ringing', 'reserve'],
  ['talking', 'reserve'],
  ['wrap-up', 'reserve'],
  ['unreachable', 'reserve'],
  ['unreachable', 'ready'],
  ['reserved', 'answered'],
  ['ready', 'end-wrap-up'],
  ['talking', 'end-wrap-up'],
])('%s does not expect %s', (state, event) => {
  expect(rowFor(agentTable, state, event)).toBeNull();
});

test('only a ready agent can be reserved', () => {
  expect(states.filter((state) => rowFor(agentTable, state, 'reserve') !== null)).toEqual(['ready']);
});

test('a state asked for in a call is remembered, never taken at once', () => {
  for (const state of ['reserved', 'ringing', 'talking', 'wrap-up'] as const) {
    for (const event of ['not-ready', 'sign-out'] as const) {
      expect(rowFor(agentTable, state, event)).toEqual({ to: state, actions: ['remember'] });
    }
  }
});

test('signing in twice changes nothing', () => {
  for (const state of states.filter((name) => name !== 'signed-out')) {
    expect(rowFor(agentTable, state, 'sign-in')).toEqual({ to: state, actions: [] });
  }
});
