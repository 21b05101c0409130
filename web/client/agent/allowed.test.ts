import { describe, expect, it } from 'vitest';
import { allowedActions, mayAsk } from './allowed.js';

describe('what an agent may ask for', () => {
  it.each([
    ['signed-out', 'sign-in', true],
    ['signed-out', 'ready', false],
    ['not-ready', 'ready', true],
    ['ready', 'ready', false],
    ['ready', 'hang-up', false],
    ['ringing', 'hang-up', false],
    ['talking', 'hang-up', true],
    ['talking', 'not-ready', true],
    ['talking', 'end-wrap-up', false],
    ['wrap-up', 'end-wrap-up', true],
    ['wrap-up', 'hang-up', false],
    ['unreachable', 'ready', false],
  ] as const)('%s: %s %s', (state, action, allowed) => expect(mayAsk(state, action)).toBe(allowed));

  it('lets everybody out who is in', () => {
    for (const [state, actions] of Object.entries(allowedActions))
      expect(actions.includes('sign-out')).toBe(state !== 'signed-out');
  });

  it('is nothing while the state is unknown', () => expect(mayAsk(undefined, 'ready')).toBe(false));
});
