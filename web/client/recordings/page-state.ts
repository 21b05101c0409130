/** What the page shows: which tab, which recording. The address carries both: /recordings#TAB or /recordings#ID. */
import { signal } from '@preact/signals';
import { may } from '../session/session.js';

export const tabs = ['search', 'mine', 'work', 'scores', 'forms', 'rules', 'report'] as const;
export type Tab = (typeof tabs)[number];
export const tab = signal<Tab>('search');
/** Id of a recording, or of a call: then its recording. '' none. */
export const chosen = signal('');
/** Counts presses of Enter: the chosen one is to be played. */
export const plays = signal(0);
/** Ids in the list that is shown, for the arrow keys. */
export const shownIds = signal<readonly string[]>([]);

export function tabsOfReader(): readonly Tab[] {
  const hears = may('recordings.read-all') || may('recordings.read-group') || may('recordings.read-own');
  const shown: Readonly<Record<Tab, boolean>> = {
    search: hears,
    mine: may('quality.own'),
    work: may('quality.score'),
    scores: may('quality.read') || may('quality.score'),
    forms: may('quality.manage'),
    rules: may('quality.manage'),
    report: may('quality.read'),
  };
  return tabs.filter((each) => shown[each]);
}

/** From the address, when the page is opened or the address is changed by hand. */
export function followAddress(): void {
  const word = location.hash.slice(1);
  const asTab = tabs.find((each) => each === word);
  if (asTab) tab.value = asTab;
  else if (/^[0-9a-z]{26}$/.test(word)) choose(word);
  if (!tabsOfReader().includes(tab.peek())) tab.value = tabsOfReader()[0] ?? 'search';
}

export function choose(id: string): void {
  chosen.value = id;
  if (id !== '') history.replaceState(null, '', `/recordings#${id}`);
}

export function openTab(next: Tab): void {
  tab.value = next;
  chosen.value = '';
  history.replaceState(null, '', `/recordings#${next}`);
}

/** Opens a recording beside whatever list is shown, and plays it. */
export function play(id: string): void {
  choose(id);
  plays.value += 1;
}

/** 26 characters that sort by time, as the server's: what is sent twice is one thing. */
export function newId(): string {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  let rest = Date.now();
  let head = '';
  for (let at = 0; at < 10; at++) {
    head = (digits[rest % 32] ?? '0') + head;
    rest = Math.floor(rest / 32);
  }
  return head + Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => digits[octet % 32]).join('');
}
