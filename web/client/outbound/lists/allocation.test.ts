import { describe, expect, it } from 'vitest';
import { allocationOf, evenly } from './allocation.js';

const free = [
  { area: '', leads: 5 },
  { area: '010', leads: 60 },
  { area: '021', leads: 35 },
];
const none = { typed: {}, regions: {} };

describe('what an allocation comes to', () => {
  it('by count: given and left make what there was', () => {
    const plan = allocationOf(
      { ...none, mode: 'count', typed: { 8001: '30', 8002: ' 20 ', 8003: '0', 8004: '' } },
      free,
    );
    expect(plan).toMatchObject({ total: 50, left: 50, problem: null });
    expect(plan.shares).toEqual([
      { agent: '8001', count: 30 },
      { agent: '8002', count: 20 },
    ]);
  });

  it('by count: more than there are is told by how much', () => {
    const plan = allocationOf({ ...none, mode: 'count', typed: { 8001: '99', 8002: '3' } }, free);
    expect(plan.problem).toEqual({ what: 'too-many', by: 2 });
  });

  it('by percent: three thirds are all', () => {
    const typed = { 8001: '33.33', 8002: '33.33', 8003: '33.34' };
    const plan = allocationOf({ ...none, mode: 'percent', typed }, free);
    expect([...plan.given.values()]).toEqual([33, 34, 33]);
    expect(plan).toMatchObject({ total: 100, left: 0, problem: null });
    const over = allocationOf({ ...none, mode: 'percent', typed: { 8001: '60', 8002: '40.5' } }, free);
    expect(over.problem).toEqual({ what: 'over-100', by: 0.5 });
  });

  it('by region: an agent gets all of his, unknown ones stay', () => {
    const plan = allocationOf({ ...none, mode: 'region', regions: { '': '8001', '010': '8001', '021': '8001' } }, free);
    expect(plan.shares).toEqual([{ agent: '8001', areas: ['010', '021'] }]);
    expect(plan).toMatchObject({ total: 95, left: 5 });
  });

  it.each(['-1', '1.5', '1e3', 'x', '１２'])('%s is no count', (text) => {
    const plan = allocationOf({ ...none, mode: 'count', typed: { 8001: text } }, free);
    expect(plan).toMatchObject({ shares: [], problem: { what: 'not-a-number', by: 1 } });
  });

  it('evenly: nothing is left over', () => {
    expect(evenly('count', ['a', 'b', 'c'], 100)).toEqual({ a: '34', b: '33', c: '33' });
    expect(evenly('percent', ['a', 'b', 'c'], 100)).toEqual({ a: '33.34', b: '33.33', c: '33.33' });
    expect(evenly('count', [], 100)).toEqual({});
  });
});
