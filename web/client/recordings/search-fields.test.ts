import { describe, expect, it } from 'vitest';
import { dayMs, noFields, numberAsked, queryOf } from './search-fields.js';

describe('a search', () => {
  it.each([
    ['5678', { number: '5678', match: 'ends' }],
    ['*5678', { number: '5678', match: 'ends' }],
    ['138*', { number: '138', match: 'begins' }],
    ['138 1234 5678', { number: '13812345678', match: 'ends' }],
    ['+86 138-1234', { number: '861381234', match: 'ends' }],
    ['12', null],
    ['abc', null],
    ['', null],
  ])('for %j asks %j', (typed, asked) => expect(numberAsked(typed)).toEqual(asked));

  it('asks for what was filled in and nothing else', () => {
    expect(queryOf(noFields, null, 50)).toBe('limit=50');
    const fields = { ...noFields, number: '138*', agent: '8001', min: '1.5', from: '2027-01-31', to: '2027-01-31' };
    const query = new URLSearchParams(queryOf(fields, 'x'.repeat(26), 50));
    expect(Object.fromEntries(query)).toMatchObject({ number: '138', match: 'begins', agent: '8001', minMs: '1500' });
    expect(Number(query.get('to')) - Number(query.get('from'))).toBe(86_400_000);
  });

  it('knows what is no date', () => expect([dayMs(''), dayMs('x')]).toEqual([null, null]));
});
