/** How the machine itself does (ADM-12, HA-07). */
import type { Words } from './cause-words.js';

export type HealthLevel = 'good' | 'warning' | 'critical' | 'unknown';

/** One figure with its threshold; a level changes only after `on`, back only after `off`. */
export interface HealthFigure {
  /** 'cpu', 'memory', 'disk', 'recording-days', 'temperature', 'clock', 'network', 'raid', 'event-loop', 'media-late', … */
  readonly id: string;
  readonly name: Words;
  readonly value: number | null;
  /** '%', '°C', 'days', 'ms', 'GB'. */
  readonly unit: string;
  readonly level: HealthLevel;
  readonly warnAt: number | null;
  readonly criticalAt: number | null;
  readonly words: Words;
  readonly next: Words;
}

export interface BoxHealth {
  readonly atMs: number;
  readonly figures: readonly HealthFigure[];
  /** Worst of all. */
  readonly level: HealthLevel;
}
