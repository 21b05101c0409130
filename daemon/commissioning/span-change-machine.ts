/** The course of one span change as a table. */
import type { Table } from '../base/machine.js';
import type { SpanChangeState } from '../terms/span-setup.js';

export type SpanChangeEvent =
  /** No call is on it, or none must be waited for. */
  | 'free'
  | 'clear-calls'
  | 'cancel'
  /** The lines and the driver speak as they were told. */
  | 'applied'
  /** They don't, and nothing has changed. */
  | 'apply-refused'
  /** The D-channel is up and stays up. */
  | 'line-up'
  | 'time-over'
  /** The site has it from now on. */
  | 'stored'
  | 'store-refused'
  /** The daemon was started anew in the middle; the lines speak as the site says, which is as before. */
  | 'restarted'
  /** … and the site had it already. */
  | 'restarted-stored';

export type SpanChangeAction =
  | 'apply'
  | 'apply-clearing'
  /** Watches the D-channel. */
  | 'watch'
  | 'store'
  | 'apply-before'
  /** What the driver has been told is told back; the lines were opened with the site. */
  | 'restore-driver'
  | 'give-back'
  | 'problem-cancelled'
  | 'problem-driver-refused'
  | 'problem-not-back'
  | 'problem-not-stored'
  | 'problem-restarted'
  /** Neither the new setup nor the old one could be applied: somebody has to come. */
  | 'incident-stuck';

export const spanChangeTable: Table<SpanChangeState, SpanChangeEvent, SpanChangeAction> = {
  draining: {
    free: { to: 'applying', actions: ['apply'] },
    'clear-calls': { to: 'applying', actions: ['apply-clearing'] },
    cancel: { to: 'refused', actions: ['problem-cancelled', 'give-back'] },
    // The lines did not even keep the span free.
    'apply-refused': { to: 'refused', actions: ['problem-driver-refused', 'give-back'] },
    restarted: { to: 'refused', actions: ['problem-restarted', 'give-back'] },
  },
  applying: {
    applied: { to: 'watching', actions: ['watch'] },
    'apply-refused': { to: 'refused', actions: ['problem-driver-refused', 'give-back'] },
    restarted: { to: 'rolling-back', actions: ['problem-restarted', 'restore-driver'] },
  },
  watching: {
    'line-up': { to: 'watching', actions: ['store'] },
    stored: { to: 'kept', actions: ['give-back'] },
    'store-refused': { to: 'rolling-back', actions: ['problem-not-stored', 'apply-before'] },
    'time-over': { to: 'rolling-back', actions: ['problem-not-back', 'apply-before'] },
    cancel: { to: 'rolling-back', actions: ['problem-cancelled', 'apply-before'] },
    restarted: { to: 'rolling-back', actions: ['problem-restarted', 'restore-driver'] },
    'restarted-stored': { to: 'kept', actions: ['give-back'] },
  },
  'rolling-back': {
    applied: { to: 'rolled-back', actions: ['give-back'] },
    'apply-refused': { to: 'rolled-back', actions: ['incident-stuck', 'give-back'] },
    restarted: { to: 'rolling-back', actions: ['restore-driver'] },
  },
  kept: {},
  'rolled-back': {},
  refused: {},
};
