/** First in, first out, never longer than `limit`. */
export class BoundedQueue<T> {
  private items: T[] = [];
  private head = 0;
  private refused = 0;

  constructor(readonly limit: number) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new RangeError(`a queue's limit is a whole number from 1: ${limit}`);
  }

  get length(): number {
    return this.items.length - this.head;
  }

  /** How many were not taken because the queue was full. */
  get refusedCount(): number {
    return this.refused;
  }

  /** False: the queue is full and the item was not taken. */
  push(item: T): boolean {
    if (this.length >= this.limit) {
      this.refused += 1;
      return false;
    }
    this.items.push(item);
    return true;
  }

  /** Undefined: empty. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.items[this.head];
    this.head += 1;
    // Shifting an array moves every item; the taken ones are cut off now and then instead.
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}
