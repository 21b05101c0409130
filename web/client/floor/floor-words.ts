/** The words of the supervisor's floor, in the reader's language. */
import { supervisor as en } from '../words/en/supervisor.js';
import { pageWords } from '../words/words.js';
import { supervisor as zh } from '../words/zh/supervisor.js';

export type FloorWords = typeof zh;

export const floorWords = pageWords<FloorWords>({ zh, en });
/** For who shows both languages at once or in turn: the wallboard. */
export const bothFloorWords = { zh, en } as const;
