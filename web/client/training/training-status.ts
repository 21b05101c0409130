/** How the training floor stands, as the real floor's server tells it. */
import { signal } from '@preact/signals';
import type { TrainingStatus } from '../../../daemon/terms/training.js';
import type { FailureCode } from '../live/requests.js';
import { call } from '../parts/api.js';

/** Null: not asked yet. */
export const trainingStatus = signal<TrainingStatus | null>(null);
export const statusFailure = signal<FailureCode | null>(null);

const inChangeMs = 500;
const atRestMs = 5_000;
/** Who has no page about it open needs to know only whether there is a link. */
const behindMs = 60_000;

export async function readStatus(): Promise<void> {
  const answer = await call<TrainingStatus>('GET', '/training');
  statusFailure.value = answer.ok ? null : answer.code;
  if (answer.ok) trainingStatus.value = answer.value;
}

const isChanging = (status: TrainingStatus | null): boolean =>
  status?.state === 'starting' || status?.state === 'stopping';

/** Looks until the answer: often while it starts or stops. */
export function followStatus(closely: boolean): () => void {
  let stopped = false;
  let timer = 0;
  const look = async (): Promise<void> => {
    if (closely || document.visibilityState === 'visible') await readStatus();
    if (stopped) return;
    const pause = !closely ? behindMs : isChanging(trainingStatus.value) ? inChangeMs : atRestMs;
    timer = window.setTimeout(() => void look(), pause);
  };
  void look();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
  };
}
