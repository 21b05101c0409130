/** Rows of a table as leads or customers, each thing that is wrong told. Pure. */

import { consentLimits } from '../../../daemon/contract/outbound-schema.js';
import type {
  ColumnMeaning,
  ImportKind,
  ImportStart,
  RowProblem,
  RowRefused,
} from '../../../daemon/contract/pages-imports.js';
import { leadTextLimits } from '../../../daemon/terms/outbound-figures.js';
import type { TableRow } from './csv.js';
import { numberCell } from './number-cell.js';
import { cleanCell, isFormula, safeText } from './text-cell.js';

/** One row that is good, by the meaning of its columns. */
export interface GoodRow {
  readonly line: number;
  readonly number: string;
  readonly fields: Readonly<Partial<Record<ColumnMeaning, string>>>;
  /** Of 'data', by the column's name. */
  readonly data: Readonly<Record<string, string>>;
  /** As the file has it, for the file of errors if the store refuses it. */
  readonly cells: readonly string[];
}

export type ReadRow = { readonly good: GoodRow } | { readonly refused: RowRefused; readonly cells: readonly string[] };

const shownValue = 60;
const fieldLimits: Readonly<Partial<Record<ColumnMeaning, number>>> = {
  name: leadTextLimits.name,
  company: 120,
  address: 300,
  class: 32,
  owner: 32,
  businessType: 64,
  agent: 32,
  consent: consentLimits.source,
  consentEvidence: consentLimits.evidence,
};

/** Remembers the numbers it has seen: a number is taken once. */
export class RowReader {
  neutralised = 0;
  private readonly seen = new Set<string>();

  constructor(
    private readonly kind: ImportKind,
    private readonly start: ImportStart,
    private readonly names: readonly string[],
  ) {}

  read(row: TableRow): ReadRow {
    const { line, cells } = row;
    const refuse = (problem: RowProblem, column: number | null): ReadRow => {
      const value = (column === null ? cells.join(',') : (cells[column] ?? '')).slice(0, shownValue);
      return { refused: { line, problem, column, value }, cells };
    };
    if (row.problem !== null) return refuse(row.problem, null);
    const { columns } = this.start;
    if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) return refuse('too-many-columns', null);
    const fields: Partial<Record<ColumnMeaning, string>> = {};
    const data: Record<string, string> = {};
    let dataLength = 0;
    let number = '';
    let hasNumber = false;
    let formulas = 0;
    for (const [index, meaning] of columns.entries()) {
      const cell = cleanCell(cells[index] ?? '');
      if (meaning === 'skip') continue;
      if (cell.includes('\uFFFD')) return refuse('bad-characters', index);
      if (meaning === 'number' || meaning === 'phone') {
        // Of several columns with numbers the first that has one counts.
        if (hasNumber || (cell === '' && columns.includes(meaning, index + 1))) continue;
        const read = numberCell(cell, this.start.areaCode ?? '');
        if (read.problem !== null) return refuse(read.problem, index);
        number = read.number;
        hasNumber = true;
        continue;
      }
      if (isFormula(cell)) formulas += 1;
      const text = safeText(cell);
      if (meaning === 'data') {
        if (text.length > leadTextLimits.value) return refuse('too-long', index);
        dataLength += text.length;
        if (text !== '') data[this.names[index] ?? String(index + 1)] = text;
        continue;
      }
      if (text.length > (fieldLimits[meaning] ?? leadTextLimits.value)) return refuse('too-long', index);
      if (meaning === 'priority' && text !== '' && !/^[0-9]$/.test(text)) return refuse('bad-priority', index);
      if (meaning === 'consentAt' && text !== '' && wallTime(text) === null) return refuse('bad-time', index);
      if (meaning === 'at' && text !== '' && wallTime(text) === null) return refuse('bad-time', index);
      fields[meaning] = text;
    }
    if (!hasNumber) return refuse('no-number', null);
    if (dataLength > leadTextLimits.data) return refuse('too-long', null);
    if (this.kind === 'customers' && (fields.name ?? '') === '') return refuse('no-name', columns.indexOf('name'));
    if (this.seen.has(number)) return refuse('duplicate-in-file', numberColumn(columns));
    this.seen.add(number);
    this.neutralised += formulas;
    return { good: { line, number, fields, data, cells } };
  }
}

function numberColumn(columns: readonly ColumnMeaning[]): number {
  return columns.findIndex((meaning) => meaning === 'number' || meaning === 'phone');
}

/** "2027-01-31 09:30", "2027/1/31 9:30", "2027年1月31日 9:30" as the clock on the wall has it; null: none of them. */
export function wallTime(text: string): readonly [number, number, number, number, number] | null {
  const match =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[T\s]*(?:(\d{1,2})\s*[:：时]\s*(\d{1,2})?(?::\d{2})?\s*分?)?$/.exec(
      text.normalize('NFKC').trim(),
    );
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 9, minute = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  return same ? [year, month, day, hour, minute] : null;
}
