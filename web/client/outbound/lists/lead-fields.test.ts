import { expect, it } from 'vitest';
import { columnsProblem } from './column-meanings.js';
import { leadQuery, nobodys, noLeadFields } from './lead-fields.js';

it('asks only for what was filled in, and for nobody by an empty agent', () => {
  expect(leadQuery(noLeadFields, null)).toBe('limit=50');
  expect(leadQuery({ ...noLeadFields, agent: nobodys, timed: true, name: ' 王 ' }, '01h')).toBe(
    'limit=50&name=%E7%8E%8B&agent=&timed=true&after=01h',
  );
  expect(leadQuery({ ...noLeadFields, number: '138 0000-0001' }, null)).toBe('limit=50&number=13800000001');
  expect(leadQuery({ ...noLeadFields, number: '1' }, null)).toBe('limit=50');
});

it('columns need a number, and each other meaning once', () => {
  expect(columnsProblem(['data', 'name'])).toBe('no-number');
  expect(columnsProblem(['number', 'name', 'name'])).toBe('name');
  expect(columnsProblem(['number', 'number', 'data', 'data', 'skip', 'skip'])).toBe(null);
  expect(columnsProblem(['number', ...Array.from({ length: 51 }, () => 'data' as const)])).toBe('too-many-data');
});
