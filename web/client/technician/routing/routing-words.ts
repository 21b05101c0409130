import { routing as en } from '../../words/en/routing.js';
import { pageWords } from '../../words/words.js';
import { routing as zh } from '../../words/zh/routing.js';

export type RoutingWords = typeof zh;
export const routingWords = pageWords<RoutingWords>({ zh, en });
