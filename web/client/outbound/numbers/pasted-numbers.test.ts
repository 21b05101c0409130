import { expect, it } from 'vitest';
import { pastedNumbers } from './pasted-numbers.js';

it.each([
  ['13800000001\r\n13800000002\n', ['13800000001', '13800000002']],
  ['138 0000 0001\n021-6288 1000', ['13800000001', '02162881000']],
  ['13800000001 13800000002', ['13800000001', '13800000002']],
  ['13800000001，13800000002；13800000003、13800000004', ['13800000001', '13800000002', '13800000003', '13800000004']],
  ['\n \n', []],
  ['你好', ['你好']],
])('%j', (text, numbers) => expect(pastedNumbers(text).numbers).toEqual(numbers));

it('counts what is there twice', () => {
  expect(pastedNumbers('13800000001\n138-0000-0001\n138 0000 0001')).toEqual({
    numbers: ['13800000001'],
    repeated: 2,
  });
});
