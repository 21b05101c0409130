/** The administrators' pages, in English. */
import type { admin as chinese } from '../zh/admin.js';

export const admin: typeof chinese = {
  title: 'Administration',
};
