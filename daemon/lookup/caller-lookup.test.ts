import { expect, test } from 'vitest';
import { ManualTime } from '../base/timers.js';
import type { CallerFacts } from '../terms/targets.js';
import { answerWithinMs, CallerLookup, type FactSources, type LookupTrouble, maxOpen } from './caller-lookup.js';
import type { KnownCustomer } from './customer-file.js';

const vip: KnownCustomer = { customerId: 'c1', customerClass: 'A', owner: '8003', businessType: 'repair' };
const talked = { agentId: '8002', at: 1_799_999_000_000 };
const nobody: CallerFacts = { customerId: '', customerClass: '', owner: '', businessType: '', lastAgent: null };

interface Asked<T> {
  readonly of: string | readonly string[];
  resolve(value: T | null): void;
  reject(error: Error): void;
}

/** Sources that answer when told to. */
class SlowSources implements FactSources {
  readonly customers: Asked<KnownCustomer>[] = [];
  readonly history: Asked<NonNullable<CallerFacts['lastAgent']>>[] = [];

  customer(of: string): Promise<KnownCustomer | null> {
    return new Promise((resolve, reject) => this.customers.push({ of, resolve, reject }));
  }
  lastAgent(of: readonly string[]): Promise<CallerFacts['lastAgent']> {
    return new Promise((resolve, reject) => this.history.push({ of, resolve, reject }));
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function desk() {
  const time = new ManualTime();
  const sources = new SlowSources();
  const troubles: LookupTrouble[] = [];
  const onTrouble = (trouble: LookupTrouble): unknown => troubles.push(trouble);
  const lookup = new CallerLookup({ sources, clock: time, timers: time, onTrouble });
  const answers: (CallerFacts | null)[] = [];
  const ask = (number: string): Promise<void> =>
    new Promise((resolve) => {
      lookup.ask(number, (facts) => {
        answers.push(facts);
        resolve();
      });
    });
  return { time, sources, troubles, answers, ask };
}

test('the customer and who talked to him last, together, whichever comes first', async () => {
  const { sources, answers, ask, time } = desk();
  const first = ask('013900000001');
  expect(sources.customers[0]?.of).toBe('13900000001');
  expect(sources.history[0]?.of).toContain('13900000001');
  sources.history[0]?.resolve(talked);
  sources.customers[0]?.resolve(vip);
  await first;
  expect(answers).toEqual([{ ...vip, lastAgent: talked }]);
  const second = ask('02160000007');
  await turn();
  sources.customers[1]?.resolve(null);
  sources.history[1]?.resolve(null);
  await second;
  expect(answers[1]).toEqual(nobody);
  expect(time.waiting).toBe(0);
});

test('a source that fails costs its facts only, and is told once a minute with a count', async () => {
  const { sources, answers, ask, troubles, time } = desk();
  for (let n = 0; n < 3; n++) {
    const asked = ask('13900000001');
    await turn();
    sources.customers[n]?.reject(new Error('SQLITE_BUSY: database is locked'));
    sources.history[n]?.resolve(talked);
    await asked;
  }
  expect(answers).toEqual(Array(3).fill({ ...nobody, lastAgent: talked }));
  const detail = { source: 'customers', reason: 'SQLITE_BUSY: database is locked' };
  expect(troubles).toEqual([{ code: 'lookup-failed', detail: { ...detail, count: 1 } }]);
  time.advance(60_000);
  const asked = ask('13900000001');
  await turn();
  sources.customers[3]?.reject(new Error('SQLITE_BUSY: database is locked'));
  sources.history[3]?.resolve(null);
  await asked;
  expect(troubles[1]).toEqual({ code: 'lookup-failed', detail: { ...detail, count: 3 } });
});

test('a source that hangs: answered in time with what is known, the next ones too, and it is asked one thing at a time', async () => {
  const { sources, answers, ask, troubles, time } = desk();
  const asked = Array.from({ length: 5 }, (_, n) => ask(`1390000000${n}`));
  for (let n = 0; n < 3; n++) {
    sources.history[n]?.resolve(talked);
    await turn();
  }
  expect(sources.customers).toHaveLength(1);
  time.advance(answerWithinMs - 1);
  expect(answers).toEqual([]);
  time.advance(1);
  await Promise.all(asked);
  expect(answers).toEqual([...Array(3).fill({ ...nobody, lastAgent: talked }), null, null]);
  expect(troubles.map(({ code }) => code)).toEqual(['lookup-slow']);

  // When it comes to itself, only who still waits is looked up.
  const later = ask('13911111111');
  sources.customers[0]?.resolve(vip);
  await turn();
  expect(sources.customers.map(({ of }) => of)).toEqual(['13900000000', '13911111111']);
  sources.customers[1]?.resolve(vip);
  for (const each of sources.history.slice(3)) {
    each.resolve(null);
    await turn();
  }
  sources.history.at(-1)?.resolve(null);
  await later;
  expect(answers.at(-1)).toMatchObject(vip);
});

test('more than may be open are answered at once with nothing; answers that are late are nobody’s', async () => {
  const { sources, answers, ask, troubles, time } = desk();
  const asked = Array.from({ length: maxOpen + 3 }, (_, n) => ask(`139${String(n).padStart(8, '0')}`));
  await Promise.all(asked.slice(maxOpen));
  expect(answers).toEqual([null, null, null]);
  expect(troubles).toEqual([{ code: 'lookup-overflow', detail: { maxOpen, count: 1 } }]);
  time.advance(answerWithinMs);
  await Promise.all(asked);
  sources.customers[0]?.resolve(vip);
  sources.history[0]?.resolve(talked);
  await turn();
  expect(answers).toHaveLength(maxOpen + 3);
  expect(time.waiting).toBe(0);
});

test('a number that is none is nobody’s', async () => {
  const { sources, answers, ask } = desk();
  const asked = ask('#*');
  await turn();
  expect(sources.customers).toEqual([]);
  sources.history[0]?.resolve(null);
  await asked;
  expect(answers).toEqual([nobody]);
});
