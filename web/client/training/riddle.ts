/** What a riddle hides, kept over a reload of the page: else the answer would stand there. */
import type { TrainingFaultAt } from '../../../daemon/contract/pages.js';
import type { TrainingFaultKind } from '../../../daemon/terms/training.js';

const key = 'callbox.training.riddle';
const maxChars = 100;

export function keepRiddle(storage: Storage, riddle: TrainingFaultAt | null): void {
  if (riddle === null) storage.removeItem(key);
  else storage.setItem(key, `${riddle.at} ${riddle.kind}`);
}

/** What doesn't read as one is none. */
export function keptRiddle(storage: Storage): TrainingFaultAt | null {
  const kept = /^(\d{1,3}) ([a-z\d-]+)$/.exec((storage.getItem(key) ?? '').slice(0, maxChars));
  if (kept === null) return null;
  return { at: Number(kept[1]), kind: kept[2] as TrainingFaultKind };
}
