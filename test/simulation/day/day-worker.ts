/** A process that simulates the days it is asked for, until nobody is there to ask: see DayProcess. */
import { SimulatedDay } from './day.js';
import type { DayWish } from './plan.js';
import { keepShortStacks } from './stacks.js';
import { verdictOf } from './verdict.js';

const [, , commit = ''] = process.argv;

async function simulate(wish: DayWish): Promise<void> {
  const began = performance.now();
  const result = await new SimulatedDay(wish).run();
  process.send?.(verdictOf(result, commit, Math.round(performance.now() - began)));
}

keepShortStacks();
process.on('message', (wish) => void simulate(wish as DayWish));
