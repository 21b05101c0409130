/** Which list of the agent's day is open; by key, that of the persons he is to call. */
import { signal } from '@preact/signals';
import { hasOutboundWork } from './outbound/work.js';

const allTabs = ['log', 'tasks', 'callBacks', 'missed', 'outbound'] as const;
export type Tab = (typeof allTabs)[number];
export const openTab = signal<Tab>('log');

/** The last one is for who has outbound work. */
export function tabsNow(): readonly Tab[] {
  return hasOutboundWork() ? allTabs : allTabs.slice(0, -1);
}

/** By key: the list of persons, the first of them in focus. */
export function openLeads(): void {
  if (!hasOutboundWork()) return;
  openTab.value = 'outbound';
  window.requestAnimationFrame(() =>
    (document.querySelector<HTMLElement>('.own-lead') ?? document.getElementById('day-tab-outbound'))?.focus(),
  );
}
