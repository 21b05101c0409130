import { outbound as en } from '../words/en/outbound.js';
import { pageWords } from '../words/words.js';
import { outbound as zh } from '../words/zh/outbound.js';

export type OutboundWords = typeof zh;
export const outboundWords = pageWords<OutboundWords>({ zh, en });
