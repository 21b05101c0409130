/** The course of one step of a commissioning as a table: nothing but a passed check makes a step good. */
import type { Table } from '../base/machine.js';
import type { StepState } from '../terms/commissioning.js';

export type StepEvent =
  | 'start'
  | 'passed'
  | 'failed'
  /** Goes on all the same. */
  | 'overrule'
  /** What was found holds no longer: the setup is another, or the daemon was started anew. */
  | 'reopen';

export const stepTable: Table<StepState, StepEvent, never> = {
  open: { start: { to: 'checking', actions: [] }, reopen: { to: 'open', actions: [] } },
  checking: {
    passed: { to: 'good', actions: [] },
    failed: { to: 'bad', actions: [] },
    reopen: { to: 'open', actions: [] },
  },
  good: { start: { to: 'checking', actions: [] }, reopen: { to: 'open', actions: [] } },
  bad: {
    start: { to: 'checking', actions: [] },
    overrule: { to: 'overruled', actions: [] },
    reopen: { to: 'open', actions: [] },
  },
  overruled: { start: { to: 'checking', actions: [] }, reopen: { to: 'open', actions: [] } },
};
