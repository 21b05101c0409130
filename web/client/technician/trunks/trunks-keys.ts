/** The keys of the page of spans. They work wherever nothing is being typed and no box is open. */
import { channels } from '../../live/live.js';
import { focusDrawn } from '../../parts/focus.js';
import { type ChannelOrder, undoOrder } from './channel-orders.js';
import { moved, noSelection, toggled } from './selection.js';
import { bearersOf, openSpan, select, selection, shownOrder } from './trunks-state.js';

/** Timeslots in a row of the grid. */
export const slotsInRow = 8;
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -slotsInRow,
  ArrowDown: slotsInRow,
};
const orders: Readonly<Record<string, ChannelOrder>> = {
  b: 'block',
  u: 'unblock',
  d: 'drain',
  r: 'restart',
  t: 'test',
};
const typing = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';

export function startTrunksKeys(order: (order: ChannelOrder) => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return;
    if (target?.matches(typing) || document.querySelector('dialog[open]') !== null) return;
    if (run(event, target, order)) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** False: the key did nothing here. */
function run(event: KeyboardEvent, target: Element | null, order: (order: ChannelOrder) => void): boolean {
  const { key } = event;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (event.ctrlKey) return letter === 'a' && chooseAll();
  const by = steps[key];
  if (by !== undefined) return step(by, event.shiftKey);
  if (key === ' ') return target?.closest('button, a') === null || isCell(target) ? toggle() : false;
  if (key === 'Escape') {
    select(noSelection);
    return true;
  }
  if (letter === 'z') {
    void undoOrder();
    return true;
  }
  const asked = orders[letter];
  if (asked === undefined) return false;
  order(asked);
  return true;
}

function isCell(target: Element | null): boolean {
  return target?.closest('[data-channel-cell]') != null;
}

function toggle(): boolean {
  select(toggled(selection.peek()));
  return true;
}

export function chooseAll(): boolean {
  const span = openSpan.peek();
  if (span === null) return false;
  const all = bearersOf(span.span).map(({ channel }) => channel);
  select({ chosen: new Set(all), anchor: all[0] ?? null, cursor: selection.peek().cursor ?? all[0] ?? null });
  return true;
}

/** Timeslot 0 and 16 have their places in the grid but no channel: up and down go by timeslots. */
function step(by: number, extend: boolean): boolean {
  const now = selection.peek();
  const order = shownOrder.peek();
  const cursor = now.cursor === null ? undefined : channels.peek().get(String(now.cursor));
  select(moved(now, order, Math.abs(by) === 1 ? by : rowsOn(cursor, by, order), extend));
  const next = selection.peek().cursor;
  focusDrawn(() => document.querySelector<HTMLElement>(`[data-channel-cell="${next}"]`));
  return true;
}

function rowsOn(
  cursor:
    | { readonly kind: string; readonly span: number; readonly timeslot: number; readonly channel: number }
    | undefined,
  by: number,
  order: readonly number[],
): number {
  if (cursor?.kind !== 'bearer') return by;
  const target = cursor.timeslot + by;
  const slots = bearersOf(cursor.span);
  const aim = slots.find(({ timeslot }) => timeslot === (target === 16 ? target + Math.sign(by) : Math.max(target, 1)));
  const at = order.indexOf(cursor.channel);
  if (target > 31) return Math.max(order.indexOf(slots.at(-1)?.channel ?? -1), at) + 1 - at;
  return aim === undefined ? 0 : order.indexOf(aim.channel) - at;
}
