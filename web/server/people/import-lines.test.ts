import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxImportLines } from '../../../daemon/contract/pages.js';
import { importLines } from './import-lines.js';

const problemsIn = (text: string) =>
  importLines(text).problems.map(({ line, column, problem, value }) => [line, column, problem, value]);

test('what is copied from a spreadsheet, with a first line of names in any order', () => {
  const text = '\uFEFF姓名\t工号\t话机\t队列\t班组\r\n王芳\t8101\tL3\tsales; service\t一组\r\n\r\n李强\t8102\t\t\t\r\n';
  expect(importLines(text)).toEqual({
    problems: [],
    people: [
      { line: 2, id: '8101', name: '王芳', role: 'agent', telephone: 3, queues: ['sales', 'service'], group: '一组' },
      { line: 4, id: '8102', name: '李强', role: 'agent', telephone: null, queues: [], group: '' },
    ],
  });
});

test('commas and quotes, without names: the order of the contract', () => {
  const { people, problems } = importLines('8101,"Wang, ""F""",班长\n8102 , Li ,  ,12,"service"');
  expect(problems).toEqual([]);
  expect(people.map(({ id, name, role, telephone }) => [id, name, role, telephone])).toEqual([
    ['8101', 'Wang, "F"', 'supervisor', null],
    ['8102', 'Li', 'agent', 12],
  ]);
});

test('everything that is wrong is told, with its line and column', () => {
  const text = [
    'id,name,role,line,queues',
    ',No Id',
    '81 03,Blank',
    '8104,,agent',
    `8105,${'x'.repeat(65)}`,
    '8106,A,king',
    '8107,B,agent,99',
    '8108,C,agent,three',
    '8109,D',
    '8109,E',
    '8110,F,agent,1,service,more',
    '8111,"open',
    "8112,'; DROP TABLE users --,agent",
  ].join('\n');
  expect(problemsIn(text)).toEqual([
    [2, 'id', 'missing', ''],
    [3, 'id', 'not-an-id', '81 03'],
    [4, 'name', 'missing', ''],
    [5, 'name', 'too-long', 'x'.repeat(40)],
    [6, 'role', 'unknown-role', 'king'],
    [7, 'line', 'not-a-telephone', '99'],
    [8, 'line', 'not-a-telephone', 'three'],
    [10, 'id', 'twice', '8109'],
    [11, null, 'too-many-columns', '8110,F,agent,1,service,more'],
    [12, null, 'bad-quotes', '8111,"open'],
  ]);
});

test('a first line with a name nobody knows, or one twice', () => {
  expect(problemsIn('id,name,colour\n8101,A,red')).toEqual([[1, null, 'unknown-column', 'colour']]);
  expect(problemsIn('id,name,id\n8101,A,8102')).toEqual([[1, 'id', 'twice', 'id']]);
});

test('nothing, and too much', () => {
  for (const text of ['\n', 'id,name', ' \t ']) expect(problemsIn(text)).toEqual([[1, null, 'empty', '']]);
  const many = Array.from({ length: maxImportLines + 1 }, (_, n) => `u${n},N`).join('\n');
  expect(problemsIn(many)).toEqual([[maxImportLines + 1, null, 'too-many-lines', String(maxImportLines + 1)]]);
});

test('whatever is pasted, each line becomes a person or a problem', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\t', '\n', '\r', '8', 'a', ' ', '工', '\0') }), (text) => {
      const { people, problems } = importLines(text);
      const told = new Set([...people.map((person) => person.line), ...problems.map((problem) => problem.line)]);
      const header = problems.length === 0 && people.every((person) => person.line > 1) ? [1] : [];
      const lines = text.split(/\r\n|\n|\r/).flatMap((content, index) => (content.trim() === '' ? [] : [index + 1]));
      for (const line of lines) expect([...told, ...header]).toContain(line);
    }),
  );
});
