/** Prefixes of a route as people type them: "13 15, 18", "*" for every number. */
import type { Route } from '../../../../daemon/terms/trunks.js';

/** Null: something in it is no prefix. An empty text has none yet, which only the server refuses. */
export function prefixesOf(text: string): readonly string[] | null {
  const parts = text.split(/[\s,，;；、]+/).filter((part) => part !== '');
  // A star alone is every number, as it is with no digits at all; a prefix of digits may begin with one (*21).
  const prefixes = parts.map((part) => (part === '*' ? '' : part));
  return prefixes.every((prefix) => /^[0-9*#]{0,20}$/.test(prefix)) ? [...new Set(prefixes)] : null;
}

/** "13 15", or what stands for every number. */
export function prefixText({ prefixes }: Route, every: string): string {
  return prefixes.map((prefix) => (prefix === '' ? every : prefix)).join(' ');
}
