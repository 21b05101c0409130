import { commissioning as en } from '../../words/en/commissioning.js';
import { pageWords } from '../../words/words.js';
import { commissioning as zh } from '../../words/zh/commissioning.js';

export type CommissioningWords = typeof zh;
export const commissioningWords = pageWords<CommissioningWords>({ zh, en });
