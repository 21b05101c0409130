import { expect, test } from 'vitest';
import { serviceNumberOf } from './service-numbers.js';

const serviceNumbers = [
  { landing: '02160001000', service: '4008001000' },
  { landing: '02160001001', service: '8008201000' },
];

test.each<[string, string | null]>([
  ['02160001000', '4008001000'],
  ['02160001001', '8008201000'],
  ['4008001000', '4008001000'],
  ['8008201000', '8008201000'],
  ['4001234567', '4001234567'], // a 400 number without an entry says what it is
  ['8001234567', null],
  ['02160001002', null],
  ['', null],
])('called at %s: %s', (called, service) => {
  expect(serviceNumberOf({ serviceNumbers }, called)).toBe(service);
});

test('a site without service numbers', () => {
  expect(serviceNumberOf({}, '02160001000')).toBeNull();
});
