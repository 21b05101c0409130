/**
 * The way of events from the lines to call control, and what goes wrong on it: they come late, get lost without a word,
 * come twice, overtake those of other channels, or all that were on their way are replaced by a snapshot.
 */
import type { ManualTime } from '../../daemon/base/timers.js';
import type { LineEvent, LineListener, LineSnapshot } from '../../daemon/lines/lines.js';

export interface WayOptions {
  /** How late each event is heard; absent: at once, within the act that caused it. */
  readonly latencyMs?: () => number;
  /** Only the order of each channel is kept, as with signalling and media threads of their own. */
  readonly overtaking?: boolean;
}

export class EventWay {
  listener: LineListener | null = null;
  /** Events for which this is true are lost without a word. */
  lose: (event: LineEvent) => boolean = () => false;
  /** Events for which this is true come a second time right behind. */
  repeat: (event: LineEvent) => boolean = () => false;
  lost = 0;
  repeated = 0;
  private readonly onTheWay = new Set<() => void>();
  /** When the last event of a channel is heard; -1: of any. */
  private readonly lastDueMs = new Map<number, number>();

  constructor(
    private readonly time: ManualTime,
    private readonly options: WayOptions,
  ) {}

  /** `channel`: whose order is to be kept; -1: none's. */
  emit(event: LineEvent, channel: number): void {
    if (this.lose(event)) {
      this.lost += 1;
      return;
    }
    this.bring(event, channel);
    if (!this.repeat(event)) return;
    this.repeated += 1;
    this.bring(event, channel);
  }

  /** All that is on the way is lost; the snapshot comes in its place, as after an overflow of the queue. */
  overflow(snapshot: () => LineSnapshot): void {
    for (const cancel of this.onTheWay) cancel();
    this.lost += this.onTheWay.size;
    this.onTheWay.clear();
    this.listener?.onSnapshot(snapshot());
  }

  close(): void {
    for (const cancel of this.onTheWay) cancel();
    this.onTheWay.clear();
    this.listener = null;
  }

  private bring(event: LineEvent, channel: number): void {
    if (this.options.latencyMs === undefined) {
      this.listener?.onEvent(event);
      return;
    }
    const order = this.options.overtaking ? channel : -1;
    const nowMs = this.time.nowMs();
    const dueMs = Math.max(nowMs + this.options.latencyMs(), this.lastDueMs.get(order) ?? 0);
    this.lastDueMs.set(order, dueMs);
    const cancel = this.time.after(dueMs - nowMs, () => {
      this.onTheWay.delete(cancel);
      this.listener?.onEvent(event);
    });
    this.onTheWay.add(cancel);
  }
}
