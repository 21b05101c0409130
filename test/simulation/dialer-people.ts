/** People and agents of the dialer's floor. */
import { SeededRandom } from '../../daemon/base/random.js';
import type { DialerFloor, Fate } from './dialer-floor.js';

/** Share of persons, and what the others do. */
export function people(share: number, seed = 7): () => Fate {
  const random = new SeededRandom(seed);
  const part = () => random.below(1_000_000) / 1_000_000;
  return () => {
    if (part() < share) return { answerMs: 3_000 + random.below(12_000), talkMs: 30_000 + random.below(90_000) };
    const other = part();
    if (other < 0.3) return { ends: { atMs: 3_000, cause: 17, tone: 'busy' } };
    if (other < 0.4) return { ends: { atMs: 4_000, cause: 1, tone: 'vacant' } };
    return {};
  };
}

export function answersAll(floor: DialerFloor, result: 'success' | 'refused' = 'refused'): void {
  for (const [agentId, agent] of floor.agents) {
    const { attempt = '' } = floor.dialer.liveLead(agentId) ?? {};
    if (agent.resultWanted && agent.status === 'wrap') {
      floor.ask({ agentId, ask: 'outbound-result', attempt, result });
    }
  }
}

/** Agents give their results a little after the talk. */
export function run(floor: DialerFloor, ms: number, stepMs = 2_000): void {
  for (let passed = 0; passed < ms; passed += stepMs) {
    floor.advance(stepMs);
    answersAll(floor);
  }
}

export const eight = ['8001', '8002', '8003', '8004', '8005', '8006', '8007', '8008'];
