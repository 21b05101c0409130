/** What is said when something was refused, in English. */
import type { errors as chinese } from '../zh/errors.js';

export const errors: typeof chinese = {
  errors: {
    'bad-request': 'The server did not accept this. Check what you filled in and try again.',
    'too-large': 'Too long: the server did not accept it. Shorten it and try again.',
    'unknown-method': 'The server does not know this action. This page may be old: reload and try again.',
    'not-signed-in': 'Your login has ended. Log in again; what you were typing is kept.',
    'wrong-password': 'User name or password is wrong. Check capitals and keyboard layout and try again.',
    throttled: 'Too many wrong tries: logging in is paused. Wait a little and try again.',
    forbidden: 'Your account may not do this. Ask your administrator if you need it.',
    'not-found': 'Not found. It may have been deleted: reload and try again.',
    'daemon-down': 'The telephone service is restarting; nothing was done. Try again in a few seconds.',
    conflict: 'Someone changed this a moment ago; nothing was done. Look at the new state and try again.',
    'not-now': 'That is not possible in the present state.',
    'unknown-agent': 'There is no agent with this number. Ask the administrator to add one.',
    'station-taken': 'Another agent is signed in on your telephone. Ask them to sign out first.',
    'unknown-channel': 'There is no such channel, span or trunk.',
    'unknown-queue': 'There is no such queue.',
    'unknown-target': 'There is no such number, agent or queue.',
    loop: 'This would lead back to where it began, so it was refused. Check both forwards.',
    limit: 'A limit is reached; end something first or try again later.',
    locked: 'The screen is locked; enter the password.',
    'key-missing':
      'This recording is encrypted and its key is not on this box. The administrator can type it in from paper: sudo callbox recording-key add.',
    damaged: 'The file of this recording was changed or cut and cannot be opened. It can be restored from a backup.',
    'unknown-call': 'This call is already over; nothing was done.',
    internal: 'The server failed and this was not done. Try once more; if it stays, tell the administrator the time.',
  },
  localErrors: {
    'connection-lost':
      'The connection broke; it is not known whether this was done. Look at the state when you are back.',
    timeout: 'The server did not answer in time. Look at the state and try again.',
    offline: 'The server cannot be reached. Check cable and network; telephones are not affected.',
  },
};
