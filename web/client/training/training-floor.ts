/** Whether these pages are those of the training floor, and how the tab says so. */
import { effect, signal } from '@preact/signals';
import type { Health } from '../../../daemon/contract/pages.js';
import { call } from '../parts/api.js';
import { bannerWords } from './banner-words.js';

/** Once told it stays: an address doesn't change what it is. */
export const onTrainingFloor = signal(false);
/** Of the pages where work is real; null: not told. */
export const realFloorAddress = signal<string | null>(null);
/** What the tab is called, without the mark of a training. */
export const pageName = signal('Callbox');

/** Asked by every page before anything is drawn; whoever hangs on the wall or is not signed in may ask as well. */
export async function askWhichFloor(): Promise<void> {
  const answer = await call<Health>('GET', '/health');
  if (!answer.ok || answer.value.training !== true) return;
  onTrainingFloor.value = true;
  realFloorAddress.value = addressOf(answer.value.realFloor, location.hostname);
}

/** On the host name by which this page was reached; an IPv6 address has its brackets already. */
export function addressOf(floor: Health['realFloor'], hostname: string): string | null {
  if (floor === undefined) return null;
  const usual = floor.scheme === 'https' ? 443 : 80;
  return `${floor.scheme}://${hostname}${floor.port === usual ? '' : `:${floor.port}`}/`;
}

/** What leaves the page as text, to a carrier say, tells that it is of a training. */
export function markedText(text: string): string {
  const { mark, means } = bannerWords.value;
  return onTrainingFloor.value ? `${mark} ${means}\n${text}` : text;
}

/** The name of the tab, its picture, and room for the stripes. */
export function markTrainingPages(): void {
  effect(() => {
    document.title = onTrainingFloor.value ? `${bannerWords.value.mark} ${pageName.value}` : pageName.value;
  });
  effect(() => {
    if (!onTrainingFloor.value) return;
    document.documentElement.classList.add('training');
    document.querySelector('link[rel="icon"]')?.setAttribute('href', '/favicon-training.svg');
  });
}
