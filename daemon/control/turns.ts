import { CallboxError } from '../base/errors.js';

/** Carries out one thing after the other, each whole; what waits is bounded. */
export class Turns {
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** `what`: for people, in the plural. */
  constructor(
    private readonly max: number,
    private readonly what: string,
  ) {}

  /** Rejects with 'limit' when too many wait. */
  take<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.max) {
      return Promise.reject(new CallboxError('limit', `${this.max} ${this.what} wait already: try again in a moment`));
    }
    this.waiting += 1;
    const done = this.turn.then(work).finally(() => {
      this.waiting -= 1;
    });
    this.turn = done.catch(() => {}); // told to who asked; the next one has its own chance
    return done;
  }
}
