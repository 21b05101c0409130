/** What the auditor of campaigns lets a result be. */
import { expect, test } from 'vitest';
import { attempt, campaign } from '../../../rig/outbound-rows.js';
import { fitting } from './fit.js';
import { newMeeting } from './meeting.js';

// Found by seed 3314: an agent laid down 10 ms before the exchange's cause 42 was there.
test.each([
  { heard: 'the refusal', givenUp: false, heardCleared: true, fits: ['line-failure'] },
  {
    heard: 'nothing yet when the agent hung up',
    givenUp: true,
    heardCleared: false,
    fits: ['no-answer', 'line-failure'],
  },
])('a trunk refuses a call by hand, and the daemon has heard $heard', ({ givenUp, heardCleared, fits }) => {
  const refused = { fate: 'congested', hungUp: true, cause: 42, givenUp, heardCleared, givenUpAfterMs: 4_000 };
  const met = { ...newMeeting(1, '13900000001', 1), ...refused };
  expect(fitting({ attempt: attempt(1, { pacing: '' }), campaign, meetings: [met] })).toEqual(fits);
});

// Found by seed 3017: he laid down so early that the refusal was not even on its way.
test('a trunk that would have refused a call by hand had no time to: not rung, no try used up', () => {
  const early = { fate: 'glare', givenUp: true, givenUpAfterMs: 310 };
  const met = { ...newMeeting(1, '13900000001', 1), ...early };
  const fits = fitting({ attempt: attempt(1, { pacing: '' }), campaign, meetings: [met] });
  expect(fits).toEqual(['not-rung', 'line-failure']);
});

// An agent who lays down before it rings there has called nobody: no try of the person is used up.
test.each([
  { what: 'nothing yet', after: 1_200, alertedAt: null, fits: ['not-rung'] },
  { what: 'that it rings', after: 1_200, alertedAt: 900, fits: ['no-answer'] },
  { what: 'nothing for so long that it may have rung', after: 3_500, alertedAt: null, fits: ['no-answer'] },
  { what: 'nothing, while its clock leapt', after: null, alertedAt: null, fits: ['no-answer', 'not-rung'] },
])('laid down by hand $after ms after the dialling, and the daemon has heard $what', ({ after, alertedAt, fits }) => {
  const given = { fate: 'no-answer', givenUp: true, givenUpAfterMs: after, heardAlertingAt: alertedAt };
  const met = { ...newMeeting(1, '13900000001', 1), ...given };
  expect(fitting({ attempt: attempt(1, { pacing: '' }), campaign, meetings: [met] })).toEqual(fits);
  const paced = attempt(1, { pacing: '{}' });
  expect(fitting({ attempt: paced, campaign, meetings: [met] })).toEqual(['no-answer', 'cancelled']);
});
