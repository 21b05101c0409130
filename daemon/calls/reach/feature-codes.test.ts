import { expect, test } from 'vitest';
import { type CodeSoFar, codeOf, codeSoFar, type DialledCode, reasonOf } from './feature-codes.js';

test.each<[string, CodeSoFar]>([
  ['', 'number'],
  ['8', 'number'],
  ['13800138000', 'number'],
  ['*', 'perhaps'],
  ['*1', 'perhaps'],
  ['*3', 'none'],
  ['**', 'none'],
  ['*11', 'perhaps'],
  ['*118003', 'perhaps'],
  ['*11*', 'none'],
  ['*12', 'whole'],
  ['*121', 'none'],
  ['*13', 'whole'],
  ['*14', 'perhaps'],
  ['*143', 'whole'],
  ['*1433', 'none'],
  ['*15', 'whole'],
  ['*16', 'whole'],
  ['*17', 'none'],
  ['*20', 'perhaps'],
  ['*20701', 'perhaps'],
  ['*22', 'whole'],
  [`*20${'7'.repeat(16)}`, 'perhaps'],
  [`*20${'7'.repeat(17)}`, 'none'],
  [`*${'1'.repeat(32)}`, 'none'],
])('%s so far: %s', (digits, expected) => {
  expect(codeSoFar(digits)).toBe(expected);
});

test.each<[string, DialledCode | null]>([
  ['*11', { code: 'sign-in', argument: '', where: 'idle' }],
  ['*118003', { code: 'sign-in', argument: '8003', where: 'idle' }],
  ['*12', { code: 'sign-out', argument: '', where: 'both' }],
  ['*13', { code: 'ready', argument: '', where: 'both' }],
  ['*141', { code: 'not-ready', argument: '1', where: 'both' }],
  ['*14', null],
  ['*15', { code: 'end-wrap-up', argument: '', where: 'idle' }],
  ['*16', { code: 'next-call-back', argument: '', where: 'idle' }],
  ['*20', { code: 'park', argument: '', where: 'call' }],
  ['*20705', { code: 'park', argument: '705', where: 'call' }],
  ['*21705', { code: 'pick-up', argument: '705', where: 'idle' }],
  ['*22', { code: 'pick-up-call', argument: '', where: 'idle' }],
  ['*23', { code: 'conference', argument: '', where: 'call' }],
  ['*24', { code: 'rate', argument: '', where: 'call' }],
  ['*', null],
  ['*99', null],
  ['8003', null],
  ['*constructor', null],
])('%s is the code %j', (digits, expected) => {
  expect(codeOf(digits)).toEqual(expected);
});

test.each([
  ['1', 'break'],
  ['2', 'meal'],
  ['3', 'training'],
  ['4', 'meeting'],
  ['5', 'out'],
  ['6', null],
  ['0', null],
  ['', null],
  ['11', null],
  ['*', null],
])('reason %s is %s', (digit, reason) => {
  expect(reasonOf(digit)).toBe(reason);
});
