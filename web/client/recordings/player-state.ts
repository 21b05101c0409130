/** The player that is open, so that comments, keys and lists can point at its seconds. */
import { signal } from '@preact/signals';

export interface OpenPlayer {
  toggle(): void;
  /** And goes on playing if it plays. */
  seek(ms: number): void;
  by(ms: number): void;
  faster(step: 1 | -1): void;
  next(what: 'silence' | 'talkOver'): void;
}
export const openPlayer = signal<OpenPlayer | null>(null);
export const atMs = signal(0);

export const speeds = [0.75, 1, 1.25, 1.5, 2] as const;

export function otherSpeed(now: number, step: 1 | -1): number {
  const at = speeds.indexOf(now as (typeof speeds)[number]);
  return speeds[Math.min(speeds.length - 1, Math.max(0, (at < 0 ? 1 : at) + step))] ?? 1;
}
