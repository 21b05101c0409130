import type { quickNote as chinese } from '../zh/quick-note.js';

/** Paper on the desk while the server is slow (AGT-25). */
export const quickNote: typeof chinese = {
  title: 'Quick note',
  why: 'The system is slow: the customer’s file is not here yet. Write here; every key is saved on this computer.',
  whyAway: 'The server is away. Write here; every key is saved on this computer and becomes a call-back task.',
  byHand: 'Saved on this computer; becomes a call-back task in 10 minutes.',
  number: 'Number',
  text: 'Note',
  placeholder: 'What the customer said, what you promised',
  done: 'Done',
  throwAway: 'Throw away',
  waiting: (count: number) =>
    `System slow: ${count} quick note${count === 1 ? ' is' : 's are'} kept here until the server takes ${count === 1 ? 'it as a call-back task' : 'them as call-back tasks'}`,
  saved: 'Saved as a call-back task',
  local: 'Saved on this computer',
  refused: 'The server did not take it: too many open tasks. Finish or remove some, and it is sent again.',
  notKept: 'This browser cannot save: keep the page open',
  open: (key: string) => `Quick note ${key}`,
};
