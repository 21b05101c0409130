import { expect, test } from 'vitest';
import { alarmWords } from './alarms.js';

test.each(Object.entries(alarmWords))('%s is told in both languages, with what to look at first', (_, words) => {
  for (const said of [words.meaning, words.lookFirst]) {
    expect(said.zh).toMatch(/\p{Script=Han}/u);
    expect(said.en).toMatch(/^[a-z]/i);
    expect(said.en).not.toMatch(/\p{Script=Han}/u);
  }
});
