import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choose } from './strategy.js';

const at = 1_000_000;

test('the longest idle is chosen, and the decision says why', () => {
  const candidates = [
    { agentId: '8001', idleSince: at - 10_000 },
    { agentId: '8003', idleSince: at - 312_000 },
    { agentId: '8002', idleSince: at - 200_000 },
  ];
  expect(choose(candidates, at)).toEqual({
    agentId: '8003',
    strategy: 'longest-idle',
    idleMs: 312_000,
    rank: 1,
    of: 3,
  });
});

test('a tie goes to the lower agent number, by value', () => {
  const tie = (...ids: string[]) =>
    choose(
      ids.map((agentId) => ({ agentId, idleSince: 0 })),
      at,
    )?.agentId;
  expect(tie('8002', '8001', '8003')).toBe('8001');
  expect(tie('10000', '999')).toBe('999');
  expect(tie('wang', 'li')).toBe('li');
});

test('nobody to choose from: nobody is chosen', () => {
  expect(choose([], at)).toBeNull();
});

test('the order in which agents are listed does not matter, and nobody waits longer than the chosen', () => {
  const candidate = fc.record({ agentId: fc.stringMatching(/^8\d{3}$/), idleSince: fc.integer({ min: 0, max: at }) });
  const list = fc.uniqueArray(candidate, { minLength: 1, maxLength: 64, selector: ({ agentId }) => agentId });
  fc.assert(
    fc.property(list, (candidates) => {
      const chosen = choose(candidates, at);
      expect(choose([...candidates].reverse(), at)).toEqual(chosen);
      expect(Math.min(...candidates.map(({ idleSince }) => idleSince))).toBe(at - (chosen?.idleMs ?? -1));
    }),
    { seed: 1 },
  );
});
