import { emergency as en } from '../words/en/emergency.js';
import { pageWords } from '../words/words.js';
import { emergency as zh } from '../words/zh/emergency.js';

export const emergencyWords = pageWords({ zh, en });
