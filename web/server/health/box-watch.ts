import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Timers } from '../../../daemon/base/timers.js';
import type { BoxHistory } from '../../../daemon/contract/pages-health.js';
import type { BoxHealth, HealthFigure } from '../../../daemon/terms/box-health.js';
import { figureOf, rules, type Standing, standingAfter, unknownStanding, worst } from './figures.js';
import type { Readings } from './readings.js';

const lookEveryMs = 10_000;
const minuteMs = 60_000;
/** A day of minutes. */
const maxSamples = 1_440;

export interface BoxWatchParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  read(): Promise<Readings>;
  /** A figure's level has changed; `health` is the whole. */
  changed(figure: HealthFigure, health: BoxHealth): void;
}

/** ADM-12, HA-07: looks at the machine every ten seconds, keeps a day of minutes, says when a level changes. */
export class BoxWatch {
  private readonly standings = new Map<string, Standing>();
  private readonly samples: { readonly atMs: number; readonly values: readonly (number | null)[] }[] = [];
  private last: BoxHealth = { atMs: 0, figures: [], level: 'unknown' };
  private cancel: (() => void) | null = null;
  private closed = false;

  constructor(private readonly parts: BoxWatchParts) {}

  get health(): BoxHealth {
    return this.last;
  }

  /** The worst of each minute, so that a short stall is seen. */
  get history(): BoxHistory {
    return { ids: rules.map(({ id }) => id), samples: this.samples };
  }

  /** The first look is done when it resolves; the others follow by themselves. */
  async start(): Promise<void> {
    await this.look();
    if (!this.closed) this.cancel = this.parts.timers.after(lookEveryMs, () => void this.start());
  }

  close(): void {
    this.closed = true;
    this.cancel?.();
  }

  async look(): Promise<void> {
    try {
      this.take(await this.parts.read());
    } catch (error) {
      this.parts.log.warn({ err: error }, 'the machine could not be looked at');
    }
  }

  private take(readings: Readings): void {
    const { clock, log } = this.parts;
    const atMs = clock.nowMs();
    const changed: HealthFigure[] = [];
    const figures = rules.map((rule) => {
      const before = this.standings.get(rule.id) ?? unknownStanding;
      const after = standingAfter(before, readings[rule.id], rule);
      this.standings.set(rule.id, after);
      const figure = figureOf(rule, readings[rule.id], after);
      if (isNews(before, after)) changed.push(figure);
      return figure;
    });
    this.last = { atMs, figures, level: worst(figures.map(({ level }) => level)) };
    this.keep(atMs, readings);
    for (const figure of changed) {
      const { id, value, level } = figure;
      log[level === 'good' ? 'info' : 'warn']({ figure: id, value, level }, 'the box: a figure has changed its level');
      this.parts.changed(figure, this.last);
    }
  }

  private keep(atMs: number, readings: Readings): void {
    const minute = Math.floor(atMs / minuteMs) * minuteMs;
    const values = rules.map(({ id }) => readings[id]);
    const last = this.samples.at(-1);
    if (last?.atMs === minute) {
      const both = values.map((value, at) => worse(value, last.values[at] ?? null, rules[at]?.falling === true));
      this.samples[this.samples.length - 1] = { atMs: minute, values: both };
    } else this.samples.push({ atMs: minute, values });
    if (this.samples.length > maxSamples) this.samples.shift();
  }
}

/** What was never bad and is good now is no news. */
function isNews(before: Standing, after: Standing): boolean {
  const isBad = ({ level }: Standing): boolean => level === 'warning' || level === 'critical';
  return before.level !== after.level && (isBad(before) || isBad(after));
}

function worse(a: number | null, b: number | null, falling: boolean): number | null {
  if (a === null || b === null) return a ?? b;
  return falling ? Math.min(a, b) : Math.max(a, b);
}
