import type { RowProblem } from '../../../daemon/contract/pages-imports.js';
import type { GoodRow } from './rows.js';

export interface RowsKept {
  readonly added: number;
  readonly changed: number;
  readonly refused: readonly { readonly line: number; readonly problem: RowProblem }[];
}

/** Where good rows go. */
export interface RowSink {
  /** @throws CallboxError: the import cannot go on */
  put(rows: readonly GoodRow[]): Promise<RowsKept>;
  /** All rows were put. */
  end(): Promise<void>;
}
