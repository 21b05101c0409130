import { lists as en } from '../../words/en/lists.js';
import { pageWords } from '../../words/words.js';
import { lists as zh } from '../../words/zh/lists.js';

export type ListsWords = typeof zh;
export const listsWords = pageWords<ListsWords>({ zh, en });
