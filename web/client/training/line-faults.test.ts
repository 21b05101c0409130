import { describe, expect, it } from 'vitest';
import type { TrainingFaults } from '../../../daemon/terms/training.js';
import { isOpen, offerOf, placeKey, placeOf, riddleBy, shownFaults } from './line-faults.js';

const words = { zh: '', en: '' };
const both = (text: string) => ({ zh: text, en: text });
const offer = (kind: 'los' | 'ais' | 'cut', of: 'span' | 'line') => ({ kind, of, name: words, words });
const faults = (more: Partial<TrainingFaults> = {}): TrainingFaults => ({
  offers: [offer('los', 'span'), offer('ais', 'span'), offer('cut', 'line')],
  places: [
    { of: 'span', at: 1, name: both('E1-1') },
    { of: 'span', at: 2, name: both('E1-2') },
    { of: 'line', at: 1, name: both('FXS 1') },
  ],
  active: [],
  ...more,
});

describe('line faults to practise on', () => {
  it('stand at the span or line their kind is of, though both are counted from 1', () => {
    expect(placeOf(faults(), { kind: 'cut', at: 1 })?.name.en).toBe('FXS 1');
    expect(placeOf(faults(), { kind: 'los', at: 1 })?.name.en).toBe('E1-1');
    expect(placeOf(faults(), { kind: 'cut', at: 7 })).toBeUndefined();
    expect(placeOf(faults({ offers: [] }), { kind: 'cut', at: 1 })).toBeUndefined();
    expect(new Set(faults().places.map(placeKey)).size).toBe(3);
    expect(offerOf(faults(), { kind: 'hum', at: 1 })).toBeUndefined();
  });

  it('of a riddle are not shown, others are', () => {
    const both = faults({
      active: [
        { kind: 'los', at: 1, since: 1 },
        { kind: 'los', at: 2, since: 2 },
      ],
    });
    expect(shownFaults(both, { kind: 'los', at: 2 }).map(({ at }) => at)).toEqual([1]);
    expect(shownFaults(both, null)).toHaveLength(2);
    expect(isOpen(both, { kind: 'los', at: 2 })).toBe(true);
    expect(isOpen(both, { kind: 'ais', at: 2 })).toBe(false);
    expect(isOpen(both, null)).toBe(false);
  });

  it('of a riddle are on spans that have none yet, whatever the chance', () => {
    const one = faults({ active: [{ kind: 'ais', at: 1, since: 1 }] });
    for (const chance of [0, 0.3, 0.5, 0.999_999]) expect(riddleBy(one, chance)?.at).toBe(2);
    expect(new Set([0, 0.999].map((chance) => riddleBy(one, chance)?.kind))).toEqual(new Set(['los', 'ais']));
    // A cut telephone hides nothing on a span.
    expect(riddleBy(faults({ active: [{ kind: 'cut', at: 1, since: 1 }] }), 0)).toEqual({ kind: 'los', at: 1 });
  });

  it('have no riddle where every span is broken, or none is there', () => {
    const all = faults({ active: [1, 2].map((at) => ({ kind: 'los' as const, at, since: 1 })) });
    expect(riddleBy(all, 0)).toBeNull();
    expect(riddleBy(faults({ places: [] }), 0)).toBeNull();
    expect(riddleBy(faults({ offers: [] }), 0.5)).toBeNull();
  });
});
