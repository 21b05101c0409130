/**
 * Whether two plain values would be the same as JSON: absent and undefined are one, the order of keys is nothing.
 * Parts that are the same object are not looked into, so what keeps its parts until they change is compared cheaply.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && itemsAreSame(a, b);
  }
  return partsAreSame(a as Parts, b as Parts);
}

function itemsAreSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!isSame(a[at], b[at])) return false;
  return true;
}

type Parts = Readonly<Record<string, unknown>>;

function partsAreSame(a: Parts, b: Parts): boolean {
  for (const key in a) if (!isSame(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}
