import { retention as en } from '../words/en/retention.js';
import { pageWords } from '../words/words.js';
import { retention as zh } from '../words/zh/retention.js';

export type RetentionWords = typeof zh;
export const retentionWords = pageWords<RetentionWords>({ zh, en });
