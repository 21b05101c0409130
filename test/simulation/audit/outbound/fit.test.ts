/** What the auditor of campaigns lets a result be. */
import { expect, test } from 'vitest';
import { attempt, campaign } from '../../../rig/outbound-rows.js';
import { fitting } from './fit.js';
import { newMeeting } from './meeting.js';

// Found by seed 3314: an agent laid down 10 ms before the exchange's cause 42 was there.
test.each([
  { heard: 'the refusal', givenUp: false, heardCleared: true, fits: ['line-failure'] },
  { heard: 'nothing yet when the agent hung up', givenUp: true, heardCleared: false, fits: ['no-answer'] },
])('a trunk refuses a call by hand, and the daemon has heard $heard', ({ givenUp, heardCleared, fits }) => {
  const refused = { fate: 'congested', hungUp: true, cause: 42, givenUp, heardCleared };
  const met = { ...newMeeting(1, '13900000001', 1), ...refused };
  expect(fitting({ attempt: attempt(1, { pacing: '' }), campaign, meetings: [met] })).toEqual(fits);
});
