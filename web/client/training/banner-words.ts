import { trainingBanner as en } from '../words/en/training-banner.js';
import { pageWords } from '../words/words.js';
import { trainingBanner as zh } from '../words/zh/training-banner.js';

export const bannerWords = pageWords({ zh, en });
