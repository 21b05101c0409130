/** The telephones as the switch has heard of them, beside how they really are: since when it could have known one free. */
import type { Seizure } from '../../../daemon/lines/lines.js';

/** What the lines really are. */
export interface TelephonesNow {
  channelOfLine(line: number): number;
  isOffHook(line: number): boolean;
  seizureOn(line: number): Seizure | null;
}

/** What was lost is mended within 5 s; this is asked once a second. */
const watchdogMs = 6_000;
/** Asked of once a second while somebody waits; after a longer pause it may be another time. */
const pauseMs = 2_000;

export class TelephoneAudit {
  private readonly seizureOf = new Map<number, Seizure>();
  /** The other way round; a call out that was moved is on its new channel. */
  private readonly channelOf = new Map<Seizure, number>();
  private readonly knownFreeAt = new Map<number, number>();
  private readonly offHook = new Set<number>();
  /** Free without the daemon having heard of it. */
  private readonly unheard = new Map<number, { readonly since: number; readonly askedAt: number }>();

  constructor(private readonly nowMs: () => number) {}

  started(): void {
    for (const known of [this.seizureOf, this.channelOf, this.knownFreeAt, this.offHook, this.unheard]) known.clear();
  }

  isUsedBy(channel: number, seizure: Seizure): boolean {
    return this.seizureOf.get(channel) === seizure;
  }

  use(channel: number, seizure: Seizure): void {
    this.seizureOf.set(channel, seizure);
    this.channelOf.set(seizure, channel);
    this.knownFreeAt.delete(channel);
    // What nobody told of the last call is over; of this one it may be lost again.
    this.unheard.delete(channel);
  }

  cleared(seizure: Seizure): void {
    const channel = this.channelOf.get(seizure);
    if (channel === undefined) return;
    this.channelOf.delete(seizure);
    if (this.seizureOf.get(channel) !== seizure) return;
    this.seizureOf.delete(channel);
    this.knownFreeAt.set(channel, this.nowMs());
  }

  hook(channel: number, offHook: boolean): void {
    if (offHook) this.offHook.add(channel);
    else this.offHook.delete(channel);
    if (offHook) this.knownFreeAt.delete(channel);
    else if (!this.seizureOf.has(channel)) this.knownFreeAt.set(channel, this.nowMs());
  }

  /** Since when the switch knows that this telephone is free, or has had time to find out, ms; null: it is not free. */
  freeSince(line: number, lines: TelephonesNow): number | null {
    const channel = lines.channelOfLine(line);
    if (lines.isOffHook(line) || lines.seizureOn(line) !== null) {
      this.unheard.delete(channel);
      return null;
    }
    if (!this.seizureOf.has(channel) && !this.offHook.has(channel)) {
      this.unheard.delete(channel);
      return this.knownFreeAt.get(channel) ?? 0;
    }
    // It is free and nobody told: the watchdog has time to find out.
    const nowMs = this.nowMs();
    const noticed = this.unheard.get(channel);
    const since = noticed === undefined || nowMs - noticed.askedAt > pauseMs ? nowMs : noticed.since;
    this.unheard.set(channel, { since, askedAt: nowMs });
    return since + watchdogMs;
  }
}
