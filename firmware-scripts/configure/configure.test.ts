import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardScan, DriverConfiguration, FoundSpan } from '../../daemon/terms/cards.js';
import { usualSpanSetup } from '../../daemon/terms/span-setup.js';
import { configurationOf } from './configuration.js';
import { diffOf } from './diff.js';
import { mergedSystemConf } from './existing.js';
import { numbersOf, rangesOf } from './system-conf.js';

const e1 = (span: number, firstChannel: number, more: Partial<FoundSpan> = {}): FoundSpan => ({
  ...{ span, name: `TE4/0/${span}`, kind: 'e1', firstChannel, channels: 31, card: 'pci 0000:03:00.0' },
  ...{ alarms: ['OK'], modules: [], ...more },
});
const analog = e1(3, 63, { kind: 'analog', channels: 4, modules: ['fxs', 'fxs', 'fxo', 'none'] });
const t1 = e1(4, 67, { kind: 't1', channels: 24 });
const scan: CardScan = {
  atMs: 0,
  cards: [],
  spans: [e1(1, 1), e1(2, 32), analog, t1, e1(5, 91, { kind: 'dynamic', card: 'dynamic loc 1' })],
  dahdiVersion: '2.11',
  problems: [],
};
const none = { spans: [], telephones: [], exchangeLines: [] };
const wanted = (lines: object, setups = [usualSpanSetup, { ...usualSpanSetup, clockPriority: 2 }]) =>
  configurationOf({ country: 'cn', lines: { ...none, ...lines }, setups }, scan);
const codes = (lines: object, setups?: Parameters<typeof wanted>[1]): readonly string[] =>
  wanted(lines, setups).refused.map(({ code }) => code);

describe('a configuration from the site', () => {
  test('two E1 and analog ports', () => {
    const { configuration, refused } = wanted({ spans: [2, 1], telephones: [63, 64], exchangeLines: [65] });
    expect(refused).toEqual([]);
    // Our first span is the driver's second.
    expect(
      configuration.spans.map(({ span, firstChannel, clockPriority }) => [span, firstChannel, clockPriority]),
    ).toEqual([
      [2, 32, 1],
      [1, 1, 2],
    ]);
    expect(configuration.zone).toBe('cn');
  });

  const master = [usualSpanSetup, usualSpanSetup];
  test.each<[string, object, readonly string[], typeof master?]>([
    ['nothing', {}, ['nothing-used'], []],
    ['a span twice', { spans: [1, 1] }, ['span-twice']],
    ['a span that is not there', { spans: [9] }, ['unknown-span']],
    ['T1', { spans: [4] }, ['no-e1']],
    ['an analog span as E1', { spans: [3] }, ['no-e1']],
    ['a channel twice', { telephones: [63, 63] }, ['channel-twice']],
    ['a port as telephone and exchange line', { telephones: [63], exchangeLines: [63] }, ['channel-twice']],
    ['a channel that is not there', { telephones: [500] }, ['unknown-channel']],
    ['a timeslot as a telephone', { spans: [1], telephones: [5] }, ['not-analog']],
    ['an FXO module for a telephone', { telephones: [65] }, ['wrong-module']],
    ['an FXS module on an exchange line', { exchangeLines: [63] }, ['wrong-module']],
    ['an empty socket', { telephones: [66] }, ['wrong-module']],
    ['two masters', { spans: [1, 2] }, ['two-masters'], master],
  ])('refused with words: %s', (_, lines, expected, setups) => {
    expect(codes(lines, setups)).toEqual(expected);
    for (const { words, next } of wanted(lines, setups).refused) {
      for (const text of [words.zh, words.en, next.zh, next.en]) expect(text.length).toBeGreaterThan(3);
    }
  });

  test('what a span of software cannot have is a note, and it gets no span= line', () => {
    const { configuration, notes } = wanted({ spans: [5] });
    expect(notes[0]?.en).toContain('wired by software');
    expect(mergedSystemConf('', configuration)).not.toContain('span=');
  });

  test('nobody gives the clock: a note', () => {
    expect(wanted({ spans: [1] }, [{ ...usualSpanSetup, clockPriority: 0 }]).notes[0]?.en).toContain('No span takes');
  });
});

describe('the file', () => {
  const { configuration } = wanted({ spans: [1, 2], telephones: [63, 64], exchangeLines: [65] });
  const directives = (text: string): readonly string[] => text.split('\n').filter((line) => /^[a-z]/.test(line));

  test('as dahdi_cfg reads it', () => {
    expect(directives(mergedSystemConf('', configuration))).toEqual([
      'span=1,1,0,ccs,hdb3,crc4',
      'span=2,2,0,ccs,hdb3,crc4',
      'bchan=1-15,17-46,48-62',
      'dchan=16,47',
      'fxoks=63-64',
      'fxsks=65',
      'alaw=1-65',
      'loadzone=cn',
      'defaultzone=cn',
    ]);
  });

  test('what somebody wrote of other channels stays; of ours it gives way, readable', () => {
    const before = [
      '# our PBX, by Wang',
      'dynamic=loc,1:0,31,0',
      'span=2,0,0,ccs,hdb3   # old carrier',
      'span=7,1,0,cas,hdb3',
      'bchan=32-46,48-62,200-210',
      'E&M=220-223',
      'echocanceller=mg2,1-15,300',
      'defaultzone=us',
      'loadzone=us',
      'fxoks=what is this',
      '',
    ].join('\n');
    const after = mergedSystemConf(before, configuration);
    expect(after).toContain(
      '# our PBX, by Wang\ndynamic=loc,1:0,31,0\n#callbox# span=2,0,0,ccs,hdb3   # old carrier\n',
    );
    for (const line of ['span=7,1,0,cas,hdb3', 'bchan=200-210', 'E&M=220-223', 'echocanceller=mg2,300', 'loadzone=us'])
      expect(after.split('\n')).toContain(line);
    expect(after).toContain('#callbox# bchan=32-46,48-62,200-210');
    expect(after).toContain('#callbox# defaultzone=us');
    expect(after).toContain('fxoks=what is this');
  });

  test('written twice it is the same; another site changes only our block', () => {
    const once = mergedSystemConf('# mine\n', configuration);
    expect(mergedSystemConf(once, configuration)).toBe(once);
    const other: DriverConfiguration = { ...configuration, spans: configuration.spans.slice(0, 1) };
    const diff = diffOf(once, mergedSystemConf(once, other));
    expect(diff.filter(({ mark }) => mark === '-').map(({ text }) => text)).toContain('span=2,2,0,ccs,hdb3,crc4');
    expect(diff[0]).toEqual({ mark: ' ', text: '# mine' });
  });

  test('whatever stands in it: every line of another is still there, and twice is once', () => {
    const words = fc.constantFrom(
      'span=1',
      'bchan=1-40',
      'fxoks=63',
      'e&m=9-',
      '# x',
      'a=b',
      '=',
      'dynamic=loc,1:0,31,0',
      '',
    );
    const line = fc.oneof(
      words,
      fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const before = lines.join('\n');
        const after = mergedSystemConf(before, configuration);
        const there = new Set(after.split('\n').map((text) => text.replace(/^#callbox# /, '')));
        expect(lines.filter((text) => text.trim() !== '' && !there.has(text))).toEqual([]);
        expect(mergedSystemConf(after, configuration)).toBe(after);
      }),
      { numRuns: 300 },
    );
  });

  test('a block that lost its end is text like any other', () => {
    const torn = mergedSystemConf('', configuration).replace('# <<< callbox\n', '');
    const after = mergedSystemConf(torn, configuration);
    expect(directives(after).filter((line) => line.startsWith('span=1,'))).toEqual(['span=1,1,0,ccs,hdb3,crc4']);
  });
});

describe('diff and ranges', () => {
  test('nothing differs: empty', () => expect(diffOf('a\nb\n', 'a\nb\n')).toEqual([]));
  test('from nothing, and to nothing', () => {
    expect(diffOf('', 'a\n')).toEqual([{ mark: '+', text: 'a' }]);
    expect(diffOf('a\n', '')).toEqual([{ mark: '-', text: 'a' }]);
  });
  test('old and new put together again', () => {
    const before = 'a\nb\nc\nd\n';
    const after = 'a\nx\nc\ne\nd\n';
    const diff = diffOf(before, after);
    const side = (mark: string): string =>
      diff
        .filter((line) => line.mark === ' ' || line.mark === mark)
        .map(({ text }) => `${text}\n`)
        .join('');
    expect([side('-'), side('+')]).toEqual([before, after]);
  });
  test.each([
    [[], ''],
    [[3, 1, 2, 5, 5], '1-3,5'],
    [[16, 47], '16,47'],
  ])('%j → %s', (numbers, text) => expect(rangesOf(numbers)).toBe(text));
  test.each(['', 'a', '1-', '5-1', '1;2', '99999'])('no list of channels: "%s"', (text) =>
    expect(numbersOf(text)).toBeNull(),
  );
});
