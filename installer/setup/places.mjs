// @ts-check
/** Where things of this checkout are. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
/** @param {...string} parts */
export const inRoot = (...parts) => join(root, ...parts);

export const places = {
  addon: inRoot('build/native/Release/callbox.node'),
  sounds: inRoot('build/sounds'),
  pages: inRoot('build/web'),
  js: inRoot('build/js'),
  demoSite: inRoot('installer/demo/site.yaml'),
};
