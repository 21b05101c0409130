import { emergency as en } from '../words/en/emergency.js';
import { pageWords } from '../words/words.js';
import { emergency as zh } from '../words/zh/emergency.js';

/** For who shows the languages in turn: the wallboard. */
export const bothEmergencyWords = { zh, en } as const;
export const emergencyWords = pageWords({ zh, en });
