/**
 * What the real floor's pages, the command line and the training floor's keeper leave for each other, in files of the
 * training folder: the web process may start no program, and on an installed box systemd watches for the first of them.
 *
 *   ask/start.json, ask/stop.json   written whole (renamed into place) by who asks, taken away by the keeper
 *   state.json                      the keeper's; touched again every `trainingBeatMs` while it works
 *   people.json                     of the training floor's web process: who has pages open there
 */
import { z } from 'zod';
import { roles } from '../terms/rights.js';
import { trainingStart } from './pages-training.js';

export const trainingFiles = {
  asks: 'ask',
  start: 'start.json',
  stop: 'stop.json',
  state: 'state.json',
  people: 'people.json',
} as const;
export const maxTrainingFileBytes = 16_384;
export const trainingBeatMs = 2_000;
/** Who has not touched its state for so long is no more; also how long a start may lie before it is taken up. */
export const trainingSilentMs = 20_000;

const by = z.string().min(1).max(64);

export const trainingAskFile = trainingStart.extend({ by });
export type TrainingAskFile = z.infer<typeof trainingAskFile>;
export const trainingStopFile = z.strictObject({ by });

const text = z.string().max(4_000);
const epochMs = z.number().int().min(0);

export const trainingStateFile = z.strictObject({
  state: z.enum(['off', 'starting', 'running', 'stopping', 'failed']),
  words: z.strictObject({ zh: text, en: text }),
  since: epochMs,
  ends: epochMs.nullable(),
  callersPerHour: z.int().min(0).nullable(),
  by: by.nullable(),
  port: z.int().min(1).max(65_535).nullable(),
  /** Its pages are served by HTTPS. */
  tls: z.boolean(),
});
export type TrainingStateFile = z.infer<typeof trainingStateFile>;

/** More are not told of. */
export const maxTrainingPeople = 40;
export const trainingPeopleFile = z.strictObject({
  people: z.array(z.strictObject({ id: by, name: z.string().max(64), role: z.enum(roles) })).max(maxTrainingPeople),
});
