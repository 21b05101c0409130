import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { writeParts, writeSpreadsheet } from '../../../test/rig/spreadsheet.js';
import { encodeGbk } from '../export/gbk.js';
import { openTable, previewOf } from './table.js';

/** Files, threads and both databases, beside whatever else the machine does. */
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function file(content: string | Uint8Array): string {
  const path = join(folder, `${++files}`);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(path: string): Promise<readonly (readonly string[])[]> {
  const table = await openTable(path, {});
  const rows: (readonly string[])[] = [];
  for await (const some of table.rows(() => {})) rows.push(...some.map(({ cells }) => cells));
  table.close();
  return rows;
}

const text = '手机,姓名,城市\n13912345678,王小明,上海\n13912345679,李雷,北京\n';
const rows = [
  ['手机', '姓名', '城市'],
  ['13912345678', '王小明', '上海'],
  ['13912345679', '李雷', '北京'],
];
const utf16be = (value: string): Buffer => Buffer.from(value, 'utf16le').swap16();

describe('encodings', () => {
  test.each([
    ['utf-8', 'utf-8', Buffer.from(text)],
    ['utf-8 with a mark', 'utf-8', Buffer.from(`\uFEFF${text}`)],
    ['GBK', 'gb18030', encodeGbk(text)],
    ['GBK after much ASCII', 'gb18030', Buffer.concat([encodeGbk(text), Buffer.alloc(2_000_000, '13900000000,\n')])],
    ['UTF-16 with a mark', 'utf-16le', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without one', 'utf-16le', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE with a mark', 'utf-16be', utf16be(`\uFEFF${text}`)],
    ['UTF-16 BE without one', 'utf-16be', utf16be(text)],
  ])('%s', async (_name, encoding, octets) => {
    const path = file(octets);
    expect((await previewOf(path, 'leads', {})).encoding).toBe(encoding);
    expect((await rowsOf(path)).slice(0, 3)).toEqual(rows);
  });

  test('what is no text is said so', async () => {
    await expect(previewOf(file(Buffer.from([1, 2, 0, 255, 254, 3, 128, 129, 0, 0])), 'leads', {})).rejects.toThrow(
      /^unknown-encoding/,
    );
    await expect(previewOf(file(''), 'leads', {})).rejects.toThrow(/^empty/);
    await expect(previewOf(file('\n\n\n'), 'leads', {})).rejects.toThrow(/^empty/);
    await expect(previewOf(file(Buffer.from('d0cf11e0a1b11ae1', 'hex')), 'leads', {})).rejects.toThrow(
      /^old-or-encrypted/,
    );
  });
});

describe('columns', () => {
  const meanings = async (content: string) => {
    const { columns, header } = await previewOf(file(content), 'leads', {});
    return [header, columns.map(({ meaning }) => meaning)];
  };

  test('by their names', async () => {
    expect(await meanings(text)).toEqual([true, ['number', 'name', 'data']]);
    expect(await meanings('Phone;Contact;City\n13912345678;Bob;X\n')).toEqual([true, ['number', 'name', 'data']]);
  });

  test('without a header by what stands in them', async () => {
    expect(await meanings('王小明,13912345678\n李雷,13912345679\n')).toEqual([false, ['name', 'number']]);
    expect(await meanings('13912345678\n13912345679\n')).toEqual([false, ['number']]);
  });

  test('digits that a spreadsheet has lost are still the column of the number', async () => {
    expect(await meanings('a,b\n1.39E+10,x\n1.38E+10,y\n')).toEqual([false, ['number', 'data']]);
  });

  test('10,000 columns are refused', async () => {
    await expect(previewOf(file(`${'1,'.repeat(9_999)}1\n`), 'leads', {})).rejects.toThrow(/^too-many-columns/);
  });
});

describe('spreadsheets', () => {
  const path = join(folder, 'book.xlsx');

  test('texts, numbers, dates, empty cells', async () => {
    const at = new Date(Date.UTC(2027, 0, 31, 9, 30));
    await writeSpreadsheet(path, [
      ['手机', '姓名', '时间', '备注'],
      [13912345678, '王 <小> & 明', at, ''],
      ['13912345679', '', '', '=1+2'],
    ]);
    expect(await rowsOf(path)).toEqual([
      ['手机', '姓名', '时间', '备注'],
      ['13912345678', '王 <小> & 明', '2027-01-31 09:30'],
      ['13912345679', '', '', '=1+2'],
    ]);
    const preview = await previewOf(path, 'leads', {});
    expect([preview.format, preview.sheets, preview.header]).toEqual(['xlsx', ['名单'], true]);
    expect(preview.columns.map(({ meaning }) => meaning)).toEqual(['number', 'name', 'data', 'data']);
  });

  test('cut off, or not one at all', async () => {
    const cut = file(readFileSync(path));
    truncateSync(cut, 700);
    await expect(previewOf(cut, 'leads', {})).rejects.toThrow(/^damaged/);
    await expect(previewOf(file('PK not a zip'), 'leads', {})).rejects.toThrow(/^damaged/);
    const other = join(folder, 'other.zip');
    await writeParts(other, { 'a.txt': 'x' });
    await expect(previewOf(other, 'leads', {})).rejects.toThrow(/^not-a-table/);
  });

  test('a zip bomb goes off nowhere', async () => {
    const bomb = join(folder, 'bomb.xlsx');
    await writeSpreadsheet(bomb, [['x']]);
    await writeParts(bomb, {
      'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': '<R><Relationship Id="r1" Target="sheet.xml"/></R>',
      'xl/sheet.xml': Buffer.concat([Buffer.from('<worksheet>'), Buffer.alloc(40_000_000, ' ')]),
    });
    await expect(previewOf(bomb, 'leads', {})).rejects.toThrow(/^too-big-inside/);
  });

  test('entities that grow are refused with their DTD', async () => {
    const lol = join(folder, 'lol.xlsx');
    await writeParts(lol, {
      'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "bbb">]><workbook>&b;</workbook>',
      'xl/_rels/workbook.xml.rels': '<R/>',
    });
    await expect(previewOf(lol, 'leads', {})).rejects.toThrow(/^damaged/);
  });
});
