/** The words of the administrators' pages, in the reader's language. */
import { admin as en } from '../words/en/admin.js';
import { pageWords } from '../words/words.js';
import { admin as zh } from '../words/zh/admin.js';

export type AdminWords = typeof zh;

export const adminWords = pageWords<AdminWords>({ zh, en });
