import { recordings as en } from '../words/en/recordings.js';
import { pageWords } from '../words/words.js';
import { recordings as zh } from '../words/zh/recordings.js';

export type RecordingsWords = typeof zh;
export const recordingsWords = pageWords<RecordingsWords>({ zh, en });
