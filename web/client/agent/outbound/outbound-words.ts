import { outboundDesk as en } from '../../words/en/outbound-desk.js';
import { pageWords } from '../../words/words.js';
import { outboundDesk as zh } from '../../words/zh/outbound-desk.js';

export const outboundWords = pageWords({ zh, en });
