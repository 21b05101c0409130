import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.js';
import { Forecast } from './forecast.js';

const steps = 4;
const share = (probability: number): Float64Array => Float64Array.of(probability, probability);
const evenly = Float64Array.of(0.25, 0.5, 0.75, 1);

function forecast(free: number, present: number, calls: number, probability: number, released = 0): Forecast {
  const made = new Forecast(steps, 2);
  made.endsMs.set([1000, 2000, 3000, 4000]);
  made.begin(free, present);
  made.setReleases(evenly.map((part) => part * released));
  for (let call = 0; call < calls; call++) made.addCall(share(probability), evenly);
  return made;
}

test('two calls, one agent: a drop if both are answered', () => {
  const made = forecast(1, 1, 2, 0.5);
  const adds = made.solve();
  expect(made.expectedDrops).toBeCloseTo(0.25, 3);
  // After all have asked, one more is dropped if anybody has come before.
  expect(adds[steps - 1]).toBeCloseTo(0.75, 2);
});

test('who comes first takes the agent whom a later one misses: the harm is the same', () => {
  const adds = forecast(1, 1, 1, 0.5).solve();
  for (const one of adds) expect(one).toBeCloseTo(0.5, 2);
});

test('nobody free and nobody to come: each person is a drop', () => {
  const made = forecast(0, 3, 4, 0.25);
  expect(made.solve()[0]).toBeCloseTo(1, 6);
  expect(made.expectedDrops).toBeCloseTo(1, 2);
});

test('those who wait take the first agents', () => {
  const waiting = forecast(-1, 3, 2, 0.5, 1).solve()[3] ?? 0;
  const nobody = forecast(0, 3, 2, 0.5, 1).solve()[3] ?? 0;
  expect(waiting).toBeGreaterThan(nobody);
});

test('somebody just lifted: one agent less with the probability of a person', () => {
  const made = forecast(1, 1, 0, 0);
  made.addImminent(0.4);
  expect(made.solve()[3]).toBeCloseTo(0.4, 6);
});

test('against a thousand stories told', () => {
  const random = new SeededRandom(5);
  const uniform = (): number => random.below(2 ** 32) / 2 ** 32;
  const made = forecast(2, 8, 9, 0.4, 2);
  made.solve();
  const stories = 40_000;
  let drops = 0;
  for (let story = 0; story < stories; story++) {
    const asks = Array.from({ length: 9 }, () => (uniform() < 0.4 ? 1 + Math.floor(uniform() * steps) : 0));
    let free = 2;
    for (let step = 1; step <= steps; step++) {
      for (let chance = uniform(); chance > Math.exp(-0.5); chance *= uniform()) free += 1;
      for (const at of asks) {
        if (at !== step) continue;
        if (free > 0) free -= 1;
        else drops += 1;
      }
    }
  }
  expect(made.expectedDrops).toBeCloseTo(drops / stories, 1);
  expect(Math.abs(made.expectedDrops - drops / stories)).toBeLessThan(0.02);
});
