/** What a page shows before anybody has signed in: whose house it is, and whether it is set up at all. */
import { signal } from '@preact/signals';
import type { FirstRunState } from '../../../daemon/contract/pages-first-run.js';
import { call } from '../parts/api.js';
import { language } from '../words/words.js';

/** Null: not known (yet). */
export const house = signal<FirstRunState | null>(null);

/** `mayChoose`: this browser has not chosen a language, so the house's counts. */
export async function readHouse(mayChoose: boolean): Promise<void> {
  const answer = await call<FirstRunState>('GET', '/first-run');
  if (!answer.ok) return;
  house.value = answer.value;
  if (mayChoose && answer.value.language !== null) language.value = answer.value.language;
}
