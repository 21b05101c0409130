import { describe, expect, it } from 'vitest';
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveAgent, LiveCall, LiveParty } from '../../../daemon/terms/live.js';
import { allowedActions, mayAsk, othersOf } from './allowed.js';

const agentIn = (state: AgentState, more: Partial<LiveAgent> = {}): LiveAgent => ({
  id: '8001',
  name: '王芳',
  station: 'L1',
  state,
  reason: null,
  since: 0,
  callId: 'c',
  offHook: true,
  wrapUpUntil: null,
  next: null,
  answeredToday: 0,
  missedInRow: 0,
  ...more,
});
const party = (number: number, more: Partial<LiveParty>): LiveParty => ({
  party: number,
  role: 'customer',
  purpose: 'caller',
  agent: null,
  number: '13800138000',
  state: 'talking',
  muted: false,
  since: 0,
  ...more,
});
const callOf = (...parties: LiveParty[]): LiveCall => ({
  id: 'c',
  direction: 'inbound',
  stage: 'talking',
  callingNumber: '13800138000',
  presentation: 'allowed',
  calledNumber: '95588',
  channel: 'E1-1:1',
  queue: 'service',
  agent: '8001',
  startedAt: 0,
  queuedAt: 0,
  talkStartedAt: 0,
  recording: true,
  flowPath: '',
  disposition: null,
  endedBy: null,
  cause: null,
  parties,
});
const customer = party(1, {});
const me = party(2, { role: 'agent', purpose: 'queue', agent: '8001' });

describe('what an agent may ask for', () => {
  it.each([
    ['signed-out', 'sign-in', true],
    ['signed-out', 'ready', false],
    ['signed-out', 'dial', false],
    ['not-ready', 'ready', true],
    ['not-ready', 'dial', true],
    ['ready', 'ready', false],
    ['ready', 'hang-up', false],
    ['ringing', 'hang-up', false],
    ['ringing', 'dial', false],
    ['talking', 'hang-up', true],
    ['talking', 'hold', true],
    ['talking', 'retrieve', false],
    ['talking', 'not-ready', true],
    ['talking', 'end-wrap-up', false],
    ['held', 'retrieve', true],
    ['held', 'hold', false],
    ['held', 'consult', true],
    ['consulting', 'transfer', false],
    ['conference', 'rate', false],
    ['wrap-up', 'end-wrap-up', true],
    ['wrap-up', 'hang-up', false],
    ['wrap-up', 'dial', true],
    ['dialling', 'hang-up', true],
    ['unreachable', 'ready', false],
  ] as const)('%s: %s %s', (state, action, allowed) =>
    expect(mayAsk(agentIn(state), callOf(customer, me), action)).toBe(allowed),
  );

  it('lets everybody out who is in', () => {
    for (const [state, actions] of Object.entries(allowedActions))
      expect(actions.includes('sign-out')).toBe(state !== 'signed-out');
  });

  it('asks nothing for who is not known yet', () => expect(mayAsk(null, undefined, 'sign-in')).toBe(false));

  it('swaps and joins only once the consulted has answered, and takes back at any time', () => {
    const consulted = (state: LiveParty['state']) =>
      party(3, { role: 'agent', purpose: 'consult', agent: '8002', state });
    const ringing = callOf(customer, me, consulted('ringing'));
    const answered = callOf(customer, me, consulted('consulting'));
    const agent = agentIn('consulting');
    expect(mayAsk(agent, ringing, 'toggle')).toBe(false);
    expect(mayAsk(agent, ringing, 'conference')).toBe(false);
    expect(mayAsk(agent, ringing, 'cancel')).toBe(true);
    expect(mayAsk(agent, ringing, 'complete')).toBe(true);
    expect(mayAsk(agent, answered, 'toggle')).toBe(true);
    expect(mayAsk(agent, answered, 'conference')).toBe(true);
  });

  it('leaves the caller to who asked: the consulted can only hang up', () => {
    const owner = party(2, { role: 'agent', purpose: 'queue', agent: '8009' });
    const mine = party(3, { role: 'agent', purpose: 'consult', agent: '8001', state: 'consulting' });
    const call = callOf(customer, owner, mine);
    for (const action of ['toggle', 'complete', 'cancel', 'conference'] as const)
      expect(mayAsk(agentIn('consulting'), call, action)).toBe(false);
    expect(mayAsk(agentIn('consulting'), call, 'hang-up')).toBe(true);
  });

  it('parks and asks for a rating only with one caller', () => {
    const outside = party(3, { role: 'outside', purpose: 'transfer', state: 'dialling' });
    expect(mayAsk(agentIn('talking'), callOf(customer, me), 'park')).toBe(true);
    expect(mayAsk(agentIn('talking'), callOf(customer, me, outside), 'park')).toBe(false);
    expect(mayAsk(agentIn('talking'), callOf(customer, me, outside), 'rate')).toBe(false);
  });

  it('extends a wrap-up once', () => {
    expect(mayAsk(agentIn('wrap-up'), undefined, 'extend-wrap-up')).toBe(true);
    expect(mayAsk(agentIn('wrap-up', { wrapUpExtended: true }), undefined, 'extend-wrap-up')).toBe(false);
  });

  it('never tells of a supervisor who listens or whispers', () => {
    const supervisor = (state: LiveParty['state']) =>
      party(4, { role: 'supervisor', purpose: 'listen', agent: 'boss', state });
    expect(othersOf(callOf(customer, me, supervisor('listening')), '8001')).toEqual([customer]);
    expect(othersOf(callOf(customer, me, supervisor('whispering')), '8001')).toEqual([customer]);
    expect(othersOf(callOf(customer, me, supervisor('conference')), '8001')).toHaveLength(2);
    expect(mayAsk(agentIn('talking'), callOf(customer, me, supervisor('listening')), 'rate')).toBe(true);
  });
});
