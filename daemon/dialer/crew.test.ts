import { describe, expect, it } from 'vitest';
import { CrewWatch, campaignOfAgent, crewOf, pacedAgents } from './crew.js';
import type { CrewMember } from './notices.js';
import type { PacerEvent } from './pacing/face.js';

const member = (agentId: string, status: CrewMember['status'], change: Partial<CrewMember> = {}): CrewMember => ({
  agentId,
  status,
  since: 1_000,
  headset: true,
  lead: '',
  ...change,
});

describe('a crew', () => {
  it('is who is signed in; idle is who is kept for nobody', () => {
    const { present, idle } = crewOf([
      member('a', 'idle'),
      member('b', 'out'),
      member('c', 'idle', { lead: 'x' }),
      member('d', 'break'),
    ]);
    expect(present.map(({ agentId }) => agentId)).toEqual(['a', 'c', 'd']);
    expect(idle.map(({ agentId }) => agentId)).toEqual(['a']);
  });

  it('counts for pacing as far as it has a call without lifting', () => {
    const agents = pacedAgents([
      member('a', 'idle'),
      member('b', 'idle', { headset: false }),
      member('c', 'idle', { lead: 'x' }),
    ]);
    expect(agents).toEqual([
      { id: 'a', status: 'idle', sinceMs: 1_000 },
      { id: 'c', status: 'talk', sinceMs: 1_000 },
    ]);
  });

  it('is shared out among campaigns, each agent to one', () => {
    const campaigns = ['c1', 'c2', 'c3'];
    const shares = Array.from({ length: 60 }, (_, at) => campaignOfAgent(String(8001 + at), campaigns));
    for (const id of campaigns) expect(shares.filter((share) => share === id).length).toBeGreaterThan(10);
    expect(campaignOfAgent('8001', campaigns)).toBe(shares[0]);
    expect(campaignOfAgent('8001', [])).toBeNull();
  });
});

describe('what pacing is told of agents', () => {
  it('is each change, once', () => {
    const told: PacerEvent[] = [];
    const pacer = {
      onEvent: (event: PacerEvent) => void told.push(event),
      decide: () => ({ launch: 0, cancel: [] }),
      reason: {} as never,
    };
    const watch = new CrewWatch();
    const look = (atMs: number, ...agents: Parameters<CrewWatch['look']>[0]) => {
      told.length = 0;
      watch.look(agents, atMs, pacer);
      return told.map(({ atMs: _at, agent: _agent, ...rest }) => rest);
    };
    expect(look(0, { id: 'a', status: 'idle', sinceMs: 0 })).toEqual([{ type: 'login' }, { type: 'ready' }]);
    expect(look(500, { id: 'a', status: 'idle', sinceMs: 0 })).toEqual([]);
    expect(look(1_000, { id: 'a', status: 'talk', sinceMs: 1_000 })).toEqual([]);
    expect(look(61_000, { id: 'a', status: 'wrap', sinceMs: 61_000 })).toEqual([{ type: 'talkEnd', talkMs: 60_000 }]);
    watch.machineFound('a');
    expect(look(71_000, { id: 'a', status: 'idle', sinceMs: 71_000 })).toEqual([
      { type: 'wrapEnd', wrapMs: 10_000, human: false },
      { type: 'ready' },
    ]);
    expect(look(72_000, { id: 'a', status: 'break', sinceMs: 72_000 })).toEqual([{ type: 'break' }]);
    expect(look(73_000)).toEqual([{ type: 'logout' }]);
  });
});
