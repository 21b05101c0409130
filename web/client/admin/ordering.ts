/** The order of a list as somebody moves its entries. */

/** The entry at `from` stands at `to`, the others keep their order. Places outside the list change nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const entry = list[from];
  if (entry === undefined || to < 0 || to >= list.length || from === to) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), entry, ...rest.slice(to)];
}

/**
 * The site has one list of agents, a queue only some of them: these take each other's places in `order`, everybody
 * else stays where he is.
 */
export function reordered(all: readonly string[], order: readonly string[]): readonly string[] {
  const known = order.filter((id) => all.includes(id));
  const moving = new Set(known);
  let next = 0;
  return all.map((id) => (moving.has(id) ? (known[next++] ?? id) : id));
}
