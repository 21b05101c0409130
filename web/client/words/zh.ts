/** Every word a person reads, in Chinese; the shape of this object is the dictionary's type. One file for each page. */

import { agent } from './zh/agent.js';
import { calls } from './zh/calls.js';
import { desk } from './zh/desk.js';
import { errors } from './zh/errors.js';
import { floor } from './zh/floor.js';
import { phones } from './zh/phones.js';
import { shell } from './zh/shell.js';

export const zh = { ...shell, ...calls, ...errors, ...agent, ...desk, ...floor, ...phones };

export type Words = typeof zh;
