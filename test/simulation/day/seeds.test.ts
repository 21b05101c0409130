/** A few days with each `npm test`, and every day that ever found something. More: npm run simulate. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { replay } from '../../../daemon/runtime/replay.js';
import type { RowChange } from '../../../daemon/terms/rows.js';
import { SimulatedDay } from './day.js';
import type { DayWish } from './plan.js';
import { timeOf } from './verdict.js';

type Wish = Partial<DayWish> & { readonly seed: number };

async function dayOf(wish: Wish, keepJournal?: (line: string) => void) {
  const day = new SimulatedDay({ hours: 1, faults: true, ...wish }, { keepJournal });
  const result = await day.run();
  return { day, result, stories: result.violations.map(({ code, at, story }) => `${code} at ${timeOf(at)}: ${story}`) };
}

test.each<Wish>([
  { seed: 1, faults: false },
  { seed: 2, agents: 8 },
  { seed: 6 },
  { seed: 7, hours: 2 },
  { seed: 9, hours: 8, campaigns: false },
  { seed: 41, hours: 2, agents: 12, campaigns: true },
])('day $seed keeps every rule and comes to rest', async (wish) => {
  const { result, stories } = await dayOf(wish);
  expect(stories).toEqual([]);
  expect(result.calls).toBeGreaterThan(20);
});

/** What each one found; the drawing of days changes with time, so a seed proves its own story only for a while. */
test.each<[found: string, wish: Wish]>([
  [
    'a queued call picked up while its own telephone gave up ringing never ended',
    { seed: 3, hours: 1.5, faults: false, stopAfterMin: 30 },
  ],
  ["a remote agent's click was never put through", { seed: 11, hours: 1.5, faults: false, stopAfterMin: 45 }],
  ["a supervisor who listened heard another one's whisper", { seed: 15, stopAfterMin: 15 }],
  ['an agent taken off the site worked on when he had pressed not-ready', { seed: 18, hours: 2, stopAfterMin: 80 }],
  ['a remote agent who hung up on a held caller kept the trunk channel', { seed: 28, hours: 2, stopAfterMin: 30 }],
  ['who barged was shown on hold while his agent consulted', { seed: 87, hours: 2, stopAfterMin: 10 }],
  ['who had laid down on a held caller dialled a second call', { seed: 213, hours: 2, stopAfterMin: 45 }],
  ['a lift that only a look at the lines told of', { seed: 164, hours: 2, stopAfterMin: 10 }],
])('found by seed: %s', async (_, wish) => {
  // As they were found: nobody was called by the box itself then.
  expect((await dayOf({ ...wish, campaigns: false })).stories).toEqual([]);
});

/** With campaigns; the drawing of days changes with time, here too. */
test.each<[found: string, wish: Wish]>([
  ['a parked caller came back to an agent who was kept for a lead', { seed: 2, stopAfterMin: 12, agents: 20 }],
  ['more time for a wrap-up that only its result kept open', { seed: 44, agents: 12, stopAfterMin: 50, hours: 2 }],
  ['who had bought in one campaign was called by another', { seed: 63, agents: 12, stopAfterMin: 65, hours: 2 }],
])('found by campaigns: %s', async (_, wish) => {
  const { stories, result } = await dayOf({ ...wish, campaigns: true });
  expect(stories).toEqual([]);
  expect(result.counts.attempts).toBeGreaterThan(10);
});

test('the same seed is the same day, and its journal writes the same rows again', async () => {
  const journals: string[][] = [[], []];
  const wish = { seed: 5, hours: 0.5, faults: true, agents: 10 };
  const days = [];
  for (const journal of journals) days.push(await dayOf(wish, (line) => journal.push(line)));
  const hash = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');
  expect(hash(journals[0] ?? [])).toBe(hash(journals[1] ?? []));
  const rows: RowChange[] = [];
  for (const { effects } of replay(journals[0] ?? []))
    for (const effect of effects) if (effect.effect === 'row') rows.push(effect.row);
  expect(rows.length).toBe(days[0]?.day.box.rowsWritten);
  expect(hash(rows.map((row) => JSON.stringify(row)))).toBe(days[0]?.day.box.rowsHash());
});
