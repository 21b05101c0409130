/** The supervisor's floor and the wallboard, in English. */
import type { supervisor as chinese } from '../zh/supervisor.js';

export const supervisor: typeof chinese = {
  title: 'Live floor',
};
