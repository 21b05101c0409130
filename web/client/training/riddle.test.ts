import { expect, it } from 'vitest';
import { keepRiddle, keptRiddle } from './riddle.js';

/** What a browser keeps for a tab. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    key: () => null,
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
const key = 'callbox.training.riddle';

it('a puzzle is kept until it is answered', () => {
  const tab = storage();
  expect(keptRiddle(tab)).toBeNull();
  keepRiddle(tab, { kind: 'd-channel-dead', at: 12 });
  expect(keptRiddle(tab)).toEqual({ kind: 'd-channel-dead', at: 12 });
  keepRiddle(tab, { kind: 'crc4-mismatch', at: 1 });
  expect(keptRiddle(tab)).toEqual({ kind: 'crc4-mismatch', at: 1 });
  keepRiddle(tab, null);
  expect(keptRiddle(tab)).toBeNull();
});

it('what is no puzzle is none', () => {
  const tab = storage();
  for (const text of ['', 'los', '1', '1 LOS', '-1 los', '1 los 2', `1 ${'l'.repeat(1_000_000)}`, '{"at":1}']) {
    tab.setItem(key, text);
    if (text.length < 100) expect(keptRiddle(tab), text).toBeNull();
    else expect(keptRiddle(tab)?.kind.length).toBeLessThan(100);
  }
});
