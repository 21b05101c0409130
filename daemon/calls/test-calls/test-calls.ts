import { rowFor } from '../../base/machine.js';
import type { Channel, LineEvent, Seizure } from '../../lines/lines.js';
import { kindOf, plainNumber } from '../../numbers/plan.js';
import { writeNumbers } from '../../numbers/rules.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { Refusal, TechnicianRequest } from '../../terms/requests.js';
import type { SentNumberType } from '../../terms/trunks.js';
import { cause } from '../call.js';
import type { ChannelTable } from '../channels.js';
import type { Leg } from '../legs.js';
import type { CallsStep } from '../notices.js';
import { setupOf } from '../outgoing.js';
import type { Prompts } from '../prompts.js';
import type { SpanTable } from '../spans.js';
import type { TrunkTable } from '../trunks.js';
import { problemOf, steadyLevel, type Test, type TestAction, type TestEvent, testTable } from './test-call.js';
import { changeRow, endedByOf, noteEvent, openRow } from './test-rows.js';

/** Unanswered for so long, it is given up; for an incoming call a technician waits no longer than this. */
export const maxRingMs = 60_000;
export const maxWaitMs = 180_000;
/** Is recorded, then hung up. */
export const heardMs = 20_000;
/** Lines that don't confirm our hang-up. */
const maxClearingMs = 10_000;
/** A tone, then the keys: who is called hears both, and an echo sends the keys back. */
export const toneMs = 1_000;
export const keysSent = '1470';
/** The last ones are kept to be read. */
export const maxKept = 50;
const maxDigitsKept = 32;

type Order = Extract<TechnicianRequest, { ask: 'test-call' }>;
type Incoming = Extract<LineEvent, { event: 'incoming' }>;
type SeizureEvent = Extract<LineEvent, { seizure: Seizure }>;

export interface TestCallRooms {
  readonly channels: ChannelTable;
  readonly spans: SpanTable;
  readonly trunks: TrunkTable;
  readonly prompts: Prompts;
  newSeizure(): Seizure;
}

/**
 * Calls that technicians make to hear a line. They have a CDR of direction 'test', and nothing else of a call: no flow,
 * queue or agent hears of them, and pages don't show them among the live ones.
 */
export class TestCalls {
  private readonly tests = new Map<string, Test>();
  private readonly bySeizure = new Map<Seizure, Test>();
  private stopped = false;

  constructor(private readonly rooms: TestCallRooms) {}

  /** As they stand, newest first. */
  all(): readonly TestCall[] {
    return [...this.tests.values()].map(({ told }) => ({ ...told })).reverse();
  }

  get(id: string): TestCall | null {
    const test = this.tests.get(id);
    return test === undefined ? null : { ...test.told };
  }

  /** Of those with a channel: the watchdog looks at them too. */
  get legs(): readonly Leg[] {
    return [...this.bySeizure.values()].flatMap(({ leg }) => (leg === null ? [] : [leg]));
  }

  // ---- orders

  start(order: Order, step: CallsStep): Refusal | null {
    const refused = this.refusal(order, step);
    if (refused !== null) return refused;
    const channel = order.direction === 'out' ? this.channelFor(order) : null;
    if (order.direction === 'out' && channel === null) return this.noChannel(order);
    const test = newTest(order, channel, step.atMs);
    this.tests.set(order.id, test);
    this.forgetOld();
    const { span, timeslot, direction, by } = test.told;
    step.incident('test-call', { span, timeslot, direction, by });
    if (channel === null) step.setTimer(timerOf(test), maxWaitMs);
    else this.dial(test, channel, order.calledType, step);
    return null;
  }

  end(id: string, step: CallsStep): Refusal | null {
    const test = this.tests.get(id);
    if (test === undefined) return { code: 'not-found', message: `there is no test call ${id}: it may be too old` };
    test.clearCause = cause.normalClearing;
    this.apply(test, 'end', step);
    return null;
  }

  /** The daemon ends. */
  stop(step: CallsStep): void {
    this.stopped = true;
    for (const test of this.tests.values()) {
      if (test.state === 'ended') continue;
      test.clearCause = cause.temporaryFailure;
      if (test.leg !== null) this.carryOut(test, 'clear', step);
      test.state = 'ended';
      this.close(test, { cause: cause.temporaryFailure, by: 'near-end' }, step);
    }
  }

  // ---- what the lines say

  /** True: the technician's test takes this call, its flow never hears of it. */
  takes(event: Incoming, channel: Channel, step: CallsStep): boolean {
    const test = [...this.tests.values()].find(
      ({ state, told, timeslotMeant }) =>
        state === 'waiting' &&
        told.span === channel.span &&
        (timeslotMeant === null || timeslotMeant === channel.timeslot),
    );
    if (test === undefined) return false;
    test.told.callingNumber = event.presentation === 'allowed' ? event.callingNumber : '';
    test.told.number = event.calledNumber;
    test.told.answeredAfterMs = step.atMs - test.told.startedAt;
    this.join(test, channel, event.seizure, 'offered', step);
    openRow(test, channel, event.presentation, step);
    this.apply(test, 'arrived', step);
    return true;
  }

  /** True: it is of a test call. */
  line(event: SeizureEvent, step: CallsStep): boolean {
    const test = this.bySeizure.get(event.seizure);
    if (test === undefined) return false;
    switch (event.event) {
      case 'proceeding':
        this.moved(test, event.channel, step);
        break;
      case 'alerting':
      case 'progress':
        noteEvent(test, event.event, { inband: event.inband }, step);
        break;
      case 'answered':
        if (test.state === 'calling') test.told.answeredAfterMs = step.atMs - test.told.startedAt;
        this.apply(test, 'answered', step);
        break;
      case 'digit':
        test.told.digits = (test.told.digits + event.digit).slice(0, maxDigitsKept);
        break;
      case 'level':
        test.heard = [...test.heard, event].slice(-60);
        Object.assign(test.told, steadyLevel(test.heard));
        break;
      case 'tone':
        if (event.tone !== null) noteEvent(test, 'tone', { tone: event.tone }, step);
        break;
      case 'play-ended':
        // Behind the tone, so that neither covers the other.
        if (event.reason === 'done' && test.state === 'talking') {
          step.line({ do: 'send-digits', seizure: event.seizure, digits: keysSent });
        }
        break;
      case 'command-failed':
        noteEvent(test, 'command-failed', { reason: event.reason }, step);
        if (test.state === 'calling') test.clearCause = cause.temporaryFailure;
        this.apply(test, 'command-failed', step);
        break;
      case 'cleared':
        this.apply(test, 'cleared', step, event);
        break;
      default:
        step.log('debug', 'a test call has no use for this event', { event: event.event, seizure: event.seizure });
    }
    return true;
  }

  /** The ledger keeps it under this id. */
  recorded(id: string, recordingId: string): void {
    const test = this.tests.get(id);
    if (test !== undefined) test.told.recordingId = recordingId;
  }

  timeUp(id: string, step: CallsStep): void {
    const test = this.tests.get(id);
    if (test === undefined) return;
    test.clearCause = test.state === 'calling' ? cause.noAnswer : cause.normalClearing;
    this.apply(test, 'time-up', step);
  }

  // ---- within

  private refusal({ span, direction, number, id }: Order, step: CallsStep): Refusal | null {
    const { spans, trunks } = this.rooms;
    const live = spans.live(span);
    if (this.stopped) {
      const message = 'call control is ending; ask again in a moment';
      return { code: 'not-now', message, zh: '电话服务正在结束，请稍后再试。' };
    }
    if (this.tests.has(id)) return { code: 'conflict', message: `test call ${id} is there already` };
    if (live === null) return { code: 'unknown-channel', message: `this box has no span ${span}` };
    const other = [...this.tests.values()].find(({ state, told }) => state !== 'ended' && told.span === span);
    if (other !== undefined) {
      const message = `${other.told.by} makes a test call on span ${span} since ${ago(other, step.atMs)} s: wait for its end, or end it`;
      const zh = `${other.told.by} 正在这条中继上试呼（${ago(other, step.atMs)} 秒前开始），请等它结束或先挂断它。`;
      return { code: 'not-now', message, zh };
    }
    if (direction === 'in') return null;
    if (number === '') return { code: 'bad-request', message: 'a test call out needs the number that it is to call' };
    if (kindOf(trunks.place, plainNumber(trunks.place, number)) === 'emergency') {
      return { code: 'bad-request', message: `${number} is for people in danger: test with another number` };
    }
    if (spans.isUp(span)) return null;
    const [why, zh] =
      live.loopback !== undefined
        ? ['is looped', '处于环回']
        : live.alarms.length > 0
          ? ['has an alarm', '有告警']
          : ['has no D-channel', 'D 信道不通'];
    const message = `span ${span} ${why}: no call can go out over it; let the doctor look at it`;
    return { code: 'not-now', message, zh: `第 ${span} 条中继${zh}，打不出去：请先诊断这条线路。` };
  }

  private noChannel({ span, timeslot }: Order): Refusal {
    if (timeslot === null) {
      const message = `every channel of span ${span} is in a call, blocked or under test: wait for one to be idle`;
      return { code: 'not-now', message, zh: `第 ${span} 条中继没有空闲时隙（都在通话、闭塞或测试），请等一路空闲。` };
    }
    const exists = this.rooms.channels.all().some((each) => each.span === span && each.timeslot === timeslot);
    if (!exists) return { code: 'unknown-channel', message: `span ${span} has no channel in timeslot ${timeslot}` };
    const message = `timeslot ${timeslot} of span ${span} is in a call, blocked or under test: choose another, or unblock it`;
    const zh = `第 ${span} 条中继的时隙 ${timeslot} 正在通话、闭塞或测试，请另选一个或解除闭塞。`;
    return { code: 'not-now', message, zh };
  }

  /** From the end where exchanges hunt last, as our trunks do by themselves. */
  private channelFor({ span, timeslot }: Order): Channel | null {
    const { channels } = this.rooms;
    const fits = channels
      .all()
      .filter((each) => each.kind === 'bearer' && each.span === span && (timeslot ?? each.timeslot) === each.timeslot);
    return fits.filter(({ channel }) => channels.isFree(channel)).at(-1) ?? null;
  }

  private dial(test: Test, channel: Channel, calledType: SentNumberType | undefined, step: CallsStep): void {
    const { trunks } = this.rooms;
    const rules = trunks.of(channel.channel)?.out ?? {};
    const written = writeNumbers(
      trunks.place,
      calledType === undefined ? rules : { ...rules, calledType },
      plainNumber(trunks.place, test.told.number),
    );
    const { seizure } = this.join(test, channel, this.rooms.newSeizure(), 'dialling', step);
    test.told.callingNumber = written.callingNumber;
    openRow(test, channel, written.presentation, step);
    noteEvent(test, 'dialled', { channel: channel.name, trunk: trunks.of(channel.channel)?.id ?? '' }, step);
    step.line({ do: 'dial', seizure, span: channel.span, timeslot: channel.timeslot, ...setupOf(written) });
    step.setTimer(timerOf(test), maxRingMs);
  }

  private join(test: Test, channel: Channel, seizure: Seizure, state: Leg['state'], step: CallsStep): Leg {
    const leg: Leg = {
      seizure,
      channel: channel.channel,
      role: 'outside',
      callId: test.told.id,
      party: 0,
      agentId: '',
      state,
      play: null,
    };
    test.leg = leg;
    test.told.timeslot = channel.timeslot;
    this.bySeizure.set(seizure, test);
    this.rooms.channels.seize(channel.channel, seizure, leg, step);
    return leg;
  }

  /** The far end's first answer names the channel that is really used (ITU-T Q.931 §5.1.2). */
  private moved(test: Test, index: number, step: CallsStep): void {
    const { leg } = test;
    const channel = this.rooms.channels.get(index);
    if (leg === null || channel === null) return;
    leg.taken = true;
    if (index === leg.channel) return;
    this.rooms.channels.release(leg.seizure, step);
    leg.channel = index;
    test.told.timeslot = channel.timeslot;
    this.rooms.channels.seize(index, leg.seizure, leg, step);
    changeRow(test, { channel: channel.name }, step);
  }

  private apply(test: Test, name: TestEvent, step: CallsStep, event: SeizureEvent | null = null): void {
    const row = rowFor(testTable, test.state, name);
    if (row === null) {
      step.log('warn', 'a test call does not expect this event', { state: test.state, event: name });
      return;
    }
    test.state = row.to;
    test.told.state = row.to === 'clearing' ? 'talking' : row.to;
    for (const action of row.actions) this.carryOut(test, action, step, event);
    if (test.leg !== null) this.rooms.channels.refresh(test.leg.channel, step);
  }

  private carryOut(test: Test, action: TestAction, step: CallsStep, event: SeizureEvent | null = null): void {
    const { leg } = test;
    switch (action) {
      case 'answer':
        if (leg === null) return;
        step.line({ do: 'alert', seizure: leg.seizure });
        step.line({ do: 'answer', seizure: leg.seizure });
        return;
      case 'listen':
        if (leg !== null) this.listen(test, leg, step);
        return;
      case 'clear':
        if (leg === null) return;
        leg.state = 'clearing';
        step.line({ do: 'clear', seizure: leg.seizure, cause: test.clearCause });
        step.setTimer(timerOf(test), maxClearingMs);
        return;
      case 'close':
        this.close(test, event?.event === 'cleared' ? event : { cause: test.clearCause, by: 'near-end' }, step);
    }
  }

  private listen(test: Test, leg: Leg, step: CallsStep): void {
    leg.state = 'connected';
    const { seizure } = leg;
    step.line({ do: 'watch', seizure, for: ['level', 'progress'] });
    const number = test.told.direction === 'out' ? test.told.number : test.told.callingNumber;
    step.tell({ notice: 'record-test', callId: test.told.id, seizure, number });
    this.rooms.prompts.sound(seizure, [{ tone: 'beep', ms: toneMs }], false, step);
    changeRow(test, { answeredAt: step.atMs }, step);
    noteEvent(test, 'answered', {}, step);
    step.setTimer(timerOf(test), heardMs);
  }

  private close(
    test: Test,
    how: { readonly cause: number; readonly by: 'far-end' | 'near-end' | 'network' },
    step: CallsStep,
  ): void {
    const { told, leg } = test;
    step.cancelTimer(timerOf(test));
    told.state = 'ended';
    told.endedAt = step.atMs;
    if (leg === null) {
      told.problem = problemOf(told);
      return; // nobody called: there was no call
    }
    told.cause = how.cause;
    told.endedBy = how.by;
    told.problem = problemOf(told);
    test.leg = null;
    this.bySeizure.delete(leg.seizure);
    this.rooms.channels.release(leg.seizure, step);
    step.tell({ notice: 'test-ended', callId: told.id });
    const closing = {
      endedAt: step.atMs,
      cause: how.cause,
      endedBy: endedByOf(told),
      // No agent was in it: it completes nobody's conversation.
      ending: told.answeredAfterMs === null ? 'unanswered' : 'self-service',
    } as const;
    changeRow(test, closing, step);
    noteEvent(test, 'ended', { cause: how.cause, by: how.by, problem: told.problem }, step);
  }

  private forgetOld(): void {
    for (const [id, { state }] of this.tests) {
      if (this.tests.size <= maxKept) return;
      if (state === 'ended') this.tests.delete(id);
    }
  }
}

function newTest(order: Order, channel: Channel | null, atMs: number): Test {
  const { id, by, span, timeslot, direction, number } = order;
  return {
    state: direction === 'out' ? 'calling' : 'waiting',
    told: {
      id,
      by,
      span,
      timeslot: channel?.timeslot ?? timeslot ?? 0,
      direction,
      number,
      state: direction === 'out' ? 'calling' : 'waiting',
      callId: null,
      callingNumber: '',
      startedAt: atMs,
      answeredAfterMs: null,
      endedAt: null,
      cause: null,
      levelDbm0: null,
      noiseDbm0: null,
      digits: '',
      endedBy: null,
      recordingId: null,
      problem: '',
    },
    timeslotMeant: timeslot,
    leg: null,
    seq: 0,
    clearCause: cause.normalClearing,
    heard: [],
  };
}

function ago({ told }: Test, atMs: number): number {
  return Math.round((atMs - told.startedAt) / 1_000);
}

function timerOf({ told }: Test): string {
  return `calls test-call ${told.id}`;
}
