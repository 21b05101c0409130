import { describe, expect, it } from 'vitest';
import { proposedResult } from './proposal.js';

describe('the likely result', () => {
  it.each([
    [1, 'wrong-number'],
    [17, 'busy'],
    [18, 'no-answer'],
    [16, 'no-answer'],
    [21, 'refused'],
    [27, 'unreachable'],
    [34, null], // no circuit: ours or the carrier's, the person was not reached
    [null, null],
  ])('of nobody, cause %s: %s', (cause, result) =>
    expect(proposedResult({ talkMs: null, endedBy: 'network', cause })).toBe(result),
  );

  it.each([
    [60_000, 'agent', 'success'],
    [20_000, 'called', 'success'],
    [19_999, 'called', null],
    [9_999, 'called', 'refused'],
    [9_999, 'agent', null],
    [0, 'called', 'refused'],
    [5_000, null, null],
  ] as const)('of a talk of %s ms that the %s ended: %s', (talkMs, endedBy, result) =>
    expect(proposedResult({ talkMs, endedBy, cause: 16 })).toBe(result),
  );
});
