import type { firstRun as chinese } from '../zh/first-run.js';

export const firstRun: typeof chinese = {
  title: 'First run',
  intro:
    'This box has no administrator yet. Make the first one with the set-up code that the box shows; there is no default password.',
  code: 'Set-up code',
  codeHint: 'On the screen of the box, or on the box run:  sudo callbox setup-code',
  check: 'Check this box',
  checking: 'Checking …',
  checksTitle: 'What was found',
  checksGood: 'All is ready.',
  checksWarning: 'You can begin; what is marked can be seen to later.',
  checksBad: 'See to what is marked red first, then check again.',
  level: { good: 'good', warning: 'note', bad: 'wrong' },
  company: 'Company',
  user: 'User name of the administrator',
  password: 'Password of the administrator',
  again: 'The password once more',
  rule: 'Ten characters at least, of two kinds (letters, digits, signs).',
  notSame: 'The two passwords differ.',
  language: 'Language of the pages',
  languages: { zh: 'Chinese', en: 'English' },
  country: 'Country (tones and number rules)',
  countries: { cn: 'China', us: 'United States', gb: 'United Kingdom', de: 'Germany' },
  timeZone: 'Time zone',
  areaCode: 'Area code (may be left empty)',
  areaCodeHint: 'with its leading 0, as 021',
  lines: 'Lines',
  empty: 'A card later (a technician brings it up with the wizard)',
  simulated: 'Try it with simulated lines: callers, ten simulated telephones and agents come with them',
  simulatedHint: 'Simulated lines have the numbers and tones of China; try them as long as there is no card.',
  go: 'Finish',
  going: 'Setting up …',
  fill: 'Please fill in everything.',
  done: 'The box is set up',
  doneMeans: 'The first-run page is closed for good.',
  loginsTitle: 'These people can sign in now (one-time passwords, shown this once, to be changed at the first sign-in)',
  loginUser: 'User',
  loginName: 'Name',
  loginPassword: 'One-time password',
  print: 'Print',
  toSignIn: 'Go to the sign-in',
  starting: 'The box starts with the new settings, one moment …',
  wrongCode: 'This is not the set-up code. Look at the screen of the box, or on the box run:  sudo callbox setup-code',
  closed: 'This box has its administrator already: sign in.',
  noCode: 'There is no set-up code on the box. On the box run:  sudo callbox setup-code',
  daemonDown:
    'The telephony process is not up yet. Try again in a moment; if it stays so, run on the box:  sudo callbox status',
  checks: {
    daemon: {
      name: 'Telephony process',
      good: 'It runs.',
      wrong: { '': 'It does not answer. On the box, sudo callbox status says why.' },
    },
    database: {
      name: 'Databases',
      good: 'They can be written.',
      wrong: { '': 'They cannot be written. Look at the room on the disk and at the rights of /var/lib/callbox.' },
    },
    disk: {
      name: 'Room on the disk',
      good: 'Enough.',
      wrong: {
        '': 'Not much: recordings will fill it soon. Put in a larger disk, or keep recordings for a shorter time.',
      },
    },
    clock: {
      name: 'Clock',
      good: 'Right, and kept right.',
      wrong: {
        'wrong-year':
          'The year is wrong. Set the clock first (sudo timedatectl set-time), or times of calls and certificates will be wrong.',
        'no-time-service':
          'Nothing keeps it right, so it will drift. With a network: sudo apt install systemd-timesyncd',
      },
    },
    network: {
      name: 'Network addresses',
      good: 'Colleagues open the pages at these.',
      wrong: { '': 'There is none: no other computer can open the pages. Look at the cable and the network settings.' },
    },
    certificate: {
      name: 'Certificate of the pages',
      good: 'Valid until this day; renewed by itself before.',
      wrong: {
        expired: 'The company’s own certificate has expired; the box uses its own. Put in a new one.',
        'expires-soon': 'The company’s own certificate expires soon.',
        'other-name': 'The company’s own certificate is not for a name or address of this box.',
        'not-yet-valid': 'The company’s own certificate is not valid yet; look at the clock too.',
        unreadable: 'The company’s own certificate cannot be read.',
        'unreadable-key': 'The company’s own key cannot be read.',
        'other-key': 'The company’s own certificate belongs to another key.',
      },
    },
    sounds: {
      name: 'Sound files',
      good: 'All are there.',
      wrong: { '': 'These are missing; callers would hear nothing. Install the package again.' },
    },
    'real-time': {
      name: 'Real-time priority',
      good: 'Sound goes before everything else.',
      wrong: {
        '': 'The system does not allow it: sound may stutter when busy. On a virtual machine or in a container, allow it on the host.',
      },
    },
    card: {
      name: 'Telephony card',
      good: 'Found.',
      wrong: {
        none: 'None was found. Try simulated lines first, or switch off, plug the card in and start again.',
        problem: 'A card was found, and something is in its way: see the page of lines after the sign-in.',
      },
    },
  },
};
