/** Every word a person reads, in English. One file for each page. */

import { agent } from './en/agent.js';
import { calls } from './en/calls.js';
import { desk } from './en/desk.js';
import { errors } from './en/errors.js';
import { floor } from './en/floor.js';
import { phones } from './en/phones.js';
import { shell } from './en/shell.js';
import type { Words } from './zh.js';

export const en: Words = { ...shell, ...calls, ...errors, ...agent, ...desk, ...floor, ...phones };
