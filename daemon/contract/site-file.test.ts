import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSiteFile, maxSiteFileBytes, parseSite, problemText, type SiteProblem } from './site-file.js';

const demo = `# a small site
country: cn
timeZone: Asia/Shanghai
board: { kind: virtual, spans: 1, lines: 8 }
numbers:
  - { number: '02160001000', flow: main }
defaultFlow: main
flows:
  - id: main
    start: hello
    nodes:
      hello: { block: play, prompts: [zh/welcome], next: menu }
      menu:
        block: menu
        prompts: [zh/menu]
        keys: { '1': people, '9': bye }
        otherwise: people
      people: { block: queue, queue: service }
      bye: { block: hang-up }
queues:
  - id: service
    name: { zh: 客服, en: Service }
    music: music/hold-1
agents:
  - { id: '8001', name: 王芳, line: 1, queues: [service] }
`;

const parse = (text: string) => parseSite(Buffer.from(text));

function errorsOf(text: string): readonly SiteProblem[] {
  const result = parse(text);
  if (!('errors' in result)) throw new Error('the file was accepted');
  return result.errors;
}

/** The demo with `from` replaced; the one error it gives, without the line's number when that is not the subject. */
function errorOf(from: string, to: string): SiteProblem {
  if (!demo.includes(from)) throw new Error(`the demo has no ${from}`);
  const errors = errorsOf(demo.replace(from, to));
  expect(errors).toHaveLength(1);
  return errors[0] as SiteProblem;
}

test('a good file gives the site, with what it leaves out filled in', () => {
  const result = parse(demo);
  if ('errors' in result) throw new Error(result.errors.map((error) => problemText('demo', error)).join('\n'));
  expect(result.warnings).toEqual([]);
  expect(result.site.flows[0]?.nodes.menu).toMatchObject({ timeoutMs: 5000, retries: 2, wrongKeyPrompts: [] });
  expect(result.site.queues[0]).toMatchObject({ strategy: 'longest-idle', wrapUpMs: 20_000, maxWaiting: 30 });
});

test("the product's own demo site is good and without a warning", () => {
  const result = parseSite(readFileSync(new URL('../../installer/demo/site.yaml', import.meta.url)));
  expect('errors' in result ? result.errors : result.warnings).toEqual([]);
});

describe('what is wrong is told with its place, what was found, what is allowed and what to do', () => {
  test.each([
    [
      'line: 1',
      'line: 9',
      'agents[0].line',
      25,
      '9 does not exist: the board has 8 lines; lower it or raise board.lines',
    ],
    [
      'lines: 8',
      'lines: eight',
      'board.lines',
      4,
      'found "eight", allowed is a whole number from 1 to 64 (telephone ports)',
    ],
    ['spans: 1', 'spans: 9', 'board.spans', 4, 'found 9, allowed is a whole number from 1 to 8 (E1 spans)'],
    ['lines: 8', 'lines: 7.5', 'board.lines', 4, 'found 7.5, allowed is a whole number from 1 to 64 (telephone ports)'],
    ['country: cn', 'country: fr', 'country', 2, 'found "fr", allowed is one of cn, us, gb, de'],
    [
      'Asia/Shanghai',
      'Asia/Shanghigh',
      'timeZone',
      3,
      'found "Asia/Shanghigh", allowed is an IANA time zone: Asia/Shanghai',
    ],
    [
      "'8001'",
      '8001',
      'agents[0].id',
      25,
      "found 8001, allowed is an id of 1 to 32 letters, digits, _ -; put it in quotes: '8001'",
    ],
    ["'02160001000'", '02160001000', 'numbers[0].number', 6, "put it in quotes: '02160001000'"],
    ['zh/welcome', '../../etc/passwd', 'flows[0].nodes.hello.prompts[0]', 12, 'a sound below the sounds folder'],
    [
      'block: hang-up',
      'block: explode',
      'flows[0].nodes.bye.block',
      19,
      'block: one of play, menu, queue, set-data, voicemail, hang-up',
    ],
    ["'9': bye", "'99': bye", 'flows[0].nodes.menu.keys', 16, 'the key "99" is not possible here'],
    ['next: menu', 'next: menue', 'flows[0].nodes.hello.next', 12, 'there is no node "menue": did you mean menu?'],
    [
      'queue: service',
      'queue: servise',
      'flows[0].nodes.people.queue',
      18,
      'there is no queue "servise": did you mean service?',
    ],
    [
      'queues: [service]',
      'queues: [sales]',
      'agents[0].queues[0]',
      25,
      'there is no queue "sales"; there are: service',
    ],
    ['defaultFlow: main', 'defaultFlow: night', 'defaultFlow', 7, 'there is no flow "night"; there are: main'],
    ['start: hello', 'start: constructor', 'flows[0].start', 10, 'there is no node "constructor"'],
    ['music: music/hold-1', '', 'queues[0].music', 21, 'is missing; add it: a sound below the sounds folder'],
    ['block: hang-up', 'block: play, prompts: [], next: bye', 'flows[0].nodes.bye', 19, 'leads back to itself'],
    [
      'country: cn',
      'country: cn\nspans: [{ span: 2, name: x }]',
      'spans[0].span',
      3,
      '2 does not exist: the board has 1 spans',
    ],
  ])('%s → %s', (from, to, path, line, words) => {
    const error = errorOf(from, to);
    expect(error).toMatchObject({ path, line, en: expect.stringContaining(words) });
    expect(error.zh).toMatch(/\p{Script=Han}/u);
  });

  test('an unknown key, with the key that was meant and the line of the key', () => {
    const error = errorOf('music: music/hold-1', 'music: music/hold-1\n    wrapupms: 5');
    expect(error).toMatchObject({ path: 'queues[0]', line: 24 });
    expect(error.en).toMatch(/unknown key "wrapupms": did you mean wrapUpMs\?/);
  });

  test('all at once, not the first only', () => {
    const errors = errorsOf(demo.replace('country: cn', 'country: fr').replace('lines: 8', 'lines: eight'));
    expect(errors.map(({ path }) => path)).toEqual(['country', 'board.lines']);
  });

  test('twice the same', () => {
    const twice = demo.replace(/( {2}- \{ id: '8001'.*\n)/, '$1$1');
    expect(errorsOf(twice)[0]).toMatchObject({
      path: 'agents[1].id',
      line: 26,
      en: expect.stringContaining('entry 1'),
    });
    expect(errorOf('country: cn', 'country: cn\ncountry: cn')).toMatchObject({
      line: 3,
      en: expect.stringMatching(/YAML/),
    });
  });

  test('broken YAML, with its line', () => {
    expect(errorOf('board: {', 'board: {{')).toMatchObject({ line: expect.any(Number) });
  });

  test('in print: file, line, path, English and Chinese', () => {
    expect(problemText('site.yaml', errorOf('line: 1', 'line: 9'))).toBe(
      'site.yaml:25: agents[0].line: 9 does not exist: the board has 8 lines; lower it or raise board.lines\n' +
        '    agents[0].line: 没有第 9 线：板卡只有 8 线；请改小，或增大 board.lines',
    );
  });
});

test('what is hardly meant is a warning: a node no way leads to, a queue nobody serves', () => {
  const result = parse(demo.replace("'9': bye", "'9': people").replace('queues: [service] }', 'queues: [] }'));
  if ('errors' in result) throw new Error('refused');
  expect(result.warnings.map(({ path, line }) => [path, line])).toEqual([
    ['flows[0].nodes.bye', 19],
    ['queues[0]', 21],
  ]);
});

describe('a hostile or mistaken file is refused and nothing else', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`)}]\n`)
    .join('')}`;
  test.each([
    ['empty', ''],
    ['a scalar', '42'],
    ['a list', '- a\n- b'],
    ['nulls', 'country: null\nboard: null\nflows: [null]'],
    ['deep nesting', '['.repeat(20_000)],
    ['deep nesting, closed', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['aliases that unfold', bomb],
    ['an alias to itself', 'country: &a [*a]'],
    ['prototype names', '__proto__: { country: cn }\nconstructor: 1'],
    ['tags', '!!js/function "x": !!binary "////"'],
    ['two documents', `${demo}---\n${demo}`],
  ])('%s', (_, text) => {
    const errors = errorsOf(text);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(50);
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect('errors' in parseSite(bytes)).toBe(true);
      }),
    );
  });

  test('the good file with a piece cut out is good or told', () => {
    fc.assert(
      fc.property(fc.nat(demo.length), fc.nat(40), (at, length) => {
        const result = parse(demo.slice(0, at) + demo.slice(at + length));
        if ('errors' in result) for (const error of result.errors) expect(error.en).not.toBe('');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const refusal = (path: string): string => {
    const result = loadSiteFile(path);
    return 'errors' in result ? (result.errors[0]?.en ?? '') : 'accepted';
  };

  test('is read from the disk', () => {
    writeFileSync(join(folder, 'good.yaml'), demo);
    expect(loadSiteFile(join(folder, 'good.yaml'))).toHaveProperty('site.country', 'cn');
  });
  test('that is missing, a folder, too large or not UTF-8 is refused with a reason', () => {
    expect(refusal(join(folder, 'nowhere.yaml'))).toMatch(/cannot be read.*nowhere.yaml/);
    expect(refusal(folder)).toMatch(/not a file/);
    writeFileSync(join(folder, 'large.yaml'), Buffer.alloc(maxSiteFileBytes + 1, '#'));
    expect(refusal(join(folder, 'large.yaml'))).toMatch(/1048577 bytes, allowed are 1048576/);
    writeFileSync(join(folder, 'gbk.yaml'), Buffer.from([0xcd, 0xf5, 0xb7, 0xbc]));
    expect(refusal(join(folder, 'gbk.yaml'))).toMatch(/UTF-8/);
  });
});
