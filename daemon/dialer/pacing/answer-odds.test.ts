import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.js';
import { AnswerOdds, type LeadTraits } from './answer-odds.js';

const uniform = (random: SeededRandom): number => random.below(2 ** 32) / 2 ** 32;

/** People as they may be: at home in the evening, different by region, tired of being called. */
function truth({ hour = 0, region = '', attempt = 1, lastResult = '' }: LeadTraits): number {
  const odds =
    -0.8 +
    (hour >= 18 ? 0.8 : hour < 10 ? -0.4 : 0) +
    (region === 'r0' ? 0.7 : region === 'r1' ? -0.7 : 0) -
    0.25 * (attempt - 1) +
    (lastResult === 'noanswer' ? -0.4 : lastResult === 'callback' ? 1 : 0);
  return 1 / (1 + Math.exp(-odds));
}

function draw(random: SeededRandom): LeadTraits {
  const attempt = 1 + random.below(4);
  const lastResult = attempt === 1 ? '' : (['noanswer', 'busy', 'callback'][random.below(3)] ?? '');
  return { hour: 9 + random.below(12), region: `r${random.below(5)}`, attempt, lastResult };
}

function taught(count: number, seed: number): { odds: AnswerOdds; random: SeededRandom; share: number } {
  const random = new SeededRandom(seed);
  const odds = new AnswerOdds();
  let answered = 0;
  for (let attempt = 0; attempt < count; attempt++) {
    const traits = draw(random);
    const answers = uniform(random) < truth(traits);
    answered += Number(answers);
    odds.observe(traits, answers);
  }
  return { odds, random, share: answered / count };
}

test('calibrated: of the numbers given 30 %, 30 % answer', () => {
  const { odds, random } = taught(6000, 1);
  const bins = Array.from({ length: 10 }, () => ({ count: 0, given: 0, answered: 0 }));
  for (let attempt = 0; attempt < 20_000; attempt++) {
    const traits = draw(random);
    const given = odds.probability(traits);
    const bin = bins[Math.min(9, Math.floor(given * 10))];
    if (!bin) continue;
    bin.count += 1;
    bin.given += given;
    bin.answered += Number(uniform(random) < truth(traits));
  }
  for (const { count, given, answered } of bins) {
    if (count > 300) expect(Math.abs(given - answered) / count).toBeLessThan(0.05);
  }
});

test('what it wins: most of the information that there is', () => {
  const { odds, random, share } = taught(6000, 2);
  let ofMean = 0;
  let ofOdds = 0;
  let ofTruth = 0;
  const loss = (given: number, answers: boolean): number => -Math.log(answers ? given : 1 - given);
  for (let attempt = 0; attempt < 20_000; attempt++) {
    const traits = draw(random);
    const answers = uniform(random) < truth(traits);
    ofMean += loss(share, answers);
    ofOdds += loss(odds.probability(traits), answers);
    ofTruth += loss(truth(traits), answers);
  }
  expect((ofMean - ofOdds) / (ofMean - ofTruth)).toBeGreaterThan(0.85);
});

test('compared with others: the differences, and nothing of how many answer today', () => {
  const logit = (share: number): number => Math.log(share / (1 - share));
  const random = new SeededRandom(4);
  const odds = new AnswerOdds();
  for (let attempt = 0; attempt < 6000; attempt++) {
    const region = attempt % 2 === 0 ? 'often' : 'seldom';
    odds.observe({ region }, uniform(random) < (region === 'often' ? 0.12 : 0.04));
  }
  const apart = (share: (traits: LeadTraits) => number): number =>
    logit(share({ region: 'often' })) - logit(share({ region: 'seldom' }));
  expect(odds.probability({})).toBeLessThan(0.15);
  expect(odds.comparedProbability({})).toBeCloseTo(0.29, 2);
  const truly = logit(0.12) - logit(0.04);
  expect(apart((traits) => odds.comparedProbability(traits)) / truly).toBeCloseTo(1, 0.4);
  expect(apart((traits) => odds.comparedProbability(traits))).toBeCloseTo(
    apart((traits) => odds.probability(traits)),
    6,
  );
});

test('a value hardly seen stays near the average', () => {
  const { odds, share } = taught(3000, 3);
  const before = odds.probability({ region: 'new' });
  odds.observe({ region: 'new' }, true);
  const after = odds.probability({ region: 'new' });
  expect(Math.abs(before - share)).toBeLessThan(0.15);
  expect(after - before).toBeGreaterThan(0);
  expect(after - before).toBeLessThan(0.1);
});

test('nothing known, nonsense, and more values than are kept: always a probability', () => {
  const odds = new AnswerOdds();
  expect(odds.probability({})).toBeCloseTo(0.29, 1);
  for (let region = 0; region < 5000; region++)
    odds.observe({ region: `x${region}`, hour: Number.NaN, attempt: -3 }, false);
  for (const traits of [{ hour: 99 }, { attempt: Number.POSITIVE_INFINITY }, { region: 'x'.repeat(10_000) }, {}]) {
    const given = odds.probability(traits);
    expect(given > 0 && given < 1).toBe(true);
  }
});
