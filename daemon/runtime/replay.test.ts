import { expect, test } from 'vitest';
import { Floor, salesNumber } from '../../test/simulation/floor.js';
import { replay } from './replay.js';

function journalOfACall(): readonly string[] {
  const floor = new Floor({ seed: 99 });
  floor.ready('8001');
  floor.lines.callIn(salesNumber);
  floor.lines.lift(1);
  return floor.journal.entries;
}

test('the same inputs, the same effects', () => {
  const journal = journalOfACall();
  const once = [...replay(journal)];
  expect(once.length).toBe(journal.length - 1);
  expect([...replay(journal)]).toEqual(once);
  const other = [...replay(journal.map((line) => line.replace('"seed":99', '"seed":98')))];
  expect(other).not.toEqual(once); // its ids are others
});

test('a last line that a crash cut off is left out; one in the middle is not', () => {
  const journal = journalOfACall();
  expect([...replay([...journal, '{"at":18000'])]).toEqual([...replay(journal)]);
  const torn = [...journal.slice(0, 2), '{"at":18000', ...journal.slice(2)];
  expect(() => [...replay(torn)]).toThrow(/line 3 is not a journal entry/);
});

test('a journal without its beginning says what is missing', () => {
  expect(() => [...replay(journalOfACall().slice(1))]).toThrow(/put the older files/);
});

test.each(['null', '[]', '{"at":"now","input":{}}', '\u0000\u0001', '{"journal":1}'])('%j is no entry', (junk) => {
  expect(() => [...replay([junk, ...journalOfACall()])]).toThrow(/line 1 is not a journal entry/);
});
