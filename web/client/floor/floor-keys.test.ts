import { describe, expect, it } from 'vitest';
import { commandOf, moved } from './floor-keys.js';

const plain = { altKey: false, ctrlKey: false, metaKey: false, isComposing: false };

describe('keys of the floor', () => {
  it.each([
    ['1', 'listen'],
    ['2', 'whisper'],
    ['3', 'barge'],
    ['0', 'stop'],
    ['Escape', 'stop'],
    ['t', 'take-over'],
    ['T', 'take-over'],
    ['R', 'release'],
    ['f', 'force'],
    ['m', 'move'],
    ['w', 'why'],
    ['/', 'filter'],
    ['ArrowDown', 'down'],
    ['4', null],
    ['Enter', null],
    ['F1', null],
  ])('%s is %s', (key, command) => {
    expect(commandOf({ ...plain, key })).toBe(command);
  });

  it('leave those with Alt, Ctrl and of input methods alone', () => {
    for (const held of ['altKey', 'ctrlKey', 'metaKey', 'isComposing'] as const)
      expect(commandOf({ ...plain, [held]: true, key: '1' })).toBeNull();
  });

  it('choose the neighbour in the order shown, and stay at the ends', () => {
    const ids = ['a', 'b', 'c'];
    expect(moved(ids, '', 'down')).toBe('a');
    expect(moved(ids, '', 'up')).toBe('c');
    expect(moved(ids, 'b', 'down')).toBe('c');
    expect(moved(ids, 'c', 'down')).toBe('c');
    expect(moved(ids, 'a', 'up')).toBe('a');
    expect(moved(ids, 'gone', 'down')).toBe('a');
    expect(moved(ids, 'a', 'last')).toBe('c');
    expect(moved([], 'a', 'down')).toBe('');
  });
});
