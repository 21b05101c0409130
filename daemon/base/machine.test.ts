import { expect, test } from 'vitest';
import { rowFor, type Table } from './machine.js';

const door: Table<'open' | 'shut', 'push' | 'lock', 'creak'> = {
  open: { push: { to: 'shut', actions: ['creak'] } },
  shut: { push: { to: 'open', actions: ['creak'] }, lock: { to: 'shut', actions: [] } },
};

test('the row of a state and an event, or null if the state does not expect it', () => {
  expect(rowFor(door, 'open', 'push')).toEqual({ to: 'shut', actions: ['creak'] });
  expect(rowFor(door, 'open', 'lock')).toBeNull();
});
