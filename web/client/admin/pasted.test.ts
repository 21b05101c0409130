import { expect, test } from 'vitest';
import type { ImportProblem } from '../../../daemon/contract/pages.js';
import { pastedLines, problemsElsewhere } from './pasted.js';

const wrong = (line: number): ImportProblem => ({ line, column: 'id', problem: 'missing', value: '' });

test('lines keep their numbers, blanks between them are left out, problems stand with them', () => {
  const lines = pastedLines('工号\t姓名\r\n\r\n8001\t王芳\n\t李强\n', [wrong(4)]);
  expect(lines.map(({ line, cells }) => [line, ...cells])).toEqual([
    [1, '工号', '姓名'],
    [3, '8001', '王芳'],
    [4, '', '李强'],
  ]);
  expect(lines.map(({ problems }) => problems.length)).toEqual([0, 0, 1]);
});

test('commas separate where there are no tabs, and quotes are taken off', () => {
  expect(pastedLines('8001,"王芳",agent', []).map(({ cells }) => cells)).toEqual([['8001', '王芳', 'agent']]);
});

test('problems of lines that are not there are kept', () => {
  expect(problemsElsewhere(pastedLines('', []), [wrong(1)])).toEqual([wrong(1)]);
});
