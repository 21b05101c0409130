/** Every word a person reads, in Chinese; the shape of this object is the dictionary's type. One file for each page. */

import { agent } from './zh/agent.js';
import { common } from './zh/common.js';
import { desk } from './zh/desk.js';
import { floor } from './zh/floor.js';
import { phones } from './zh/phones.js';

export const zh = { ...common, ...agent, ...desk, ...floor, ...phones };

export type Words = typeof zh;
