import { Readable } from 'node:stream';
import type { ApiContext } from '../http/endpoints.js';
import { holderOf } from '../http/endpoints.js';
import { csvLine } from '../import/text-cell.js';
import { cellsFor } from '../masking/border.js';
import { encodeGbk } from './gbk.js';

export const exportEncodings = ['utf-8', 'gb18030'] as const;
export type ExportEncoding = (typeof exportEncodings)[number];

/**
 * Sends rows as a CSV file, a piece at a time: safe to open in a spreadsheet, numbers masked for who may not see
 * them. UTF-8 carries a mark (BOM), by which spreadsheets know it.
 */
export function sendCsv(
  context: ApiContext,
  file: string,
  encoding: ExportEncoding,
  rows: AsyncIterable<readonly (readonly string[])[]>,
): void {
  const cells = cellsFor(holderOf(context));
  const octets = encoding === 'utf-8' ? (text: string) => Buffer.from(text) : encodeGbk;
  context.type = `text/csv; charset=${encoding}`;
  context.set({
    'Content-Disposition': `attachment; filename="${file}"`,
    'Cache-Control': 'no-store',
  });
  async function* pieces(): AsyncGenerator<Buffer> {
    if (encoding === 'utf-8') yield Buffer.from('\uFEFF');
    for await (const some of rows) yield octets(some.map((row) => csvLine(cells(row))).join(''));
  }
  context.body = Readable.from(pieces());
}
