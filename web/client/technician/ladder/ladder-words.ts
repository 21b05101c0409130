import { ladder as en } from '../../words/en/ladder.js';
import { pageWords } from '../../words/words.js';
import { ladder as zh } from '../../words/zh/ladder.js';

export type LadderWords = typeof zh;
export const ladderWords = pageWords<LadderWords>({ zh, en });
