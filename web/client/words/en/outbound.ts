/** The outbound page: campaigns. Lists, numbers not called and the log have files of their own. */
import type { outbound as chinese } from '../zh/outbound.js';

export const outbound: typeof chinese = {
  title: 'Outbound',
  tabs: {
    label: 'Parts of outbound',
    campaigns: 'Campaigns',
    lists: 'Lists',
    numbers: 'Numbers not called',
    log: 'Log',
  },
};
