/** What is seen of a span over time: alarms, D-channel and counters, since it was last set up. */
import type { AlarmName, SpanMeters, SpanState } from '../lines/lines.js';

/** Counters that are told as what they grew by. */
const counters = [
  'lossOfSignal',
  'lossOfFrame',
  'alarmIndications',
  'remoteAlarms',
  'slips',
  'crcErrors',
  'farEndErrors',
  'codeViolations',
  'framesIn',
  'framesOut',
  'framesBadFcs',
  'sabmeSent',
  'sabmeReceived',
  'uaReceived',
  'dmReceived',
  'discReceived',
] as const satisfies readonly (keyof SpanMeters)[];
type Counter = (typeof counters)[number];
export type Counted = Readonly<Record<Counter, number>>;

/** RESTART messages of a D-channel (ITU-T Q.931 §5.5). */
export interface Restarts {
  readonly sent: number;
  readonly acknowledged: number;
}

export interface SpanSeen {
  /** False: the lines know no such span any more. */
  readonly isThere: boolean;
  /** Since the span was last set up, or since it is looked at. */
  readonly forMs: number;
  readonly alarms: readonly AlarmName[];
  /** How long the present alarms stand, the oldest. */
  readonly alarmedForMs: number;
  /** Without LOS, LOF and AIS; 0: with one. */
  readonly inFrameForMs: number;
  /** How long it took to find the frame; null: not found yet. */
  readonly framedAfterMs: number | null;
  readonly dChannelUpForMs: number;
  /** 0: up. */
  readonly dChannelDownForMs: number;
  readonly meters: SpanMeters | null;
  readonly counted: Counted;
  /** Since the frame was found and the board has settled on it. */
  readonly inFrameCounted: Counted;
  /** Since the D-channel went down; while it is up, since it came. */
  readonly linkCounted: Counted;
  /** Slips since the frame was found and its clock has settled, and over how long. */
  readonly slips: number;
  readonly slipsOverMs: number;
  readonly restarts: Restarts;
  /** How long none of the RESTART that were sent has been acknowledged; 0: one has, or none was sent. */
  readonly restartUnansweredMs: number;
}

const noFrame: readonly AlarmName[] = ['LOS', 'LOF', 'AIS'];
/** A board that has just found a frame repeats or loses one until its clock follows. */
export const clockSettlesMs = 3_000;
/** CRC4 blocks and code words that are counted wrong while the frame is found are of no line fault. */
const frameSettlesMs = 1_000;

const zero = Object.fromEntries(counters.map((name) => [name, 0])) as Record<Counter, number>;

/** Takes samples, some a second, and keeps what the checks ask for. */
export class SpanWatch {
  private base: Record<Counter, number>;
  private baseRestarts: Restarts;
  private since: number;
  private at: number;
  private state: SpanState | null = null;
  private meters: SpanMeters | null = null;
  private restarts: Restarts;
  private alarmedSince: number | null = null;
  private framedSince: number | null = null;
  private firstFramedAt: number | null = null;
  private upSince: number | null = null;
  private downSince: number | null = null;
  private unansweredSince: number | null = null;
  private linkBase: Record<Counter, number>;
  private frameBase: Record<Counter, number> | null = null;
  private clockFrom: { readonly atMs: number; readonly slips: number } | null = null;

  constructor(nowMs: number, state: SpanState | null, meters: SpanMeters | null, restarts: Restarts) {
    this.since = nowMs;
    this.at = nowMs;
    this.base = countersOf(meters);
    this.linkBase = this.base;
    this.baseRestarts = restarts;
    this.restarts = restarts;
    this.sample(nowMs, state, meters, restarts);
  }

  /** The span was set up anew: everything begins again. */
  reset(): void {
    this.since = this.at;
    this.base = countersOf(this.meters);
    this.baseRestarts = this.restarts;
    this.alarmedSince = null;
    this.framedSince = null;
    this.firstFramedAt = null;
    this.upSince = null;
    this.downSince = null;
    this.unansweredSince = null;
    this.linkBase = this.base;
    this.frameBase = null;
    this.clockFrom = null;
  }

  sample(nowMs: number, state: SpanState | null, meters: SpanMeters | null, restarts: Restarts): void {
    const before = countersOf(this.meters ?? meters);
    const now = countersOf(meters);
    this.at = nowMs;
    this.state = state;
    this.meters = meters;
    this.restarts = restarts;
    const alarms = state?.alarms ?? ['LOS'];
    this.alarmedSince = alarms.length === 0 ? null : (this.alarmedSince ?? nowMs);
    // An alarm that came and went between two samples is in the counters.
    const broken =
      alarms.some((alarm) => noFrame.includes(alarm)) ||
      (['lossOfSignal', 'lossOfFrame', 'alarmIndications'] as const).some((name) => now[name] > before[name]);
    if (broken) {
      this.framedSince = null;
      this.frameBase = null;
      this.clockFrom = null;
    } else {
      this.framedSince ??= nowMs;
      this.firstFramedAt ??= nowMs;
      if (nowMs - this.framedSince >= frameSettlesMs) this.frameBase ??= now;
      if (nowMs - this.framedSince >= clockSettlesMs) this.clockFrom ??= { atMs: nowMs, slips: now.slips };
    }
    this.link(nowMs, state?.dChannel === 'up', now);
    const isOpen = this.restartsSince.sent > 0 && this.restartsSince.acknowledged === 0 && this.upSince !== null;
    this.unansweredSince = isOpen ? (this.unansweredSince ?? nowMs) : null;
  }

  private link(nowMs: number, isUp: boolean, now: Record<Counter, number>): void {
    const wasKnown = this.upSince !== null || this.downSince !== null;
    const changed = isUp ? this.upSince === null : this.downSince === null;
    // What a link that is just looked at has counted before is of its base.
    if (changed && wasKnown) this.linkBase = now;
    this.upSince = isUp ? (this.upSince ?? nowMs) : null;
    this.downSince = isUp ? null : (this.downSince ?? nowMs);
  }

  private get restartsSince(): Restarts {
    return {
      sent: this.restarts.sent - this.baseRestarts.sent,
      acknowledged: this.restarts.acknowledged - this.baseRestarts.acknowledged,
    };
  }

  get seen(): SpanSeen {
    const { at, clockFrom } = this;
    const now = countersOf(this.meters);
    const since = (base: Record<Counter, number>): Counted =>
      Object.fromEntries(counters.map((name) => [name, now[name] - base[name]])) as Counted;
    return {
      isThere: this.state !== null,
      forMs: at - this.since,
      alarms: this.state?.alarms ?? [],
      alarmedForMs: this.alarmedSince === null ? 0 : at - this.alarmedSince,
      inFrameForMs: this.framedSince === null ? 0 : at - this.framedSince,
      framedAfterMs: this.firstFramedAt === null ? null : this.firstFramedAt - this.since,
      dChannelUpForMs: this.upSince === null ? 0 : at - this.upSince,
      dChannelDownForMs: this.downSince === null ? 0 : at - this.downSince,
      meters: this.meters,
      counted: since(this.base),
      inFrameCounted: since(this.frameBase ?? now),
      linkCounted: since(this.linkBase),
      slips: clockFrom === null ? 0 : now.slips - clockFrom.slips,
      slipsOverMs: clockFrom === null ? 0 : at - clockFrom.atMs,
      restarts: this.restartsSince,
      restartUnansweredMs: this.unansweredSince === null ? 0 : at - this.unansweredSince,
    };
  }
}

function countersOf(meters: SpanMeters | null): Record<Counter, number> {
  if (meters === null) return zero;
  return Object.fromEntries(counters.map((name) => [name, meters[name] ?? 0])) as Record<Counter, number>;
}
