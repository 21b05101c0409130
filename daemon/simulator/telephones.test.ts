/** Tables as rows, arrivals and scripts by seed, phrases as files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SeededRandom } from '../base/random.js';
import { ManualTime } from '../base/timers.js';
import { Crowd } from './crowd.js';
import { deskTelephoneTable } from './desk-telephone.js';
import { readPhrases } from './phrases.js';
import { publicTelephoneTable } from './public-telephone.js';
import { improvise } from './script.js';

describe('tables', () => {
  test.each([
    ['idle', 'call', 'dialling', ['dial', 'show']],
    ['dialling', 'alerting', 'ringing', ['show']],
    ['dialling', 'answered', 'talking', ['show']],
    ['ringing', 'answered', 'talking', ['show']],
    ['talking', 'cleared', 'ended', ['show']],
    ['talking', 'hang-up', 'clearing', ['clear', 'show']],
    ['clearing', 'answered', 'clearing', []],
    ['clearing', 'cleared', 'ended', []],
    ['clearing', 'call', 'dialling', ['dial', 'show']],
    ['ended', 'call', 'dialling', ['dial', 'show']],
  ] as const)('public telephone: %s, %s → %s %j', (state, event, to, actions) => {
    expect((publicTelephoneTable[state] as Record<string, unknown>)[event]).toEqual({ to, actions });
  });

  test.each([
    ['on-hook', 'ring', 'ringing', ['await-auto', 'show']],
    ['on-hook', 'lift', 'off-hook', ['seize', 'show']],
    ['ringing', 'lift', 'off-hook', ['stop-waiting', 'answer', 'show']],
    ['ringing', 'auto-lift', 'off-hook', ['answer', 'speak', 'show']],
    ['ringing', 'ring-over', 'on-hook', ['stop-waiting', 'show']],
    ['off-hook', 'lay', 'on-hook', ['clear', 'show']],
    ['off-hook', 'said-all', 'on-hook', ['clear', 'show']],
    ['off-hook', 'line-lost', 'dead', ['await-line']],
    ['dead', 'retry', 'off-hook', ['seize']],
    ['dead', 'lay', 'on-hook', ['stop-waiting', 'show']],
  ] as const)('desk telephone: %s, %s → %s %j', (state, event, to, actions) => {
    expect((deskTelephoneTable[state] as Record<string, unknown>)[event]).toEqual({ to, actions });
  });
});

describe('the crowd', () => {
  const arrivals = (seed: number, perHour: number, hours: number, stays: boolean) => {
    const time = new ManualTime();
    const at: number[] = [];
    const crowd = new Crowd({
      timers: time,
      random: new SeededRandom(seed),
      callersPerHour: perHour,
      place: (onEnd) => {
        at.push(time.nowMs());
        if (!stays) onEnd();
      },
    });
    crowd.start();
    time.advance(hours * 3_600_000);
    return { at, crowd, time };
  };

  test('comes at the mean rate, and the same for the same seed', () => {
    const { at } = arrivals(7, 40, 500, false);
    expect(at.length / 500).toBeGreaterThan(38); // 20,000 arrivals: sd of the mean is 0.28 an hour
    expect(at.length / 500).toBeLessThan(42);
    expect(arrivals(7, 40, 500, false).at).toEqual(at);
  });

  test('has gaps like a Poisson stream: standard deviation equals mean', () => {
    const { at } = arrivals(3, 60, 500, false);
    const gaps = at.slice(1).map((each, index) => each - (at[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeGreaterThan(0.95);
    expect(deviation / mean).toBeLessThan(1.05);
  });

  test('is bounded, and counts whom it turned away', () => {
    const { at, crowd } = arrivals(1, 3600, 1, true);
    expect(at.length).toBe(60);
    expect(crowd.turnedAway).toBeGreaterThan(3000);
  });

  test('of nobody sets no timer, and one that stops sets none any more', () => {
    expect(arrivals(1, 0, 1, false).time.waiting).toBe(0);
    const { crowd, time } = arrivals(1, 40, 1, false);
    crowd.stop();
    expect(time.waiting).toBe(0);
  });
});

describe('improvised scripts', () => {
  const phrases = [
    { id: 'zh-1', language: 'zh', by: 'caller', text: '你好', file: '/zh-1.wav' },
    { id: 'zh-5', language: 'zh', by: 'agent', text: '您好', file: '/zh-5.wav' },
    { id: 'en-1', language: 'en', by: 'caller', text: 'Hello', file: '/en-1.wav' },
  ] as const;

  test('are of one language, say no agent’s words, end by hanging up, and are bounded', () => {
    const random = new SeededRandom(5);
    const seen = new Set<string>();
    for (let n = 0; n < 500; n++) {
      const { from, to, steps } = improvise(random, ['02160001000', '4008001000'], phrases);
      expect(from).toMatch(/^(1390000000[1-6]|0216000000[78]|13700001234)$/);
      const said = new Set(steps.flatMap((step) => (step.do === 'say' ? [step.file] : [])));
      expect(said.size).toBe(1);
      expect(said).not.toContain('/zh-5.wav');
      expect(steps.at(-1)).toEqual({ do: 'hang-up' });
      expect(steps.length).toBeLessThan(100);
      for (const step of steps) if (step.do === 'key') seen.add(step.digits);
      seen.add(from).add(to);
    }
    for (const each of ['0', '1', '2', '7', '13700001234', '13900000001', '02160001000', '4008001000']) {
      expect(seen).toContain(each);
    }
  });

  test('need no phrases', () => {
    const { steps } = improvise(new SeededRandom(1), ['02160001000'], []);
    expect(steps.some((step) => step.do === 'say')).toBe(false);
  });
});

describe('phrases', () => {
  let sounds: string;
  beforeEach(() => {
    sounds = mkdtempSync(join(tmpdir(), 'callbox-phrases-'));
    mkdirSync(join(sounds, 'callers'));
  });
  afterEach(() => rmSync(sounds, { recursive: true, force: true }));
  const phrase = { id: 'zh-1', language: 'zh', by: 'caller', text: '你好' };
  const write = (content: unknown) => writeFileSync(join(sounds, 'callers/phrases.json'), JSON.stringify(content));

  test('are a list with a WAV each', () => {
    write([phrase]);
    writeFileSync(join(sounds, 'callers/zh-1.wav'), '');
    expect(readPhrases(sounds)).toEqual([{ ...phrase, file: join(sounds, 'callers/zh-1.wav') }]);
  });

  test.each([
    ['a missing list', null, /has set-up run/],
    ['a missing WAV', [phrase], /zh-1\.wav; remove .* and start again/],
    ['a name that leaves the folder', [{ ...phrase, id: '../x' }], /not a list of phrases/],
    ['another shape', { phrase }, /not a list of phrases/],
  ])('%s is told', (_what, content, message) => {
    if (content !== null) write(content);
    expect(() => readPhrases(sounds)).toThrow(message);
  });
});
