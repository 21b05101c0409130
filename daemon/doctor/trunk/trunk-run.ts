/** One examination of one span, from the press of the key to the verdict. */
import type { Clock } from '../../base/clock.js';
import type { Timers } from '../../base/timers.js';
import type { Words } from '../../terms/cause-words.js';
import {
  type Check,
  type Diagnosis,
  type TestCall,
  type TrunkCheckId,
  trunkChecks,
  type Verdict,
} from '../../terms/diagnosis.js';
import type { DChannelFrame } from '../../terms/line-trace.js';
import type { LiveChannel } from '../../terms/live.js';
import type { SpanSetup } from '../../terms/span-setup.js';
import type { SentNumberType } from '../../terms/trunks.js';
import type { Judged } from '../judged.js';
import {
  noFrames,
  type RecentCalls,
  type SpanLook,
  type TestSeen,
  type TrunkObservations,
  withFrame,
} from './observations.js';
import { checksOfTrunk, judgeDue, wholeRunMs } from './trunk-checks.js';
import { verdictOf } from './verdict.js';

/** How often the span is looked at. */
export const lookEveryMs = 250;
/** A test call that cannot begin by then would not be over in time. */
const testBeginsByMs = 5_000;
const testBeginsAgainByMs = 8_000;
/** Timeslots are restarted first when a link has just come up (ITU-T Q.931 §5.5). */
const settledAfterMs = 1_500;
/** Refusals that another try a moment later may not meet: of the channel or of the moment (Q.850), not of the number. */
const passingCauses: ReadonlySet<number> = new Set([34, 38, 41, 42, 44, 47, 81, 82, 102]);
/** Answered, it is listened to for so long. */
export const testHeardMs = 4_500;
/** Unanswered until then, it has at least rung. */
const testRingsUntilMs = 14_000;
/** So many channels must be idle: the last ones are for customers. */
const idleChannelsKept = 2;

/** What the doctor sees a span with. */
export interface TrunkEyes {
  /** Null: there is no such span. */
  look(span: number): SpanLook | null;
  name(span: number): string;
  setup(span: number): SpanSetup;
  channels(span: number): readonly LiveChannel[];
  /** Whom a test call over this span calls; '' nobody. */
  testNumber(span: number): string;
  recent(span: number): Promise<RecentCalls>;
  /** Each good frame of this span's D-channel from now on; the result ends it. */
  frames(span: number, each: (frame: DChannelFrame) => void): () => void;
  /** `calledType` in place of the trunk's own. */
  startTest(span: number, number: string, by: string, calledType?: SentNumberType): Promise<string>;
  /** How a number goes out over this span: as it is set, or with this type. Null: there is no such span. */
  written(span: number, number: string, calledType?: SentNumberType): WrittenTo | null;
  test(id: string): TestCall | null;
  endTest(id: string, by: string): void;
  readonly timeZone: string;
}

/** What a carrier is sent, and whose rule it is: '' no trunk has the span. */
export interface WrittenTo {
  readonly trunk: string;
  readonly calledNumber: string;
  readonly calledType: SentNumberType;
}

export interface TrunkRunNeeds {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly eyes: TrunkEyes;
  /** A fault of ours in looking: the run ends with what it has. */
  onFault(fault: unknown): void;
  /** Its verdict is there. */
  onEnd?(diagnosis: Diagnosis): void;
}

export class TrunkRun {
  private readonly startedAt: number;
  private endedAt: number | null = null;
  private verdict: Verdict | null = null;
  private judged: ReadonlyMap<TrunkCheckId, Judged> = new Map();
  private readonly tookMs = new Map<TrunkCheckId, number>();
  private seen: TrunkObservations;
  private testId = '';
  private testHasEnded = false;
  private testAgain = false;
  private upSince: number | null;
  private readonly stopListening: () => void;

  constructor(
    private readonly needs: TrunkRunNeeds,
    readonly id: string,
    readonly span: number,
    first: SpanLook,
    private readonly by: string,
    private readonly number: string,
  ) {
    const { eyes, clock } = needs;
    this.startedAt = clock.nowMs();
    this.upSince = first.dChannel === 'up' ? this.startedAt : null;
    this.seen = {
      span,
      name: eyes.name(span),
      setup: eyes.setup(span),
      first,
      last: first,
      alarmsSeen: first.alarms,
      dChannelSeenDown: first.dChannel === 'down',
      received: noFrames,
      sent: noFrames,
      channels: eyes.channels(span),
      recent: null,
      test: { is: 'not-begun' },
    };
    this.stopListening = eyes.frames(span, (frame) => this.frame(frame));
    eyes.recent(span).then(
      (recent) => {
        this.seen = { ...this.seen, recent };
      },
      (fault) => needs.onFault(fault), // judged as unknown
    );
    this.beginTest();
    this.lookAgain();
  }

  get isOver(): boolean {
    return this.endedAt !== null;
  }

  get diagnosis(): Diagnosis {
    return {
      id: this.id,
      kind: 'trunk',
      span: this.span,
      by: this.by,
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      checks: trunkChecks.map((id) => this.check(id)),
      verdict: this.verdict,
    };
  }

  private check(id: TrunkCheckId): Check {
    const judged = this.judged.get(id);
    const { name } = checksOfTrunk[id];
    if (judged === undefined) return { id, name, state: 'running', seen: nothing, tookMs: 0 };
    return { id, name, state: judged.state, seen: judged.seen, tookMs: this.tookMs.get(id) ?? 0 };
  }

  private lookAgain(): void {
    this.needs.timers.after(lookEveryMs, () => {
      try {
        this.look();
      } catch (fault) {
        this.needs.onFault(fault);
        this.end();
      }
      if (!this.isOver) this.lookAgain();
    });
  }

  private look(): void {
    const { eyes, clock } = this.needs;
    const last = eyes.look(this.span);
    if (last === null) {
      this.end(); // the span is gone
      return;
    }
    const { alarmsSeen, dChannelSeenDown } = this.seen;
    this.seen = {
      ...this.seen,
      last,
      channels: eyes.channels(this.span),
      alarmsSeen: [...new Set([...alarmsSeen, ...last.alarms])],
      dChannelSeenDown: dChannelSeenDown || last.dChannel === 'down',
    };
    const elapsedMs = clock.nowMs() - this.startedAt;
    this.upSince = last.dChannel === 'down' ? null : (this.upSince ?? clock.nowMs());
    this.beginTest();
    this.watchTest(elapsedMs);
    const judged = judgeDue(this.seen, this.judged, elapsedMs);
    for (const id of judged.keys()) if (!this.judged.has(id)) this.tookMs.set(id, elapsedMs);
    this.judged = judged;
    if (trunkChecks.every((id) => judged.has(id))) this.end();
  }

  private frame(frame: DChannelFrame): void {
    const { sent, received } = this.seen;
    this.seen = frame.sent
      ? { ...this.seen, sent: withFrame(sent, frame) }
      : { ...this.seen, received: withFrame(received, frame) };
  }

  // ---- the test call

  private beginTest(): void {
    const { eyes, clock } = this.needs;
    if (this.testId !== '' || this.seen.test.is !== 'not-begun') return;
    const why = this.noTest();
    if (why === 'later') {
      const byMs = this.testAgain ? testBeginsAgainByMs : testBeginsByMs;
      if (clock.nowMs() - this.startedAt > byMs) this.test({ is: 'skipped', why: lineIsDown });
      return;
    }
    if (why !== null) {
      this.test({ is: 'skipped', why });
      return;
    }
    this.testId = 'asked';
    const number = this.number === '' ? eyes.testNumber(this.span) : this.number;
    eyes.startTest(this.span, number, this.by).then(
      (id) => {
        this.testId = id;
        if (this.isOver) eyes.endTest(id, this.by);
      },
      (refused) => {
        const en = refused instanceof Error ? refused.message : 'it was refused';
        this.test({ is: 'skipped', why: { zh: `测试电话打不了：${en}`, en: `no test call can be made: ${en}` } });
      },
    );
  }

  /** Null: it can begin. */
  private noTest(): Words | 'later' | null {
    const { last, channels } = this.seen;
    const { eyes } = this.needs;
    if (this.number === '' && eyes.testNumber(this.span) === '') return noNumber;
    if (last.alarms.length > 0 || last.loopback !== 'off') return 'later';
    if (this.upSince === null || this.needs.clock.nowMs() - this.upSince < settledAfterMs) return 'later';
    const inService = channels.filter((each) => each.service === undefined && each.blockedByFarEnd !== true);
    const idle = inService.filter(({ state, stuck }) => state === 'idle' && stuck !== true).length;
    if (inService.length === 0) return allBlocked;
    return idle < idleChannelsKept ? allBusy : null;
  }

  private watchTest(elapsedMs: number): void {
    if (this.testId === '' || this.testId === 'asked') return;
    const { eyes } = this.needs;
    const call = eyes.test(this.testId);
    if (call === null) return;
    this.test({ is: 'made', call });
    if (this.isPassing(call) && elapsedMs < testBeginsAgainByMs) {
      this.testAgain = true;
      this.testId = '';
      this.test({ is: 'not-begun' });
      return;
    }
    if (this.testHasEnded || call.state === 'ended') return;
    const answeredAt = call.answeredAfterMs === null ? null : call.startedAt + call.answeredAfterMs;
    const heardMs = answeredAt === null ? 0 : this.seen.last.atMs - answeredAt;
    if (answeredAt === null ? elapsedMs < testRingsUntilMs : heardMs < testHeardMs && elapsedMs < wholeRunMs) return;
    this.testHasEnded = true;
    eyes.endTest(this.testId, this.by);
  }

  private isPassing({ state, problem, cause }: TestCall): boolean {
    return !this.testAgain && state === 'ended' && problem === 'refused' && passingCauses.has(cause ?? 0);
  }

  private test(test: TestSeen): void {
    this.seen = { ...this.seen, test };
  }

  private end(): void {
    if (this.isOver) return;
    const { eyes, clock } = this.needs;
    this.stopListening();
    this.endedAt = clock.nowMs();
    if (this.testId !== '' && this.testId !== 'asked' && !this.testHasEnded) eyes.endTest(this.testId, this.by);
    const checks = trunkChecks.flatMap((id) => {
      const judged = this.judged.get(id);
      return judged === undefined ? [] : [{ name: checksOfTrunk[id].name, judged }];
    });
    this.verdict = verdictOf(checks, this.seen, eyes.timeZone);
    this.needs.onEnd?.(this.diagnosis);
  }
}

const nothing: Words = { zh: '', en: '' };
const lineIsDown: Words = { zh: '线路不通，没有打测试电话', en: 'the line is down, so no test call was made' };
const allBusy: Words = {
  zh: '空闲话路不足两个：不占用客户的话路，没有打测试电话',
  en: 'fewer than two channels are idle: they are left to customers, no test call was made',
};
const allBlocked: Words = { zh: '话路全部闭塞，没有打测试电话', en: 'all channels are blocked, no test call was made' };
const noNumber: Words = {
  zh: '没有设置测试号码：在中继群设置里填一个，或开始时给出',
  en: 'no test number is set: give one with the trunk, or when you start',
};
