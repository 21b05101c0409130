/** Counts changes of the window's size and of its colours: what is painted by hand is painted anew. */
import { signal } from '@preact/signals';

export const windowSize = signal(0);
const changed = (): void => {
  windowSize.value += 1;
};
window.addEventListener('resize', changed);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
