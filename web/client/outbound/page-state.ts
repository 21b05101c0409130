/** What the page shows: which tab, and which of its things. The address carries both: /outbound#TAB or /outbound#TAB/ID. */
import { signal } from '@preact/signals';

export const tabs = ['campaigns', 'lists', 'numbers', 'log'] as const;
export type Tab = (typeof tabs)[number];
export const tab = signal<Tab>('campaigns');
/** Of the open tab: id of a campaign or list, or a word of the tab's own; '' none. */
export const place = signal('');

/** From the address, when the page is opened or the address is changed by hand. */
export function followAddress(): void {
  const [word, ...rest] = location.hash.slice(1).split('/');
  tab.value = tabs.find((each) => each === word) ?? 'campaigns';
  place.value = rest.join('/');
}

export function openTab(next: Tab, where = ''): void {
  tab.value = next;
  openPlace(where);
}

export function openPlace(where: string): void {
  place.value = where;
  history.replaceState(null, '', `/outbound#${tab.peek()}${where === '' ? '' : `/${where}`}`);
}
