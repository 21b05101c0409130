import { type Delimiter, delimiters } from '../../../daemon/contract/pages-imports.js';
import { CsvReader } from './csv.js';

const rowsLookedAt = 50;

/**
 * The delimiter that cuts the first rows most alike: the one with which most rows have the same number of cells, more
 * than one; among equals the one that makes more cells. One column only: a comma, which nothing is cut by.
 */
export function sniffDelimiter(text: string): Delimiter {
  let best: { delimiter: Delimiter; alike: number; cells: number } = { delimiter: ',', alike: 0, cells: 1 };
  for (const delimiter of delimiters) {
    const reader = new CsvReader(delimiter, { maxCell: 8_000, maxColumns: 1_000 });
    const rows = [...reader.push(text), ...reader.end()].slice(0, rowsLookedAt);
    const counts = new Map<number, number>();
    for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    for (const [cells, times] of counts) {
      if (cells < 2) continue;
      const alike = times / rows.length;
      if (alike > best.alike + 0.001 || (Math.abs(alike - best.alike) <= 0.001 && cells > best.cells)) {
        best = { delimiter, alike, cells };
      }
    }
  }
  return best.delimiter;
}
