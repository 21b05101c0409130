import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { FileProblem } from '../../../daemon/contract/pages-imports.js';
import type { TableRow } from './csv.js';

const maxEntries = 5_000;
/** Octets of one part when unpacked. */
const maxSheetBytes = 1_073_741_824;
const maxPartBytes = 134_217_728;
/** Characters of all texts that cells share: they must be in memory. */
const maxSharedCharacters = 64 * 1024 ** 2;
/** XML of real sheets shrinks to a twentieth; what shrinks to a three-hundredth was made to hurt. */
const maxRatio = 300;
const ratioFrom = 16 * 1024 ** 2;

export interface XlsxLimits {
  readonly maxCell: number;
  readonly maxColumns: number;
}

/** @throws CallboxError bad-request; its message begins with the FileProblem. */
export function badFile(problem: FileProblem, more: string): CallboxError {
  return new CallboxError('bad-request', `${problem}: ${more}`, { problem });
}

/** A workbook of Office Open XML (ECMA-376-1 §18): its first sheet, or one by name, row by row. */
export class Xlsx {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly parts: readonly { readonly name: string; readonly part: string }[],
    private readonly date1904: boolean,
  ) {}

  /** @throws CallboxError bad-request */
  static async open(path: string): Promise<Xlsx> {
    let zip: ZipFile;
    try {
      zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    } catch (error) {
      throw damaged(error);
    }
    try {
      const entries = new Map<string, Entry>();
      if (zip.entryCount > maxEntries) throw badFile('too-big-inside', `${zip.entryCount} parts`);
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName.replace(/^\//, ''), entry);
      const { sheets, date1904 } = await workbookOf(zip, entries);
      if (sheets.length === 0) throw badFile('not-a-table', 'a ZIP file without a sheet');
      return new Xlsx(zip, entries, sheets, date1904);
    } catch (error) {
      zip.close();
      throw error instanceof CallboxError ? error : damaged(error);
    }
  }

  get sheets(): readonly string[] {
    return this.parts.map(({ name }) => name);
  }

  close(): void {
    this.zip.close();
  }

  /** `progress`: octets of the packed sheet that were read, of all. @throws CallboxError bad-request */
  async *rows(
    sheet: string | null,
    limits: XlsxLimits,
    progress: (read: number, of: number) => void,
  ): AsyncGenerator<TableRow[]> {
    const part = this.parts.find(({ name }) => sheet === null || name === sheet)?.part;
    const entry = part === undefined ? undefined : this.entries.get(part);
    if (!entry) throw badFile('not-a-table', `there is no sheet ${sheet ?? ''}`);
    const shared = await this.sharedTexts(limits.maxCell);
    const dates = await this.dateStyles();
    const reader = new SheetReader(shared, dates, this.date1904, limits);
    try {
      for await (const text of textOf(this.zip, entry, maxSheetBytes, progress)) {
        reader.write(text);
        yield reader.take();
      }
      reader.close();
      yield reader.take();
    } catch (error) {
      throw error instanceof CallboxError ? error : damaged(error);
    }
  }

  private async sharedTexts(maxCell: number): Promise<readonly string[]> {
    const texts: string[] = [];
    let characters = 0;
    let text: string | null = null;
    let inText = false;
    let phonetic = 0;
    await this.read('xl/sharedStrings.xml', {
      open: ({ name }) => {
        if (name === 'si') text = '';
        else if (name === 'rPh') phonetic += 1;
        else if (name === 't') inText = phonetic === 0;
      },
      text: (piece) => {
        if (inText && text !== null && text.length <= maxCell) text += piece;
      },
      close: ({ name }) => {
        if (name === 't') inText = false;
        else if (name === 'rPh') phonetic -= 1;
        else if (name === 'si' && text !== null) {
          characters += text.length + 8;
          if (characters > maxSharedCharacters) throw badFile('too-big-inside', 'the texts of its cells');
          texts.push(text);
          text = null;
        }
      },
    });
    return texts;
  }

  /** For each cell style whether it shows a date (ECMA-376-1 §18.8.30: built-in formats 14-22, 45-47 and China's 27-36, 50-58). */
  private async dateStyles(): Promise<readonly boolean[]> {
    const custom = new Map<string, boolean>();
    const styles: boolean[] = [];
    let inCells = false;
    await this.read('xl/styles.xml', {
      open: ({ name, attributes }) => {
        if (name === 'numFmt') custom.set(attributes.numFmtId ?? '', isDateFormat(attributes.formatCode ?? ''));
        else if (name === 'cellXfs') inCells = true;
        else if (name === 'xf' && inCells) {
          const id = attributes.numFmtId ?? '0';
          const known = Number(id);
          const builtIn = (known >= 14 && known <= 22) || (known >= 27 && known <= 36) || (known >= 45 && known <= 58);
          styles.push(custom.get(id) ?? (builtIn && known !== 48 && known !== 49));
        }
      },
      close: ({ name }) => {
        if (name === 'cellXfs') inCells = false;
      },
    });
    return styles;
  }

  private async read(part: string, handlers: Handlers): Promise<void> {
    const entry = this.entries.get(part);
    if (entry) await readXml(this.zip, entry, handlers);
  }
}

interface Handlers {
  open?(tag: SaxesTagPlain): void;
  text?(text: string): void;
  close?(tag: SaxesTagPlain): void;
}

async function workbookOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
  const book = entries.get('xl/workbook.xml');
  const relations = entries.get('xl/_rels/workbook.xml.rels');
  if (!book || !relations) throw badFile('not-a-table', 'a ZIP file, but no .xlsx');
  const targets = new Map<string, string>();
  await readXml(zip, relations, {
    open: ({ name, attributes }) => {
      if (name !== 'Relationship') return;
      const target = attributes.Target ?? '';
      targets.set(attributes.Id ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  const sheets: { name: string; part: string }[] = [];
  let date1904 = false;
  await readXml(zip, book, {
    open: ({ name, attributes }) => {
      if (name === 'workbookPr') date1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
      if (name !== 'sheet' || attributes.state === 'hidden' || attributes.state === 'veryHidden') return;
      const part = targets.get(attributes['r:id'] ?? attributes.id ?? '');
      if (part !== undefined && entries.has(part)) sheets.push({ name: (attributes.name ?? '').slice(0, 64), part });
    },
  });
  return { sheets: sheets.slice(0, 100), date1904 };
}

async function readXml(zip: ZipFile, entry: Entry, handlers: Handlers): Promise<void> {
  const parser = parserOf(handlers);
  try {
    for await (const text of textOf(zip, entry, maxPartBytes, () => {})) parser.write(text);
    parser.close();
  } catch (error) {
    throw error instanceof CallboxError ? error : damaged(error);
  }
}

/** Prefixes go: some programs write <x:row>. saxes knows no entities beyond XML's five and reads no DTD's. */
function parserOf(handlers: Handlers): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const bare = (tag: SaxesTagPlain): SaxesTagPlain => {
    const colon = tag.name.indexOf(':');
    return colon < 0 ? tag : { ...tag, name: tag.name.slice(colon + 1) };
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw badFile('damaged', 'a sheet has no DTD');
  });
  const { open, text, close } = handlers;
  if (open) parser.on('opentag', (tag) => open(bare(tag)));
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  if (close) parser.on('closetag', (tag) => close(bare(tag)));
  return parser;
}

/** One part unpacked, in pieces; a bomb goes off nowhere. */
async function* textOf(
  zip: ZipFile,
  entry: Entry,
  maxBytes: number,
  progress: (read: number, of: number) => void,
): AsyncGenerator<string> {
  if (entry.isEncrypted()) throw badFile('old-or-encrypted', 'the spreadsheet has a password');
  if (entry.uncompressedSize > maxBytes) throw badFile('too-big-inside', `${entry.uncompressedSize} octets`);
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes || (bytes > ratioFrom && bytes > entry.compressedSize * maxRatio)) {
      stream.destroy();
      throw badFile('too-big-inside', `more than ${bytes} octets out of ${entry.compressedSize}`);
    }
    progress(Math.round((bytes / Math.max(1, entry.uncompressedSize)) * entry.compressedSize), entry.compressedSize);
    yield decoder.decode(chunk as Buffer, { stream: true });
  }
  yield decoder.decode();
}

/** ECMA-376-1 §18.3.1.4: cells of type s, inlineStr, str, b, e, n, d. Formulas count by the value they last had. */
class SheetReader {
  private readonly parser: SaxesParser;
  private rows: TableRow[] = [];
  private cells: string[] = [];
  private line = 0;
  private column = 0;
  private type = 'n';
  private style = 0;
  private value = '';
  private reading = false;
  private phonetic = 0;
  private tooLong = false;

  constructor(
    private readonly shared: readonly string[],
    private readonly dates: readonly boolean[],
    private readonly date1904: boolean,
    private readonly limits: XlsxLimits,
  ) {
    this.parser = parserOf({
      open: (tag) => this.open(tag),
      text: (text) => {
        if (!this.reading) return;
        if (this.value.length <= this.limits.maxCell) this.value += text;
      },
      close: ({ name }) => this.closed(name),
    });
  }

  write(text: string): void {
    this.parser.write(text);
  }

  close(): void {
    this.parser.close();
  }

  take(): TableRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    if (name === 'row') {
      this.line = rowNumber(attributes.r) ?? this.line + 1;
      this.cells = [];
      this.column = 0;
      this.tooLong = false;
    } else if (name === 'c') {
      this.column = columnOf(attributes.r) ?? this.column;
      this.type = attributes.t ?? 'n';
      this.style = Number(attributes.s ?? 0);
      this.value = '';
    } else if (name === 'rPh') this.phonetic += 1;
    else if (name === 'v' || (name === 't' && this.phonetic === 0)) this.reading = true;
  }

  private closed(name: string): void {
    if (name === 'v' || name === 't') this.reading = false;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'c') this.cellEnds();
    else if (name === 'row' && this.cells.some((cell) => cell !== '')) {
      this.rows.push({ line: this.line, cells: this.cells, problem: this.tooLong ? 'too-long' : null });
    }
  }

  private cellEnds(): void {
    const { maxCell, maxColumns } = this.limits;
    let text = this.text();
    if (text.length > maxCell) {
      this.tooLong = true;
      text = text.slice(0, maxCell);
    }
    const at = Math.min(this.column, maxColumns);
    if (text !== '') {
      while (this.cells.length < at) this.cells.push('');
      this.cells[at] = text;
    }
    this.column += 1;
  }

  private text(): string {
    const { value, type } = this;
    if (type === 's') return this.shared[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type !== 'n') return value;
    if (value === '') return '';
    const number = Number(value);
    if (Number.isNaN(number)) return value;
    if (this.dates[this.style]) return dateText(number, this.date1904);
    // Fifteen digits are what a spreadsheet keeps (IEEE 754); beyond them they are not what was typed.
    return Number.isInteger(number) && Math.abs(number) < 1e15 ? String(number) : value;
  }
}

function rowNumber(reference: string | undefined): number | null {
  const row = Number(reference);
  return Number.isInteger(row) && row >= 1 && row <= 1_048_576 ? row : null;
}

/** "AB12" → 27. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** y, m, d, h, s, 年, 月, 日 outside quotes, brackets and escapes. */
function isDateFormat(code: string): boolean {
  return /[ymdhs年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '').replace(/General|Red|E\+/gi, ''));
}

/** ECMA-376-1 §18.17.4: days since 1899-12-30, or 1904-01-01; as it is shown, without a zone. */
function dateText(serial: number, date1904: boolean): string {
  const at = Math.round((serial + (date1904 ? 1_462 : 0) - 25_569) * 86_400) * 1_000;
  const date = new Date(at);
  if (serial < 1 || Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return String(serial);
  const text = date.toISOString();
  const time = text.slice(11, 19);
  return time === '00:00:00'
    ? text.slice(0, 10)
    : `${text.slice(0, 10)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`;
}

function damaged(error: unknown): CallboxError {
  const why = error instanceof Error ? error.message : String(error);
  return new CallboxError('bad-request', `damaged: the spreadsheet cannot be read: ${why.slice(0, 120)}`, {
    problem: 'damaged',
  });
}
