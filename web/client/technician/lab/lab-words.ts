import { lab as en } from '../../words/en/lab.js';
import { pageWords } from '../../words/words.js';
import { lab as zh } from '../../words/zh/lab.js';

export type LabWords = typeof zh;
export const labWords = pageWords<LabWords>({ zh, en });
