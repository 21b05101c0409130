// @ts-check
import { expect, test } from 'vitest';
import { powerCutOptions } from './power-cut.mjs';
import { UsageError } from './run/options.mjs';

test('what the power cut test is given is checked before a long set-up', () => {
  expect(powerCutOptions(['--cuts', '3', '--gently'])).toEqual(['--cuts', '3', '--gently']);
  for (const wrong of [['--cuts', '0'], ['--cuts', '-1'], ['--seed', 'x'], ['--cuts'], ['--volts', '5'], ['fast']])
    expect(() => powerCutOptions(wrong)).toThrow(UsageError);
});
