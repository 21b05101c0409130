import { describe, expect, test } from 'vitest';
import { digitsOf, matchingKey, spellingsOf } from './numbers.js';

describe('the matching key (china.md 1)', () => {
  test.each([
    ['13800138001', '13800138001'],
    ['013800138001', '13800138001'],
    ['+8613800138001', '13800138001'],
    ['8613800138001', '13800138001'],
    ['008613800138001', '13800138001'],
    ['0086013800138001', '13800138001'],
    ['138 0013 8001', '13800138001'],
    ['1795113800138001', '13800138001'],
    ['01088880001', '01088880001'],
    ['010-8888 0001', '01088880001'],
    ['+861088880001', '01088880001'],
    ['00861088880001', '01088880001'],
    ['02160000007', '02160000007'],
    ['+862160000007', '02160000007'],
    ['07558260001', '07558260001'],
    ['4008123123', '4008123123'],
    ['95588', '95588'],
    ['8001', '8001'],
    ['86123', '86123'],
    ['+14155550123', '0014155550123'],
    ['0014155550123', '0014155550123'],
    ['', ''],
    ['anonymous', ''],
  ])('of %j is %j', (number, key) => expect(matchingKey(number)).toBe(key));

  test('every spelling of a number has the key of the number', () => {
    for (const number of ['13900000001', '02160000007', '+8613900000001', '013900000001']) {
      for (const spelling of spellingsOf(number)) expect(matchingKey(spelling)).toBe(matchingKey(number));
    }
  });

  test('a hostile number is bounded', () => expect(digitsOf('9'.repeat(10_000))).toHaveLength(24));
});
