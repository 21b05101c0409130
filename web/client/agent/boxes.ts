/** Which box lies over the agent's page; one at a time. */
import { signal } from '@preact/signals';

export type Box =
  | { readonly box: 'target'; readonly verb: 'transfer' | 'consult' | 'dial'; readonly typed: string }
  | { readonly box: 'reasons' }
  | { readonly box: 'extend' }
  | { readonly box: 'settings' }
  | { readonly box: 'skip-lead' }
  | { readonly box: 'appointment' }
  | { readonly box: 'refused' }
  | { readonly box: 'task'; readonly taskId: string | null };

export const openBox = signal<Box | null>(null);

/** Tells the box that goes which closed it: a slow answer must not close the next one. */
export function closeBox(which: Box['box']): void {
  if (openBox.value?.box === which) openBox.value = null;
}
