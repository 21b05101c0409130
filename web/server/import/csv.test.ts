import { expect, test } from 'vitest';
import { CsvReader, type TableRow } from './csv.js';
import { sniffDelimiter } from './delimiter.js';

const limits = { maxCell: 100, maxColumns: 5 };

/** In pieces of every size: what is cut anywhere must be read the same. */
function read(text: string): TableRow[] {
  const whole = new CsvReader(',', limits);
  const rows = [...whole.push(text), ...whole.end()];
  for (const size of [1, 2, 3, 7]) {
    const reader = new CsvReader(',', limits);
    const cut: TableRow[] = [];
    for (let at = 0; at < text.length; at += size) cut.push(...reader.push(text.slice(at, at + size)));
    cut.push(...reader.end());
    expect(cut, `in pieces of ${size}`).toEqual(rows);
  }
  return rows;
}

const cells = (text: string) => read(text).map((row) => row.cells);
const lines = (text: string) => read(text).map((row) => row.line);

test('cells, quotes, doubled quotes, empty cells', () => {
  expect(cells('a,b\n"c,1","d""e"\n,f')).toEqual([
    ['a', 'b'],
    ['c,1', 'd"e'],
    ['', 'f'],
  ]);
});

test('LF, CRLF and CR mixed; lines are counted as an editor counts them', () => {
  expect(cells('a\nb\r\nc\rd')).toEqual([['a'], ['b'], ['c'], ['d']]);
  expect(lines('a\nb\r\nc\rd')).toEqual([1, 2, 3, 4]);
});

test('a line feed inside quotes is part of the cell, and counted', () => {
  expect(cells('"a\nb",1\nc,2')).toEqual([
    ['a\nb', '1'],
    ['c', '2'],
  ]);
  expect(lines('"a\nb",1\nc,2')).toEqual([1, 3]);
});

test('empty lines are no rows, but count', () => {
  expect(lines('a\n\n\nb\n,,\nc\n')).toEqual([1, 4, 6]);
});

test('a quotation mark that is never closed costs its own line only', () => {
  const rows = read('a,1\n"b,2\nc,3\nd,4');
  expect(rows.map((row) => [row.line, row.problem])).toEqual([
    [1, null],
    [2, 'unclosed-quote'],
    [3, null],
    [4, null],
  ]);
  const long = read(`"b,2\n${'c,3\n'.repeat(200)}`);
  expect([long.length, long[0]?.problem, long[200]?.line]).toEqual([201, 'unclosed-quote', 201]);
});

test('text after a closing quotation mark; a mark inside a cell', () => {
  expect(read('"a"x,b\n5" pipe,c').map((row) => [row.cells, row.problem])).toEqual([
    [['a', 'b'], 'bad-quotes'],
    [['5" pipe', 'c'], null],
  ]);
});

test('too long a cell, too many columns', () => {
  expect(read(`${'x'.repeat(101)},b\nc`).map((row) => row.problem)).toEqual(['too-long', null]);
  expect(read('1,2,3,4,5,6,7,8,9')[0]?.cells).toHaveLength(6);
  const many = new CsvReader(',', { maxCell: 100, maxColumns: 200 });
  expect([...many.push(`${'1,'.repeat(10_000)}\nx`), ...many.end()].map((row) => row.cells.length)).toEqual([201, 1]);
});

test('a line without an end is not held for ever', () => {
  const reader = new CsvReader(',', limits);
  const rows: TableRow[] = [];
  for (let piece = 0; piece < 40; piece++) rows.push(...reader.push('x'.repeat(65_536)));
  rows.push(...reader.push('\ny'), ...reader.end());
  expect(rows.map((row) => [row.line, row.problem])).toEqual([
    [1, 'too-long'],
    [2, null],
  ]);
});

test.each([
  ['a;b;c\n1,5;2;3\n4,5;5;6', ';'],
  ['a\tb\n1,2\t3\n', '\t'],
  ['a,b\n"x;y",2\n"z;w",3', ','],
  ['13800138000\n13800138001', ','],
  ['手机|姓名\n138|王', '|'],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(sniffDelimiter(text)).toBe(delimiter);
});
