import type { Row, Table } from '../base/machine.js';

export type AttemptState =
  | 'placed'
  | 'ringing'
  /** Lifted; person or machine is being listened for. */
  | 'judging'
  /** A person, until an agent has him; or in a flow. */
  | 'waiting'
  | 'connected'
  /** Nobody came in time: he is told who called. */
  | 'dropping'
  | 'over';

export type AttemptEvent =
  | 'begun'
  | 'alerting'
  /** Lifted, and nobody listens for machines: a person. */
  | 'answered'
  /** Lifted; 'person' or 'machine' will follow. */
  | 'answered-judged'
  /** A person, or what is taken for one: doubt, and the random sample. */
  | 'person'
  | 'machine'
  | 'connected'
  /** The 2 s of 16 CFR 310.4(b)(4)(ii) are over. */
  | 'grace-over'
  | 'give-up'
  | 'ended';

export type AttemptAction =
  | 'note-call'
  | 'note-alerting'
  | 'note-answer'
  | 'note-person'
  /** Taken for a person first: he leaves the counts. */
  | 'take-back-person'
  /** And nobody was dropped. */
  | 'take-back-drop'
  | 'to-destination'
  | 'listen'
  | 'note-connected'
  | 'clear'
  | 'drop'
  | 'hang-up'
  | 'close';

type AttemptRow = Row<AttemptState, AttemptAction>;

const over: AttemptRow = { to: 'over', actions: ['close'] };

const unanswered = {
  answered: { to: 'waiting', actions: ['note-answer', 'note-person', 'to-destination'] },
  'answered-judged': { to: 'judging', actions: ['note-answer', 'listen'] },
  ended: over,
} as const satisfies Partial<Record<AttemptEvent, AttemptRow>>;

/** What a state has no row for is logged and changes nothing; `close` is in each row to 'over', which none leaves. */
export const attemptTable: Table<AttemptState, AttemptEvent, AttemptAction> = {
  placed: {
    ...unanswered,
    begun: { to: 'placed', actions: ['note-call'] },
    alerting: { to: 'ringing', actions: ['note-alerting'] },
    'give-up': { to: 'placed', actions: ['hang-up'] },
  },
  ringing: {
    ...unanswered,
    // An agent's telephone first: its call has a trunk only now.
    begun: { to: 'ringing', actions: ['note-call'] },
    alerting: { to: 'ringing', actions: [] },
    'give-up': { to: 'ringing', actions: ['hang-up'] },
  },
  judging: {
    person: { to: 'waiting', actions: ['note-person', 'to-destination'] },
    machine: { to: 'judging', actions: ['clear'] },
    connected: { to: 'connected', actions: ['note-person', 'note-connected'] },
    ended: over,
  },
  waiting: {
    // Fax and modem tones are heard later than a silence.
    machine: { to: 'judging', actions: ['take-back-person', 'clear'] },
    person: { to: 'waiting', actions: [] },
    connected: { to: 'connected', actions: ['note-connected'] },
    'grace-over': { to: 'dropping', actions: ['drop'] },
    ended: over,
  },
  connected: {
    // An agent talks to it: his word counts.
    machine: { to: 'connected', actions: [] },
    person: { to: 'connected', actions: [] },
    // To another agent.
    connected: { to: 'connected', actions: ['note-connected'] },
    ended: over,
  },
  dropping: {
    // Nobody hears who called; the law's drops are persons (16 CFR 310.4(b)(4)), and this number is not called again.
    machine: { to: 'judging', actions: ['take-back-drop', 'take-back-person', 'clear'] },
    person: { to: 'dropping', actions: [] },
    ended: over,
  },
  over: {},
};
