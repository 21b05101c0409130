/** Quarter-hours of several queues as one row without holes. */
import type { LiveQueue } from '../../../daemon/terms/live.js';

export interface Band {
  readonly from: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
}
const quarterMs = 15 * 60_000;
/** Two hours at least, so that a single bar does not fill the chart; a day at most. */
const minBands = 8;
const maxBands = 100;

/** From the first quarter-hour with a call to the last; empty ones stand between them. */
export function bandsOf(queues: readonly Pick<LiveQueue, 'bands'>[]): readonly Band[] {
  const sums = new Map<number, Band>();
  for (const band of queues.flatMap(({ bands = [] }) => bands)) {
    const { from, offered, answered, abandoned } = sums.get(band.from) ?? none(band.from);
    sums.set(from, {
      from,
      offered: offered + band.offered,
      answered: answered + band.answered,
      abandoned: abandoned + band.abandoned,
    });
  }
  if (sums.size === 0) return [];
  const last = Math.max(...sums.keys());
  const first = Math.max(
    Math.min(...sums.keys(), last - (minBands - 1) * quarterMs),
    last - (maxBands - 1) * quarterMs,
  );
  const row: Band[] = [];
  for (let from = first; from <= last; from += quarterMs) row.push(sums.get(from) ?? none(from));
  return row;
}

function none(from: number): Band {
  return { from, offered: 0, answered: 0, abandoned: 0 };
}
