/** What pages were told, piece by piece: it must be what a new page would get, and no piece may tell nothing. */
import type { LiveChange, LiveSnapshot } from '../../../daemon/terms/live.js';
import type { Violations } from './violations.js';

export class PageAudit {
  readonly live = new Map<string, string>();

  constructor(private readonly violations: Violations) {}

  change({ topic, id, value }: LiveChange): void {
    const key = `${topic} ${id}`;
    const json = value === null ? undefined : JSON.stringify(value);
    this.violations.expect(this.live.get(key) !== json, 'page-told-nothing', () => key);
    if (json === undefined) this.live.delete(key);
    else this.live.set(key, json);
  }

  has(key: string): boolean {
    return this.live.has(key);
  }

  compare(snapshot: LiveSnapshot): void {
    const rows = [
      ...snapshot.agents.map((row) => [`agent ${row.id}`, row] as const),
      ...snapshot.calls.map((row) => [`call ${row.id}`, row] as const),
      ...snapshot.queues.map((row) => [`queue ${row.id}`, row] as const),
      ...snapshot.spans.map((row) => [`span ${row.span}`, row] as const),
      ...snapshot.channels.map((row) => [`channel ${row.channel}`, row] as const),
      ...snapshot.alarms.map((row) => [`alarm ${row.id}`, row] as const),
    ];
    for (const [key, row] of rows) {
      const now = JSON.stringify(row);
      this.violations.expect(
        this.live.get(key) === now,
        'page-not-told',
        () => `${key}: told ${this.live.get(key)}, is ${now}`,
      );
    }
    const same = rows.length === this.live.size;
    this.violations.expect(same, 'page-rows', () => `pages show ${this.live.size} rows, there are ${rows.length}`);
  }

  killed(): void {
    this.live.clear();
  }
}
