import { keeping as en } from '../words/en/keeping.js';
import { pageWords } from '../words/words.js';
import { keeping as zh } from '../words/zh/keeping.js';

export type KeepingWords = typeof zh;
export const keepingWords = pageWords<KeepingWords>({ zh, en });
