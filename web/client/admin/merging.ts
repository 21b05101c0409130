/** What somebody typed on top of what others saved meanwhile: only what he changed replaces theirs. */

/** Settings that `mine` changed since `base`, in `current`. What is absent in mine but not in base was taken away. */
export function merged<T extends object>(base: T, mine: T, current: T): T {
  const keys = new Set([...Object.keys(current), ...Object.keys(mine)]);
  const of = (whole: T, key: string): unknown => (whole as Readonly<Record<string, unknown>>)[key];
  const entries = [...keys].map((key) => {
    const changed = JSON.stringify(of(mine, key)) !== JSON.stringify(of(base, key));
    return [key, changed ? of(mine, key) : of(current, key)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

interface Named {
  readonly id: string;
}

/** The same of a list: entries that mine changed, added, removed or moved; those that others added come last. */
export function mergedList<T extends Named>(
  base: readonly T[],
  mine: readonly T[],
  current: readonly T[],
): readonly T[] {
  const find = (list: readonly T[], id: string): T | undefined => list.find((each) => each.id === id);
  const kept = mine.flatMap((entry) => {
    const was = find(base, entry.id);
    const now = find(current, entry.id);
    if (was === undefined) return [entry];
    const changed = JSON.stringify(was) !== JSON.stringify(entry);
    if (now === undefined) return changed ? [entry] : []; // somebody else removed it
    return [changed ? merged(was, entry, now) : now];
  });
  const theirs = current.filter(({ id }) => find(base, id) === undefined && find(mine, id) === undefined);
  return [...kept, ...theirs];
}
