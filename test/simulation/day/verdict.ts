/** A day's result for people and for programs. */
import type { DayResult } from './day.js';

export interface Verdict {
  readonly seed: number;
  readonly commit: string;
  readonly calls: number;
  /** "code: story", the first 200. */
  readonly violations: readonly string[];
  readonly wallMs: number;
}

export function verdictOf(result: DayResult, commit: string, wallMs: number): Verdict {
  const violations = result.violations.map(({ code, at, story }) => `${code} at ${timeOf(at)}: ${story}`);
  const more = result.violationCount - violations.length;
  if (more > 0) violations.push(`and ${more} more`);
  return { seed: result.seed, commit, calls: result.calls, violations, wallMs };
}

export function summaryOf(result: DayResult, wallMs: number): readonly string[] {
  const counts = Object.entries(result.counts).map(([name, value]) => `${name} ${value}`);
  return [
    `种子 / seed ${result.seed}: ${result.agents} agents, ${result.calls} calls in ${(wallMs / 1000).toFixed(1)} s`,
    `  ${counts.join(', ')}`,
    ...table('faults', result.faults),
    ...table('incidents', result.incidents),
    ...table('refused', result.refusals),
    ...table('surprises', result.surprises),
    `  ${result.violationCount === 0 ? '没有违规 / no violation' : `违规 / violations: ${result.violationCount}`}`,
    ...tally(result),
  ];
}

/** Violations by code, each with its first story. */
function tally({ violations }: DayResult): readonly string[] {
  const codes = new Map<string, { count: number; first: string }>();
  for (const { code, at, story } of violations) {
    const known = codes.get(code);
    if (known === undefined) codes.set(code, { count: 1, first: `${timeOf(at)} ${story}` });
    else known.count += 1;
  }
  return [...codes].map(([code, { count, first }]) => `    ${count} ${code}: ${first}`);
}

function table(name: string, counts: ReadonlyMap<string, number>): readonly string[] {
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([, a], [, b]) => b - a).slice(0, 30);
  return [`  ${name}: ${sorted.map(([what, count]) => `${what} ${count}`).join(', ')}`];
}

/** Local time in Shanghai. */
export function timeOf(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 23);
}
