import type { Delimiter } from '../../../daemon/contract/pages-imports.js';

/** A row as a file has it; `problem`: it is not to be believed. */
export interface TableRow {
  /** Where it begins, 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem: 'unclosed-quote' | 'bad-quotes' | 'too-long' | null;
}

export interface CsvLimits {
  readonly maxCell: number;
  /** Cells beyond are dropped; one more is kept, so that it is seen. */
  readonly maxColumns: number;
}

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;
/** Characters of one row that are held. */
const maxRow = 1_048_576;

/**
 * CSV of RFC 4180 as it comes in pieces, and as spreadsheets really write it: any of LF, CRLF and CR ends a line, a
 * quotation mark inside an unquoted cell is itself, empty lines are no rows. A quoted cell that is longer than
 * `maxCell` or open at the end of the file was never meant: its line is told as wrong and the lines after it are read
 * by themselves, so one lost quotation mark costs one row.
 */
export class CsvReader {
  /** What has not been cut into rows yet; begins where a row begins. */
  private held = '';
  /** Where the scan goes on. */
  private at = 0;
  private line = 1;
  /** The rest of a line that has no end in sight is thrown away. */
  private skipping = false;
  private readonly delimiter: number;

  constructor(
    delimiter: Delimiter,
    private readonly limits: CsvLimits,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  push(text: string): TableRow[] {
    this.held = this.held === '' ? text : this.held.slice(this.at) + text;
    this.at = 0;
    return this.rows(false);
  }

  end(): TableRow[] {
    this.held = this.held.slice(this.at);
    this.at = 0;
    const rows = this.rows(true);
    this.held = '';
    this.at = 0;
    return rows;
  }

  private rows(last: boolean): TableRow[] {
    const rows: TableRow[] = [];
    while (this.at < this.held.length) {
      if (this.skipping && !this.skipped()) break;
      if (this.at >= this.held.length) break;
      const row = this.row(last) ?? this.endless();
      if (row === null) break;
      if (row.problem !== null || row.cells.some((cell) => cell !== '')) rows.push(row);
    }
    return rows;
  }

  /** Null: more text is needed. Moves `at` and `line` past the row. */
  private row(last: boolean): TableRow | null {
    const { held, limits } = this;
    const cells: string[] = [];
    let problem: TableRow['problem'] = null;
    let at = this.at;
    let line = this.line;
    for (;;) {
      let cell: string;
      if (held.charCodeAt(at) === quote) {
        const quoted = this.quoted(at, last);
        if (quoted === null) return null;
        if (quoted === 'unclosed') return this.lineOnly(last);
        cell = quoted.text;
        line += linesIn(held, at, quoted.end);
        const tail = this.unquotedEnd(quoted.end, last);
        if (tail === null) return null;
        if (tail > quoted.end) {
          const rest = held.slice(quoted.end, tail);
          if (rest.trim() !== '') problem = 'bad-quotes';
        }
        at = tail;
      } else {
        const end = this.unquotedEnd(at, last);
        if (end === null) return null;
        cell = held.slice(at, end);
        at = end;
      }
      if (cell.length > limits.maxCell) {
        problem ??= 'too-long';
        cell = cell.slice(0, limits.maxCell);
      }
      if (cells.length <= limits.maxColumns) cells.push(cell);
      if (at >= held.length) break;
      const code = held.charCodeAt(at);
      at += 1;
      if (code === this.delimiter) continue;
      if (code === carriageReturn) {
        if (at >= held.length && !last) return null; // a line feed may follow
        if (held.charCodeAt(at) === lineFeed) at += 1;
      }
      line += 1;
      break;
    }
    const row = { line: this.line, cells, problem };
    this.at = at;
    this.line = line;
    return row;
  }

  /** Where an unquoted cell ends: at the delimiter, the end of the line, or of the file. */
  private unquotedEnd(from: number, last: boolean): number | null {
    const { held, delimiter } = this;
    for (let at = from; at < held.length; at++) {
      const code = held.charCodeAt(at);
      if (code === delimiter || code === lineFeed || code === carriageReturn) return at;
    }
    return last ? held.length : null;
  }

  /** A row that has no end in maxRow characters; null: it may still have one. */
  private endless(): TableRow | null {
    if (this.held.length - this.at <= maxRow) return null;
    const cells = [this.held.slice(this.at, this.at + this.limits.maxCell)];
    this.skipping = true;
    this.at = this.held.length;
    return { line: this.line, cells, problem: 'too-long' };
  }

  private skipped(): boolean {
    const { held } = this;
    const end = lineEnd(held, this.at);
    this.at = Math.min(held.length, end + 1);
    if (end >= held.length) return false;
    if (held.charCodeAt(end) === carriageReturn && held.charCodeAt(this.at) === lineFeed) this.at += 1;
    this.skipping = false;
    this.line += 1;
    return true;
  }

  private quoted(from: number, last: boolean): { readonly text: string; readonly end: number } | 'unclosed' | null {
    const { held } = this;
    let at = from + 1;
    for (;;) {
      const end = held.indexOf('"', at);
      if (end < 0 || end - from > this.limits.maxCell * 2) {
        return last || held.length - from > this.limits.maxCell * 2 ? 'unclosed' : null;
      }
      if (end + 1 >= held.length && !last) return null; // another quotation mark may follow
      if (held.charCodeAt(end + 1) !== quote) {
        return { text: held.slice(from + 1, end).replaceAll('""', '"'), end: end + 1 };
      }
      at = end + 2;
    }
  }

  /** The one line on which a quotation mark opens that is never closed. */
  private lineOnly(last: boolean): TableRow | null {
    const { held } = this;
    let end = lineEnd(held, this.at);
    if (end >= held.length && !last) return null;
    const row: TableRow = {
      line: this.line,
      cells: [held.slice(this.at, Math.min(end, this.at + this.limits.maxCell))],
      problem: 'unclosed-quote',
    };
    if (held.charCodeAt(end) === carriageReturn && held.charCodeAt(end + 1) === lineFeed) end += 1;
    this.at = Math.min(held.length, end + 1);
    this.line += 1;
    return row;
  }
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== lineFeed && text.charCodeAt(at) !== carriageReturn) at += 1;
  return at;
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) lines += 1;
  }
  return lines;
}
