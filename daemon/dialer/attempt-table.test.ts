import { describe, expect, it } from 'vitest';
import { type AttemptAction, type AttemptEvent, type AttemptState, attemptTable } from './attempt-table.js';

const events: readonly AttemptEvent[] = [
  'begun',
  'alerting',
  'answered',
  'answered-judged',
  'person',
  'machine',
  'connected',
  'grace-over',
  'give-up',
  'ended',
];
const states = Object.keys(attemptTable) as AttemptState[];

/** state, event, next state, actions; what is not here has no row. */
const rows: readonly [AttemptState, AttemptEvent, AttemptState, readonly AttemptAction[]][] = [
  ['placed', 'begun', 'placed', ['note-call']],
  ['placed', 'alerting', 'ringing', ['note-alerting']],
  ['placed', 'answered', 'waiting', ['note-answer', 'note-person', 'to-destination']],
  ['placed', 'answered-judged', 'judging', ['note-answer', 'listen']],
  ['placed', 'give-up', 'placed', ['hang-up']],
  ['placed', 'ended', 'over', ['close']],
  ['ringing', 'begun', 'ringing', ['note-call']],
  ['ringing', 'alerting', 'ringing', []],
  ['ringing', 'answered', 'waiting', ['note-answer', 'note-person', 'to-destination']],
  ['ringing', 'answered-judged', 'judging', ['note-answer', 'listen']],
  ['ringing', 'give-up', 'ringing', ['hang-up']],
  ['ringing', 'ended', 'over', ['close']],
  ['judging', 'person', 'waiting', ['note-person', 'to-destination']],
  ['judging', 'machine', 'judging', ['clear']],
  ['judging', 'connected', 'connected', ['note-person', 'note-connected']],
  ['judging', 'ended', 'over', ['close']],
  ['waiting', 'person', 'waiting', []],
  ['waiting', 'machine', 'judging', ['take-back-person', 'clear']],
  ['waiting', 'connected', 'connected', ['note-connected']],
  ['waiting', 'grace-over', 'dropping', ['drop']],
  ['waiting', 'ended', 'over', ['close']],
  ['connected', 'machine', 'connected', []],
  ['connected', 'person', 'connected', []],
  ['connected', 'connected', 'connected', ['note-connected']],
  ['connected', 'ended', 'over', ['close']],
  ['dropping', 'machine', 'judging', ['take-back-drop', 'take-back-person', 'clear']],
  ['dropping', 'person', 'dropping', []],
  ['dropping', 'ended', 'over', ['close']],
];

describe('an attempt', () => {
  for (const state of states) {
    for (const event of events) {
      const row = rows.find(([from, what]) => from === state && what === event);
      it(`${state}, ${event}: ${row?.[2] ?? 'not expected'}`, () => {
        const expected = row === undefined ? undefined : { to: row[2], actions: row[3] };
        expect(attemptTable[state][event]).toEqual(expected);
      });
    }
  }

  it('ends once, from wherever it is, and is then over', () => {
    for (const state of states) {
      const row = attemptTable[state].ended;
      if (state === 'over') expect(Object.keys(attemptTable.over)).toEqual([]);
      else expect(row).toEqual({ to: 'over', actions: ['close'] });
    }
    const others = states.flatMap((state) => Object.entries(attemptTable[state]));
    for (const [event, row] of others) if (event !== 'ended') expect(row?.to).not.toBe('over');
  });
});
