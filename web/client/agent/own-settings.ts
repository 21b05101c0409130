/** What the site says of this agent and his pages need: read once, and again after a gap or a change. */
import { computed, effect, signal } from '@preact/signals';
import type { OwnSettings } from '../../../daemon/contract/pages.js';
import { returns } from '../live/live.js';
import { api } from '../parts/api.js';

export const ownSettings = signal<OwnSettings | null>(null);
export const ownSettingsFailed = signal(false);
/** Read by pages of people who have no settings of an agent. */
export const zoneOfSite = signal<string | null>(null);
/** In which tasks are due; until it is known, the browser's. */
export const siteTimeZone = computed(
  () => ownSettings.value?.timeZone ?? zoneOfSite.value ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
);

export async function readOwnSettings(): Promise<void> {
  const answer = await api.ownSettings();
  ownSettingsFailed.value = !answer.ok;
  if (answer.ok) ownSettings.value = answer.value;
}

export function followOwnSettings(): () => void {
  const stop = effect(() => {
    if (returns.value > 0) void readOwnSettings();
  });
  return () => {
    stop();
    ownSettings.value = null;
  };
}
