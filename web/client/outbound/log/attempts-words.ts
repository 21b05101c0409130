import { attempts as en } from '../../words/en/attempts.js';
import { pageWords } from '../../words/words.js';
import { attempts as zh } from '../../words/zh/attempts.js';

export type AttemptsWords = typeof zh;
export const attemptsWords = pageWords<AttemptsWords>({ zh, en });
