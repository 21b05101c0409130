import type { box as zh } from '../zh/box.js';

export const box: typeof zh = {
  title: 'Box health',
  all: {
    good: 'All is well',
    warning: 'Something needs a look',
    critical: 'Something needs hands now',
    unknown: 'No readings yet',
  },
  level: { good: 'Well', warning: 'Look', critical: 'Critical', unknown: 'Not told' },
  justPast: 'just past, watched',
  looked: (time: string) => `Read at ${time}, every 10 s`,
  failed: 'The state of the box cannot be read. The web service is starting, or being upgraded.',
  retry: 'Try again',
  limits: (warn: string, critical: string) =>
    [warn && `look ${warn}`, critical && `critical ${critical}`].filter(Boolean).join(' · '),
  atLeast: (value: string) => `≥ ${value}`,
  atMost: (value: string) => `≤ ${value}`,
  none: '—',
  days: 'days',
  never: 'never',
  perMinute: '/min',
  next: 'What to do',
  dayLabel: (name: string) => `${name}, last 24 hours`,
  noDay: 'The curve of the last 24 hours takes a few minutes',
  peak: (value: string) => `worst in 24 h ${value}`,
  banner: (name: string, value: string) => `Box: ${name} ${value}`,
  look: 'Look',
  untold: 'What this machine does not tell',
};
