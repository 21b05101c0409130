/** Which states of an agent make a sound. */
import { effect } from '@preact/signals';
import { me } from '../live/live.js';
import { chime, startChimes } from '../parts/chime.js';
import { serverNowMs } from '../parts/clock.js';
import { heldTooLongMs } from './situation.js';

const againMs = 20_000;

export function startSounds(): () => void {
  const stopChimes = startChimes();
  let before: string | null = null;
  let timer = 0;
  const remind = (): void => {
    chime('held');
    timer = window.setTimeout(remind, againMs);
  };
  const stop = effect(() => {
    const agent = me.value;
    const state = agent?.state ?? null;
    if (state === before) return;
    before = state;
    window.clearTimeout(timer);
    // Not before: until the telephone rings, the customer is being put on the screen.
    if (state === 'ringing') chime('offer');
    if (state === 'held') timer = window.setTimeout(remind, heldTooLongMs - (serverNowMs() - (agent?.since ?? 0)));
  });
  return () => {
    stop();
    stopChimes();
    window.clearTimeout(timer);
  };
}
