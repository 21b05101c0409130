/** Start and stop of the training floor. */
import type { TrainingStart } from '../../../daemon/contract/pages.js';
import type { TrainingStatus } from '../../../daemon/terms/training.js';
import type { FailureCode } from '../live/requests.js';
import { type Answer, call } from '../parts/api.js';
import { readStatus, trainingStatus } from './training-status.js';

/** Null: it is under way; else why it was refused. */
export async function startTraining(asked: TrainingStart): Promise<Refusal | null> {
  return refusalOf(await call<TrainingStatus>('POST', '/training/start', asked));
}

export async function stopTraining(): Promise<Refusal | null> {
  return refusalOf(await call<TrainingStatus>('POST', '/training/stop'));
}

export interface Refusal {
  readonly code: FailureCode;
  /** The server's sentence; '' none. */
  readonly message: string;
}

/** What was shown when it was refused may be old: somebody else may have started it. */
async function refusalOf(answer: Answer<TrainingStatus>): Promise<Refusal | null> {
  if (answer.ok) {
    trainingStatus.value = answer.value;
    return null;
  }
  await readStatus();
  return { code: answer.code, message: answer.error?.message ?? '' };
}
