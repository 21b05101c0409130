import type { trainingBanner as zh } from '../zh/training-banner.js';

export const trainingBanner: typeof zh = {
  name: 'TRAINING',
  mark: '[TRAINING]',
  means: 'No call, customer or line here is real; nothing counts in reports',
  meansShort: 'Nothing is real, nothing counts',
  back: 'To the real floor',
  backShort: 'Real floor',
  signIn: 'Log in with the user name and password of the real floor.',
};
