// @ts-check
import { resolve } from 'node:path';
import { rehearseRelease } from '../keeping/upgrade/rehearsal.mjs';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

/** Asked by the release that is installed of the one that is to come; the last line of stdout is JSON. */
export const summary = { zh: '在数据副本上试运行本版本', en: 'try this release on a copy of the data' };
export const hidden = true;
export const needsRoot = false;

/** @param {readonly string[]} args `DATA` */
export async function run([data]) {
  if (data === undefined) throw new Refusal('callbox rehearse DATA', 2);
  console.log(JSON.stringify(await rehearseRelease(box, resolve(data))));
  return 0;
}
