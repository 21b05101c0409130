import { expect, test } from 'vitest';
import { ManualTime } from '../base/timers.js';
import type { StoredList } from '../terms/outbound-figures.js';
import { CallBackLists, refreshEveryMs } from './call-back-lists.js';

const list: StoredList = {
  id: 'back',
  name: '回拨',
  kind: 'call-backs',
  purpose: '',
  consent: '',
  columns: [],
  createdAt: 0,
  createdBy: 'chef',
};

function desk(kind: StoredList['kind'] = 'call-backs') {
  const time = new ManualTime();
  const filled: string[] = [];
  const gaveUp = [
    { number: '013800000001', at: 5, reachedAt: null },
    { number: '13800000001', at: 7, reachedAt: null },
    { number: '02162881000', at: 6, reachedAt: 9 },
    { number: '110', at: 6, reachedAt: null },
  ];
  let ids = 0;
  const parts = {
    clock: { nowMs: () => clockMs },
    ids: { next: () => `id${++ids}` },
    list: async () => ({ ...list, kind }),
    abandoned: async () => gaveUp,
    dialled: (number: string) => (number === '110' ? null : number.replace(/^0(?=1)/, '')),
    areaOf: () => '010',
    fill: async (id: string, callers: readonly { number: string; at: number; through: boolean }[]) => {
      filled.push(`${id}: ${callers.map(({ number, at, through }) => `${number} ${at} ${through}`).join(', ')}`);
      return callers.length;
    },
  };
  let clockMs = time.nowMs();
  const setClock = (ms: number): void => {
    clockMs = ms;
  };
  return { lists: new CallBackLists(parts), filled, setClock, clockMs };
}

test('who gave up, each once with his last time; what cannot be dialled is nobody', async () => {
  const { lists, filled } = desk();
  await lists.refresh('back');
  expect(filled).toEqual(['back: 13800000001 7 false, 02162881000 6 true']);
});

test('looked at every ten seconds, also when the clock is set back; other lists are left alone', async () => {
  const { lists, filled, setClock, clockMs } = desk();
  await lists.refresh('back');
  setClock(clockMs + refreshEveryMs - 1);
  await lists.refresh('back');
  expect(filled).toHaveLength(1);
  setClock(clockMs + refreshEveryMs);
  await lists.refresh('back');
  setClock(clockMs - 86_400_000);
  await lists.refresh('back');
  expect(filled).toHaveLength(3);
  const usual = desk('leads');
  await usual.lists.refresh('back');
  expect(usual.filled).toEqual([]);
});
