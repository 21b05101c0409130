import { expect, test } from 'vitest';
import {
  dialable,
  isOver,
  isUnsent,
  maxNotes,
  newId,
  type QuickNote,
  readNotes,
  storageKey,
  writeNotes,
} from './notes.js';

const id = 'a'.repeat(26);
const note: QuickNote = { id, at: 1, number: '139', text: '发票', callId: null, open: true, sent: null };

function storage(full = false) {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('what was written is read again, by its own login only', () => {
  const browser = storage();
  expect(writeNotes(browser, '8001', [note])).toBe(true);
  expect(readNotes(browser, '8001')).toEqual([note]);
  expect(readNotes(browser, '8002')).toEqual([]);
  writeNotes(browser, '8001', []);
  expect(browser.kept.size).toBe(0);
});

test('a full browser is told, and typing goes on', () => {
  expect(writeNotes(storage(true), '8001', [note])).toBe(false);
});

test.each([
  'not JSON',
  '{}',
  'null',
  '[1, null, {"id": "x"}]',
  JSON.stringify([{ ...note, text: 'x'.repeat(501) }]),
  JSON.stringify([{ ...note, id: '../../etc' }]),
  `"${'x'.repeat(300_000)}"`,
])('of rubbish nothing is taken', (rubbish) => {
  const browser = storage();
  browser.kept.set(storageKey('8001'), rubbish);
  expect(readNotes(browser, '8001')).toEqual([]);
});

test('no more are read than are kept', () => {
  const browser = storage();
  writeNotes(browser, '8001', Array(maxNotes + 9).fill(note));
  expect(readNotes(browser, '8001')).toHaveLength(maxNotes);
});

test.each<[string, Partial<QuickNote>, unsent: boolean, over: boolean]>([
  ['written and open', {}, true, false],
  ['written and closed', { open: false }, true, false],
  ['sent and open', { sent: { text: '发票', number: '139' } }, false, false],
  ['sent and closed', { sent: { text: '发票', number: '139' }, open: false }, false, true],
  ['typed on since', { sent: { text: '发', number: '139' }, open: false }, true, false],
  ['another number since', { sent: { text: '发票', number: '138' } }, true, false],
  ['empty and closed', { text: ' ', open: false }, false, true],
])('%s', (_what, part, unsent, over) => {
  expect([isUnsent({ ...note, ...part }), isOver({ ...note, ...part })]).toEqual([unsent, over]);
});

test.each([
  ['139 0000-0001', '13900000001'],
  ['+86 139', '+86139'],
  ['1+39', '139'],
  ['电话', ''],
  ['1'.repeat(40), '1'.repeat(24)],
])('%s is dialled as %s', (typed, digits) => {
  expect(dialable(typed)).toBe(digits);
});

test('an id is one of the server’s', () => {
  expect(newId(crypto.getRandomValues(new Uint8Array(26)))).toMatch(/^[0-9a-z]{26}$/);
});
