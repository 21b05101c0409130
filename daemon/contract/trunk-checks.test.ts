/** Trunks and routes of a site file: what is good, and how what is wrong is told. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeslotsOf } from '../terms/trunks.js';
import { parseSite } from './site-file.js';

const base = `country: cn
timeZone: Asia/Shanghai
board: { kind: virtual, spans: 2, lines: 7, exchangeLines: 1 }
numbers: [{ number: '02160001000', flow: main }]
defaultFlow: main
flows: [{ id: main, start: bye, nodes: { bye: { block: hang-up } } }]
queues: []
agents: [{ id: '8001', name: 王芳, line: 1, queues: [] }]
`;
const trunkA = "{ id: a, name: { zh: 甲, en: A }, channels: [{ span: 1, timeslots: '1-15' }, { line: 8 }] }";
const parse = (text: string) => parseSite(Buffer.from(base + text));

function problems(text: string): readonly string[] {
  const result = parse(text);
  const found = 'errors' in result ? result.errors : result.warnings;
  for (const problem of found) expect(problem.zh).toMatch(/\p{Script=Han}/u);
  return found.map((problem) => `${problem.path}: ${problem.en}`);
}

test('spans, lines, trunks and routes in full', () => {
  const result = parse(`
areaCode: '021'
spans: [{ span: 2, name: PBX, side: network, protocol: qsig, overlapReceiving: true }]
lines: [{ line: 8, number: '02188880008' }]
trunks:
  - id: a
    name: { zh: 甲, en: A }
    channels: [{ span: 1, timeslots: '1-10, 17' }, { line: 8 }]
    hunting: least-recently-used
    in: { plainMobiles: true, completeLocal: false, typePrefixes: { national: '0' }, calledPrefix: '021' }
    out: { callingNumber: '02160001000', furtherNumbers: ['02160001001'], callingType: national, zeroBeforeMobiles: { except: ['1391'] } }
    answerSupervision: polarity
    listenFor: [data]
routes: [{ prefixes: ['13', ''], priority: 10, trunks: [a] }]
`);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  expect(result.warnings).toEqual([]);
  expect(result.site.trunks?.[0]).toMatchObject({ hunting: 'least-recently-used', answerSupervision: 'polarity' });
  expect(result.site.trunks?.[0]?.out?.furtherNumbers).toEqual(['02160001001']);
});

test.each(['[x]', '[""]', '12', '["123456789012345678901"]'])('further numbers %s are refused by name', (numbers) => {
  const trunk = trunkA.replace(' }] }', ` }], out: { furtherNumbers: ${numbers} } }`);
  const found = problems(`trunks: [${trunk}]\nroutes: [{ prefixes: [''], trunks: [a] }]`);
  expect(found.join()).toContain('trunks[0].out.furtherNumbers');
});

test.each([
  ['areaCode: 21', 'areaCode: found 21, allowed is the area code with its leading 0'],
  [
    `trunks: [${trunkA.replace("'1-15'", "'1-40'")}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[0].channels[0].timeslots: allowed are timeslots 1-15 and 17-31',
  ],
  [
    `trunks: [${trunkA.replace("'1-15'", "'16'")}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[0].channels[0].timeslots: allowed are timeslots 1-15 and 17-31',
  ],
  [
    `trunks: [${trunkA.replace('span: 1', 'span: 3')}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[0].channels[0].span: 3 does not exist',
  ],
  [
    `trunks: [${trunkA.replace('line: 8', 'line: 9')}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[0].channels[1].line: 9 does not exist',
  ],
  [
    `trunks: [${trunkA.replace('line: 8', 'line: 1')}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[0].channels[1].line: line 1 is the telephone of agent 8001',
  ],
  [
    `trunks: [${trunkA.replace('line: 8', 'line: 2')}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[0].channels[1].line: line 2 is a telephone port',
  ],
  [
    `trunks: [${trunkA}, ${trunkA.replace('id: a', 'id: b')}]\nroutes: [{ prefixes: [''], trunks: [a] }]`,
    'trunks[1].channels[0]: E1-1:1 belongs to the trunk a already',
  ],
  [
    `trunks: [${trunkA}]\nroutes: [{ prefixes: [''], trunks: [b] }]`,
    'routes[0].trunks[0]: there is no trunk "b": did you mean a?',
  ],
  [`trunks: [${trunkA}]\nroutes: [{ prefixes: [''], trunks: [a, a] }]`, 'routes[0].trunks[1]: a is there already'],
  [`trunks: [${trunkA}]`, 'trunks: there are trunks but no routes'],
  [
    `trunks: [${trunkA.replace('id: a', 'id: a, hunting: random')}]`,
    'trunks[0].hunting: found "random", allowed is one of lowest',
  ],
  ["lines: [{ line: 8, number: '1' }, { line: 8, number: '2' }]", 'lines[1].line: 8 is there already'],
])('%s', (text, expected) => {
  const found = problems(text);
  expect(
    found.some((each) => each.startsWith(expected)),
    found.join('\n'),
  ).toBe(true);
});

test.each([
  ['1-3', [1, 2, 3]],
  ['15-17', [15, 17]],
  [' 1 , 31', [1, 31]],
  ['16', null],
  ['0-3', null],
  ['5-3', null],
  ['1-32', null],
  ['', null],
  ['1;2', null],
])('timeslots %s', (text, slots) => {
  expect(timeslotsOf(text)).toEqual(slots);
});

test('no timeslots named: all thirty', () => {
  expect(timeslotsOf(undefined)).toHaveLength(30);
});

const goodParts = {
  spans: [{ span: 2, name: 'PBX', side: 'network', protocol: 'qsig' }],
  lines: [{ line: 8, number: '02188880008' }],
  trunks: [
    {
      id: 'a',
      name: { zh: '甲', en: 'A' },
      channels: [{ span: 1, timeslots: '1-10,17' }, { line: 8 }],
      hunting: 'lowest',
      in: { plainMobiles: true, typePrefixes: { national: '0' } },
      out: { callingNumber: '02160001000', zeroBeforeMobiles: { except: ['1391'] } },
    },
  ],
  routes: [{ prefixes: ['13', ''], priority: 10, trunks: ['a'] }],
};

/** As JSON, which is YAML, one part a line, with the value that comes `nth` replaced; -1: as they are. */
function spoilt(nth: number, by: unknown): string {
  let seen = 0;
  const parts = JSON.stringify(goodParts, (key, value) => (key !== '' && seen++ === nth ? by : value));
  return Object.entries(JSON.parse(parts)).reduce(
    (text, [key, part]) => `${text}${key}: ${JSON.stringify(part)}\n`,
    '',
  );
}

test('any other value anywhere in trunks and routes is good or told, and what is good can be used', () => {
  const hostile = fc.constantFrom<unknown>('1-31', '31-1', ' ,', '9'.repeat(80), -1, 1e300, 0.5, '', 'a', 8, [[]]);
  expect(parse(spoilt(-1, null))).toHaveProperty('site.trunks');
  fc.assert(
    fc.property(fc.nat(60), fc.oneof(hostile, fc.jsonValue({ maxDepth: 2 })), (nth, by) => {
      const result = parse(spoilt(nth, by));
      if ('errors' in result) {
        expect(result.errors.length).toBeLessThanOrEqual(50);
        for (const { en, zh } of result.errors) expect([en, zh]).not.toContain('');
        return;
      }
      for (const trunk of result.site.trunks ?? [])
        for (const channels of trunk.channels)
          if ('span' in channels) expect(timeslotsOf(channels.timeslots)?.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test('any text as timeslots is null or some of the thirty, in their order', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[\d ,-]{0,20}$/));
  fc.assert(
    fc.property(text, (timeslots) => {
      const slots = timeslotsOf(timeslots);
      if (slots !== null) expect(slots).toEqual(timeslotsOf(undefined)?.filter((slot) => slots.includes(slot)));
      expect(slots).not.toEqual([]);
    }),
    { numRuns: 500 },
  );
});
