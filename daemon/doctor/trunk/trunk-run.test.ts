/** One examination from press to verdict, in time that flies, with eyes that a test sets. */
import { expect, test } from 'vitest';
import { ManualTime } from '../../base/timers.js';
import type { SpanMeters } from '../../lines/lines.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { LiveChannel } from '../../terms/live.js';
import { usualSpanSetup } from '../../terms/span-setup.js';
import type { SpanLook } from './observations.js';
import { wholeRunMs } from './trunk-checks.js';
import { type TrunkEyes, TrunkRun, testHeardMs } from './trunk-run.js';

const zeros: SpanMeters = {
  span: 1,
  lossOfSignal: 0,
  lossOfFrame: 0,
  slips: 0,
  crcErrors: 0,
  farEndErrors: 0,
  codeViolations: 0,
  framesIn: 9,
  framesOut: 9,
  framesBadFcs: 0,
};

class Rig {
  readonly time = new ManualTime();
  readonly faults: unknown[] = [];
  readonly started: string[] = [];
  readonly ended: string[] = [];
  seen: Partial<SpanLook> = {};
  idle = 30;
  refuse: Error | null = null;
  call: Partial<TestCall> = {};
  /** Of the first one alone. */
  firstCall: Partial<TestCall> | null = null;
  private startedAt = 0;
  private listeners = 0;

  readonly eyes: TrunkEyes = {
    timeZone: 'Asia/Shanghai',
    look: (span) => {
      if (span !== 1) return null;
      const atMs = this.time.nowMs();
      const usual = { alarms: [], dChannel: 'up', loopback: 'off', meters: zeros, mediaCpuUs: atMs } as const;
      return { atMs, ...usual, ...this.seen };
    },
    name: () => 'E1-1',
    setup: () => usualSpanSetup,
    channels: () => Array.from({ length: 30 }, (_, at) => channel(at, at < this.idle)),
    testNumber: () => '10086',
    recent: async () => ({ calls: 0, answered: 0, refused: [], callsIn: 0, withoutNumber: 0 }),
    frames: () => {
      this.listeners += 1;
      return () => {
        this.listeners -= 1;
      };
    },
    written: () => null,
    startTest: async (_, number) => {
      if (this.refuse !== null) throw this.refuse;
      this.started.push(number);
      this.startedAt = this.time.nowMs();
      return `test-${this.started.length}`;
    },
    test: (id) => ({
      ...usualTest,
      id,
      startedAt: this.startedAt,
      ...(this.firstCall?.id === id ? this.firstCall : this.call),
    }),
    endTest: (id) => {
      this.ended.push(id);
      this.call = { ...this.call, state: 'ended', problem: this.call.levelDbm0 === null ? 'silence' : '' };
    },
  };

  press(number = ''): TrunkRun {
    const first = this.eyes.look(1);
    if (first === null) throw new Error('no span');
    const needs = {
      clock: this.time,
      timers: this.time,
      eyes: this.eyes,
      onFault: (fault: unknown) => this.faults.push(fault),
    };
    return new TrunkRun(needs, 'id', 1, first, 'tech', number);
  }

  /** What was promised is answered between two looks. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.time.advance(250);
      await Promise.resolve();
      await Promise.resolve();
    }
  }

  get listening(): number {
    return this.listeners;
  }
}

const usualTest: TestCall = {
  id: '',
  by: 'tech',
  span: 1,
  timeslot: 31,
  direction: 'out',
  number: '10086',
  state: 'talking',
  callId: null,
  callingNumber: '',
  startedAt: 0,
  answeredAfterMs: 500,
  endedAt: null,
  cause: null,
  levelDbm0: -10,
  noiseDbm0: -60,
  digits: '',
  endedBy: null,
  recordingId: null,
  problem: '',
};

function channel(at: number, isIdle: boolean): LiveChannel {
  const place = { channel: at, name: `E1-1:${at + 1}`, kind: 'bearer', span: 1, timeslot: at + 1, line: 0 } as const;
  return { ...place, state: isIdle ? 'idle' : 'answered', callId: null, since: 0 };
}

const stateOf = (run: TrunkRun, id: string) => run.diagnosis.checks.find((check) => check.id === id)?.state;

test('a line that is well: all twelve good, the test call heard and hung up, in time', async () => {
  const rig = new Rig();
  const run = rig.press();
  expect(run.diagnosis.checks.every(({ state }) => state === 'running')).toBe(true);
  await rig.pass(wholeRunMs);
  expect(run.diagnosis.verdict).toMatchObject({ fault: 'well', toCarrier: { zh: '' } });
  expect(run.diagnosis.checks.map(({ state }) => state)).toEqual(Array(12).fill('good'));
  expect((run.diagnosis.endedAt ?? 0) - run.diagnosis.startedAt).toBeLessThan(12_000);
  expect(rig.started).toEqual(['10086']);
  expect(rig.ended).toEqual(['test-1']);
  expect(rig.listening).toBe(0);
  expect(rig.time.waiting).toBe(0);
  expect(testHeardMs).toBeLessThan(wholeRunMs);
});

test('without a signal the verdict is there at once, and nothing above is asked', async () => {
  const rig = new Rig();
  rig.seen = { alarms: ['LOS'], dChannel: 'down' };
  const run = rig.press();
  await rig.pass(2_500);
  expect(run.diagnosis.verdict).toMatchObject({ fault: 'no-signal', side: 'cable' });
  expect(stateOf(run, 'test-call')).toBe('skipped');
  expect(rig.started).toEqual([]);
});

test('the last idle channels are left to customers', async () => {
  const rig = new Rig();
  rig.idle = 1;
  const run = rig.press();
  await rig.pass(wholeRunMs);
  expect(stateOf(run, 'test-call')).toBe('skipped');
  expect(run.diagnosis.verdict?.words.en).toContain('left to customers');
});

test('a channel that is just being restarted refuses: another try a moment later decides', async () => {
  const rig = new Rig();
  rig.firstCall = { id: 'test-1', state: 'ended', problem: 'refused', cause: 44, answeredAfterMs: null };
  const run = rig.press('10000');
  await rig.pass(wholeRunMs);
  expect(rig.started).toEqual(['10000', '10000']);
  expect(run.diagnosis.verdict?.fault).toBe('well');
});

test('a test call that call control refuses is skipped, and why', async () => {
  const rig = new Rig();
  rig.refuse = new Error('somebody tests already');
  const run = rig.press();
  await rig.pass(wholeRunMs);
  expect(run.diagnosis.checks.at(-1)).toMatchObject({
    state: 'skipped',
    seen: { en: expect.stringContaining('somebody tests already') },
  });
});

test('whatever is slow, the verdict is there in 20 s', async () => {
  const rig = new Rig();
  rig.call = { state: 'calling', answeredAfterMs: null };
  const slow = { ...rig.eyes, recent: () => new Promise<never>(() => {}) };
  Object.assign(rig.eyes, slow);
  const run = rig.press();
  await rig.pass(20_000);
  expect(run.isOver).toBe(true);
  expect(stateOf(run, 'numbers')).toBe('unsure');
});

test('eyes that fail end the run with what it has', async () => {
  const rig = new Rig();
  const run = rig.press();
  await rig.pass(3_000);
  Object.assign(rig.eyes, {
    look: () => {
      throw new Error('the lines are closed');
    },
  });
  await rig.pass(500);
  expect(run.isOver).toBe(true);
  expect(rig.faults).toHaveLength(1);
  expect(run.diagnosis.verdict).not.toBeNull();
});
