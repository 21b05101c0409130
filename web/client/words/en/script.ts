import type { script as chinese } from '../zh/script.js';

/** The script beside the customer (AGT-24). */
export const script: typeof chinese = {
  title: 'Script',
  done: 'The script is complete',
  next: 'Next',
  save: 'Save',
  back: 'Change the last one',
  typed: 'The customer’s answer',
  asOf: (version: number) => `version ${version}`,
  keys: 'Alt+S to enter, digits choose',
};
