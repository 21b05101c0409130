import { describe, expect, it } from 'vitest';
import { levelsIn, queuesAfterDrop } from './moves.js';

describe('moving an agent', () => {
  it('leaves the other queues, or keeps them with Ctrl', () => {
    expect(queuesAfterDrop(['a', 'b'], 'c', false)).toEqual(['c']);
    expect(queuesAfterDrop(['a', 'b'], 'c', true)).toEqual(['a', 'b', 'c']);
    expect(queuesAfterDrop(['a', 'b'], 'b', true)).toEqual(['a', 'b']);
    expect(queuesAfterDrop(['a', 'b'], 'b', false)).toEqual(['b']);
  });
  it('forgets levels of queues that are left', () => {
    expect(levelsIn({ a: 2, b: 3 }, ['b', 'c'])).toEqual({ b: 3 });
    expect(levelsIn({}, ['a'])).toEqual({});
  });
});
