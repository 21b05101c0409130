import type { emergency as chinese } from '../zh/emergency.js';

/** The emergency announcement: the banner that everybody sees, and the switch on the floor. */
export const emergency: typeof chinese = {
  on: 'Emergency announcement is on',
  means: (by: string, time: string) => `Every caller hears it before the menu · ${by} · since ${time}`,
  off: 'Switch off',
  open: 'Emergency',
  title: 'Emergency announcement',
  titleOff: 'Switch the announcement off',
  what: 'Within 2 seconds every new caller hears this first; callers in a menu hear it before their next prompt.',
  whatOff: 'New callers no longer hear it; who is hearing it now hears it to the end.',
  prompt: 'Announcement',
  prepared: 'Prepared announcements',
  others: 'Other prompts of this site',
  none: 'This site has no prompts. Add announcements under emergencies in the site file.',
  reason: 'Reason (everybody sees it; it is in the audit)',
  reasonNeeded: 'Please give a reason.',
  usual: ['Line fault', 'Maintenance', 'Bad weather', 'Power cut'],
  go: 'Play it now',
  goOff: 'Switch off',
  isOn: 'The announcement is playing',
  isOff: 'The announcement is off',
};
