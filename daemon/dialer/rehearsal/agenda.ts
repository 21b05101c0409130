/** What is still to happen in a rehearsed day, earliest first; of one moment, who was put in first. A binary heap. */
export class Agenda<Event> {
  private readonly heap: { readonly atMs: number; readonly order: number; readonly event: Event }[] = [];
  private order = 0;

  get nextMs(): number {
    return this.heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, event: Event): void {
    const { heap } = this;
    const entry = { atMs, order: this.order++, event };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  /** The earliest; null: nothing is left. */
  take(): { readonly atMs: number; readonly event: Event } | null {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.sink(last);
    return first;
  }

  private sink(entry: { readonly atMs: number; readonly order: number; readonly event: Event }): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let below = heap[child];
      const right = heap[child + 1];
      if (below !== undefined && right !== undefined && isBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (below === undefined || !isBefore(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}

type Timed = { readonly atMs: number; readonly order: number };

function isBefore(a: Timed, b: Timed): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
