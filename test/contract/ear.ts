/** Hears one end of the lines and lets a test wait for what it says, in whatever order the two ends speak. */
import type { LineEvent, LineListener, LineSnapshot, Seizure } from '../../daemon/lines/lines.js';
import type { DChannelFrame } from '../../daemon/terms/line-trace.js';

type EventName = LineEvent['event'];
type EventOf<N extends EventName> = Extract<LineEvent, { event: N }>;

interface Waiter {
  readonly matches: (event: LineEvent) => boolean;
  readonly resolve: (event: LineEvent) => void;
}

export class Ear implements LineListener {
  /** Everything heard, for the message of a failing test. */
  readonly heard: LineEvent[] = [];
  readonly snapshots: LineSnapshot[] = [];
  readonly frames: DChannelFrame[] = [];
  private readonly unread: LineEvent[] = [];
  private readonly waiters: Waiter[] = [];
  private readonly snapshotWaiters: ((snapshot: LineSnapshot) => void)[] = [];

  onEvent(event: LineEvent): void {
    this.heard.push(event);
    const index = this.waiters.findIndex((waiter) => waiter.matches(event));
    if (index < 0) this.unread.push(event);
    else this.waiters.splice(index, 1)[0]?.resolve(event);
  }

  onFrames(frames: readonly DChannelFrame[]): void {
    this.frames.push(...frames);
  }

  onSnapshot(snapshot: LineSnapshot): void {
    this.snapshots.push(snapshot);
    for (const resolve of this.snapshotWaiters.splice(0)) resolve(snapshot);
  }

  nextSnapshot(): Promise<LineSnapshot> {
    return new Promise((resolve) => this.snapshotWaiters.push(resolve));
  }

  /** The first event of this name, not taken before, whose fields equal `fields`; waits for it if need be. */
  next<N extends EventName>(name: N, fields: Partial<EventOf<N>> = {}): Promise<EventOf<N>> {
    const wanted = Object.entries(fields);
    const matches = (event: LineEvent) =>
      event.event === name &&
      wanted.every(([key, value]) => Object.is((event as unknown as Record<string, unknown>)[key], value));
    const index = this.unread.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.unread.splice(index, 1)[0] as EventOf<N>);
    return new Promise((resolve) => {
      this.waiters.push({ matches, resolve: (event) => resolve(event as EventOf<N>) });
    });
  }

  /** All events so far of one seizure, in order. */
  of(seizure: Seizure): EventName[] {
    return this.heard.filter((event) => 'seizure' in event && event.seizure === seizure).map((event) => event.event);
  }
}
