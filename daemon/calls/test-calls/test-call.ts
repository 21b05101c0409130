/** One call that a technician makes, or waits for, to hear a line; its course as a table. */
import type { Table } from '../../base/machine.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { Leg } from '../legs.js';

export type TestState = 'waiting' | 'calling' | 'talking' | 'clearing' | 'ended';
export type TestEvent =
  /** Incoming: here it is. */
  | 'arrived'
  | 'answered'
  /** The lines say that it is over. */
  | 'cleared'
  /** Long enough: nobody answered, nobody called, or all was heard. */
  | 'time-up'
  /** The technician has heard enough. */
  | 'end'
  /** The lines could not do what they were told. */
  | 'command-failed';
export type TestAction = 'answer' | 'listen' | 'clear' | 'close';

const none: readonly TestAction[] = [];
const stay = { to: 'ended', actions: none } as const;

/** Closed exactly once: only rows into 'ended' from elsewhere carry 'close'. */
export const testTable: Table<TestState, TestEvent, TestAction> = {
  waiting: {
    arrived: { to: 'talking', actions: ['answer', 'listen'] },
    'time-up': { to: 'ended', actions: ['close'] },
    end: { to: 'ended', actions: ['close'] },
  },
  calling: {
    answered: { to: 'talking', actions: ['listen'] },
    cleared: { to: 'ended', actions: ['close'] },
    'time-up': { to: 'clearing', actions: ['clear'] },
    end: { to: 'clearing', actions: ['clear'] },
    // What was not carried out never ends by itself.
    'command-failed': { to: 'ended', actions: ['clear', 'close'] },
  },
  talking: {
    answered: { to: 'talking', actions: none },
    cleared: { to: 'ended', actions: ['close'] },
    'time-up': { to: 'clearing', actions: ['clear'] },
    end: { to: 'clearing', actions: ['clear'] },
    'command-failed': { to: 'talking', actions: none },
  },
  clearing: {
    answered: { to: 'clearing', actions: none },
    cleared: { to: 'ended', actions: ['close'] },
    'time-up': { to: 'ended', actions: ['close'] },
    end: { to: 'clearing', actions: none },
    'command-failed': { to: 'clearing', actions: none },
  },
  ended: { cleared: stay, 'time-up': stay, end: stay, 'command-failed': stay },
};

/** One the room keeps. */
export interface Test {
  state: TestState;
  /** As it is told; the room writes it. */
  told: { -readonly [K in keyof TestCall]: TestCall[K] };
  readonly timeslotMeant: number | null;
  /** Null: it has no channel yet. */
  leg: Leg | null;
  /** Number of the next event row. */
  seq: number;
  /** Why we hang up, if we do (Q.850). */
  clearCause: number;
  heard: readonly { readonly levelDbm0: number; readonly noiseDbm0: number }[];
}

/** Answered, and quieter than this: nothing came. Idle noise of a digital trunk is below -65 dBm0 (ITU-T G.712 §9). */
export const silentBelowDbm0 = -55;
/** A person at a telephone is between these (screens.md 3.1, step 6, with room for a milliwatt). */
export const quietBelowDbm0 = -35;
export const loudAboveDbm0 = -2;

/** A code; '' all is well. `answered`: somebody was there at all. */
export function problemOf(
  test: Pick<TestCall, 'levelDbm0' | 'answeredAfterMs' | 'cause' | 'direction' | 'endedBy'>,
): string {
  const { levelDbm0, answeredAfterMs, cause, direction, endedBy } = test;
  if (answeredAfterMs === null) {
    if (direction === 'in' && cause === null) return 'nobody-called';
    if (endedBy === 'near-end') return 'not-answered';
    return 'refused';
  }
  if (levelDbm0 === null || levelDbm0 < silentBelowDbm0) return 'silence';
  if (levelDbm0 < quietBelowDbm0) return 'too-quiet';
  return levelDbm0 > loudAboveDbm0 ? 'too-loud' : '';
}

/** The loudest steady second, so that pauses between words don't count; null: no second was measured. */
export function steadyLevel(heard: Test['heard']): { levelDbm0: number; noiseDbm0: number } | null {
  if (heard.length === 0) return null;
  const levels = heard.map(({ levelDbm0 }) => levelDbm0).sort((a, b) => b - a);
  const levelDbm0 = levels[Math.floor(levels.length / 4)] ?? 0;
  return { levelDbm0, noiseDbm0: Math.min(...heard.map(({ noiseDbm0 }) => noiseDbm0)) };
}
