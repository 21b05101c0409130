import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Room } from './party.js';
import { type Placed, whoHearsWhom } from './who-hears-whom.js';

/** One of a call in a table row; its seizure is ten times its number. */
function placed(party: number, of: Partial<Placed> & Pick<Placed, 'role'>): Placed {
  return {
    party,
    agentId: of.role === 'agent' ? `${8000 + party}` : '',
    seizure: party * 10,
    state: 'in',
    room: 'main',
    muted: false,
    held: false,
    mode: null,
    watches: '',
    early: false,
    alerted: false,
    ...of,
  };
}

const caller = placed(1, { role: 'customer' });
const agent = placed(2, { role: 'agent' });
const colleague = placed(3, { role: 'agent' });
const outside = placed(4, { role: 'outside' });
const supervisor = placed(5, { role: 'supervisor', agentId: 'boss', watches: '8002', room: 'none', mode: 'listen' });

type Row = {
  readonly name: string;
  readonly parties: readonly Placed[];
  readonly awaited?: readonly Room[];
  /** "who: whom he hears". */
  readonly hears: readonly string[];
  readonly waits?: readonly string[];
};

const rows: readonly Row[] = [
  { name: 'two talk', parties: [caller, agent], hears: ['1: 2', '2: 1'] },
  {
    name: 'a caller alone in his call hears nothing of ours but music',
    parties: [caller],
    hears: [],
    waits: ['1 music'],
  },
  {
    name: 'hold: the caller hears music, the agent nothing',
    parties: [caller, { ...agent, held: true }],
    hears: [],
    waits: ['1 music'],
  },
  {
    name: 'hold in a conference: the others talk on',
    parties: [caller, { ...agent, held: true }, outside],
    hears: ['1: 4', '4: 1'],
  },
  {
    name: 'a muted agent hears and is not heard',
    parties: [caller, { ...agent, muted: true }],
    hears: ['1: ', '2: 1'],
  },
  {
    name: 'muted: nobody is alone, there is no music',
    parties: [caller, { ...agent, muted: true }, { ...colleague, held: true }],
    hears: ['1: ', '2: 1'],
  },
  {
    name: 'a consultation is being called: music for the caller, nothing for the agent yet',
    parties: [caller, { ...agent, room: 'aside' }],
    awaited: ['aside'],
    hears: [],
    waits: ['1 music'],
  },
  {
    name: "the consulted's telephone rings: the agent hears it",
    parties: [caller, { ...agent, room: 'aside' }, { ...colleague, room: 'aside', state: 'calling', alerted: true }],
    awaited: ['aside'],
    hears: [],
    waits: ['1 music', '2 ringback'],
  },
  {
    name: 'a number outside is dialled aside: the agent hears nothing of ours until it rings there',
    parties: [caller, { ...agent, room: 'aside' }, { ...outside, room: 'aside', state: 'calling' }],
    hears: [],
    waits: ['1 music'],
  },
  {
    name: 'the network speaks before the answer: the agent hears it',
    parties: [caller, { ...agent, room: 'aside' }, { ...outside, room: 'aside', state: 'calling', early: true }],
    hears: ['2: 4', '4: 2'],
    waits: ['1 music'],
  },
  {
    name: 'consulting: the caller hears music',
    parties: [caller, { ...agent, room: 'aside' }, { ...colleague, room: 'aside' }],
    hears: ['2: 3', '3: 2'],
    waits: ['1 music'],
  },
  {
    name: 'toggled: the consulted hears music',
    parties: [caller, agent, { ...colleague, room: 'aside' }],
    hears: ['1: 2', '2: 1'],
    waits: ['3 music'],
  },
  {
    name: 'a consultation beside a conference leaves it talking',
    parties: [caller, { ...agent, room: 'aside' }, { ...colleague, room: 'aside' }, outside],
    hears: ['1: 4', '2: 3', '3: 2', '4: 1'],
  },
  { name: 'three together', parties: [caller, agent, outside], hears: ['1: 2 4', '2: 1 4', '4: 1 2'] },
  {
    name: 'a transfer rings: the caller hears it',
    parties: [caller, { ...colleague, state: 'calling', alerted: true }],
    hears: [],
    waits: ['1 ringback'],
  },
  {
    name: 'a transfer to outside is dialled: music until it rings there',
    parties: [caller, { ...outside, state: 'calling' }],
    hears: [],
    waits: ['1 music'],
  },
  {
    name: 'an agent who dialled hears nothing of ours until it rings',
    parties: [agent, { ...outside, state: 'calling' }],
    hears: [],
  },
  {
    name: 'listening: both, and nobody hears him',
    parties: [caller, agent, supervisor],
    hears: ['1: 2', '2: 1', '5: 1 2'],
  },
  {
    name: 'a listener is not heard though he is not muted, and hears what his agent hears aside',
    parties: [caller, { ...agent, room: 'aside' }, { ...colleague, room: 'aside' }, supervisor],
    hears: ['2: 3', '3: 2', '5: 2 3'],
    waits: ['1 music'],
  },
  {
    name: 'whispering: only the agent hears him',
    parties: [caller, agent, { ...supervisor, mode: 'whisper' }],
    hears: ['1: 2', '2: 1 5', '5: 1 2'],
  },
  {
    name: 'whispering while the caller is on hold: the two talk',
    parties: [caller, { ...agent, held: true }, { ...supervisor, mode: 'whisper' }],
    hears: ['2: 5', '5: 2'],
    waits: ['1 music'],
  },
  {
    name: 'barging: one of them',
    parties: [caller, agent, { ...supervisor, mode: 'barge', room: 'main' }],
    hears: ['1: 2 5', '2: 1 5', '5: 1 2'],
  },
  {
    name: 'who barges goes aside with his agent',
    parties: [
      caller,
      { ...agent, room: 'aside' },
      { ...colleague, room: 'aside' },
      { ...supervisor, mode: 'barge', room: 'main' },
    ],
    hears: ['2: 3 5', '3: 2 5', '5: 2 3'],
    waits: ['1 music'],
  },
  {
    name: 'a supervisor whose telephone rings changes nothing',
    parties: [caller, agent, { ...supervisor, mode: 'barge', state: 'calling', alerted: true }],
    hears: ['1: 2', '2: 1'],
  },
  {
    name: 'whose trunk is being changed has no seizure and is heard by nobody',
    parties: [agent, { ...outside, seizure: 0, state: 'calling', early: true }],
    hears: [],
  },
];

test.each(rows)('$name', ({ parties, awaited = [], hears, waits = [] }) => {
  const heard = whoHearsWhom(parties, new Set(awaited));
  const said = heard.members.map((one) => `${one.seizure / 10}: ${one.hears.map((other) => other / 10).join(' ')}`);
  expect(said).toEqual(hears);
  expect([...heard.waits].map(([party, what]) => `${party} ${what}`)).toEqual(waits);
});

const anyone: fc.Arbitrary<readonly Placed[]> = fc
  .array(
    fc.record({
      role: fc.constantFrom('customer', 'agent', 'outside', 'supervisor'),
      state: fc.constantFrom('calling', 'in'),
      room: fc.constantFrom('main', 'aside', 'none'),
      muted: fc.boolean(),
      held: fc.boolean(),
      early: fc.boolean(),
      alerted: fc.boolean(),
      mode: fc.constantFrom('listen', 'whisper', 'barge'),
      watches: fc.nat(32),
    }),
    { maxLength: 32 },
  )
  .map((all) =>
    all.map((one, at) => {
      const isSupervisor = one.role === 'supervisor';
      const watches = isSupervisor ? `${8001 + one.watches}` : '';
      return placed(at + 1, { ...one, role: one.role, mode: isSupervisor ? one.mode : null, watches } as Placed);
    }),
  );

test('of any parties: a valid mix, and nobody hears who is muted, on hold, listening or in another room', () => {
  fc.assert(
    fc.property(anyone, (parties) => {
      const { members, waits } = whoHearsWhom(parties);
      const bySeizure = new Map(parties.map((party) => [party.seizure, party]));
      const named = new Set(members.map(({ seizure }) => seizure));
      expect(named.size).toBe(members.length);
      for (const { seizure, hears } of members) {
        const one = bySeizure.get(seizure);
        expect(new Set(hears).size).toBe(hears.length);
        for (const other of hears) {
          const heard = bySeizure.get(other);
          expect(named.has(other) && other !== seizure).toBe(true);
          expect(heard?.muted).toBe(false);
          expect(heard?.mode === 'listen' && heard.state === 'in').toBe(false);
          if (one?.mode === null && heard?.mode === null) expect(one.room).toBe(heard.room);
          if (one?.mode === null && heard?.mode === 'whisper' && heard.state === 'in')
            expect(heard.watches).toBe(one?.agentId);
          if (one?.mode === null && one.held) expect(heard?.mode).toBe('whisper');
        }
      }
      for (const [party] of waits) expect(bySeizure.get(party * 10)?.held).toBe(false);
    }),
    { seed: 4, numRuns: 2_000 },
  );
});
