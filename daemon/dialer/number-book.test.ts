import { describe, expect, it } from 'vitest';
import { lead, mondayTen } from '../../test/simulation/dialer-floor.js';
import { NumberBook } from './number-book.js';

const number = '13800000001';
const held = (askedAt: number, change = {}) => ({ lead: lead('a', { number, ...change }), askedAt });

describe('what is known of a number', () => {
  it('are the calls its row had when it was read, and ours since', () => {
    const book = new NumberBook();
    book.called(number, mondayTen);
    expect(book.callsToday(held(mondayTen + 1, { callsToday: 1 }))).toBe(1);
    expect(book.callsToday(held(mondayTen - 1))).toBe(1);
    book.called(number, mondayTen + 5);
    expect(book.callsToday(held(mondayTen + 1, { callsToday: 1 }))).toBe(2);
    expect(book.lastCallAt(held(0, { lastTriedAt: 5 }))).toBe(mondayTen + 5);
    // From another list, before this run.
    expect(book.lastCallAt(held(0, { lastTriedAt: 5, lastCallAt: mondayTen + 9 }))).toBe(mondayTen + 9);
    book.notCalled(number, mondayTen + 5);
    expect(book.callsToday(held(mondayTen + 1, { callsToday: 1 }))).toBe(1);
  });

  it('begins anew at midnight, the last call excepted', () => {
    const book = new NumberBook();
    book.called(number, mondayTen);
    const midnight = mondayTen + 14 * 3_600_000;
    book.newDay(midnight);
    expect(book.callsToday(held(mondayTen, { callsToday: 3 }))).toBe(0);
    expect(book.lastCallAt(held(mondayTen))).toBe(mondayTen);
  });

  it('is on the do-not-call list since, or no longer', () => {
    const book = new NumberBook();
    expect(book.onDncList(held(0))).toBe(false);
    book.setDnc(number, true);
    expect(book.onDncList(held(0))).toBe(true);
    book.setDnc(number, false);
    expect(book.onDncList(held(0, { dnc: true }))).toBe(false);
  });
});
