/** Which span is open, which channels are chosen, and the last order that can be taken back. */
import { computed, signal } from '@preact/signals';
import type { LiveChannel } from '../../../../daemon/terms/live.js';
import { channels, spans } from '../../live/live.js';
import { noSelection, type Selection, stillThere } from './selection.js';

export const allSpans = computed(() => [...spans.value.values()].sort((a, b) => a.span - b.span));
const openedSpan = signal<number | null>(null);
/** The span whose timeslots are shown; null: there is none. */
export const openSpan = computed(() => {
  const all = allSpans.value;
  return all.find(({ span }) => span === openedSpan.value) ?? all[0] ?? null;
});

export function showSpan(span: number): void {
  if (span === openSpan.peek()?.span) return;
  openedSpan.value = span;
  selected.value = noSelection;
}

const selected = signal<Selection>(noSelection);
export const selection = computed(() => stillThere(selected.value, (channel) => channels.value.has(String(channel))));
export function select(next: Selection): void {
  selected.value = next;
}

export const chosenChannels = computed<readonly LiveChannel[]>(() =>
  [...selection.value.chosen].flatMap((channel) => channels.value.get(String(channel)) ?? []),
);

export function bearersOf(span: number): readonly LiveChannel[] {
  return [...channels.value.values()]
    .filter((channel) => channel.kind === 'bearer' && channel.span === span)
    .sort((a, b) => a.timeslot - b.timeslot);
}

export function linesOf(kind: 'fxo' | 'fxs'): readonly LiveChannel[] {
  return [...channels.value.values()].filter((channel) => channel.kind === kind).sort((a, b) => a.line - b.line);
}

/** In the order of the screen: what the arrow keys walk through. */
export const shownOrder = computed(() => {
  const span = openSpan.value;
  const shown = [...(span === null ? [] : bearersOf(span.span)), ...linesOf('fxo'), ...linesOf('fxs')];
  return shown.map(({ channel }) => channel);
});

export type Fault = 'stuck' | 'tested' | 'blocked' | 'draining' | 'farEnd' | 'noBattery';

/** Why no new call is led over a channel; null: it is fit for one. */
export function faultOf(channel: LiveChannel): Fault | null {
  if (channel.stuck) return 'stuck';
  if (channel.bitTest !== undefined && !channel.bitTest.ended) return 'tested';
  if (channel.service !== undefined) return channel.service;
  if (channel.blockedByFarEnd) return 'farEnd';
  return channel.noBattery ? 'noBattery' : null;
}
