/** Campaigns call by day, where the number is. Tests run at any hour: by night their daemons live at noon of China. */

const hourMs = 3_600_000;
const chinaMs = 8 * hourMs;
const dayHours = { from: 8.5, to: 19.5 };

export interface Day {
  /** By the processes' clock. */
  nowMs(): number;
  /** To be set in the environment of the processes, and '' by day. */
  readonly nodeOptions: string;
}

export function callingDay(realMs: number): Day {
  const hour = ((realMs + chinaMs) / hourMs) % 24;
  const isDay = hour >= dayHours.from && hour < dayHours.to;
  const shiftMs = isDay ? 0 : Math.round((12 - hour) * hourMs);
  return { nowMs: () => Date.now() + shiftMs, nodeOptions: shiftMs === 0 ? '' : `--import=${shifted(shiftMs)}` };
}

/** A module that shifts the clock of the process that loads it. */
function shifted(ms: number): string {
  const source = `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...of) { if (of.length === 0) super(Real.now() + ${ms}); else super(...of); }
  static now() { return Real.now() + ${ms}; }
};`;
  return `data:text/javascript,${encodeURIComponent(source).replaceAll("'", '%27')}`;
}
