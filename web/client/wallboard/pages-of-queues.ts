/** How many queues fit on a wall so that they can be read from six metres, and which are shown when. */

/** Cards as a grid: as near to square as the count allows, wide screens first. */
export function gridOf(count: number): { readonly columns: number; readonly rows: number } {
  if (count <= 1) return { columns: 1, rows: 1 };
  if (count <= 3) return { columns: 1, rows: count };
  if (count <= 4) return { columns: 2, rows: 2 };
  return { columns: 2, rows: 3 };
}

/** More are shown one page after the other. */
export const cardsPerPage = 6;
export const pageForMs = 12_000;

export function pageOf<T>(
  all: readonly T[],
  nowMs: number,
): { readonly page: number; readonly pages: number; readonly shown: readonly T[] } {
  const pages = Math.max(1, Math.ceil(all.length / cardsPerPage));
  const page = Math.floor(nowMs / pageForMs) % pages;
  return { page, pages, shown: all.slice(page * cardsPerPage, (page + 1) * cardsPerPage) };
}

/** Chosen ones in the order asked for; unknown ids are passed over. */
export function chosenQueues<T extends { readonly id: string }>(
  all: readonly T[],
  asked: readonly string[],
): readonly T[] {
  if (asked.length === 0) return all;
  return asked.flatMap((id) => all.filter((queue) => queue.id === id));
}
