/** Ladders of calls without an E1, of several trunks, and of frames that nobody should send. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failedCalls } from '../../test/rig/failed-calls.js';
import type { DChannelFrame, Ladder } from '../terms/line-trace.js';
import type { CallEventRow, CallRow, LegRow } from '../terms/rows.js';
import { drawLadder, type LadderParts } from './ladder.js';
import { ladderText } from './ladder-text.js';
import { maskedFrame } from './masked-frame.js';

const atMs = 1_800_000_000_000;
const id = '0'.repeat(26);
const asItIs = (octets: Uint8Array): Uint8Array => octets;
const same = (text: string) => ({ zh: text, en: text });
const columns = {
  ...{ carrier: same('carrier'), channel: same('L3'), switch: same('box') },
  ...{ queue: same('queue'), agent: same('agent') },
};

function partsOf(
  call: Partial<CallRow>,
  legs: readonly Partial<LegRow>[],
  events: readonly [number, string, object?][],
) {
  const row: CallRow = {
    ...{ id, direction: 'inbound', callingNumber: '13800138000', presentation: 'allowed', calledNumber: '60001000' },
    ...{ channel: 'L3', startedAt: atMs, answeredAt: null, queuedAt: null, talkStartedAt: null, endedAt: atMs + 9_000 },
    ...{ cause: 16, endedBy: 'caller', ending: 'abandoned', disposition: null, agent: null, queue: null, flowPath: '' },
    ...call,
  };
  const leg: LegRow = {
    ...{ callId: id, leg: 1, role: 'customer', purpose: 'caller', agent: null, number: '13800138000', channel: 'L3' },
    ...{ startedAt: atMs, answeredAt: null, endedAt: atMs + 9_000, cause: 16 },
  };
  const parts: LadderParts = {
    call: row,
    legs: legs.map((each, index) => ({ ...leg, leg: index + 1, ...each })),
    events: events.map(([afterMs, what, detail], seq): CallEventRow => {
      return { callId: id, seq, at: atMs + afterMs, what, agent: null, detail: JSON.stringify(detail ?? {}) };
    }),
    ...{ spanEvents: [], frames: [], seenUs: (atMs + 60_000) * 1_000, networkSpans: new Set(), sameCauseToday: 1 },
  };
  return parts;
}
const first = ({ rows, firstAbnormal }: Ladder) => rows[firstAbnormal];

describe('an analog line', () => {
  test('a call over an exchange line to a telephone that nobody answers', () => {
    const agent: Partial<LegRow> = { role: 'agent', agent: '8001', channel: 'L1', startedAt: atMs + 3_000, number: '' };
    const { ladder } = drawLadder(
      partsOf(
        { answeredAt: atMs + 1_000 },
        [{ answeredAt: atMs + 1_000 }, agent],
        [
          [0, 'started', { channel: 'L3', callerId: 'fsk' }],
          [1_000, 'answered'],
          [2_000, 'queued', { queue: 'service' }],
          [2_500, 'offered', { agent: '8001' }],
          [3_000, 'ringing'],
          [8_000, 'ring-timeout'],
          [9_000, 'ended', { cause: 16 }],
        ],
      ),
      asItIs,
    );
    expect(ladder.rows.filter(({ layer }) => layer === 'analog').map(({ name, from, to }) => [name, from, to])).toEqual(
      [
        ['ring', 'carrier', 'channel'],
        ['off-hook', 'channel', 'carrier'],
        ['ring', 'switch', 'agent'],
        ['on-hook', 'channel', 'carrier'],
        ['ring-stop', 'switch', 'agent'],
      ],
    );
    expect(ladder.rows.find(({ name }) => name === 'ring')?.fields.map(({ value }) => value.en)).toContain('fsk');
    expect(first(ladder)).toMatchObject({ name: 'ring-timeout', layer: 'story' });
    expect(ladder.framesGone).toBe(false);
  });

  test('a busy tone instead of an answer', () => {
    const { ladder } = drawLadder(
      partsOf(
        { direction: 'outbound', calledNumber: '62345678', cause: 17 },
        [{ number: '62345678' }],
        [
          [0, 'started', {}],
          [10, 'dialled', { channel: 'L3', attempt: 1, party: 1 }],
          [4_000, 'tone', { tone: 'busy', side: 'customer' }],
          [9_000, 'ended', { cause: 17 }],
        ],
      ),
      asItIs,
    );
    expect(first(ladder)).toMatchObject({ name: 'tone', layer: 'analog', from: 'carrier', to: 'channel' });
  });
});

test('the box itself refused to dial: that is what went wrong first', () => {
  const { ladder } = drawLadder(
    partsOf(
      { direction: 'outbound', channel: '', cause: 21 },
      [],
      [
        [0, 'started', {}],
        [1, 'not-dialled', { why: 'not-allowed' }],
        [2, 'ended', { cause: 21 }],
      ],
    ),
    asItIs,
  );
  expect(first(ladder)).toMatchObject({ name: 'not-dialled' });
});

test('of a call whose frames are gone its end is red, and it says that there are none', () => {
  const parts = partsOf(
    { channel: 'E1-1:5', cause: 38 },
    [{ channel: 'E1-1:5', cause: 38 }],
    [
      [0, 'started'],
      [9_000, 'ended', { cause: 38 }],
    ],
  );
  const { ladder } = drawLadder(parts, asItIs);
  expect(ladder.framesGone).toBe(true);
  expect(first(ladder)).toMatchObject({ name: 'ended' });
  expect(ladder.verdict?.words.en).toMatch(/no frames/);
  // While frames may still be on their way nothing is blamed.
  const soon = drawLadder({ ...parts, seenUs: (atMs + 9_500) * 1_000 }, asItIs).ladder;
  expect(soon.firstAbnormal).toBe(-1);
});

test('a call that was tried on two trunks has the frames of both, and the first refusal is red', () => {
  const busy = failedCalls().find(({ name }) => name === 'out-congestion');
  const well = failedCalls().find(({ name }) => name === 'well-out');
  if (busy === undefined || well === undefined) throw new Error('the kept calls are not there');
  const laterUs = 4_000_000;
  const second = well.parts.frames.map((frame) => ({ ...frame, span: 2, atUs: frame.atUs + laterUs }));
  const startedAt = busy.parts.call.startedAt;
  const again = startedAt + laterUs / 1_000;
  const { ladder, frames } = drawLadder(
    {
      ...busy.parts,
      call: { ...busy.parts.call, channel: 'E1-2:5', cause: 16, endedAt: again + 9_000 },
      legs: busy.parts.legs.map((leg) => ({ ...leg, channel: 'E1-2:5', endedAt: again + 9_000 })),
      events: [
        { callId: id, seq: 0, at: startedAt, what: 'dialled', agent: null, detail: '{"channel":"E1-1:5","party":1}' },
        { callId: id, seq: 1, at: again, what: 'dialled', agent: null, detail: '{"channel":"E1-2:5","party":1}' },
      ],
      frames: [...busy.parts.frames, ...second].sort((a, b) => a.atUs - b.atUs),
    },
    asItIs,
  );
  expect(ladder.rows.filter(({ name, layer }) => name === 'SETUP' && layer === 'q931')).toHaveLength(2);
  expect(first(ladder)).toMatchObject({ name: 'DISCONNECT', from: 'carrier' });
  expect(new Set(frames.map(({ span }) => span))).toEqual(new Set([1, 2]));
});

describe('anything at all', () => {
  const calls = failedCalls();
  const spoilt = fc
    .record({
      call: fc.constantFrom(...calls),
      changes: fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.nat(255)), { maxLength: 12 }),
      lost: fc.array(fc.nat(60), { maxLength: 20 }),
      more: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }),
      backUs: fc.integer({ min: -5_000_000, max: 5_000_000 }),
    })
    .map(({ call, changes, lost, more, backUs }) => {
      const frames = call.parts.frames.filter((_, at) => !lost.includes(at)).map((frame) => ({ ...frame }));
      for (const [at, place, octet] of changes) {
        const frame = frames[at];
        if (frame === undefined) continue;
        frame.octets = frame.octets.slice();
        if (place < frame.octets.length) frame.octets[place] = octet;
        frame.atUs += backUs;
      }
      const last = frames.at(-1)?.atUs ?? 0;
      const foreign = more.map((octets): DChannelFrame => ({ atUs: last, span: 1, sent: false, octets }));
      return { ...call.parts, frames: [...frames, ...foreign] };
    });

  test('spoilt frames, lost frames and foreign ones make a ladder, in words, masked too', () => {
    fc.assert(
      fc.property(spoilt, (parts) => {
        for (const shown of [asItIs, maskedFrame]) {
          const { ladder } = drawLadder(parts, shown);
          expect(ladder.rows.length).toBeLessThanOrEqual(2_000);
          expect(ladder.firstAbnormal === -1).toBe(ladder.verdict === null);
          for (const { words } of ladder.rows) expect([words.zh, words.en]).not.toContain('');
          expect(ladderText(ladder, { language: 'zh', columns, timeZone: 'Asia/Shanghai' })).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('a flood of one call reference is bounded', () => {
    const [call] = calls;
    const setup = call?.parts.frames.find(({ octets }) => octets[8] === 5);
    if (call === undefined || setup === undefined) throw new Error('the kept calls are not there');
    const flood = Array.from({ length: 60_000 }, (_, i): DChannelFrame => {
      const octets = setup.octets.slice();
      octets[2] = (i * 2) & 0xfe;
      octets[7] = (i >> 4) & 0xff;
      return { ...setup, octets, atUs: setup.atUs + i * 20 };
    });
    const { ladder } = drawLadder({ ...call.parts, frames: flood }, asItIs);
    expect(ladder.rows.length).toBeLessThanOrEqual(2_000);
  });

  test('events that are no JSON, and details of any kind', () => {
    const parts = partsOf({}, [{}], [[0, 'started']]);
    const details = [
      'nonsense',
      '[]',
      'null',
      '"x"',
      '{"a":{"b":1},"cause":"17","tone":5}',
      `{"x":"${'y'.repeat(999)}"}`,
    ];
    const events = details.map((detail, seq) => ({ callId: id, seq, at: atMs, what: 'tone', agent: null, detail }));
    const { ladder } = drawLadder({ ...parts, events }, asItIs);
    expect(ladder.rows.length).toBeGreaterThanOrEqual(details.length);
  });
});
