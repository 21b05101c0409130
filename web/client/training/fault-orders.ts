/** Orders to the training floor's lines; each answers with how all of them stand, or null after telling why not. */
import type { TrainingFaultAt } from '../../../daemon/contract/pages.js';
import type { TrainingFaults } from '../../../daemon/terms/training.js';
import { call } from '../parts/api.js';
import { tellBad, tellFailure } from '../parts/toasts.js';
import { language } from '../words/words.js';
import { told } from './told.js';

async function order(path: string, body?: TrainingFaultAt): Promise<TrainingFaults | null> {
  const answer = await call<TrainingFaults>('POST', `/training/faults/${path}`, body);
  if (answer.ok) return answer.value;
  const message = answer.error?.message ?? '';
  if (answer.code === 'conflict' && message !== '') tellBad(() => told(message, language.value));
  else tellFailure(answer.code);
  return null;
}

export const breakLine = (fault: TrainingFaultAt): Promise<TrainingFaults | null> => order('break', fault);
export const mendLine = (fault: TrainingFaultAt): Promise<TrainingFaults | null> => order('mend', fault);
export const mendAll = (): Promise<TrainingFaults | null> => order('mend-all');
