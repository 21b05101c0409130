import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttentionRules, attentionOf, usualAttentionRules, vipCandidates } from './attention.js';
import type { DayRows } from './day-rows.js';
import type { CallRow, LegRow, QueueVisitRow } from './rows.js';

const t0 = 1_800_000_000_000;
const nowMs = t0 + 3_600_000;

const talked: CallRow = {
  id: 'c',
  direction: 'inbound',
  callingNumber: '13900000001',
  presentation: 'allowed',
  calledNumber: '02160001000',
  channel: 'E1-1:5',
  startedAt: t0,
  answeredAt: t0,
  queuedAt: t0,
  talkStartedAt: t0 + 10_000,
  endedAt: t0 + 70_000,
  cause: 16,
  endedBy: 'caller',
  ending: 'completed',
  disposition: null,
  agent: '8002',
  queue: 'sales',
  flowPath: '',
};
const visit: QueueVisitRow = {
  callId: 'c',
  visit: 1,
  queue: 'sales',
  enteredAt: t0,
  leftAt: t0 + 10_000,
  how: 'answered',
  agent: '8001',
};
const leg: LegRow = {
  callId: 'c',
  leg: 3,
  role: 'agent',
  purpose: 'transfer',
  agent: '8002',
  number: '',
  channel: 'L2',
  startedAt: t0 + 20_000,
  answeredAt: t0 + 21_000,
  endedAt: null,
  cause: null,
};
const nothing: DayRows = {
  calls: [talked],
  visits: [visit],
  legs: [],
  ratings: [],
  supervisions: [],
  emergencies: [],
  states: [],
};
const rating = { callId: 'c', agent: '8001', queue: 'sales', at: t0 + 5 };
const supervision = { at: t0 + 9, by: 'floor', agent: '8001', callId: 'c', reason: '' };
const abandoned = { ...visit, how: 'abandoned', leftAt: t0 + 60_001, agent: null } as const;

function tagsOf(rows: Partial<DayRows>, rules: Partial<AttentionRules> = {}, customerClass = ''): string[] {
  const found = attentionOf({ ...nothing, ...rows }, { ...usualAttentionRules, ...rules }, () => customerClass, nowMs);
  return found.flatMap(({ tags }) => tags.map(({ tag }) => tag));
}

test.each<[string, Partial<DayRows>, Partial<AttentionRules>, string, string[]]>([
  ['an ordinary call', {}, {}, 'A', []],
  ['gave up after 60.001 s', { visits: [abandoned] }, {}, '', ['long-wait']],
  ['gave up after 60 s', { visits: [{ ...abandoned, leftAt: t0 + 60_000 }] }, {}, '', []],
  ['gave up, and the rule is off', { visits: [abandoned] }, { abandonedAfterMs: null }, '', []],
  ['waited long and was answered', { visits: [{ ...visit, leftAt: t0 + 90_000 }] }, {}, '', []],
  ['so did a VIP', { visits: [{ ...visit, leftAt: t0 + 90_000 }] }, {}, 'K', ['vip-waited']],
  ['a VIP who waits still', { visits: [{ ...visit, leftAt: null, how: null }] }, {}, 'A', ['vip-waited']],
  ['a VIP whose class is not named', { visits: [{ ...visit, leftAt: t0 + 90_000 }] }, {}, 'B', []],
  [
    'nobody’s class',
    { visits: [{ ...visit, leftAt: t0 + 90_000 }] },
    { vip: { classes: [''], waitedMs: 1 } },
    '',
    ['vip-waited'],
  ],
  ['talked 15 min', { calls: [{ ...talked, endedAt: t0 + 910_001 }] }, {}, '', ['long-talk']],
  ['talks since an hour', { calls: [{ ...talked, endedAt: null }] }, {}, '', ['long-talk']],
  ['never talked', { calls: [{ ...talked, talkStartedAt: null, endedAt: null }] }, {}, '', []],
  ['rated 4', { ratings: [{ ...rating, result: '4' }] }, {}, '', ['low-rating']],
  ['rated 3', { ratings: [{ ...rating, result: '3' }] }, {}, '', []],
  ['rated nothing', { ratings: [{ ...rating, result: 'no-key' }] }, {}, '', []],
  ['rated 5, rule from 5', { ratings: [{ ...rating, result: '5' }] }, { ratedFrom: 5 }, '', ['low-rating']],
  ['handed on once', { legs: [leg] }, {}, '', []],
  ['handed on twice', { legs: [leg, { ...leg, leg: 4, agent: '8003' }] }, {}, '', ['many-transfers']],
  [
    'consulted and kept by the consulted',
    { legs: [leg, { ...leg, leg: 4, purpose: 'consult' }] },
    {},
    '',
    ['many-transfers'],
  ],
  ['consulted and given back', { legs: [leg, { ...leg, leg: 4, purpose: 'consult', agent: '8003' }] }, {}, '', []],
  ['listened to', { supervisions: [{ ...supervision, what: 'listen' }] }, {}, '', []],
  ['barged into', { supervisions: [{ ...supervision, what: 'barge' }] }, {}, '', ['supervised']],
  ['an agent forced, no call', { supervisions: [{ ...supervision, what: 'force-ready', callId: null }] }, {}, '', []],
  [
    '110 was dialled',
    {
      calls: [{ ...talked, direction: 'outbound', calledNumber: '110' }],
      emergencies: [{ at: t0 + 1, number: '110', agent: '8001' }],
    },
    {},
    '',
    ['emergency-dialled'],
  ],
  [
    'another call to 110 an hour later',
    {
      calls: [{ ...talked, direction: 'outbound', calledNumber: '110' }],
      emergencies: [{ at: t0 + 3_000_000, number: '110', agent: '8001' }],
    },
    {},
    '',
    [],
  ],
])('%s', (_what, rows, rules, customerClass, tags) => {
  expect(tagsOf(rows, rules, customerClass)).toEqual(tags);
});

test('a call has all its tags, each with its detail; the worst rating counts, the newest call is first', () => {
  const rows: DayRows = {
    ...nothing,
    calls: [talked, { ...talked, id: 'd', startedAt: t0 + 1_000 }],
    visits: [abandoned],
    ratings: [
      { ...rating, result: '4' },
      { ...rating, agent: '8002', result: '5' },
      { ...rating, callId: 'd', result: '5' },
    ],
    supervisions: [{ ...supervision, what: 'take-over' }],
  };
  const found = attentionOf(rows, usualAttentionRules, () => '', nowMs);
  expect(found.map(({ call }) => call.id)).toEqual(['d', 'c']);
  expect(found[1]?.tags).toEqual([
    { tag: 'low-rating', at: t0 + 5, rating: 5, agent: '8002' },
    { tag: 'supervised', at: t0 + 9, by: 'floor', what: 'take-over' },
    { tag: 'long-wait', at: t0 + 60_001, waitedMs: 60_001, limit: 60_000 },
  ]);
});

test('only of who waited long the class is asked', () => {
  const short = { ...talked, id: 's', callingNumber: '13900000002' };
  const rows = {
    ...nothing,
    calls: [talked, short],
    visits: [
      { ...visit, leftAt: t0 + 31_000 },
      { ...visit, callId: 's' },
    ],
  };
  expect(vipCandidates(rows, usualAttentionRules, nowMs)).toEqual(['13900000001']);
  expect(vipCandidates(rows, { ...usualAttentionRules, vip: null }, nowMs)).toEqual([]);
});

test('with all rules off nothing is told, whatever happened; tags never come of other calls', () => {
  const off: AttentionRules = {
    abandonedAfterMs: null,
    talkLongerMs: null,
    ratedFrom: null,
    transfers: null,
    vip: null,
    emergencyDialled: false,
    supervised: false,
  };
  const ids = fc.constantFrom('c', 'd', 'e');
  const days = fc.record({
    calls: fc.uniqueArray(fc.record({ id: ids, endedAt: fc.option(fc.integer({ min: t0, max: nowMs })) }), {
      selector: ({ id }) => id,
    }),
    visits: fc.array(fc.record({ callId: ids, leftAt: fc.option(fc.integer({ min: t0, max: nowMs })) })),
    ratings: fc.array(fc.record({ callId: ids, result: fc.constantFrom('1', '4', '5', 'no-key') })),
  });
  fc.assert(
    fc.property(days, ({ calls, visits, ratings }) => {
      const rows: DayRows = {
        ...nothing,
        calls: calls.map((call) => ({ ...talked, ...call })),
        visits: visits.map((each) => ({ ...abandoned, ...each })),
        ratings: ratings.map((each) => ({ ...rating, ...each }) as DayRows['ratings'][number]),
      };
      expect(attentionOf(rows, off, () => 'A', nowMs)).toEqual([]);
      const known = new Set<string>(calls.map(({ id }) => id));
      const tagged = attentionOf(rows, usualAttentionRules, () => 'A', nowMs);
      expect(tagged.every(({ call, tags }) => known.has(call.id) && tags.length > 0)).toBe(true);
    }),
  );
});
