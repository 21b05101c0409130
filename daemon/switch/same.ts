/**
 * Whether two plain values would be the same as JSON: absent and undefined are one, the order of keys is nothing.
 * Parts that are the same object are not looked into, so what keeps its parts until they change is compared cheaply.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((part, at) => isSame(part, b[at]));
  }
  return partsAreSame(a as Parts, b as Parts);
}

type Parts = Readonly<Record<string, unknown>>;

function partsAreSame(a: Parts, b: Parts): boolean {
  for (const key in a) if (!isSame(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}
