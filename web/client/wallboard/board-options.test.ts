import { describe, expect, it } from 'vitest';
import { boardAddress, optionsFrom, searchOf, tokenFrom, usualOptions } from './board-options.js';

describe('a wallboard’s address', () => {
  it('holds what it shows, and gives it back', () => {
    const options = { language: 'both', queues: ['sales', 'vip'], figures: ['waiting', 'abandoned'] } as const;
    expect(boardAddress('abc', options)).toBe('/wallboard?lang=both&queues=sales,vip&figures=waiting,abandoned#abc');
    expect(optionsFrom(searchOf(options))).toEqual(options);
    expect(optionsFrom(searchOf(usualOptions))).toEqual(usualOptions);
  });

  it.each(['', '?lang=fr', '?figures=', '?figures=money,<script>', '?queues=,,', `?lang=${'x'.repeat(10_000)}`])(
    'that nobody understands is as usual: %s',
    (search) => {
      expect(optionsFrom(search)).toEqual(usualOptions);
    },
  );

  it('shows each queue once, and no more than a hundred', () => {
    expect(optionsFrom('?queues=a,b,a').queues).toEqual(['a', 'b']);
    expect(optionsFrom(`?queues=${Array.from({ length: 300 }, (_, n) => n).join()}`).queues).toHaveLength(100);
  });

  it('bears the token behind the hash, or in the path', () => {
    expect(tokenFrom('/wallboard', '#a-b_C9')).toBe('a-b_C9');
    expect(tokenFrom('/wallboard/a-b_C9', '')).toBe('a-b_C9');
    for (const bad of ['', '#', '#a b', '#a&b', `#${'x'.repeat(300)}`]) expect(tokenFrom('/wallboard', bad)).toBe('');
  });
});
