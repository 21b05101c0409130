import { type DayOutcome, type RehearsedDay, rehearseDay } from './day.js';

/** Days drawn for one answer: more would make the page wait for figures that hardly move. */
export const rehearsedDays = 5;

/** Of several drawn days the middle one, and the best and worst: "done 16:40, dropped about 1.8 %". */
export interface Rehearsed {
  /** Epoch ms; null: not in the hours given. */
  readonly doneAt: { readonly early: number | null; readonly usual: number | null; readonly late: number | null };
  /** Of persons reached, percent. */
  readonly droppedPercent: { readonly usual: number; readonly high: number };
  readonly calls: number;
  readonly reached: number;
  readonly connected: number;
  /** Agents' talk and wrap-up ÷ their time, percent; 0 in a mode without agents. */
  readonly busyPercent: number;
  /** Leads left when the hours end. */
  readonly left: number;
}

/** The same `day` gives the same answer; `told` after each drawn day, 1 … rehearsedDays. */
export function rehearse(day: RehearsedDay, told: (days: number) => void = () => {}): Rehearsed {
  const outcomes: DayOutcome[] = [];
  for (let drawn = 0; drawn < rehearsedDays; drawn++) {
    outcomes.push(rehearseDay({ ...day, seed: day.seed + drawn }));
    told(drawn + 1);
  }
  const done = outcomes.map(({ doneAtMs }) => doneAtMs ?? Number.POSITIVE_INFINITY).sort(ascending);
  const dropped = outcomes
    .map((outcome) => percent(outcome.dropped, outcome.connected + outcome.dropped))
    .sort(ascending);
  const middle = (values: readonly number[]) => values[values.length >> 1] ?? 0;
  const usual = (of: (outcome: DayOutcome) => number) => middle(outcomes.map(of).sort(ascending));
  return {
    doneAt: { early: finite(done[0]), usual: finite(middle(done)), late: finite(done.at(-1)) },
    droppedPercent: { usual: middle(dropped), high: dropped.at(-1) ?? 0 },
    calls: usual(({ calls }) => calls),
    reached: usual(({ reached }) => reached),
    connected: usual(({ connected }) => connected),
    busyPercent: usual(({ busyShare }) => busyShare * 100),
    left: usual(({ left }) => left),
  };
}

function ascending(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part * 100) / whole;
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
