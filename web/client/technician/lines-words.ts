import { lines as en } from '../words/en/lines.js';
import { pageWords } from '../words/words.js';
import { lines as zh } from '../words/zh/lines.js';

export type LinesWords = typeof zh;
export const linesWords = pageWords<LinesWords>({ zh, en });
