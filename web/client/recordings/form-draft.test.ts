import { describe, expect, it } from 'vitest';
import { draftOf, draftProblems, formOf, moved, newItem, sumOf } from './form-draft.js';

const form = {
  name: { zh: '来电', en: 'Calls' },
  items: [
    { id: 'greets', text: { zh: '问候', en: '' }, weight: 40, veto: false },
    { id: 'item-3', text: { zh: '解决', en: '' }, weight: 60, veto: true },
  ],
  goodFrom: 85,
  badBelow: 60,
};

describe('a form that is typed', () => {
  it('comes back as it was', () => expect(formOf(draftOf(form, 'calls', 3, true))).toEqual(form));
  it('gives a new item an id of its own', () => {
    const draft = draftOf(form, 'calls', 3, true);
    expect(newItem(draft.items).id).toBe('item-4');
  });
  it('says what is wrong while it is typed', () => {
    const empty = draftOf(null, '', 0, true);
    expect([sumOf(empty), draftProblems(empty)]).toEqual([0, ['weights', 'nothing-said']]);
    expect(draftProblems(draftOf(form, 'calls', 1, true))).toEqual([]);
  });
  it('counts what is no number as nothing', () => {
    const draft = draftOf(form, 'calls', 1, true);
    expect(sumOf({ ...draft, items: draft.items.map((item) => ({ ...item, weight: '1e999' })) })).toBe(0);
  });
  it('moves items, and not over the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });
});
