/** One figure, printed as one JSON line. `baseline` was measured in the same run; `ratio` is value / baseline. */
export function printFigure(bench: string, name: string, value: number, unit: string, baseline: number): void {
  const rounded = (x: number) => Number(x.toPrecision(4));
  console.log(
    JSON.stringify({
      bench,
      name,
      value: rounded(value),
      unit,
      baseline: rounded(baseline),
      ratio: rounded(value / baseline),
    }),
  );
}

/** The value below which `share` (0-1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.max(at, 0)] ?? Number.NaN;
}
