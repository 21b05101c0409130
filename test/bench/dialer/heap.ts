/** What will happen, by time: a binary heap over typed arrays, first in first out at equal times. */
export class EventHeap {
  size = 0;
  private order = 0;
  private times: Float64Array;
  private orders: Float64Array;
  private events: Int32Array;
  private serials: Int32Array;
  /** Of the event that `pop` gave. */
  atMs = 0;
  event = 0;
  serial = 0;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.orders = new Float64Array(capacity);
    this.events = new Int32Array(capacity);
    this.serials = new Int32Array(capacity);
  }

  get nextMs(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.times[0] as number);
  }

  push(atMs: number, event: number, serial: number): void {
    if (this.size === this.times.length) this.grow();
    const order = this.order++;
    const { times } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      // An equal time of a parent is of an earlier order.
      if ((times[parent] as number) <= atMs) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, atMs, order, event, serial);
  }

  /** Into `atMs`, `event`, `serial`. The heap isn't empty. */
  pop(): void {
    const { times, orders } = this;
    this.atMs = times[0] as number;
    this.event = this.events[0] as number;
    this.serial = this.serials[0] as number;
    const last = --this.size;
    if (last === 0) return;
    const [atMs, order] = [times[last] as number, orders[last] as number];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(child + 1, child)) child++;
      const childMs = times[child] as number;
      if (childMs > atMs || (childMs === atMs && (orders[child] as number) > order)) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, atMs, order, this.events[last] as number, this.serials[last] as number);
  }

  private before(a: number, b: number): boolean {
    const difference = (this.times[a] as number) - (this.times[b] as number);
    return difference < 0 || (difference === 0 && (this.orders[a] as number) < (this.orders[b] as number));
  }

  private move(from: number, to: number): void {
    this.put(
      to,
      this.times[from] as number,
      this.orders[from] as number,
      this.events[from] as number,
      this.serials[from] as number,
    );
  }

  private put(at: number, atMs: number, order: number, event: number, serial: number): void {
    this.times[at] = atMs;
    this.orders[at] = order;
    this.events[at] = event;
    this.serials[at] = serial;
  }

  private grow(): void {
    const wider = <T extends Float64Array | Int32Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    const capacity = 2 * this.times.length;
    this.times = wider(this.times, new Float64Array(capacity));
    this.orders = wider(this.orders, new Float64Array(capacity));
    this.events = wider(this.events, new Int32Array(capacity));
    this.serials = wider(this.serials, new Int32Array(capacity));
  }
}
