/** `Lines` over the native addon: the lines of a real box, or of the virtual board. */
import { CallboxError } from '../base/errors.js';
import type {
  AlarmName,
  Channel,
  ChannelIndex,
  LineCommand,
  LineEvent,
  LineListener,
  LineMeters,
  LineSnapshot,
  Lines,
} from '../lines/lines.js';
import type { CallerIdRecord, ScopeFrame } from '../terms/line-lab.js';
import type { DChannelFrame } from '../terms/line-trace.js';
import {
  loadAddon,
  type NativeAddon,
  type NativeConfig,
  type NativeEvent,
  type NativeHandle,
  type NativeSnapshot,
} from './native.js';
import type { WireFault } from './wire-fault.js';

/** Bits of native/board/board.h, lowest first. */
const alarmNames: readonly AlarmName[] = ['LOS', 'LOF', 'AIS', 'RAI'];

/** Events kept for a listener that has not come yet; with more, it gets a snapshot. */
const maxHeldEvents = 4096;
const nothingCame: CallerIdRecord = { learnt: false, way: 'none', spills: [] };
/** Frames likewise. */
const maxHeldFrames = 256;

export interface DriverOptions {
  /**
   * What a listener threw; absent: it ends the process, as any uncaught error does. Events go on:
   * one that was mishandled must not cost the next its delivery.
   */
  readonly onListenerError?: (error: unknown) => void;
}

/** Not thrown where it happened: that would be into native code, in the middle of a delivery. */
function endProcess(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Loads the addon at the absolute path and opens the lines; throws CallboxError as Driver does. */
export function openDriver(addonPath: string, config: NativeConfig, options: DriverOptions = {}): Driver {
  let addon: NativeAddon;
  try {
    addon = loadAddon(addonPath);
  } catch (error) {
    throw asCallboxError(error, `the addon '${addonPath}' could not be loaded; build it with npm start`);
  }
  return new Driver(addon, config, options);
}

export class Driver implements Lines {
  readonly channels: readonly Channel[];
  private readonly handle: NativeHandle;
  private readonly onListenerError: (error: unknown) => void;
  private listener: LineListener | null = null;
  private held: LineEvent[] = [];
  private heldOverflowed = false;
  private heldFrames: DChannelFrame[] = [];
  private closed = false;
  private lastMeters: LineMeters | null = null;

  /** Opens the lines. Throws CallboxError 'bad-request' for a configuration that cannot be right, 'internal' else. */
  constructor(addon: NativeAddon, config: NativeConfig, options: DriverOptions = {}) {
    this.onListenerError = options.onListenerError ?? endProcess;
    try {
      this.handle = addon.open(config, (events, overflowed, frames) => {
        this.take(events, overflowed);
        if (frames !== undefined) this.show(frames);
      });
    } catch (error) {
      throw asCallboxError(error, 'the lines could not be opened');
    }
    this.channels = this.handle.channels;
  }

  listen(listener: LineListener): void {
    if (this.listener !== null) throw new CallboxError('conflict', 'the lines have a listener already');
    this.listener = listener;
    const held = this.held;
    this.held = [];
    for (const event of held) this.guard(() => listener.onEvent(event));
    if (this.heldOverflowed) this.giveSnapshot(listener);
    const frames = this.heldFrames;
    this.heldFrames = [];
    if (frames.length > 0) this.show(frames);
  }

  /** Throws CallboxError 'bad-request', which names the field, for a command that cannot be right. */
  send(command: LineCommand): void {
    try {
      this.handle.post(command); // after close it is ignored, as for an ended seizure
    } catch (error) {
      throw asCallboxError(error, 'a line command was refused');
    }
  }

  /**
   * Breaks something on the virtual wire; exchange end only. Answers the bits turned so far on that span in that
   * direction. Throws CallboxError 'bad-request', which says what is wrong, 'internal' at the box end; nothing has
   * changed then.
   */
  inject(fault: WireFault): number {
    return this.onWire(() => this.handle.inject(fault, true));
  }

  /** Ends the fault that this kind, direction, span or line name; answers as inject does. */
  endFault(fault: WireFault): number {
    return this.onWire(() => this.handle.inject(fault, false));
  }

  /** Ends every fault that inject began. */
  clearFaults(): void {
    this.onWire(() => this.handle.clearFaults());
  }

  snapshot(): LineSnapshot {
    if (this.closed) return { channels: [], spans: [] };
    return toLineSnapshot(this.handle.snapshot());
  }

  meters(): LineMeters {
    if (this.closed && this.lastMeters !== null) return this.lastMeters;
    this.lastMeters = this.handle.meters();
    return this.lastMeters;
  }

  callerId(channel: ChannelIndex): CallerIdRecord {
    return this.ofChannel(() => this.handle.callerId(channel)) ?? nothingCame;
  }

  scope(channel: ChannelIndex, on: boolean): boolean {
    return this.ofChannel(() => this.handle.scope(channel, on)) ?? false;
  }

  scopeFrames(channel: ChannelIndex, afterSample: number): readonly ScopeFrame[] {
    return this.ofChannel(() => this.handle.scopeFrames(channel, afterSample)) ?? [];
  }

  /** Completes recordings and joins the native threads (some 10 ms); the last events come before it resolves. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.lastMeters = this.handle.meters();
    this.closed = true;
    this.handle.close();
  }

  private ofChannel<Answer>(ask: () => Answer): Answer | null {
    if (this.closed) return null;
    try {
      return ask();
    } catch (error) {
      throw asCallboxError(error, 'a channel could not be looked at');
    }
  }

  private onWire<Answer>(ask: () => Answer): Answer {
    try {
      return ask();
    } catch (error) {
      throw asCallboxError(error, 'the wire could not be broken so');
    }
  }

  private take(events: readonly NativeEvent[], overflowed: boolean): void {
    const { listener } = this;
    if (listener === null) {
      this.hold(events, overflowed);
      return;
    }
    for (const event of events) this.guard(() => listener.onEvent(toLineEvent(event)));
    if (overflowed) this.giveSnapshot(listener);
  }

  /** The first ones, which ask for the link, wait for who listens; with more they are gone: nothing depends on them. */
  private show(frames: readonly DChannelFrame[]): void {
    const { listener } = this;
    if (listener === null && this.heldFrames.length < maxHeldFrames) this.heldFrames.push(...frames);
    if (listener?.onFrames !== undefined) this.guard(() => listener.onFrames?.(frames));
  }

  private hold(events: readonly NativeEvent[], overflowed: boolean): void {
    if (overflowed || this.held.length + events.length > maxHeldEvents) {
      this.heldOverflowed = true;
      this.held = [];
    }
    // Once events are lost, only the snapshot taken when the listener comes is true.
    if (!this.heldOverflowed) this.held.push(...events.map(toLineEvent));
  }

  private giveSnapshot(listener: LineListener): void {
    this.heldOverflowed = false;
    if (this.closed) return; // no lines any more to compare with
    const snapshot = toLineSnapshot(this.handle.snapshot());
    this.guard(() => listener.onSnapshot(snapshot));
  }

  private guard(deliver: () => void): void {
    try {
      deliver();
    } catch (error) {
      try {
        this.onListenerError(error);
      } catch (worse) {
        endProcess(worse);
      }
    }
  }
}

function toLineEvent(event: NativeEvent): LineEvent {
  if (event.event !== 'span') return event;
  return { event: 'span', span: event.span, ...spanState(event) };
}

function toLineSnapshot(snapshot: NativeSnapshot): LineSnapshot {
  return {
    channels: snapshot.channels,
    spans: snapshot.spans.map((span) => ({ span: span.span, ...spanState(span) })),
  };
}

function spanState(span: { readonly alarms: number; readonly dChannelUp: boolean }) {
  return {
    alarms: alarmNames.filter((_, bit) => (span.alarms & (1 << bit)) !== 0),
    dChannel: span.dChannelUp ? ('up' as const) : ('down' as const),
  };
}

function asCallboxError(error: unknown, what: string): CallboxError {
  const reason = error instanceof Error ? error.message : String(error);
  const mistaken = error instanceof TypeError || error instanceof RangeError;
  return new CallboxError(mistaken ? 'bad-request' : 'internal', `${what}: ${reason}`, {}, { cause: error });
}
