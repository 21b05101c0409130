import type { InflightAttempt } from '../../../daemon/dialer/pacing/face.js';
import { emptyFate, type Fate } from './people.js';

export type Inflight = { -readonly [K in keyof InflightAttempt]: InflightAttempt[K] };

/** The trunks of a campaign: each carries one attempt from its launch until nobody is on it any more. */
export class Trunks {
  /** Attempts that no agent has yet, oldest launch first. */
  readonly inflight: Inflight[] = [];
  /** Slots whose person waits for an agent, first come first. */
  readonly waiting: number[] = [];
  free: number;
  private readonly slots: { inflight: Inflight; readonly fate: Fate; serial: number }[];
  private readonly unused: number[] = [];

  constructor(count: number) {
    this.free = count;
    this.slots = Array.from({ length: count }, () => ({
      inflight: { id: '', phase: 'ring', launchedMs: 0 },
      fate: emptyFate(),
      serial: -1,
    }));
    for (let slot = count - 1; slot >= 0; slot--) this.unused.push(slot);
  }

  /** Takes a free slot for attempt `serial`; its fate is the caller's to fill. */
  seize(serial: number, atMs: number): number {
    const slot = this.unused.pop();
    if (slot === undefined) throw new Error('no trunk is free');
    this.free--;
    const entry = this.entry(slot);
    entry.serial = serial;
    entry.inflight = { id: `a${serial}`, phase: 'ring', launchedMs: atMs };
    this.inflight.push(entry.inflight);
    return slot;
  }

  /** An agent has the call, or it is over: no longer in flight. */
  leaveFlight(slot: number): void {
    const at = this.inflight.indexOf(this.entry(slot).inflight);
    if (at < 0) throw new Error(`attempt ${this.entry(slot).inflight.id} isn't in flight`);
    this.inflight.splice(at, 1);
    const place = this.waiting.indexOf(slot);
    if (place >= 0) this.waiting.splice(place, 1);
  }

  release(slot: number): void {
    this.entry(slot).serial = -1;
    this.unused.push(slot);
    this.free++;
  }

  slotOf(id: string): number {
    return this.slots.findIndex(({ serial, inflight }) => serial >= 0 && inflight.id === id);
  }

  fate(slot: number): Fate {
    return this.entry(slot).fate;
  }

  of(slot: number): Inflight {
    return this.entry(slot).inflight;
  }

  /** False: the event is of an attempt that is over. */
  isOf(slot: number, serial: number): boolean {
    return this.entry(slot).serial === serial;
  }

  serial(slot: number): number {
    return this.entry(slot).serial;
  }

  private entry(slot: number): (typeof this.slots)[number] {
    const entry = this.slots[slot];
    if (entry === undefined) throw new Error(`there is no trunk ${slot}`);
    return entry;
  }
}
