import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import {
  type Delimiter,
  type ImportKind,
  maxImportCell,
  maxImportColumns,
  previewRows,
  type TableOptions,
  type TablePreview,
  type TextEncoding,
} from '../../../daemon/contract/pages-imports.js';
import { guessColumns, hasHeader } from './columns.js';
import { CsvReader, type TableRow } from './csv.js';
import { sniffDelimiter } from './delimiter.js';
import { sniffEncoding } from './encoding.js';
import { badFile, Xlsx } from './xlsx.js';

const limits = { maxCell: maxImportCell, maxColumns: maxImportColumns };
const chunkBytes = 65_536;
const shownCell = 200;
/** Rows by which columns are guessed. */
const guessRows = 100;

/** How far the reading is. */
export type Progress = (percent: number) => void;

/** Rows of one file, however it is written. */
export interface Table {
  readonly format: 'csv' | 'xlsx';
  readonly encoding: TextEncoding | null;
  readonly delimiter: Delimiter | null;
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  rows(progress: Progress): AsyncGenerator<readonly TableRow[]>;
  close(): void;
}

/** @throws CallboxError bad-request, its message begins with a FileProblem */
export async function openTable(path: string, options: TableOptions): Promise<Table> {
  const file = await open(path);
  const head = Buffer.alloc(8);
  const { bytesRead } = await file.read(head, 0, 8, 0);
  await file.close();
  if (bytesRead === 0) throw badFile('empty', 'the file has no content');
  // Compound file (MS-CFB 2.2): .xls, and .xlsx with a password.
  if (head.equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) {
    throw badFile('old-or-encrypted', 'save it as .xlsx or CSV, without a password');
  }
  return head.subarray(0, 2).toString('latin1') === 'PK' ? xlsxTable(path, options) : csvTable(path, options);
}

async function xlsxTable(path: string, options: TableOptions): Promise<Table> {
  const book = await Xlsx.open(path);
  const sheet = book.sheets.find((name) => name === options.sheet) ?? book.sheets[0] ?? null;
  return {
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    sheets: book.sheets,
    sheet,
    rows: (progress) => book.rows(sheet, limits, (read, of) => progress((100 * read) / Math.max(1, of))),
    close: () => book.close(),
  };
}

async function csvTable(path: string, options: TableOptions): Promise<Table> {
  const encoding = options.encoding ?? (await sniffEncoding(path));
  if (!encoding) throw badFile('unknown-encoding', 'it is neither UTF-8 nor GBK nor UTF-16 text, nor .xlsx');
  const delimiter = options.delimiter ?? sniffDelimiter(await beginning(path, encoding));
  return {
    format: 'csv',
    encoding,
    delimiter,
    sheets: [],
    sheet: null,
    rows: (progress) => csvRows(path, encoding, delimiter, progress),
    close: () => {},
  };
}

async function beginning(path: string, encoding: TextEncoding): Promise<string> {
  for await (const chunk of createReadStream(path, { end: chunkBytes - 1, highWaterMark: chunkBytes })) {
    const text = new TextDecoder(encoding).decode(chunk as Buffer);
    const end = text.lastIndexOf('\n');
    return end > 0 ? text.slice(0, end) : text;
  }
  return '';
}

async function* csvRows(
  path: string,
  encoding: TextEncoding,
  delimiter: Delimiter,
  progress: Progress,
): AsyncGenerator<readonly TableRow[]> {
  const { size } = await stat(path);
  const reader = new CsvReader(delimiter, limits);
  // Not fatal: what the chosen encoding cannot say becomes U+FFFD, and its row is told as wrong.
  const decoder = new TextDecoder(encoding);
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    read += (chunk as Buffer).length;
    yield reader.push(decoder.decode(chunk as Buffer, { stream: true }));
    progress((100 * read) / Math.max(1, size));
  }
  yield reader.push(decoder.decode());
  yield reader.end();
}

/** The first rows, and what the columns most likely mean. @throws CallboxError bad-request */
export async function previewOf(path: string, kind: ImportKind, options: TableOptions): Promise<TablePreview> {
  const table = await openTable(path, options);
  try {
    const rows: TableRow[] = [];
    for await (const some of table.rows(() => {})) {
      rows.push(...some);
      if (rows.length > guessRows) break;
    }
    rows.length = Math.min(rows.length, guessRows + 1);
    const [first] = rows;
    if (!first) throw badFile('empty', 'there is no row in it');
    const whole = rows.filter(({ problem }) => problem === null).map(({ cells }) => cells);
    const header = options.header ?? hasHeader(whole);
    const body = header ? rows.slice(1) : rows;
    if (first.cells.length > maxImportColumns) {
      throw badFile('too-many-columns', `more than ${maxImportColumns}`);
    }
    const cells = body.map((row) => row.cells.slice(0, maxImportColumns));
    return {
      format: table.format,
      encoding: table.encoding,
      delimiter: table.delimiter,
      header,
      sheets: table.sheets,
      sheet: table.sheet,
      columns: guessColumns(kind, header ? first.cells : null, cells).slice(0, maxImportColumns),
      rows: body.slice(0, previewRows).map(({ line, cells }) => ({
        line,
        cells: cells.map((cell) => cell.slice(0, shownCell)),
      })),
    };
  } finally {
    table.close();
  }
}
