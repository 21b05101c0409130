/** Every word a person reads, in English. One file for each page. */

import { agent } from './en/agent.js';
import { common } from './en/common.js';
import { desk } from './en/desk.js';
import { floor } from './en/floor.js';
import { phones } from './en/phones.js';
import type { Words } from './zh.js';

export const en: Words = { ...common, ...agent, ...desk, ...floor, ...phones };
