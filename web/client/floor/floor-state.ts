/** What a supervisor has chosen on the floor: lives as long as the page, and survives a change of tabs. */
import { computed, signal } from '@preact/signals';
import { agents, calls } from '../live/live.js';
import { session } from '../session/session.js';
import { type Order, orders } from './agent-list.js';
import { supervisedAgents, supervisingIn } from './supervising.js';

export const tabs = ['agents', 'calls', 'abandoned', 'log', 'walls'] as const;
export type Tab = (typeof tabs)[number];
export const tab = signal<Tab>('agents');

/** Agent id; '' nobody. */
export const chosen = signal('');
export const chosenAgent = computed(() => agents.value.get(chosen.value) ?? null);
export const filter = signal('');
export const order = signal<Order>(orders[0]);

export const windows = ['hour', 'four', 'day'] as const;
export const shownWindow = signal<(typeof windows)[number]>('day');
/** Index in the chosen agent's strip, for who walks through it by keyboard; null: not walking. */
export const chosenPart = signal<number | null>(null);

/** Queue id; '' all of them. */
export const chosenQueue = signal('');
/** Agent who is being dragged. */
export const dragged = signal<string | null>(null);

/** Counts what has been done from this page: the day's log is read anew. */
export const acted = signal(0);

/** The box that is open over the floor. */
export type Box =
  | { readonly box: 'force' | 'move' | 'release' | 'take-over'; readonly agent: string }
  | { readonly box: 'why'; readonly call: string }
  | { readonly box: 'why-agent'; readonly agent: string }
  | { readonly box: 'keys' };
export const open = signal<Box | null>(null);
export function closeBox(): void {
  open.value = null;
}

/** What I do in calls now, as the lines tell it. */
export const supervising = computed(() => supervisingIn(calls.value.values(), session.value?.user ?? ''));

/** Agents somebody is with, and how. */
export const supervised = computed(() => supervisedAgents(calls.value.values()));

export function choose(agent: string): void {
  chosen.value = agent;
  chosenPart.value = null;
}
