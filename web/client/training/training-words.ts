import { training as en } from '../words/en/training.js';
import { pageWords } from '../words/words.js';
import { training as zh } from '../words/zh/training.js';

export const trainingWords = pageWords({ zh, en });
