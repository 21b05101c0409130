/** Frames and messages in words: those of the standards by example, anything at all by chance. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failedCalls } from '../../test/rig/failed-calls.js';
import { fieldOf } from './element-words.js';
import { causeOf, channelOf, elementOf, hexOf } from './elements.js';
import { maskedFrame } from './masked-frame.js';
import { messageName, messageWords } from './message-words.js';
import { decodeQ921 } from './q921.js';
import { decodeQ931 } from './q931.js';

const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/[^0-9a-f]/g, ''), 'hex'));
const frames = failedCalls().flatMap(({ parts }) => parts.frames.map((frame) => frame.octets));

describe('layer 2 (ITU-T Q.921 §3.6)', () => {
  test.each([
    ['02 01 7f', { kind: 'SABME', pollFinal: true, commandBit: true, sapi: 0, tei: 0 }],
    ['00 01 73', { kind: 'UA', pollFinal: true, commandBit: false }],
    ['00 01 1f', { kind: 'DM', pollFinal: true }],
    ['00 01 0f', { kind: 'DM', pollFinal: false }],
    ['02 01 53', { kind: 'DISC', pollFinal: true }],
    ['00 01 97', { kind: 'FRMR', pollFinal: true }],
    ['fc ff 03', { kind: 'UI', sapi: 63, tei: 127 }],
    ['02 01 af', { kind: 'XID', pollFinal: false }],
    ['02 01 01 0d', { kind: 'RR', receiveSequence: 6, pollFinal: true, sendSequence: null }],
    ['02 01 05 0c', { kind: 'RNR', receiveSequence: 6, pollFinal: false }],
    ['02 01 09 ff', { kind: 'REJ', receiveSequence: 127, pollFinal: true }],
    ['02 01 fe 02', { kind: 'I', sendSequence: 127, receiveSequence: 1, pollFinal: false }],
  ])('%s', (hex, expected) => {
    expect(decodeQ921(octets(hex))).toMatchObject(expected);
  });

  test.each([[''], ['02'], ['02 01'], ['03 01 7f'], ['02 00 7f'], ['02 01 01'], ['02 01 ff'], ['02 01 0d 00']])(
    'no frame: "%s"',
    (hex) => {
      expect(decodeQ921(octets(hex))).toBeNull();
    },
  );
});

/** The elements of a message, as a person reads them in English. */
const read = (hex: string): string[] =>
  (decodeQ931(octets(hex))?.elements ?? []).map((element) => {
    const { name, value } = fieldOf(element);
    return `${name.en}: ${value.en}`;
  });

describe('layer 3 (ITU-T Q.931 §4)', () => {
  test('a whole SETUP', () => {
    const setup =
      '08 02 0001 05 04 03 80 90 a3 18 03 a1 83 81 1e 02 82 83 28 05 b1 5a 68 61 6e 34 01 01 ' +
      '6c 0d 21 83 31 33 38 30 30 31 33 38 30 30 30 70 05 c1 36 30 30 31 7d 02 91 81 7c 03 80 90 a2 a1';
    expect(messageName(decodeQ931(octets(setup))?.type ?? 0)).toBe('SETUP');
    expect(read(setup)).toEqual([
      'bearer capability: speech, A-law',
      'channel: timeslot 1, preferred',
      'progress: the calling side is not ISDN, public network serving the local user',
      'display: Zhan',
      'signal: ring-back',
      "calling number: 13800138000, national, ISDN plan, may be shown, the network's own",
      'called number: 6001, subscriber, ISDN plan',
      'high layer compatibility: telephony',
      'low layer compatibility: 80:90:a2',
      'sending complete: yes',
    ]);
  });

  test.each([
    ['08 02 8001 45 08 02 82 91', ['cause: 17 user busy, public network serving the local user']],
    [
      '08 02 8001 7d 08 03 80 e0 04 14 01 0a',
      ['cause: 96 mandatory information element missing, user, bearer capability', 'call state: active (10)'],
    ],
    ['08 02 0000 46 18 03 a9 83 87 79 01 80', ['channel: timeslot 7, exclusive', 'restart: the channels named']],
    ['08 02 0001 7b 2c 02 31 32', ['keypad: 12']],
    ['08 02 0001 6e 27 01 f9', ['notification: held']],
    [
      '08 02 0001 05 74 08 21 00 8f 34 30 30 38 31',
      ['redirecting number: 40081, national, ISDN plan, may be shown, not screened, forwarded always'],
    ],
    ['08 02 0001 05 18 01 a9', ['channel: the whole interface, exclusive']],
    ['08 02 0001 05 18 01 ab', ['channel: any, exclusive']],
    ['08 02 0001 05 96 7f 01 00', ['element 6:0x7f: 00']], // shifted for one element (§4.5.4)
    ['08 02 0001 05 1c 03 91 a1 03', ['facility: 91:a1:03']],
    ['08 02 0001 05 3f 01 42', ['element 0:0x3f: 42']],
    ['08 02 0001 05 08 00', ['cause: –']],
  ])('%s', (hex, expected) => {
    const told = read(hex);
    if (hex.includes('e0 04')) expect(told[0]).toMatch(/^cause: 96 .*bearer capability$/);
    else expect(told).toEqual(expected);
  });

  test('channels by map', () => {
    const message = decodeQ931(octets('08 02 0000 46 18 06 a9 93 00 00 00 a0'));
    const element = message === null ? null : elementOf(message, 0x18);
    expect(element && channelOf(element)).toEqual({ exclusive: true, which: 'slots', slots: [5, 7] });
  });

  test('a message of no kind is told by its number', () => {
    expect(messageName(0x99)).toBe('message 0x99');
    expect(messageWords(0x99).en).not.toBe('');
  });

  test.each([[''], ['08'], ['08 02'], ['08 02 00 01'], ['41 02 00 01 05'], ['08 03 00 00 01 05'], ['08 12 00 01 05']])(
    'no message: "%s"',
    (hex) => {
      expect(decodeQ931(octets(hex))).toBeNull();
    },
  );

  test('what is cut short is told as far as it goes', () => {
    expect(decodeQ931(octets('08 02 0001 05 08 02 80 90 18 03 a9'))).toMatchObject({
      cut: true,
      elements: [{ id: 8 }],
    });
  });
});

describe('any octets', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    // Mostly right, a few octets changed, cut anywhere.
    fc
      .record({
        frame: fc.constantFrom(...frames),
        changes: fc.array(fc.tuple(fc.nat(270), fc.nat(255)), { maxLength: 6 }),
        length: fc.nat(270),
      })
      .map(({ frame, changes, length }) => {
        const changed = frame.slice(0, length);
        for (const [at, octet] of changes) if (at < changed.length) changed[at] = octet;
        return changed;
      }),
  );

  test('never throw, never loop, and say something in both languages', () => {
    fc.assert(
      fc.property(anything, (frame) => {
        const layer2 = decodeQ921(frame);
        for (const layer3 of [frame, layer2?.information ?? new Uint8Array()]) {
          const message = decodeQ931(layer3);
          if (message === null) continue;
          for (const element of message.elements) {
            const { name, value } = fieldOf(element);
            for (const text of [name.zh, name.en, value.zh, value.en]) expect(text).not.toBe('');
            causeOf(element);
            channelOf(element);
          }
        }
        hexOf(frame);
      }),
      { numRuns: 20_000 },
    );
  }, 60_000);

  test('masked, a frame has the length and the frame it had, and no seven digits in a row', () => {
    fc.assert(
      fc.property(anything, (frame) => {
        const masked = maskedFrame(frame);
        expect(masked.length).toBe(frame.length);
        expect(Buffer.from(masked).toString('latin1')).not.toMatch(/\d{8}/);
        expect(decodeQ921(masked)?.kind).toBe(decodeQ921(frame)?.kind);
      }),
      { numRuns: 5_000 },
    );
  }, 60_000);
});

describe('masked', () => {
  const shown = (hex: string): string => Buffer.from(maskedFrame(octets(hex))).toString('latin1');
  const ascii = (text: string): string => Buffer.from(text).toString('hex');

  test('digits that come one by one go altogether', () => {
    const digits = `02 01 00 00 08 02 0001 7b 70 04 81 ${ascii('765')}`;
    expect(shown(digits)).toContain('***');
    expect(shown(digits)).not.toContain('7');
    expect(shown(`02 01 00 00 08 02 0001 05 70 05 81 ${ascii('0208')}`)).toContain('****');
    expect(shown(`02 01 00 00 08 02 0001 7b 2c 02 ${ascii('76')}`)).toContain('**');
  });

  test('a number in a name, and one written with signs', () => {
    expect(shown(`02 01 00 00 08 02 0001 05 28 0d ${ascii('138 1234-5678')}`)).toContain('138 ****-5678');
  });
});
