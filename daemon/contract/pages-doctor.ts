/**
 * The doctor of lines and of the box, and test calls, as pages use them (lines.service):
 * POST   /api/v1/doctor (diagnosisBody) → 202 { id }; one press more while it runs: the same id
 * GET    /api/v1/doctor?span&from&to&before → DiagnosesAnswer, newest first: what ran in this time, also before a restart
 * GET    /api/v1/doctor/:id → Diagnosis; ask every 300 to 500 ms until `verdict` is there. 404 'not-found'
 * POST   /api/v1/test-calls (testCallBody) → 202 { id }; 409 'not-now' if that cannot be now, and why
 * GET    /api/v1/test-calls → TestCallsAnswer, newest first
 * GET    /api/v1/test-calls/:id → TestCall; ask every 300 to 500 ms until `state` is 'ended'. 404 'not-found'
 * DELETE /api/v1/test-calls/:id → 204: hung up, or has ended already
 * POST   /api/v1/number-types (typeTrialBody) → 202 { id }: the number is called with each type of number
 * GET    /api/v1/number-types/:id → TypeTrial; ask every 300 to 500 ms until `endedAt` is there. 404 'not-found'
 */
export { diagnosesQuery, diagnosisBody, testCallBody, typeTrialBody } from './doctor-schema.js';

import type { Diagnosis, TestCall } from '../terms/diagnosis.js';

export interface DoctorStarted {
  readonly id: string;
}
export interface DiagnosesAnswer {
  readonly diagnoses: readonly Diagnosis[];
  /** Older ones are kept: ask with `before`, the id of the last. */
  readonly more: boolean;
}
export interface TestCallsAnswer {
  readonly testCalls: readonly TestCall[];
}
