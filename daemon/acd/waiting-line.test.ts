/** The order of service: ACD-02, ACD-12, ACD-18. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contact } from './contact.js';
import { compareStanding, WaitingLine } from './waiting-line.js';

const caller = { callingNumber: '', calledNumber: '' };

function contactOf(ticket: number, points: number, since: number): Contact {
  return {
    ...{ callId: `c${ticket}`, ticket, points, since, queueId: 'q', enteredAt: since, visit: 1, askedFor: 'q', caller },
    first: false,
    ...{
      facts: null,
      factsUntil: 0,
      skill: null,
      preferences: [],
      offeredTo: new Set(),
      overdue: false,
      listens: false,
      told: null,
      part: null,
    },
  };
}

function orderOf(line: WaitingLine, atMs: number): readonly Contact[] {
  const order: Contact[] = [];
  for (const walk = line.walk(atMs); walk.head !== null; walk.next()) order.push(walk.head);
  return order;
}

/** As one would write it first. */
function plainOrder(contacts: readonly Contact[], perMinute: number, cap: number | undefined, atMs: number) {
  const overdue = ({ since }: Contact): boolean => cap !== undefined && atMs - since >= cap;
  const points = ({ points, since }: Contact): number => points + (perMinute * (atMs - since)) / 60_000;
  return [...contacts].sort((a, b) => {
    if (overdue(a) !== overdue(b)) return overdue(a) ? -1 : 1;
    if (overdue(a)) return a.since - b.since || a.ticket - b.ticket;
    return points(b) - points(a) || a.ticket - b.ticket;
  });
}

const minutes = fc.integer({ min: 0, max: 90 }).map((minute) => minute * 60_000);
const someone = fc.record({ points: fc.integer({ min: -3, max: 3 }).map((points) => points * 10), since: minutes });

test('the line is in the order that sorting all of it at that moment would give, whoever came and went', () => {
  fc.assert(
    fc.property(
      fc.array(someone, { maxLength: 40 }),
      fc.constantFrom(0, 1, 5, 10),
      fc.option(minutes, { nil: undefined }),
      fc.array(fc.nat(39), { maxLength: 10 }),
      minutes,
      (people, pointsPerMinute, firstAfterMs, gone, laterMs) => {
        const line = new WaitingLine({ pointsPerMinute, ...(firstAfterMs === undefined ? {} : { firstAfterMs }) });
        const all = people.map(({ points, since }, at) => contactOf(at + 1, points, since));
        for (const contact of all) line.add(contact);
        for (const at of gone) {
          const contact = all[at];
          if (contact === undefined) continue;
          all.splice(at, 1);
          expect(line.remove(contact)).toBe(true);
          expect(line.remove(contact)).toBe(false);
        }
        const atMs = 90 * 60_000 + laterMs;
        const order = orderOf(line, atMs);
        expect(order.map(({ ticket }) => ticket)).toEqual(
          plainOrder(all, pointsPerMinute, firstAfterMs, atMs).map(({ ticket }) => ticket),
        );
        expect(line.size).toBe(all.length);
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});

test('two of a queue with the same points never change places, however they age', () => {
  fc.assert(
    fc.property(someone, minutes, fc.array(minutes, { minLength: 2, maxLength: 6 }), (first, laterMs, looks) => {
      const line = new WaitingLine({ pointsPerMinute: 7, firstAfterMs: 30 * 60_000 });
      line.add(contactOf(2, first.points, first.since + laterMs));
      line.add(contactOf(1, first.points, first.since));
      for (const look of looks) {
        const [head] = orderOf(line, 200 * 60_000 + look);
        expect(head?.ticket).toBe(1);
      }
    }),
    { seed: 4 },
  );
});

test('callers of two queues are compared by points; who reached the cap comes first, whatever the points', () => {
  const slow = new WaitingLine({ pointsPerMinute: 0, firstAfterMs: 60_000 });
  const fast = new WaitingLine({ pointsPerMinute: 10 });
  const old = contactOf(1, 0, 0);
  const rich = contactOf(2, 900, 50_000);
  const order = (atMs: number): number => compareStanding(slow.standing(old, atMs), fast.standing(rich, atMs));
  expect(order(59_999)).toBeGreaterThan(0);
  expect(order(60_000)).toBeLessThan(0);
  const twin = contactOf(3, 900, 50_000);
  expect(compareStanding(fast.standing(rich, 70_000), fast.standing(twin, 70_000))).toBeLessThan(0);
});

test('new rules of aging put those who wait into their new order', () => {
  const line = new WaitingLine({ pointsPerMinute: 0 });
  line.add(contactOf(1, 0, 0));
  line.add(contactOf(2, 5, 600_000));
  expect(orderOf(line, 600_000).map(({ ticket }) => ticket)).toEqual([2, 1]);
  line.load({ pointsPerMinute: 1 });
  expect(orderOf(line, 600_000).map(({ ticket }) => ticket)).toEqual([1, 2]);
});
