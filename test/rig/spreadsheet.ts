/** A workbook of Office Open XML with one sheet, as small as it may be: texts shared, numbers as numbers. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A number stands as a number, a Date as a date, text as a shared text. */
export type SheetCell = string | number | Date;

export async function writeSpreadsheet(path: string, rows: readonly (readonly SheetCell[])[]): Promise<void> {
  const texts = new Map<string, number>();
  const shared = (text: string): number => {
    const known = texts.get(text) ?? texts.size;
    texts.set(text, known);
    return known;
  };
  const cell = (value: SheetCell, at: string): string =>
    value instanceof Date
      ? `<c r="${at}" s="1"><v>${value.getTime() / 86_400_000 + 25_569}</v></c>`
      : typeof value === 'number'
        ? `<c r="${at}"><v>${value}</v></c>`
        : `<c r="${at}" t="s"><v>${shared(value)}</v></c>`;
  const sheet = rows.map((row, y) => {
    const cells = row.map((value, x) => cell(value, `${columnName(x)}${y + 1}`));
    return `<row r="${y + 1}">${cells.join('')}</row>`;
  });
  await writeParts(path, {
    'xl/worksheets/sheet1.xml': `${xml}<worksheet xmlns="m"><sheetData>${sheet.join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `${xml}<sst>${[...texts.keys()].map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': `${xml}<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
    'xl/workbook.xml': `${xml}<workbook xmlns:r="r"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    '[Content_Types].xml': `${xml}<Types/>`,
  });
}

export async function writeParts(path: string, parts: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content as string), name);
  zip.end();
  await pipeline(zip.outputStream as NodeJS.ReadableStream, createWriteStream(path));
}

function columnName(index: number): string {
  const first = index >= 26 ? columnName(Math.floor(index / 26) - 1) : '';
  return first + String.fromCharCode(65 + (index % 26));
}
