import { expect, it } from 'vitest';
import type { AttemptRow } from '../../../daemon/terms/outbound.js';
import type { CallRow } from '../../../daemon/terms/rows.js';
import type { Arrival } from './far-end.js';
import { drawTown } from './people.js';
import { type Book, judge, type Lived } from './truth.js';

const t0 = 1_800_000_000_000;
const number = '13900000001';

const attempt: AttemptRow = {
  ...{ id: 'a', campaign: 'may', list: 'l', lead: 'p', callId: 'c', number, callerNumber: '', trunk: 'pstn' },
  ...{ agent: null, startedAt: t0, answeredAt: null, classifiedAt: null, who: null, connectedAt: null },
  ...{ endedAt: t0 + 900, cause: 17, tone: '', result: 'busy', resultBy: 'network', why: '', counted: true },
  ...{ sampled: false, pacing: '' },
};
const call = {
  ...{ id: 'c', direction: 'outbound', calledNumber: number, endedAt: t0 + 900, ending: 'unanswered' },
  talkStartedAt: null,
} as CallRow;
const arrival: Arrival = {
  ...{ number, fate: { kind: 'busy', how: 'cause' }, at: t0 + 50, span: 1, rangAt: null, answeredAt: null, hz: 0 },
  ...{ heardAt: null, heardHz: 0, endedAt: t0 + 890, cause: 17, endedBy: 'here' },
};
const answered: Arrival = {
  ...arrival,
  ...{ fate: { kind: 'person', ringMs: 500, talkMs: 900, says: 'success' }, rangAt: t0 + 60 },
  ...{ answeredAt: t0 + 500, endedAt: t0 + 4_500, cause: 16 },
};

interface Story {
  readonly rows?: readonly Partial<AttemptRow>[];
  readonly call?: Partial<CallRow> | null;
  readonly arrivals?: readonly Partial<Arrival>[];
  readonly away?: Lived['team']['away'];
}

function problemsOf({ rows = [{}], call: changed = {}, arrivals = [{}], away = [] }: Story): string {
  const calls = new Map<string, CallRow>(changed === null ? [] : [['c', { ...call, ...changed }]]);
  const attempts = rows.map((row) => ({ ...attempt, ...row }));
  const book: Book = { attempts, calls, recordings: new Map() };
  const team = { away, noted: new Map(), hzOf: () => 500 } as unknown as Lived['team'];
  const lived = arrivals.map((each) => ({ ...arrival, ...each }));
  const rest = { recordingsFolder: '', kills: [], cuts: [], ringTimeoutMs: 25_000 };
  return judge(book, { arrivals: lived, team, ...rest }).problems.join('\n');
}

it('finds nothing wrong where nothing is', () => {
  expect(problemsOf({})).toBe('');
});

it.each([
  ['a wrong code', { rows: [{ result: 'no-answer' }] }, 'should be busy'],
  ['a wrong cause', { rows: [{ cause: 16 }] }, 'should have 17'],
  ['a try not counted', { rows: [{ counted: false }] }, 'counts wrongly'],
  ['an attempt left open', { rows: [{ endedAt: null }] }, 'is not closed'],
  ['a call left open', { call: { endedAt: null } }, 'has a call that is not closed'],
  ['no call', { call: null }, 'has no call'],
  ['a person of whom nothing was noticed', { arrivals: [answered] }, 'was answered'],
  ['an attempt that never went out', { arrivals: [] }, 'never came to the network'],
  ['a call without an attempt', { arrivals: [{}, { number: '13900000002' }] }, 'there is no attempt'],
  ['two at once', { rows: [{}, { id: 'b', startedAt: t0 + 800 }], arrivals: [{}] }, 'called twice at once'],
  ['again too soon', { rows: [{}, { id: 'b', startedAt: t0 + 60_000, endedAt: t0 + 61_000 }] }, 'again too soon'],
  ['nobody signed in', { away: [{ from: t0 - 2_100, until: null }] }, 'nobody signed in'],
  [
    'hung up too early',
    {
      rows: [{ result: 'cancelled', counted: false, endedAt: t0 + 9_000, cause: 19 }],
      arrivals: [{ ...answered, answeredAt: null, endedAt: t0 + 9_000, endedBy: 'box' }],
    },
    'ms only',
  ],
  [
    'a talk without a recording',
    {
      rows: [{ answeredAt: t0 + 500, connectedAt: t0 + 700, result: 'connected', agent: '8001', endedAt: t0 + 4_500 }],
      call: { talkStartedAt: t0 + 700 },
      arrivals: [{ ...answered, heardAt: t0 + 720, heardHz: 500 }],
    },
    'has 0 recordings',
  ],
] satisfies readonly (readonly [string, Story, string])[])('finds %s', (_name, story, problem) => {
  expect(problemsOf(story)).toContain(problem);
});

it('draws the same town from the same seed, with everybody in it', () => {
  const [town, again] = [drawTown({ people: 2_000, seed: 1 }), drawTown({ people: 2_000, seed: 1 })];
  const kinds = new Map<string, number>();
  for (const each of town.numbers) {
    expect(again.fateOf(each)).toEqual(town.fateOf(each));
    const { kind } = town.fateOf(each);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  expect(kinds.size).toBe(8);
  expect((kinds.get('person') ?? 0) / 2_000).toBeCloseTo(0.36, 1);
});
