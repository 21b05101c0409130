/** Whether all recordings are there, in English. */
import type { ledger as chinese } from '../zh/ledger.js';

export const ledger: typeof chinese = {
  title: 'Recordings checked',
  never: 'Not checked yet. Calls, ledger and files are compared every night.',
  well: (calls, when) => `${when}: ${calls} answered calls, all as it should be.`,
  explained: (count) => `${count} of them were not recorded, by a rule or for a reason.`,
  wrong: (count, when) => `${when}: ${count} differences:`,
  what: {
    'call-without-recording': 'calls without a recording',
    'file-missing': 'files missing',
    'size-differs': 'files of another size',
    'hash-differs': 'files that were changed',
    'length-differs': 'files of another length',
    'orphan-adopted': 'files without a row, adopted',
    'strange-file': 'files that are no recordings',
    'deleted-but-there': 'files that should be gone',
    unreadable: 'files or folders that cannot be read',
  },
  times: (what, count) => `${count} ${what}`,
  storage: {
    ok: 'Room for recordings',
    warn: 'The disk of the recordings is nearly full: make room soon',
    'campaigns-stopped': 'The disk is almost full: campaigns have stopped, calls that come in are recorded',
    full: 'The disk is full: new recordings cannot be written',
  },
  used: (percent, gigabytes) => `${percent} % used, ${gigabytes} GB free`,
  daysLeft: (days) => `about ${days} days left as the last week went`,
  failures: (count) => `${count} calls not recorded whole since the start`,
  failed: 'What the check found could not be read.',
};
