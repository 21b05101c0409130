import type { DiffLine } from '../../daemon/terms/cards.js';

/** Lines in force against lines wanted, by their longest common subsequence; empty if nothing differs. */
export function diffOf(before: string, after: string): readonly DiffLine[] {
  if (before === after) return [];
  const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const wanted = after === '' ? [] : after.replace(/\n$/, '').split('\n');
  const common = commonLengths(old, wanted);
  const diff: DiffLine[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < wanted.length) {
    const here = old[left];
    const there = wanted[right];
    if (here !== undefined && here === there) {
      diff.push({ mark: ' ', text: here });
      left++;
      right++;
    } else if (
      here !== undefined &&
      (there === undefined || lengthAt(common, left + 1, right) >= lengthAt(common, left, right + 1))
    ) {
      diff.push({ mark: '-', text: here });
      left++;
    } else if (there !== undefined) {
      diff.push({ mark: '+', text: there });
      right++;
    }
  }
  return diff;
}

function commonLengths(old: readonly string[], wanted: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint16Array(wanted.length + 1));
  for (let left = old.length - 1; left >= 0; left--) {
    const row = rows[left];
    for (let right = wanted.length - 1; right >= 0; right--) {
      if (row === undefined) continue;
      row[right] =
        old[left] === wanted[right]
          ? lengthAt(rows, left + 1, right + 1) + 1
          : Math.max(lengthAt(rows, left + 1, right), lengthAt(rows, left, right + 1));
    }
  }
  return rows;
}

function lengthAt(rows: readonly Uint16Array[], left: number, right: number): number {
  return rows[left]?.[right] ?? 0;
}
