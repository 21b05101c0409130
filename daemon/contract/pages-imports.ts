/**
 * Files of people on their way in: leads into a list, customers into the file of customers.
 *
 * leads.import (kind 'leads'), customers.import (kind 'customers'):
 * POST   /api/v1/imports?kind=K&name=FILE → 201 ImportShown. Body: the file itself, application/octet-stream, at most
 *        maxImportFileBytes. State 'waiting': the preview is there, nothing has been stored.
 * POST   /api/v1/imports/{id}/preview (tableOptionsBody) → ImportShown: read again with what the user corrected.
 * POST   /api/v1/imports/{id}/start (importStartBody) → 202 ImportShown: runs; its uploader's pages get 'import'.
 * GET    /api/v1/imports → ImportList (own, newest first; ended ones without `problems`);
 * GET    /api/v1/imports/{id} → ImportShown.
 * POST   /api/v1/imports/{id}/cancel → ImportShown: what is stored stays, and can be undone.
 * POST   /api/v1/imports/{id}/undo → ImportUndone: rows of it that nobody has worked on go.
 * GET    /api/v1/imports/{id}/errors.csv?encoding=utf-8|gb18030 → text/csv: line, reason in both languages, the row.
 * DELETE /api/v1/imports/{id} → 204: the file and its errors are forgotten, what was stored stays.
 *
 * The number of a page whose login lacks numbers.full is 138****5678 everywhere, also in previews and errors.csv.
 */
import { z } from 'zod';

export const maxImportFileBytes = 64 * 1024 ** 2;
export const maxImportRows = 500_000;
export const maxImportColumns = 200;
/** Characters of one cell. */
export const maxImportCell = 8_000;
export const previewRows = 20;
/** Wrong rows told to the page; all of them are in errors.csv. */
export const maxProblemsShown = 200;

export const importKinds = ['leads', 'customers'] as const;
export type ImportKind = (typeof importKinds)[number];

export const textEncodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type TextEncoding = (typeof textEncodings)[number];
export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** What a column of a file means. 'data': kept under the column's own name. */
export const columnMeanings = {
  leads: [
    'skip',
    'number',
    'name',
    'priority',
    'at',
    'agent',
    /** He agreed to be called: where, when, and what proves it (CMP-03). */
    'consent',
    'consentAt',
    'consentEvidence',
    'data',
  ],
  customers: ['skip', 'phone', 'name', 'company', 'address', 'class', 'owner', 'businessType'],
} as const;
export type ColumnMeaning = (typeof columnMeanings)[ImportKind][number];

/** Why one row is not taken. */
export const rowProblems = [
  'unclosed-quote', // a quotation mark that is never closed; the lines after it are read
  'bad-quotes', // text after a closing quotation mark
  'bad-characters', // not of the file's encoding
  'too-many-columns',
  'too-long',
  'no-number',
  'digits-lost', // 1.39E+10: the spreadsheet has thrown away digits
  'not-a-number',
  'no-area-code', // 7 or 8 digits
  'several-numbers',
  'extension', // 分机
  'not-dialled', // emergency and service numbers
  'duplicate-in-file',
  'duplicate-in-list',
  'exists', // a customer has this number
  'dnc',
  'no-name',
  'bad-agent',
  'bad-time',
  'bad-priority',
] as const;
export type RowProblem = (typeof rowProblems)[number];

/** Why a whole file is not taken: `message` of the error, or `failed` of the import, begins with it. */
export const fileProblems = [
  'empty',
  'too-many-columns',
  'unknown-encoding',
  'not-a-table', // neither text nor a spreadsheet
  'old-or-encrypted', // .xls, or a spreadsheet with a password: save as .xlsx without one
  'damaged',
  'too-big-inside', // far more unpacked than its size explains
] as const;
export type FileProblem = (typeof fileProblems)[number];

/** Absent: as it is guessed. */
export const tableOptionsBody = z.strictObject({
  encoding: z.enum(textEncodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  /** The first row names the columns. */
  header: z.boolean().optional(),
  /** Of a spreadsheet, by name. */
  sheet: z.string().max(64).optional(),
});
export type TableOptions = z.infer<typeof tableOptionsBody>;

const meaning = z.enum([...new Set([...columnMeanings.leads, ...columnMeanings.customers])] as [
  ColumnMeaning,
  ...ColumnMeaning[],
]);
export const importStartBody = z.strictObject({
  /** Of 'leads'; its columns are made of those with the meaning 'data', if it has none yet. */
  list: z.string().min(1).max(64).optional(),
  /** Meaning of each column, in the file's order. */
  columns: z.array(meaning).min(1).max(maxImportColumns),
  /** 区号 put before local numbers of 7 or 8 digits. */
  areaCode: z
    .string()
    .regex(/^0\d{2,3}$/, 'is like 021')
    .optional(),
  /** Of 'customers': a row with a number that a customer has changes him; absent: it is refused. */
  change: z.boolean().optional(),
});
export type ImportStart = z.infer<typeof importStartBody>;

export interface TablePreview {
  readonly format: 'csv' | 'xlsx';
  /** Of 'csv'. */
  readonly encoding: TextEncoding | null;
  readonly delimiter: Delimiter | null;
  readonly header: boolean;
  /** Of 'xlsx'. */
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  /** Guessed; the user corrects them. `name` is as the header has it, or "3" without one. */
  readonly columns: readonly { readonly name: string; readonly meaning: ColumnMeaning }[];
  /** The first previewRows without the header, each cell at most 200 characters. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export interface RowRefused {
  /** In the file (of a spreadsheet: the row), 1-based. */
  readonly line: number;
  readonly problem: RowProblem;
  /** 0-based; null: the whole row. */
  readonly column: number | null;
  /** What stands there, shortened. */
  readonly value: string;
}

export type ImportState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed' | 'undone';
export interface ImportShown {
  readonly id: string;
  readonly kind: ImportKind;
  readonly file: string;
  readonly bytes: number;
  readonly by: string;
  readonly at: number;
  readonly state: ImportState;
  readonly list: string | null;
  readonly preview: TablePreview;
  /** Rows read so far, and how far in the file, 0-100. */
  readonly rows: number;
  readonly percent: number;
  readonly added: number;
  /** Of customers. */
  readonly changed: number;
  readonly refused: Readonly<Partial<Record<RowProblem, number>>>;
  /** Cells that began like a formula; they are kept as text, with ' before them. */
  readonly neutralised: number;
  /** The first maxProblemsShown. */
  readonly problems: readonly RowRefused[];
  /** Of 'failed': a FileProblem or an error's message. */
  readonly failed: string | null;
}
export interface ImportList {
  readonly imports: readonly ImportShown[];
}
export interface ImportUndone {
  readonly removed: number;
  /** Worked on already, or changed since. */
  readonly kept: number;
}
