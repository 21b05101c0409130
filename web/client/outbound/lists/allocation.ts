/**
 * What an allocation will come to, before it is done: counted as the server counts it, so that the totals on the page
 * are those of the rows. One way of sharing at a time; regions go to one agent each, so that no share depends on which
 * leads another one took.
 */
import type { LeadShare, ListCounts } from '../../../../daemon/terms/outbound-figures.js';

export const allocationModes = ['count', 'percent', 'region'] as const;
export type AllocationMode = (typeof allocationModes)[number];

export interface AllocationDraft {
  readonly mode: AllocationMode;
  /** Of 'count' and 'percent': what was typed for each agent; '' nothing. */
  readonly typed: Readonly<Record<string, string>>;
  /** Of 'region': 区号 → agent; absent or '' nobody. */
  readonly regions: Readonly<Record<string, string>>;
}

export interface Allocation {
  readonly shares: readonly LeadShare[];
  /** Leads of each agent. */
  readonly given: ReadonlyMap<string, number>;
  readonly total: number;
  readonly left: number;
  /** What cannot be done so, and by how much. */
  readonly problem: { readonly what: 'too-many' | 'over-100' | 'not-a-number'; readonly by: number } | null;
}

export function freeLeads(free: ListCounts['free']): number {
  return free.reduce((sum, { leads }) => sum + leads, 0);
}

export function allocationOf(draft: AllocationDraft, free: ListCounts['free']): Allocation {
  const { mode } = draft;
  const all = freeLeads(free);
  if (mode === 'region') return byRegion(draft.regions, free, all);
  const typed = Object.entries(draft.typed).filter(([, text]) => text.trim() !== '');
  const wrong = typed.filter(([, text]) => typedValue(mode, text) === null).length;
  const values = typed.flatMap(([agent, text]): (readonly [string, number])[] => {
    const value = typedValue(mode, text);
    return value === null || value === 0 ? [] : [[agent, value]];
  });
  const plan = mode === 'count' ? byCount(values, all) : byPercent(values, all);
  return wrong > 0 ? { ...plan, problem: { what: 'not-a-number', by: wrong } } : plan;
}

function typedValue(mode: 'count' | 'percent', text: string): number | null {
  const shape = mode === 'count' ? /^\d{1,8}$/ : /^\d{1,3}(\.\d{1,4})?$/;
  return shape.test(text.trim()) ? Number(text.trim()) : null;
}

type Values = readonly (readonly [agent: string, value: number])[];

function byCount(values: Values, all: number): Allocation {
  const wanted = values.reduce((sum, [, count]) => sum + count, 0);
  return {
    shares: values.map(([agent, count]) => ({ agent, count })),
    given: new Map(values),
    total: Math.min(wanted, all),
    left: Math.max(0, all - wanted),
    problem: wanted > all ? { what: 'too-many', by: wanted - all } : null,
  };
}

/** Rounded as the server rounds: each share up to the rounded sum of all until then, so that 3 × 33.33 % of 100 are 100. */
function byPercent(values: Values, all: number): Allocation {
  const given = new Map<string, number>();
  let percent = 0;
  let total = 0;
  for (const [agent, share] of values) {
    percent += share;
    const upToHere = Math.min(all, Math.round((all * percent) / 100));
    given.set(agent, upToHere - total);
    total = upToHere;
  }
  const over = percent - 100;
  return {
    shares: values.map(([agent, share]) => ({ agent, percent: share })),
    given,
    total,
    left: all - total,
    problem: over > 0.01 ? { what: 'over-100', by: Math.round(over * 100) / 100 } : null,
  };
}

function byRegion(regions: AllocationDraft['regions'], free: ListCounts['free'], all: number): Allocation {
  const given = new Map<string, number>();
  const areas = new Map<string, string[]>();
  for (const { area, leads } of free) {
    const agent = regions[area] ?? '';
    if (agent === '' || area === '') continue;
    given.set(agent, (given.get(agent) ?? 0) + leads);
    areas.set(agent, [...(areas.get(agent) ?? []), area]);
  }
  const total = [...given.values()].reduce((sum, leads) => sum + leads, 0);
  const shares = [...areas].map(([agent, his]) => ({ agent, areas: his }));
  return { shares, given, total, left: all - total, problem: null };
}

/** All of it, or all hundred percent, among these agents: the first ones get what does not divide. */
export function evenly(mode: 'count' | 'percent', agents: readonly string[], all: number): Record<string, string> {
  const units = mode === 'count' ? all : 10_000;
  const each = Math.floor(units / Math.max(1, agents.length));
  const over = units - each * agents.length;
  return Object.fromEntries(
    agents.map((agent, place) => {
      const units = each + (place < over ? 1 : 0);
      return [agent, mode === 'count' ? String(units) : String(units / 100)];
    }),
  );
}
