import { team as en } from '../words/en/team.js';
import { pageWords } from '../words/words.js';
import { team as zh } from '../words/zh/team.js';

export type TeamWords = typeof zh;
export const teamWords = pageWords<TeamWords>({ zh, en });
