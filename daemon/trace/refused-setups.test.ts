import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DChannelFrame } from '../terms/line-trace.js';
import { drawLadder } from './ladder.js';
import { callOfSetup, maxRefusedSetups, RefusedSetups, refusedId } from './refused-setups.js';

const type = { setup: 0x05, proceeding: 0x02, setupAcknowledge: 0x0d, releaseComplete: 0x5a, connect: 0x07 } as const;
const digits = (text: string): number[] => [...text].map((digit) => digit.charCodeAt(0));
const channel = (slot: number): number[] => [0x18, 3, 0xa9, 0x83, 0x80 | slot];
const calling = (number: string): number[] => [0x6c, number.length + 2, 0x21, 0x83, ...digits(number)];
const called = (number: string): number[] => [0x70, number.length + 1, 0xa1, ...digits(number)];
const causeElement = (cause: number): number[] => [0x08, 2, 0x81, 0x80 | cause];
let sequence = 0;

function frame(atUs: number, sent: boolean, kind: number, reference: number, ...elements: number[][]): DChannelFrame {
  // The far end chose the reference: the flag is set on what goes to it.
  const layer3 = [0x08, 0x02, (sent ? 0x80 : 0) | (reference >> 8), reference & 0xff, kind, ...elements.flat()];
  sequence = (sequence + 2) & 0xfe;
  return { atUs, span: 1, sent, octets: Uint8Array.from([0x00, 0x01, sequence, 0x00, ...layer3]) };
}
const setup = (atUs: number, reference: number, slot = 5) =>
  frame(atUs, false, type.setup, reference, channel(slot), calling('13800138000'), called('60001000'));
const refused = (atUs: number, reference: number, cause: number) =>
  frame(atUs, true, type.releaseComplete, reference, causeElement(cause));

function found(frames: readonly DChannelFrame[], seenUs = 100_000_000) {
  const setups = new RefusedSetups();
  for (const each of frames) setups.take(each);
  return { all: setups.all(seenUs), cut: setups.cut };
}

test('a SETUP that the lines refused by themselves is found, with its numbers, channel and cause', () => {
  const { all } = found([setup(1_000_000, 7), refused(1_020_000, 7, 44)]);
  expect(all).toEqual([
    {
      ...{ span: 1, atUs: 1_000_000, endedUs: 1_020_000, timeslot: 5, cause: 44 },
      ...{ callingNumber: '13800138000', calledNumber: '60001000' },
    },
  ]);
});

test('one that was taken is a call, and has a row: it is not among them', () => {
  for (const answer of [type.proceeding, type.setupAcknowledge, type.connect]) {
    expect(found([setup(1, 7), frame(2, true, answer, 7), refused(3, 7, 17)]).all).toEqual([]);
  }
});

test('one that nobody answered counts from ten seconds on; a second SETUP asks for the same call', () => {
  const frames = [setup(1_000_000, 7), setup(5_000_000, 7)];
  expect(found(frames, 10_000_000).all).toEqual([]);
  expect(found(frames, 20_000_000).all).toMatchObject([{ atUs: 1_000_000, cause: null, endedUs: null }]);
});

test('the reference is used again: two refusals are two; newest first', () => {
  const { all } = found([setup(1, 7), refused(2, 7, 34), setup(3, 7), refused(4, 7, 88)]);
  expect(all.map(({ atUs, cause }) => [atUs, cause])).toEqual([
    [3, 88],
    [1, 34],
  ]);
});

test('our own calls, and those of another span with the same reference, are kept apart', () => {
  const ours: DChannelFrame = { ...frame(1, false, type.setup, 7), sent: true };
  const theirs = { ...setup(2, 7), span: 2 };
  expect(found([ours, refused(3, 7, 44)], 5).all).toEqual([]);
  expect(found([theirs, refused(3, 7, 44)], 5).all).toEqual([]);
});

test('an exchange that sends ever more of them fills no memory: the newest are told, and that there were more', () => {
  const flood = Array.from({ length: 3_000 }, (_, n) => [setup(n * 10, n + 1), refused(n * 10 + 1, n + 1, 34)]).flat();
  const { all, cut } = found(flood);
  expect(all).toHaveLength(maxRefusedSetups);
  expect(all[0]?.atUs).toBe(29_990);
  expect(cut).toBe(true);
  const silent = Array.from({ length: 5_000 }, (_, n) => setup(n, n + 1));
  expect(found(silent).all).toHaveLength(maxRefusedSetups);
});

test('its ladder shows the SETUP and marks the refusal', () => {
  const frames = [setup(1_000_000, 7), refused(1_020_000, 7, 44), setup(1_030_000, 8), refused(1_040_000, 8, 34)];
  const [, first] = found(frames).all;
  if (first === undefined) throw new Error('none');
  const { call, leg } = callOfSetup(first);
  expect(call.id).toBe(refusedId(first));
  const parts = { call, legs: [leg], events: [], spanEvents: [], frames, sameCauseToday: 0 };
  const { ladder } = drawLadder({ ...parts, seenUs: 50_000_000, networkSpans: new Set<number>() }, (octets) => octets);
  const messages = ladder.rows.filter(({ layer }) => layer === 'q931');
  expect(messages.map(({ name }) => name)).toEqual(['SETUP', 'RELEASE COMPLETE']);
  expect(ladder.rows[ladder.firstAbnormal]?.name).toBe('RELEASE COMPLETE');
  expect(ladder.verdict?.words.en).toMatch(/44|channel/i);
});

test('no frame is too odd to be looked at', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 40 })), { maxLength: 60 }), (list) => {
      const all = found(list.map(([sent, octets], atUs) => ({ atUs, span: 1, sent, octets }))).all;
      for (const each of all) expect(each.timeslot).toBeLessThanOrEqual(31);
    }),
  );
});
