import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../base/random.js';
import {
  type Candidate,
  draw,
  type FormItem,
  formProblems,
  handOut,
  type ItemAnswer,
  itemAnswers,
  judge,
  marksOf,
  type QualityForm,
  type SamplingRule,
  usualAutoRules,
} from './quality.js';

const said = { zh: '您好', en: 'Hello' };
const item = (id: string, weight: number, veto = false): FormItem => ({ id, text: said, weight, veto });
const form: QualityForm = {
  name: said,
  items: [item('greets', 30), item('solves', 50), item('bye', 20), item('polite', 0, true)],
  goodFrom: 85,
  badBelow: 60,
};

describe('a form', () => {
  it.each<[string, Partial<QualityForm>, readonly string[]]>([
    ['is right', {}, []],
    ['weighs 90', { items: [item('a', 90)] }, ['weights']],
    ['has no items', { items: [] }, ['no-items']],
    ['has an item twice', { items: [item('a', 50), item('a', 50)] }, ['same-id']],
    ['calls one call good and bad', { goodFrom: 50, badBelow: 60 }, ['thresholds']],
    ['says nothing', { name: { zh: '', en: '' } }, ['nothing-said']],
  ])('%s', (_what, change, problems) => expect(formProblems({ ...form, ...change })).toEqual(problems));

  it.each<[string, readonly ItemAnswer[], object | null]>([
    ['all right', ['yes', 'yes', 'yes', 'yes'], { points: 100, vetoed: false, verdict: 'good' }],
    ['half of one', ['half', 'yes', 'yes', 'yes'], { points: 85, vetoed: false, verdict: 'good' }],
    ['one missed', ['no', 'yes', 'half', 'yes'], { points: 60, vetoed: false, verdict: 'fair' }],
    ['most missed', ['yes', 'no', 'half', 'yes'], { points: 40, vetoed: false, verdict: 'bad' }],
    ['a veto', ['yes', 'yes', 'yes', 'no'], { points: 0, vetoed: true, verdict: 'bad' }],
    [
      'what does not apply weighs nothing',
      ['yes', 'none', 'no', 'yes'],
      { points: 60, vetoed: false, verdict: 'fair' },
    ],
    ['a veto that does not apply', ['yes', 'yes', 'yes', 'none'], { points: 100, vetoed: false, verdict: 'good' }],
    ['nothing applies', ['none', 'none', 'none', 'none'], { points: 100, vetoed: false, verdict: 'good' }],
    ['an answer missing', ['yes', 'yes', 'yes'], null],
  ])('judged: %s', (_what, [greets, solves, bye, polite], judged) => {
    const answers = Object.entries({ greets, solves, bye, polite }).filter(([, answer]) => answer !== undefined);
    expect(judge(form, Object.fromEntries(answers) as Record<string, ItemAnswer>)).toEqual(judged);
  });

  it('takes no answer to what it does not ask', () => {
    expect(judge(form, { greets: 'yes', solves: 'yes', bye: 'yes', other: 'yes' })).toBeNull();
  });

  it('never gives more for a worse answer, and always 0 to 100', () => {
    const answers = fc.tuple(...form.items.map(() => fc.constantFrom(...itemAnswers)));
    fc.assert(
      fc.property(answers, fc.nat(3), (given, at) => {
        const of = (list: readonly ItemAnswer[]) =>
          judge(form, Object.fromEntries(form.items.map(({ id }, n) => [id, list[n] as ItemAnswer])))?.points ?? -1;
        const points = of(given);
        const worse = of(given.with(at, 'no'));
        return points >= 0 && points <= 100 && (given[at] === 'none' || worse <= points);
      }),
    );
  });
});

describe('automatic marks', () => {
  const fine = { talkMs: 60_000, disposition: 'resolved', longestSilenceMs: 5_000, talkOverPercent: 3 };
  it.each([
    [{}, []],
    [{ talkMs: 9_999 }, ['too-short']],
    [{ longestSilenceMs: 20_000 }, ['long-silence']],
    [{ talkOverPercent: 15 }, ['talk-over']],
    [{ disposition: null }, ['no-disposition']],
    [{ longestSilenceMs: null, talkOverPercent: null }, []],
  ])('%j', (change, marks) => expect(marksOf({ ...fine, ...change }, usualAutoRules)).toEqual(marks));

  it('are none when no rule is on', () => {
    const off = { talkShorterMs: null, silenceLongerMs: null, talkOverPercent: null, noDisposition: false };
    const worst = { talkMs: 0, disposition: null, longestSilenceMs: 1e9, talkOverPercent: 100 };
    expect(marksOf(worst, off)).toEqual([]);
  });
});

const rule: SamplingRule = {
  name: 'weekly',
  on: true,
  perAgentPerWeek: 2,
  ratedFrom: 4,
  marked: false,
  queues: [],
  groups: [],
  campaigns: [],
  direction: null,
  minTalkMs: 10_000,
  people: [],
};
const call = (n: number, more: Partial<Candidate> = {}): Candidate => ({
  recordingId: `r${n}`,
  agent: n % 2 === 0 ? '8001' : '8002',
  queue: 'service',
  group: 'one',
  campaign: null,
  direction: 'inbound',
  talkMs: 60_000,
  rating: null,
  marked: false,
  ...more,
});
const none = new Map<string, number>();

describe('a sampling rule', () => {
  const week = Array.from({ length: 20 }, (_, n) => call(n));
  const drawn = (change: Partial<SamplingRule>, calls = week, taken: readonly string[] = [], seed = 1) =>
    draw({ ...rule, ...change }, calls, new Set(taken), none, new SeededRandom(seed));

  it('draws n of each agent, all low ratings besides, none twice', () => {
    const calls = [...week, call(20, { rating: 4 }), call(21, { rating: 5, talkMs: 1 }), call(22, { rating: 3 })];
    const found = drawn({}, calls);
    expect(found.map(({ agent, why }) => `${agent} ${why}`).sort()).toEqual([
      '8001 random',
      '8001 random',
      '8001 rating',
      '8002 random',
      '8002 random',
      '8002 rating',
    ]);
    expect(new Set(found.map(({ recordingId }) => recordingId)).size).toBe(found.length);
  });

  it('fills up what a week lacks and takes nothing that is on a list', () => {
    const so = new Map([
      ['8001', 2],
      ['8002', 1],
    ]);
    const taken = new Set(['r0', 'r2', 'r1']);
    const found = draw({ ...rule, ratedFrom: null }, week, taken, so, new SeededRandom(3));
    expect(found.map(({ agent }) => agent)).toEqual(['8002']);
    expect(taken.has(found[0]?.recordingId ?? '')).toBe(false);
  });

  it('keeps to queues, groups, campaigns and direction', () => {
    const calls = [
      call(0, { queue: 'sales', group: 'two', campaign: 'spring', direction: 'outbound' }),
      call(2, { queue: null }),
    ];
    const ids = (change: Partial<SamplingRule>) => drawn(change, calls).map(({ recordingId }) => recordingId);
    expect(ids({ queues: ['sales'] })).toEqual(['r0']);
    expect(ids({ groups: ['two'] })).toEqual(['r0']);
    expect(ids({ campaigns: ['spring'] })).toEqual(['r0']);
    expect(ids({ direction: 'inbound' })).toEqual(['r2']);
  });

  it('takes what a machine has marked, if it says so', () => {
    const calls = [call(0, { marked: true, talkMs: 100 })];
    expect(drawn({}, calls)).toEqual([]);
    expect(drawn({ marked: true }, calls)).toEqual([{ recordingId: 'r0', agent: '8001', why: 'mark' }]);
  });

  it('draws each call as often as any other', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed++) {
      for (const { recordingId } of drawn({ ratedFrom: null }, week, [], seed)) {
        counts.set(recordingId, (counts.get(recordingId) ?? 0) + 1);
      }
    }
    // 2 of 10: 400 times each, standard deviation 18.
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(Math.abs(count - 400)).toBeLessThan(5 * 18);
  });
});

describe('work', () => {
  const drawn = Array.from({ length: 5 }, (_, n) => ({ recordingId: `r${n}`, agent: '8001', why: 'random' as const }));
  it('goes to who has least to do', () => {
    const judges = handOut(drawn, ['b', 'a'], new Map([['a', 3]])).map((each) => each.judge);
    expect(judges).toEqual(['b', 'b', 'b', 'a', 'b']);
  });
  it('waits when nobody is there', () => expect(handOut(drawn, [], none)).toEqual([]));
});
