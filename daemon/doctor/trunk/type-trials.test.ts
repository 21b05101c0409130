import { expect, test } from 'vitest';
import { CallboxError } from '../../base/errors.js';
import { ManualTime } from '../../base/timers.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { SentNumberType } from '../../terms/trunks.js';
import { TypeTrials, takenAfterMs, trialLookMs } from './type-trials.js';

const call: TestCall = {
  ...{ id: '', by: 'tech', span: 1, timeslot: 30, direction: 'out', number: '02160001000', state: 'calling' },
  ...{ callId: null, callingNumber: '', startedAt: 0, answeredAfterMs: null, endedAt: null, cause: null },
  ...{ levelDbm0: null, noiseDbm0: null, digits: '', endedBy: null, recordingId: null, problem: '' },
};
const refused = (cause: number): Partial<TestCall> => ({
  state: 'ended',
  problem: 'refused',
  cause,
  endedBy: 'network',
});

class Rig {
  readonly time = new ManualTime();
  readonly faults: unknown[] = [];
  readonly called: SentNumberType[] = [];
  readonly ended: string[] = [];
  /** What becomes of a call with this type; absent: it rings on. */
  becomes: Partial<Record<SentNumberType, Partial<TestCall>>> = {};
  refuse: Error | null = null;
  inForce: SentNumberType = 'unknown';
  private readonly calls = new Map<string, Partial<TestCall>>();
  private next = 0;
  readonly trials = new TypeTrials({
    clock: this.time,
    timers: this.time,
    ids: { next: () => `trial-${++this.next}` },
    eyes: {
      written: (span, number, type = this.inForce) => {
        if (span > 1) return null;
        // As rules.ts has it: a number of the own country has no international form.
        const calledType = type === 'international' && !number.startsWith('00') ? 'unknown' : type;
        return { trunk: 'city', calledNumber: calledType === 'national' ? number.slice(1) : number, calledType };
      },
      startTest: async (_, __, ___, type = 'unknown') => {
        if (this.refuse !== null) throw this.refuse;
        this.called.push(type);
        const id = `call-${this.called.length}`;
        this.calls.set(id, this.becomes[type] ?? {});
        return id;
      },
      test: (id) => {
        const more = this.calls.get(id);
        if (more === undefined) return null;
        return { ...call, ...more, ...(this.ended.includes(id) ? { state: 'ended' as const } : {}) };
      },
      endTest: (id) => {
        this.ended.push(id);
      },
    },
    onFault: (fault) => this.faults.push(fault),
  });

  async run(number = '02160001000') {
    const id = this.trials.start({ by: 'tech', span: 1, number });
    for (let looks = 0; looks < 400 && this.trials.get(id).endedAt === null; looks++) {
      await Promise.resolve();
      await Promise.resolve();
      this.time.advance(trialLookMs);
    }
    return this.trials.get(id);
  }
}

test('the type that the carrier takes is found, and what each other one was refused with', async () => {
  const rig = new Rig();
  rig.becomes = { unknown: refused(28), subscriber: refused(1) };
  const trial = await rig.run();
  expect(rig.called).toEqual(['unknown', 'national', 'subscriber']);
  expect(trial).toMatchObject({ trunk: 'city', inForce: 'unknown', better: 'national' });
  expect(
    trial.tries.map(({ type, state, cause, sameAs, calledNumber }) => [type, state, cause, sameAs, calledNumber]),
  ).toEqual([
    ['unknown', 'refused', 28, null, '02160001000'],
    ['national', 'taken', null, null, '2160001000'],
    ['subscriber', 'refused', 1, null, '02160001000'],
    ['international', 'same', null, 'unknown', '02160001000'],
  ]);
  expect(rig.ended).toEqual(['call-2']); // who rang is not called on
  expect(rig.faults).toEqual([]);
});

test('the type in force is tried first; if it works now, nothing is to be changed', async () => {
  const rig = new Rig();
  rig.inForce = 'national';
  rig.becomes = { unknown: refused(28) };
  const trial = await rig.run();
  expect(rig.called[0]).toBe('national');
  expect(trial.better).toBeNull();
});

test('busy means that the number was understood; an answer ends its call at once', async () => {
  const rig = new Rig();
  rig.becomes = {
    unknown: refused(28),
    national: refused(17),
    subscriber: { state: 'talking', answeredAfterMs: 900 },
  };
  const trial = await rig.run();
  expect(trial.tries.map(({ state }) => state)).toEqual(['refused', 'taken', 'answered', 'same']);
  expect(trial.better).toBe('national');
  expect(rig.ended).toEqual(['call-3']);
});

test('when all are refused, none is offered', async () => {
  const rig = new Rig();
  rig.becomes = { unknown: refused(28), national: refused(28), subscriber: refused(28) };
  expect((await rig.run()).better).toBeNull();
});

test('a line on which no call can be made says why, and the rest is not tried', async () => {
  const rig = new Rig();
  rig.refuse = new CallboxError('not-now', 'span 1 has no D-channel');
  const trial = await rig.run();
  expect(trial.tries.map(({ state }) => state)).toEqual(['failed', 'not-needed', 'not-needed', 'same']);
  expect(trial.tries[0]?.why).toContain('no D-channel');
  expect(trial.better).toBeNull();
});

test('a call that nobody refuses is given up after six seconds', async () => {
  const rig = new Rig();
  const from = rig.time.nowMs();
  const trial = await rig.run();
  expect(trial.tries.map(({ state }) => state)).toEqual(['taken', 'taken', 'taken', 'same']);
  expect((trial.endedAt ?? 0) - from).toBeLessThan(4 * (takenAfterMs + 4 * trialLookMs));
});

test('one trial at a time on a span; a span or a trial that is not there is refused', async () => {
  const rig = new Rig();
  const id = rig.trials.start({ by: 'one', span: 1, number: '10086' });
  const start = (span: number) => () => rig.trials.start({ by: 'two', span, number: '10086' });
  expect(start(1)).toThrowError(expect.objectContaining({ code: 'not-now', message: expect.stringContaining('one') }));
  expect(start(2)).toThrowError(expect.objectContaining({ code: 'unknown-channel' }));
  expect(() => rig.trials.get('x')).toThrowError(expect.objectContaining({ code: 'not-found' }));
  expect(rig.trials.get(id).endedAt).toBeNull();
});
