import { describe, expect, test } from 'vitest';
import { keyOf, Lognormal, stream, uniform } from './draws.js';
import { drawFate, drawHandling, emptyFate, type Fate, type Handling, ringTimeoutMs, setupMs } from './people.js';

const many = 200_000;

interface Shape {
  readonly mean: number;
  readonly cv: number;
}

function shapeOf(values: readonly number[]): Shape {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, cv: Math.sqrt(variance) / mean };
}

function fates(probability: number, detects = true): readonly Fate[] {
  return Array.from({ length: many }, (_, attempt) => {
    const fate = emptyFate();
    drawFate(fate, 7, attempt, probability, detects);
    return { ...fate };
  });
}

function handlings(who: 'usual' | 'bimodal' | 'machine'): readonly Handling[] {
  return Array.from({ length: many }, (_, count) => {
    const handling = { talkMs: 0, wrapMs: 0 };
    drawHandling(handling, 7, count % 60, Math.floor(count / 60), who);
    return handling;
  });
}

function share<T>(of: readonly T[], where: (one: T) => boolean): number {
  return of.filter(where).length / of.length;
}

describe('draws', () => {
  test('are the same for the same name, and others for another', () => {
    const key = keyOf(3, stream.attempt, 17);
    expect(uniform(key, 2)).toBe(uniform(keyOf(3, stream.attempt, 17), 2));
    const others = [keyOf(4, stream.attempt, 17), keyOf(3, stream.agent, 17), keyOf(3, stream.attempt, 18)];
    for (const other of others) expect(uniform(other, 2)).not.toBe(uniform(key, 2));
  });

  test('are even, and neighbours are unrelated', () => {
    for (const seed of [1, 2, 10]) {
      const values = Array.from({ length: many }, (_, at) => uniform(keyOf(seed, stream.attempt, at), 0));
      const tenths = new Array<number>(10).fill(0);
      for (const value of values) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
      for (const count of tenths) expect(Math.abs(count / many - 0.1)).toBeLessThan(0.004);
      let product = 0;
      for (let at = 1; at < many; at++) product += ((values[at] ?? 0) - 0.5) * ((values[at - 1] ?? 0) - 0.5);
      expect(Math.abs((12 * product) / many)).toBeLessThan(0.01);
    }
  });

  test('a lognormal has its mean and coefficient of variation', () => {
    const law = new Lognormal(150_000, 0.9);
    const { mean, cv } = shapeOf(Array.from({ length: many }, (_, at) => law.at(keyOf(1, stream.agent, at), 0)));
    expect(mean / 150_000).toBeCloseTo(1, 1.7);
    expect(cv).toBeCloseTo(0.9, 1);
  });
});

describe('people', () => {
  const all = fates(0.3);
  const others = all.filter(({ answerer }) => answerer !== 'person');

  test('answer with the probability of the hour, but for those who would answer after the time-out', () => {
    // Gamma of shape 3 and mean 8.5 s: e^-x (1 + x + x² / 2) at 25 s, x = 75 / 8.5.
    const x = 75 / 8.5;
    const late = Math.exp(-x) * (1 + x + (x * x) / 2);
    expect(share(all, ({ answerer }) => answerer === 'person')).toBeCloseTo(0.3 * (1 - late), 2.3);
  });

  test('lift after set-up and a gamma of mean 8.5 s and cv 0.577, cut at the time-out', () => {
    const rings = all.filter(({ answerer }) => answerer === 'person').map(({ liftsMs }) => liftsMs - setupMs);
    expect(Math.max(...rings)).toBeLessThan(ringTimeoutMs);
    const { mean, cv } = shapeOf(rings);
    // The cut takes 0.7 % off, at some 28 s each.
    expect(mean).toBeGreaterThan(8_250);
    expect(mean).toBeLessThan(8_500);
    expect(cv).toBeGreaterThan(0.53);
    expect(cv).toBeLessThan(0.58);
  });

  test('the others are machines, busy, SIT, fax, or nobody', () => {
    expect(share(others, ({ answerer }) => answerer === 'machine')).toBeCloseTo(0.33, 2);
    expect(share(others, ({ answerer }) => answerer === 'fax')).toBeCloseTo(0.02, 2);
    const silent = (cause: string) => share(others, (fate) => fate.answerer === 'none' && fate.cause === cause);
    expect(silent('busy')).toBeCloseTo(0.1, 2);
    expect(silent('sit')).toBeCloseTo(0.1, 2);
    expect(silent('noanswer')).toBeCloseTo(0.45, 1.7);
  });

  test('each kind takes its time', () => {
    const wrong = all.filter(({ answerer, cause, liftsMs, greetingMs }) => {
      const within = (low: number, high: number) => liftsMs >= low && liftsMs <= high;
      if (answerer !== 'none' && (greetingMs < 300 || greetingMs > 1_000)) return true;
      if (answerer === 'machine') return !within(4_500, 7_500) && !within(18_500, 24_500);
      if (answerer !== 'none') return !within(setupMs, setupMs + ringTimeoutMs);
      if (cause === 'busy') return !within(2_000, 4_000);
      return cause === 'sit' ? !within(2_500, 5_500) : liftsMs !== 26_500;
    });
    expect(wrong).toEqual([]);
    const machines = all.filter(({ answerer }) => answerer === 'machine');
    expect(share(machines, ({ liftsMs }) => liftsMs < 10_000)).toBeCloseTo(0.3, 1.7);
  });

  test('the detector takes 1 % of persons for machines and 5 % of machines for persons, and its time', () => {
    const persons = all.filter(({ answerer }) => answerer === 'person');
    const machines = all.filter(({ answerer }) => answerer === 'machine');
    expect(share(persons, ({ takenFor }) => takenFor !== 'human')).toBeCloseTo(0.01, 2.5);
    expect(share(machines, ({ takenFor }) => takenFor === 'human')).toBeCloseTo(0.05, 2);
    const wrong = [...persons, ...machines].filter(({ takenFor, greetingMs, classifiedMs }) =>
      takenFor === 'human' ? classifiedMs !== greetingMs + 800 : classifiedMs < 1_500 || classifiedMs > 4_000,
    );
    expect(wrong).toEqual([]);
  });

  test('without detection everybody who answers is a person at once', () => {
    const answered = fates(0.3, false).filter(({ answerer }) => answerer !== 'none');
    expect(answered.every(({ takenFor, classifiedMs }) => takenFor === 'human' && classifiedMs === 0)).toBe(true);
  });

  test('talk and wrap have their means and variations', () => {
    const usual = handlings('usual');
    const talk = shapeOf(usual.map(({ talkMs }) => talkMs));
    const wrap = shapeOf(usual.map(({ wrapMs }) => wrapMs));
    expect(talk.mean / 150_000).toBeCloseTo(1, 1.7);
    expect(talk.cv).toBeCloseTo(0.9, 1);
    expect(wrap.mean / 25_000).toBeCloseTo(1, 1.7);
    expect(wrap.cv).toBeCloseTo(0.6, 1);
    const machines = handlings('machine');
    expect(machines.every(({ talkMs }) => talkMs >= 4_000 && talkMs <= 9_000)).toBe(true);
    expect(machines.every(({ wrapMs }) => wrapMs >= 3_000 && wrapMs <= 8_000)).toBe(true);
  });

  test('bimodal: 60 % short talks, whose wrap-up is short as well', () => {
    const all = handlings('bimodal');
    expect(shapeOf(all.map(({ talkMs }) => talkMs)).mean).toBeCloseTo(0.6 * 15_000 + 0.4 * 220_000, -3.2);
    const brief = all.filter(({ talkMs }) => talkMs < 30_000);
    const long = all.filter(({ talkMs }) => talkMs >= 30_000);
    expect(shapeOf(brief.map(({ wrapMs }) => wrapMs)).mean / 8_750).toBeCloseTo(1, 1.7);
    expect(shapeOf(long.map(({ wrapMs }) => wrapMs)).mean / 25_000).toBeCloseTo(1, 1.7);
  });
});
