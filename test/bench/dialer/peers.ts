/**
 * What others do, behind the same face: progressive, a fixed ratio, and VICIdial's adaptive methods as pacing.md tells
 * them (its programs AST_VDauto_dial and AST_VDadapt). They hang nobody up early and forecast nothing.
 */
import type {
  PacerDecision,
  PacerEvent,
  PacerOptions,
  PacerState,
  PacingReason,
} from '../../../daemon/dialer/pacing/face.js';
import type { BenchPacer } from './day.js';

/** 'ready': the goal counts agents who are ready. 'all': those in a call, and their calls, as well. */
export type Tally = 'ready' | 'all';
export type AdaptMethod = 'hard' | 'average' | 'tapered';

/** One setting of a peer; its name is what the command line takes. */
export type PeerSetting =
  | { readonly kind: 'progressive' }
  | { readonly kind: 'ratio'; readonly ratio: number; readonly tally: Tally }
  | { readonly kind: 'adaptive'; readonly method: AdaptMethod; readonly maximum: number; readonly tally: Tally };

const ratios = [1, 1.5, 2, 2.5, 3, 4, 6, 10];
const maximumLevels = [1.2, 1.5, 2, 2.5, 3, 4, 6, 8];
const methods: readonly AdaptMethod[] = ['hard', 'average', 'tapered'];
const tallies: readonly Tally[] = ['ready', 'all'];

/** All 65 that the hull is made of. */
export const peerSettings: readonly PeerSetting[] = [
  { kind: 'progressive' },
  ...tallies.flatMap((tally) => ratios.map((ratio): PeerSetting => ({ kind: 'ratio', ratio, tally }))),
  ...tallies.flatMap((tally) =>
    methods.flatMap((method) =>
      maximumLevels.map((maximum): PeerSetting => ({ kind: 'adaptive', method, maximum, tally })),
    ),
  ),
];

export function nameOf(setting: PeerSetting): string {
  if (setting.kind === 'progressive') return 'progressive';
  if (setting.kind === 'ratio') return `ratio:${setting.ratio}:${setting.tally}`;
  return `adaptive:${setting.method}:${setting.maximum}:${setting.tally}`;
}

export function createPeer(setting: PeerSetting, options: PacerOptions): BenchPacer {
  if (setting.kind === 'progressive') return new Progressive();
  if (setting.kind === 'ratio') return new ByLevel(setting.tally, () => setting.ratio);
  const level = new AdaptiveLevel(setting.method, setting.maximum, options);
  return new ByLevel(setting.tally, (nowMs, state, inflight) => level.at(nowMs, state, inflight));
}

const noReason: PacingReason = {
  idle: 0,
  talking: 0,
  wrapUp: 0,
  inflight: 0,
  answerProbability: 0,
  talkMs: 0,
  wrapUpMs: 0,
  ringMs: 0,
  ratio: 0,
  marginalDrop: 0,
  allowedDrop: 0,
};

function countOf(state: PacerState, status: 'idle' | 'talk'): number {
  let count = 0;
  for (const agent of state.agents) if (agent.status === status) count++;
  return count;
}

function lengthOf(inflight: PacerState['inflight']): number {
  if (Array.isArray(inflight)) return inflight.length;
  let count = 0;
  for (const _ of inflight) count++;
  return count;
}

abstract class Deaf implements BenchPacer {
  readonly deaf = true;
  readonly reason = noReason;
  protected readonly decision: { launch: number; readonly cancel: readonly string[] } = { launch: 0, cancel: [] };
  onEvent(_event: PacerEvent): void {}
  abstract decide(nowMs: number, state: PacerState): PacerDecision;
}

class Progressive extends Deaf {
  decide(_nowMs: number, state: PacerState): PacerDecision {
    this.decision.launch = Math.max(0, countOf(state, 'idle') - lengthOf(state.inflight));
    return this.decision;
  }
}

type LevelAt = (nowMs: number, state: PacerState, inflight: number) => number;

/** Every 2.5 s as many calls as bring those in progress up to level × agents. */
class ByLevel extends Deaf {
  readonly everyMs = 2_500;

  constructor(
    private readonly tally: Tally,
    private readonly level: LevelAt,
  ) {
    super();
  }

  decide(nowMs: number, state: PacerState): PacerDecision {
    const inflight = lengthOf(state.inflight);
    const talking = this.tally === 'all' ? countOf(state, 'talk') : 0;
    const goal = Math.round(this.level(nowMs, state, inflight) * (countOf(state, 'idle') + talking));
    this.decision.launch = Math.max(0, goal - inflight - talking);
    return this.decision;
  }
}

const adjustEveryMs = 15_000;
const dropsEveryMs = 60_000;

/** The dial level that follows the agents' idling, and falls when too many were dropped. */
class AdaptiveLevel {
  private level = 1;
  private nextAdjustMs: number;
  private nextDropsMs: number;
  private surplus = 0;
  private samples = 0;
  private callsBefore = 0;
  private dropsBefore = 0;

  constructor(
    private readonly method: AdaptMethod,
    private readonly maximum: number,
    private readonly options: PacerOptions,
  ) {
    this.nextAdjustMs = options.shiftStartMs + adjustEveryMs;
    this.nextDropsMs = options.shiftStartMs + dropsEveryMs;
  }

  at(nowMs: number, state: PacerState, _inflight: number): number {
    this.surplus += countOf(state, 'idle') - state.waiting;
    this.samples++;
    if (nowMs >= this.nextAdjustMs) this.adjust(state);
    if (nowMs >= this.nextDropsMs) this.lookAtDrops(nowMs, state);
    return this.level;
  }

  private adjust(state: PacerState): void {
    const target = 0;
    const signedIn = state.agents.filter(({ status }) => status !== 'out' && status !== 'break').length;
    this.set(this.level * (1 + (this.surplus / this.samples + target) / Math.max(signedIn, 1)));
    this.surplus = 0;
    this.samples = 0;
    this.nextAdjustMs += adjustEveryMs;
  }

  private lookAtDrops(nowMs: number, { counts }: PacerState): void {
    const calls = counts.live - this.callsBefore;
    const drops = counts.abandoned - this.dropsBefore;
    this.callsBefore = counts.live;
    this.dropsBefore = counts.abandoned;
    this.nextDropsMs += dropsEveryMs;
    if (calls > 20 && drops > 0.5 * calls) this.set(this.level / 2);
    if (counts.live <= 50 || counts.abandoned <= this.options.cap * counts.live) return;
    if (this.method === 'hard') this.set(1);
    else if (this.method === 'average') this.set(this.level / 2);
    else this.set((this.level * (hourMinute(this.options.shiftEndMs) - hourMinute(nowMs))) / 1_000);
  }

  private set(level: number): void {
    this.level = Math.min(Math.max(level, 1), this.maximum);
  }
}

/** 17:30 is 1,730. */
function hourMinute(atMs: number): number {
  const minutes = Math.floor(atMs / 60_000);
  return Math.floor(minutes / 60) * 100 + (minutes % 60);
}
