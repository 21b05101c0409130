import { describe, expect, it } from 'vitest';
import { applyNews, type Phones, sameEnd } from './phones-state.js';

const phones: Phones = {
  news: 'phones',
  desks: [
    { line: 1, state: 'on-hook', auto: false },
    { line: 2, state: 'on-hook', auto: true },
  ],
  public: { state: 'idle', number: '', cause: null },
  phrases: [],
  numbers: [],
  callersPerHour: 0,
};

describe('demo telephones', () => {
  it('begin with the whole picture and follow the news', () => {
    const ringing = applyNews(phones, { news: 'desk', desk: { line: 2, state: 'ringing', auto: true } });
    expect(ringing?.desks.map((desk) => desk.state)).toEqual(['on-hook', 'ringing']);
    const ended = applyNews(ringing, { news: 'public', public: { state: 'ended', number: '1', cause: 17 } });
    expect(ended?.public.cause).toBe(17);
    expect(phones.public.state).toBe('idle');
  });

  it('know nothing before the first picture, and ignore a line they do not have', () => {
    expect(applyNews(null, { news: 'public', public: phones.public })).toBeNull();
    expect(applyNews(phones, { news: 'desk', desk: { line: 9, state: 'ringing', auto: false } })?.desks).toHaveLength(
      2,
    );
    expect(applyNews(null, phones)).toBe(phones);
  });

  it('tell ends apart', () => {
    expect(sameEnd({ at: 'desk', line: 1 }, { at: 'desk', line: 1 })).toBe(true);
    expect(sameEnd({ at: 'desk', line: 1 }, { at: 'desk', line: 2 })).toBe(false);
    expect(sameEnd({ at: 'public' }, { at: 'desk', line: 1 })).toBe(false);
    expect(sameEnd(null, { at: 'public' })).toBe(false);
  });
});
