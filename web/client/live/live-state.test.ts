import { describe, expect, it } from 'vitest';
import type { LiveAgent, LiveChange, LiveQueue } from '../../../daemon/terms/live.js';
import { applyChanges, emptyTables, tablesFrom } from './live-state.js';

const agent: LiveAgent = {
  id: '8001',
  name: '林小满',
  station: null,
  state: 'signed-out',
  reason: null,
  since: 0,
  callId: null,
  offHook: false,
  wrapUpUntil: null,
  next: null,
  answeredToday: 0,
  missedInRow: 0,
};
const queue: LiveQueue = {
  id: 'service',
  name: { zh: '客户服务', en: 'Service' },
  waiting: 0,
  oldestSince: null,
  agentsReady: 0,
  agentsSignedIn: 0,
  answeredToday: 0,
  abandonedToday: 0,
};
const start = tablesFrom({ agents: [agent], calls: [], queues: [queue], spans: [], channels: [], alarms: [] });

describe('live tables', () => {
  it('replaces a row, adds one, and removes one, in order', () => {
    const changes: LiveChange[] = [
      { topic: 'agent', id: '8001', value: { ...agent, state: 'ready' } },
      { topic: 'agent', id: '8002', value: { ...agent, id: '8002' } },
      { topic: 'agent', id: '8001', value: { ...agent, state: 'ringing' } },
      { topic: 'queue', id: 'service', value: null },
    ];
    const after = applyChanges(start, changes);
    expect(after.agent.get('8001')?.state).toBe('ringing');
    expect([...after.agent.keys()]).toEqual(['8001', '8002']);
    expect(after.queue.size).toBe(0);
  });

  it('leaves the old tables and those of other topics as they are', () => {
    const after = applyChanges(start, [{ topic: 'agent', id: '8001', value: { ...agent, state: 'ready' } }]);
    expect(start.agent.get('8001')?.state).toBe('signed-out');
    expect(after.queue).toBe(start.queue);
    expect(after.agent).not.toBe(start.agent);
  });

  it('passes over what goes without having been there, and topics of a newer server', () => {
    const strange = { topic: 'weather', id: '1', value: {} } as unknown as LiveChange;
    expect(applyChanges(emptyTables, [{ topic: 'call', id: 'x', value: null }, strange]).call.size).toBe(0);
  });
});
