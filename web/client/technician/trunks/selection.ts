/** Which channels are chosen, by mouse and by keys, as lists on a desktop are. */

export interface Selection {
  readonly chosen: ReadonlySet<number>;
  /** Where a range begins; null: nowhere. */
  readonly anchor: number | null;
  /** Where the keys stand; null: nowhere. */
  readonly cursor: number | null;
}

export const noSelection: Selection = { chosen: new Set(), anchor: null, cursor: null };

/** Shift: the range from the anchor; Ctrl: this one on or off; else this one alone. `order` is as shown. */
export function clicked(
  selection: Selection,
  order: readonly number[],
  channel: number,
  { shift, ctrl }: { readonly shift: boolean; readonly ctrl: boolean },
): Selection {
  if (shift) return ranged(selection, order, channel);
  if (!ctrl) return { chosen: new Set([channel]), anchor: channel, cursor: channel };
  return toggled({ ...selection, cursor: channel });
}

/** The one under the cursor on or off. */
export function toggled(selection: Selection): Selection {
  const { cursor } = selection;
  if (cursor === null) return selection;
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(cursor)) chosen.add(cursor);
  return { chosen, anchor: cursor, cursor };
}

/** The cursor `by` places on; with `extend` what lies between is chosen, else only where it stands. */
export function moved(selection: Selection, order: readonly number[], by: number, extend: boolean): Selection {
  const at = selection.cursor === null ? -1 : order.indexOf(selection.cursor);
  const target = at < 0 ? 0 : Math.min(Math.max(at + by, 0), order.length - 1);
  const channel = order[target];
  if (channel === undefined) return selection;
  return extend ? ranged(selection, order, channel) : { chosen: new Set([channel]), anchor: channel, cursor: channel };
}

/** What is gone from the box is no longer chosen; the same selection if nothing is. */
export function stillThere(selection: Selection, there: (channel: number) => boolean): Selection {
  if ([...selection.chosen].every(there)) return selection;
  const chosen = new Set([...selection.chosen].filter(there));
  const kept = (channel: number | null): number | null => (channel !== null && there(channel) ? channel : null);
  return { chosen, anchor: kept(selection.anchor), cursor: kept(selection.cursor) };
}

function ranged(selection: Selection, order: readonly number[], channel: number): Selection {
  const anchor = selection.anchor ?? channel;
  const [from, to] = [order.indexOf(anchor), order.indexOf(channel)].sort((a, b) => a - b);
  if (from === undefined || to === undefined || from < 0) {
    return { chosen: new Set([channel]), anchor: channel, cursor: channel };
  }
  return { chosen: new Set(order.slice(from, to + 1)), anchor, cursor: channel };
}
