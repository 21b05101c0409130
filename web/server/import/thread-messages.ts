import type {
  ImportKind,
  ImportStart,
  RowRefused,
  TableOptions,
  TablePreview,
} from '../../../daemon/contract/pages-imports.js';
import type { GoodRow } from './rows.js';

export type ToThread =
  | { readonly ask: 'preview'; readonly path: string; readonly kind: ImportKind; readonly options: TableOptions }
  | {
      readonly ask: 'read';
      readonly path: string;
      readonly kind: ImportKind;
      readonly options: TableOptions;
      readonly start: ImportStart;
      /** Of the columns. */
      readonly names: readonly string[];
      readonly header: boolean;
    }
  /** One message 'rows' was worked off. */
  | { readonly ask: 'taken' };

export interface ReadRefused {
  readonly refused: RowRefused;
  readonly cells: readonly string[];
}

export type FromThread =
  | { readonly told: 'preview'; readonly preview: TablePreview }
  | {
      readonly told: 'rows';
      readonly good: readonly GoodRow[];
      readonly refused: readonly ReadRefused[];
      /** So far. */
      readonly rows: number;
      readonly percent: number;
      readonly neutralised: number;
    }
  | { readonly told: 'end' }
  | { readonly told: 'failed'; readonly message: string };
