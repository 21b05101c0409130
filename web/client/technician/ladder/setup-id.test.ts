import { expect, test } from 'vitest';
import { setupId, setupPath } from './setup-id.js';

test('a SETUP has an address of its own, a call keeps its', () => {
  const id = setupId({ span: 2, atUs: 1_795_000_000_123_456 });
  expect(setupPath(id)).toBe('/refused-setups/ladder?span=2&at=1795000000123456');
  expect(setupPath('0'.repeat(26))).toBeNull();
});

test.each(['setup-', 'setup-9-1', 'setup-1-x', 'setup-1-12345678901234567', 'setup-1-1&span=2', ''])(
  '%j is no SETUP',
  (id) => {
    expect(setupPath(id)).toBeNull();
  },
);
