/** Figures of the box as people read them. */
import type { HealthFigure, HealthLevel } from '../../../../daemon/terms/box-health.js';
import type { BoxWords } from './box-words.js';

/** As the server says that it never was. */
const neverDays = 999;

export function valueText(w: BoxWords, value: number | null, unit: string): string {
  if (value === null) return w.none;
  if (unit === 'days') return value >= neverDays ? w.never : `${value} ${w.days}`;
  if (unit === 'ms' && value >= 10_000) return `${Math.round(value / 1000)} s`;
  if (unit === '/min') return `${value}${w.perMinute}`;
  return unit === '' ? String(value) : `${value} ${unit}`;
}

/** "look ≥ 80 % · critical ≥ 95 %"; a figure whose less is worse is told by ≤. */
export function limitsText(w: BoxWords, { warnAt, criticalAt, unit }: HealthFigure): string {
  const falling = warnAt !== null && criticalAt !== null && criticalAt < warnAt;
  const say = (at: number | null): string =>
    at === null ? '' : (falling ? w.atMost : w.atLeast)(valueText(w, at, unit));
  return w.limits(say(warnAt), say(criticalAt));
}

/** Past a limit, but not for long enough to be told as such. */
export function isJustPast({ value, warnAt, criticalAt, level }: HealthFigure): boolean {
  if (level !== 'good' || value === null || warnAt === null) return false;
  return criticalAt !== null && criticalAt < warnAt ? value <= warnAt : value >= warnAt;
}

const order: readonly HealthLevel[] = ['critical', 'warning', 'good', 'unknown'];

/** Worst first; what the machine doesn't tell last. */
export function byLevel(figures: readonly HealthFigure[]): readonly HealthFigure[] {
  return [...figures].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** Points of a polyline in a box of 240 × 40, one piece for each stretch without a gap. */
export function curves(
  samples: readonly { readonly atMs: number; readonly value: number | null }[],
  top: number,
): readonly string[] {
  const first = samples[0]?.atMs ?? 0;
  const span = Math.max(60_000, (samples.at(-1)?.atMs ?? 0) - first);
  const pieces: string[][] = [[]];
  for (const { atMs, value } of samples) {
    if (value === null) pieces.push([]);
    else {
      const x = ((atMs - first) / span) * 240;
      const y = 40 - Math.min(1, top > 0 ? value / top : 0) * 38 - 1;
      pieces.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
    }
  }
  return pieces.filter((piece) => piece.length > 1).map((piece) => piece.join(' '));
}
