import { expect, test } from 'vitest';
import type { LadderRow } from '../../../../daemon/terms/line-trace.js';
import { columnX, layerFor, layersOf, paper, paperHeight, placed } from './ladder-layout.js';

const row = (layer: LadderRow['layer'], more: Partial<LadderRow> = {}): LadderRow => ({
  atUs: 0,
  afterMs: 0,
  layer,
  from: 'carrier',
  to: 'channel',
  name: 'SETUP',
  words: { zh: '呼叫', en: 'call' },
  fields: [],
  hex: layer === 'q931' || layer === 'q921' ? Array(30).fill('0a').join(':') : '',
  abnormal: false,
  ...more,
});
const rows = [row('story'), row('q921', { atUs: 5 }), row('q931', { from: 'channel', to: 'carrier' }), row('analog')];

test('each layer shows its rows from the top, and remembers their place in the ladder', () => {
  expect(placed(rows, 'story').map(({ index }) => index)).toEqual([0, 3]);
  const [q931] = placed(rows, 'q931');
  expect(q931).toMatchObject({ index: 2, top: paper.headPx, from: columnX('channel'), to: columnX('carrier') });
  expect(placed([], 'story')).toEqual([]);
  expect(paperHeight([])).toBeGreaterThan(paper.headPx);
});

test('octets make a row higher, the next one stands below', () => {
  const hex = placed(rows, 'hex');
  expect(hex.map(({ hexLines }) => hexLines.length)).toEqual([2, 2]);
  expect(hex[1]?.top).toBe(paper.headPx + paper.rowPx + 2 * paper.hexLinePx);
  expect(paperHeight(hex)).toBeGreaterThan((hex[1]?.top ?? 0) + (hex[1]?.height ?? 0));
});

test('a ladder opens on the layer where something went wrong', () => {
  expect(layerFor(rows, -1)).toBe('story');
  expect(layerFor(rows, 2)).toBe('q931');
  expect(layerFor(rows, 3)).toBe('story');
  expect([...layersOf([row('analog')])]).toEqual(['story']);
  expect([...layersOf(rows)]).toEqual(['story', 'q931', 'q921', 'hex']);
});

test('a message and the frame that carries it are one row of octets', () => {
  const carried = [row('q921'), row('q931'), row('q921', { hex: '02:01:01' })];
  expect(placed(carried, 'hex').map(({ index }) => index)).toEqual([1, 2]);
  expect(placed(carried, 'q921').map(({ index }) => index)).toEqual([0, 2]);
});
