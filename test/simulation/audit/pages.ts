/** What pages were told, piece by piece: it must be what a new page would get, and no piece may tell nothing. */
import type { LiveChange, LiveSnapshot } from '../../../daemon/terms/live.js';
import type { Violations } from './violations.js';

/** One change of so many is looked at: whatever tells nothing does so often. */
const comparedOf = 5;

export class PageAudit {
  /** By topic, then id. */
  private readonly live = new Map<string, Map<string, unknown>>();
  private changes = 0;

  constructor(private readonly violations: Violations) {}

  change({ topic, id, value }: LiveChange): void {
    const live = this.of(topic);
    const before = live.get(id);
    // To compare each with what it replaces would be a good part of a simulated day's work.
    this.changes += 1;
    if (value !== null && before !== undefined && this.changes % comparedOf !== 0) {
      live.set(id, value);
      return;
    }
    const tellsNothing = value === null ? before === undefined : before !== undefined && isSameShown(before, value);
    if (tellsNothing) this.violations.add('page-told-nothing', `${topic} ${id}`);
    if (value === null) live.delete(id);
    else live.set(id, value);
  }

  /** By topic and id: "call 0Ab1". */
  has(key: string): boolean {
    const space = key.indexOf(' ');
    return this.of(key.slice(0, space)).has(key.slice(space + 1));
  }

  private of(topic: string): Map<string, unknown> {
    let live = this.live.get(topic);
    if (live === undefined) {
      live = new Map();
      this.live.set(topic, live);
    }
    return live;
  }

  compare(snapshot: LiveSnapshot): void {
    const rows = [
      ...snapshot.agents.map((row) => ['agent', row.id, row] as const),
      ...snapshot.calls.map((row) => ['call', row.id, row] as const),
      ...snapshot.queues.map((row) => ['queue', row.id, row] as const),
      ...snapshot.spans.map((row) => ['span', `${row.span}`, row] as const),
      ...snapshot.channels.map((row) => ['channel', `${row.channel}`, row] as const),
      ...snapshot.alarms.map((row) => ['alarm', row.id, row] as const),
      ...(snapshot.campaigns ?? []).map((row) => ['campaign', row.id, row] as const),
      ...(snapshot.storage === undefined ? [] : [['storage', 'recordings', snapshot.storage] as const]),
    ];
    for (const [topic, id, row] of rows) {
      const now = JSON.stringify(row, exceptPacing);
      const told = JSON.stringify(this.of(topic).get(id), exceptPacing);
      this.violations.expect(told === now, 'page-not-told', () => `${topic} ${id}: told ${told}, is ${now}`);
    }
    let shown = 0;
    for (const live of this.live.values()) shown += live.size;
    const same = rows.length === shown;
    this.violations.expect(same, 'page-rows', () => `pages show ${shown} rows, there are ${rows.length}`);
  }

  killed(): void {
    this.live.clear();
  }
}

/** What pacing works with moves with every decision; pages see it when something else changes. */
function exceptPacing(key: string, value: unknown): unknown {
  return key === 'pacing' ? undefined : value;
}

/** A page would look the same: what is absent and what is undefined are one. Most changes differ in the first few fields. */
function isSameShown(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in right) if (!isSameShown(left[key], right[key])) return false;
  for (const key in left) if (left[key] !== undefined && right[key] === undefined) return false;
  return true;
}
