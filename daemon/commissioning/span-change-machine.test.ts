import { expect, test } from 'vitest';
import { rowFor } from '../base/machine.js';
import type { SpanChangeState } from '../terms/span-setup.js';
import { type SpanChangeEvent, spanChangeTable } from './span-change-machine.js';

const events: readonly SpanChangeEvent[] = [
  'free',
  'clear-calls',
  'cancel',
  'applied',
  'apply-refused',
  'line-up',
  'time-over',
  'stored',
  'store-refused',
  'restarted',
  'restarted-stored',
];

test.each<[SpanChangeState, SpanChangeEvent, SpanChangeState, readonly string[]]>([
  ['draining', 'free', 'applying', ['apply']],
  ['draining', 'clear-calls', 'applying', ['apply-clearing']],
  ['draining', 'cancel', 'refused', ['problem-cancelled', 'give-back']],
  ['draining', 'apply-refused', 'refused', ['problem-driver-refused', 'give-back']],
  ['draining', 'restarted', 'refused', ['problem-restarted', 'give-back']],
  ['applying', 'applied', 'watching', ['watch']],
  ['applying', 'apply-refused', 'refused', ['problem-driver-refused', 'give-back']],
  ['applying', 'restarted', 'rolling-back', ['problem-restarted', 'restore-driver']],
  ['watching', 'line-up', 'watching', ['store']],
  ['watching', 'stored', 'kept', ['give-back']],
  ['watching', 'store-refused', 'rolling-back', ['problem-not-stored', 'apply-before']],
  ['watching', 'time-over', 'rolling-back', ['problem-not-back', 'apply-before']],
  ['watching', 'cancel', 'rolling-back', ['problem-cancelled', 'apply-before']],
  ['watching', 'restarted', 'rolling-back', ['problem-restarted', 'restore-driver']],
  ['watching', 'restarted-stored', 'kept', ['give-back']],
  ['rolling-back', 'applied', 'rolled-back', ['give-back']],
  ['rolling-back', 'apply-refused', 'rolled-back', ['incident-stuck', 'give-back']],
  ['rolling-back', 'restarted', 'rolling-back', ['restore-driver']],
])('%s, %s → %s', (state, event, to, actions) => {
  expect(rowFor(spanChangeTable, state, event)).toEqual({ to, actions });
});

test('a change that is over expects nothing any more', () => {
  for (const state of ['kept', 'rolled-back', 'refused'] as const) {
    for (const event of events) expect(rowFor(spanChangeTable, state, event)).toBeNull();
  }
});

test('wherever it ends, its channels are given back', () => {
  for (const rows of Object.values(spanChangeTable)) {
    for (const row of Object.values(rows)) {
      if (['kept', 'rolled-back', 'refused'].includes(row.to)) expect(row.actions).toContain('give-back');
    }
  }
});
