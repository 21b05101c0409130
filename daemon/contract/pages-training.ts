/** Training for pages (KB-10); what is answered stands in daemon/terms/training.ts. */
import { z } from 'zod';
import { trainingLimits } from '../terms/training.js';

// On the real floor:
// GET  /api/v1/training         → TrainingStatus. Right 'session.own': whoever is to train sees where.
// POST /api/v1/training/start   trainingStart → 202 TrainingStatus ('starting'). Right 'training.run'.
//      409 conflict: it runs already, or this is the training floor; the message is a sentence.
// POST /api/v1/training/stop    → 202 TrainingStatus ('stopping'). Right 'training.run'. 409: it does not run.
// On the training floor (health and session say training: true), right 'training.run':
// GET  /api/v1/training/faults          → TrainingFaults
// POST /api/v1/training/faults/break    trainingFaultAt → TrainingFaults
// POST /api/v1/training/faults/mend     trainingFaultAt → TrainingFaults
// POST /api/v1/training/faults/mend-all → TrainingFaults
// On a real floor these answer 409 conflict with a sentence.

export const trainingStart = z.strictObject({
  callersPerHour: z
    .int()
    .min(trainingLimits.callersPerHour.least)
    .max(trainingLimits.callersPerHour.most)
    .default(trainingLimits.callersPerHour.usual),
  /** What the last training left (calls, recordings, notes) stays; logins and site are taken anew all the same. */
  keep: z.boolean().default(false),
  hours: z.number().min(trainingLimits.hours.least).max(trainingLimits.hours.most).default(trainingLimits.hours.usual),
});
export type TrainingStart = z.infer<typeof trainingStart>;

export const trainingFaultAt = z.strictObject({
  kind: z.enum([
    'los',
    'lof',
    'ais',
    'rai',
    'd-channel-dead',
    'd-channel-refused',
    'd-channel-not-open',
    'wires-swapped',
    'half-open',
    'clock-drift',
    'bit-errors',
    'frame-loss',
    'both-user-side',
    'crc4-mismatch',
    'cut',
    'noise',
    'hum',
    'echo',
  ]),
  /** Number of the span or line, from 1. */
  at: z.int().min(1).max(96),
});
export type TrainingFaultAt = z.infer<typeof trainingFaultAt>;
