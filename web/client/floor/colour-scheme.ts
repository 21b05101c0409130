/** Counts changes of the window's colours: what is painted by hand is painted anew. */
import { signal } from '@preact/signals';

export const colourScheme = signal(0);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colourScheme.value += 1;
});
