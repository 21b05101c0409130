import { expect, test } from 'vitest';
import { FlowHeard, maxLengths } from './flow-heard.js';

const notice = ['zh/notice'];

test('to its end: everything; its length is known from then on', () => {
  const lengths = new Map<string, number>();
  const first = new FlowHeard(lengths);
  first.begins(notice, 1_000);
  first.ends(11_000);
  expect(first.percent(12_000)).toBe(100);
  const second = new FlowHeard(lengths);
  second.begins(notice, 0);
  expect(second.percent(7_999)).toBe(79);
});

test('several prompts count by their time', () => {
  const lengths = new Map([['b', 30_000]]);
  const heard = new FlowHeard(lengths);
  heard.begins(['a'], 0);
  heard.ends(10_000);
  heard.begins(['b'], 10_000);
  expect(heard.percent(20_000)).toBe(50);
});

test('cut off before its length is known: not heard', () => {
  const heard = new FlowHeard(new Map());
  heard.begins(notice, 0);
  expect(heard.percent(9_000)).toBe(0);
});

test('a key is an answer to what was heard', () => {
  const heard = new FlowHeard(new Map());
  heard.begins(notice, 0);
  heard.answered(500);
  heard.answered(600);
  expect(heard.percent(700)).toBe(100);
});

test('nothing was said: nothing to tell; an end without a beginning is nothing', () => {
  const heard = new FlowHeard(new Map());
  heard.ends(100);
  expect(heard.percent(200)).toBeNull();
});

test('answered in the moment it began, or said in no time', () => {
  const heard = new FlowHeard(new Map());
  heard.begins(notice, 5);
  heard.answered(5);
  expect(heard.percent(5)).toBe(0);
});

test('lengths are kept of so many prompt lists', () => {
  const lengths = new Map<string, number>();
  for (let at = 0; at < maxLengths + 10; at++) {
    const heard = new FlowHeard(lengths);
    heard.begins([`p${at}`], 0);
    heard.ends(10);
  }
  expect(lengths.size).toBe(maxLengths);
});
