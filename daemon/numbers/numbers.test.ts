import { describe, expect, test } from 'vitest';
import type { Site } from '../terms/site.js';
import type { NumberKind, NumberRefusal, NumbersIn, NumbersOut } from '../terms/trunks.js';
import { overlapOf } from './overlap.js';
import { isWhole, kindOf, type Place, plainNumber } from './plan.js';
import { explain, routeOf } from './routes.js';
import { readCalledNumber, readCallingNumber, writeNumbers } from './rules.js';

const shanghai: Place = { country: 'cn', areaCode: '021' };
const shenzhen: Place = { country: 'cn', areaCode: '0755' };

describe('what a number is (china.md 1)', () => {
  test.each<[string, string, NumberKind]>([
    ['13800138000', '13800138000', 'mobile'],
    ['013800138000', '13800138000', 'mobile'],
    ['+8613800138000', '13800138000', 'mobile'],
    ['008613800138000', '13800138000', 'mobile'],
    ['8613800138000', '13800138000', 'mobile'],
    ['1795113800138000', '13800138000', 'mobile'],
    ['17911013800138000', '13800138000', 'mobile'],
    ['02160001000', '02160001000', 'fixed'],
    ['60001000', '02160001000', 'fixed'],
    ['6000100', '0216000100', 'fixed'],
    ['075526001000', '075526001000', 'fixed'],
    ['+862160001000', '02160001000', 'fixed'],
    ['0086075526001000', '0086075526001000', 'international'],
    ['4008001000', '4008001000', 'service'],
    ['8008001000', '8008001000', 'service'],
    ['10086', '10086', 'service'],
    ['95588', '95588', 'service'],
    ['12345', '12345', 'service'],
    ['96110', '96110', 'service'],
    ['110', '110', 'emergency'],
    ['119', '119', 'emergency'],
    ['120', '120', 'emergency'],
    ['122', '122', 'emergency'],
    ['0044207946000', '0044207946000', 'international'],
    ['+44 20 7946 0000', '00442079460000', 'international'],
    ['12', '12', 'unknown'],
    ['1110', '1110', 'unknown'],
    ['138-0013-8000', '13800138000', 'mobile'],
    ['', '', 'unknown'],
    ['*60#', '*60#', 'unknown'],
    ['9'.repeat(200), '9'.repeat(200), 'unknown'],
  ])('%s is %s, %s', (dialled, number, kind) => {
    expect(plainNumber(shanghai, dialled)).toBe(number);
    expect(kindOf(shanghai, number)).toBe(kind);
  });

  test('without an area code a local number stays local', () => {
    const nowhere: Place = { country: 'cn', areaCode: '' };
    expect(plainNumber(nowhere, '60001000')).toBe('60001000');
    expect(kindOf(nowhere, '60001000')).toBe('local');
  });

  test.each<[Place['country'], string, NumberKind]>([
    ['us', '911', 'emergency'],
    ['gb', '999', 'emergency'],
    ['de', '112', 'emergency'],
    ['us', '110', 'unknown'],
    ['de', '0049301234567', 'international'],
  ])('%s: %s is %s', (country, number, kind) => {
    expect(kindOf({ country, areaCode: '' }, number)).toBe(kind);
  });
});

describe('when a number that is being dialled is whole', () => {
  test.each<[string, boolean]>([
    ['110', true],
    ['11', false],
    ['120', true],
    ['1381234567', false],
    ['13812345678', true],
    ['01381234567', false],
    ['013812345678', true],
    ['6000100', false],
    ['60001000', true],
    ['02160001000', true],
    ['0755260010', false],
    ['07552600100', false],
    ['075526001000', true],
    ['4008001', false],
    ['40080010', false],
    ['4008001000', true],
    ['95588', false],
    ['10086', false],
    ['0044207946', false],
    ['1795113812345678', true],
    ['1'.repeat(19), false],
    ['1'.repeat(20), true],
  ])('%s: %s', (digits, whole) => {
    expect(isWhole(shanghai, digits)).toBe(whole);
  });
});

describe('numbers that come', () => {
  test.each<[NumbersIn, string, Parameters<typeof readCallingNumber>[3], string]>([
    [{}, '013800138000', 'unknown', '13800138000'],
    [{}, '+8613800138000', 'unknown', '13800138000'],
    [{}, '13800138000', 'national', '13800138000'],
    [{}, '8613800138000', 'international', '13800138000'],
    [{}, '2160001000', 'national', '02160001000'],
    [{}, '02160001000', 'national', '02160001000'],
    [{}, '60001000', 'subscriber', '02160001000'],
    [{}, '60001000', 'unknown', '02160001000'],
    [{}, '442079460000', 'international', '00442079460000'],
    [{}, '4008001000', 'unknown', '4008001000'],
    [{}, '', 'national', ''],
    [{ plainMobiles: false }, '013800138000', 'unknown', '013800138000'],
    [{ completeLocal: false }, '60001000', 'unknown', '60001000'],
    [{ typePrefixes: { national: '' } }, '2160001000', 'national', '2160001000'],
    [{ typePrefixes: { subscriber: '0755' } }, '26001000', 'subscriber', '075526001000'],
  ])('%j: %s (%s) is stored as %s', (rules, sent, type, stored) => {
    expect(readCallingNumber(shanghai, rules, sent, type)).toBe(stored);
  });

  test('a called number of four digits gets what the exchange leaves out', () => {
    expect(readCalledNumber({ calledPrefix: '0216000' }, '1000')).toBe('02160001000');
    expect(readCalledNumber({}, '1000')).toBe('1000');
    expect(readCalledNumber({ calledPrefix: '0216000' }, '')).toBe('');
  });
});

describe('numbers that go', () => {
  test.each<[NumbersOut, string, string, string]>([
    [{}, '13800138000', '13800138000', 'unknown'],
    [{}, '02160001000', '60001000', 'unknown'],
    [{ localWithoutAreaCode: false }, '02160001000', '02160001000', 'unknown'],
    [{}, '075526001000', '075526001000', 'unknown'],
    [{ zeroBeforeMobiles: { except: ['1391', '1380013'] } }, '13800138000', '13800138000', 'unknown'],
    [{ zeroBeforeMobiles: { except: ['1391'] } }, '13800138000', '013800138000', 'unknown'],
    [{ calledType: 'national' }, '02160001000', '2160001000', 'national'],
    [{ calledType: 'national' }, '13800138000', '13800138000', 'national'],
    [{ calledType: 'national' }, '00442079460000', '442079460000', 'international'],
    [{ calledType: 'national' }, '10086', '10086', 'unknown'],
    [{ prefix: '9' }, '13800138000', '913800138000', 'unknown'],
    [{}, '110', '110', 'unknown'],
  ])('%j: %s is sent as %s (%s)', (rules, number, sent, type) => {
    expect(writeNumbers(shanghai, rules, number)).toMatchObject({ calledNumber: sent, calledType: type });
  });

  test('the caller is shown as the trunk says, or left to the carrier', () => {
    expect(writeNumbers(shenzhen, { callingNumber: '26001000', callingType: 'subscriber' }, '10086')).toMatchObject({
      callingNumber: '26001000',
      presentation: 'allowed',
      callingType: 'subscriber',
      callingPlan: 'isdn',
    });
    expect(writeNumbers(shenzhen, {}, '10086')).toMatchObject({ callingNumber: '', presentation: 'unavailable' });
  });
});

describe('routes', () => {
  const trunk = (id: string) => ({ id, name: { zh: id, en: id }, channels: [{ span: 1 }] });
  const site = {
    country: 'cn',
    areaCode: '021',
    trunks: [trunk('mobile'), trunk('city'), trunk('abroad')],
    routes: [
      { prefixes: [''], trunks: ['city'] },
      { prefixes: ['13', '15'], trunks: ['mobile', 'city'] },
      { prefixes: ['138'], trunks: ['city'] },
      { prefixes: ['00'], trunks: ['abroad'] },
      { prefixes: ['1391'], priority: 200, trunks: ['abroad'] },
      { prefixes: ['0755'], trunks: ['gone'] },
    ],
  } as unknown as Site;
  const agent = { international: false };
  const manager = { international: true };

  test.each<[string, typeof agent | null, NumberRefusal | null, string | null, readonly string[]]>([
    ['13500000000', agent, null, '13', ['mobile', 'city']],
    ['013500000000', agent, null, '13', ['mobile', 'city']],
    ['13800138000', agent, null, '138', ['city']],
    ['13910000000', agent, null, '13', ['mobile', 'city']], // 1391 is longer, but its priority comes later
    ['60001000', agent, null, '', ['city']],
    ['0044207946000', agent, 'international-closed', '00', []],
    ['0044207946000', manager, null, '00', ['abroad']],
    ['0044', agent, 'international-closed', '00', []],
    ['110', null, null, '', ['city', 'mobile', 'abroad']],
    ['120', agent, null, '', ['city', 'mobile', 'abroad']],
    ['13500000000', null, 'not-signed-in', '13', []],
    ['075526001000', agent, 'no-trunk', '0755', []],
    ['', agent, 'no-number', null, []],
    ['9'.repeat(200), manager, 'no-number', '', []],
  ])('%s by %j: %s, route %s to %j', (dialled, dialler, refused, route, trunks) => {
    expect(routeOf(site, dialled, dialler)).toMatchObject({ refused, route, trunks });
  });

  test('a site without routes calls nobody, but help', () => {
    const bare = { ...site, routes: undefined } as unknown as Site;
    expect(routeOf(bare, '13500000000', agent).refused).toBe('no-route');
    expect(routeOf(bare, '110', agent)).toMatchObject({
      refused: null,
      route: null,
      trunks: ['mobile', 'city', 'abroad'],
    });
    const none = { ...bare, trunks: undefined } as unknown as Site;
    expect(routeOf(none, '110', agent).refused).toBe('no-trunk');
  });

  test('a person who asks is told what each trunk would be sent', () => {
    expect(explain(site, '+8613500000000', agent)).toEqual({
      kind: 'mobile',
      number: '13500000000',
      refused: null,
      route: '13',
      trunks: [
        { trunk: 'mobile', calledNumber: '13500000000', calledType: 'unknown', callingNumber: '' },
        { trunk: 'city', calledNumber: '13500000000', calledType: 'unknown', callingNumber: '' },
      ],
    });
  });
});

test.each<[string, ReturnType<typeof overlapOf>]>([
  ['', 'perhaps'],
  ['0', 'perhaps'],
  ['02160001000', 'whole'],
  ['02160002', 'perhaps'],
  ['021600020', 'whole'],
  ['03', 'none'],
  ['021600010001', 'none'],
])('overlap: %s is %s', (digits, overlap) => {
  expect(overlapOf(['02160001000', '02160002', '021600020'], digits)).toBe(overlap);
});
