import { describe, expect, it } from 'vitest';
import type { LiveCall, LiveParty } from '../../../daemon/terms/live.js';
import { supervisedAgents, supervisingIn } from './supervising.js';

const party = (number: number, change: Partial<LiveParty>): LiveParty => ({
  party: number,
  role: 'customer',
  purpose: 'caller',
  agent: null,
  number: '',
  state: 'talking',
  muted: false,
  since: 5,
  ...change,
});
const callOf = (...parties: LiveParty[]): LiveCall => ({
  id: 'call',
  direction: 'inbound',
  stage: 'talking',
  callingNumber: '13900000001',
  presentation: 'allowed',
  calledNumber: '',
  channel: '',
  queue: null,
  agent: '8003',
  startedAt: 0,
  queuedAt: null,
  talkStartedAt: null,
  recording: false,
  flowPath: '',
  disposition: null,
  endedBy: null,
  cause: null,
  parties,
});
const agent = party(2, { role: 'agent', agent: '8003', purpose: 'queue' });

describe('what a supervisor does now', () => {
  it('is nothing while he is in no call', () => {
    expect(supervisingIn([callOf(party(1, {}), agent)], 'boss')).toBeNull();
    expect(supervisingIn([], 'boss')).toBeNull();
  });

  it('is what his own telephone does there, not another supervisor’s', () => {
    const other = party(3, { role: 'supervisor', agent: 'other', purpose: 'barge' });
    const own = party(4, { role: 'supervisor', agent: 'boss', purpose: 'listen', state: 'ringing' });
    expect(supervisingIn([callOf(party(1, {}), agent, other, own)], 'boss')).toEqual({
      callId: 'call',
      mode: 'listen',
      ringing: true,
      agent: '8003',
      since: 5,
    });
    expect(supervisedAgents([callOf(party(1, {}), agent, own)])).toEqual(new Map([['8003', 'listen']]));
  });

  it('goes on when the agent has left a call that was taken over', () => {
    const own = party(4, { role: 'supervisor', agent: 'boss', purpose: 'take-over' });
    expect(supervisingIn([callOf(party(1, {}), own)], 'boss')).toMatchObject({ mode: 'take-over', ringing: false });
  });
});
