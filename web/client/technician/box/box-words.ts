import { box as en } from '../../words/en/box.js';
import { pageWords } from '../../words/words.js';
import { box as zh } from '../../words/zh/box.js';

export type BoxWords = typeof zh;
export const boxWords = pageWords<BoxWords>({ zh, en });
