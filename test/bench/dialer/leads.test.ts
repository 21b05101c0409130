import { expect, test } from 'vitest';
import { LeadBook } from './leads.js';
import { drawFate, emptyFate } from './people.js';

const many = 200_000;
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

test('numbers of their own probability keep the mean, and their probability is true', () => {
  const leads = new LeadBook(5, { spread: 1, told: 'truth' });
  const told = Array.from({ length: many }, (_, attempt) => leads.told(attempt, 0.3, 0) ?? 0);
  expect(told.every((share, attempt) => share === leads.probability(attempt, 0.3))).toBe(true);
  expect(mean(told)).toBeCloseTo(0.3, 2);
  const deviation = Math.sqrt(mean(told.map((share) => (share - 0.3) ** 2)));
  expect(deviation / 0.3).toBeGreaterThan(0.5);
  const high = told.flatMap((probability, attempt) => (probability > 0.5 ? [{ probability, attempt }] : []));
  const fate = emptyFate();
  const answered = high.filter(({ probability, attempt }) => {
    drawFate(fate, 5, attempt, probability, true);
    return fate.answerer === 'person';
  });
  expect(answered.length / high.length).toBeCloseTo(mean(high.map(({ probability }) => probability)), 1.7);
});

test('learnt: what it is told in the end goes with the truth, as far as region and list say it', () => {
  const leads = new LeadBook(6, { spread: 0.8, told: 'learnt' });
  const fate = emptyFate();
  for (let attempt = 0; attempt < 4_000; attempt++) {
    drawFate(fate, 6, attempt, leads.probability(attempt, 0.3), true);
    leads.ended(attempt, attempt * 7_000, fate.answerer === 'person');
  }
  const logit = (share: number): number => Math.log(share / (1 - share));
  const pairs = Array.from({ length: 4_000 }, (_, at) => {
    const attempt = 4_000 + at;
    return [logit(leads.probability(attempt, 0.3)), logit(leads.told(attempt, 0.3, attempt * 7_000) ?? 0.5)] as const;
  });
  const [x, y] = [mean(pairs.map(([truth]) => truth)), mean(pairs.map(([, told]) => told))];
  const both = mean(pairs.map(([truth, told]) => (truth - x) * (told - y)));
  const own = mean(pairs.map(([truth]) => (truth - x) ** 2)) * mean(pairs.map(([, told]) => (told - y) ** 2));
  expect((both * both) / own).toBeGreaterThan(0.5); // 0.7 is there to be known
  expect((both * both) / own).toBeLessThan(0.75);
});

test('nothing told: the same people, and the pacer hears of none', () => {
  const silent = new LeadBook(5, { spread: 1, told: 'nothing' });
  const open = new LeadBook(5, { spread: 1, told: 'truth' });
  expect(silent.told(3, 0.3, 0)).toBeUndefined();
  expect(silent.probability(3, 0.3)).toBe(open.probability(3, 0.3));
});
