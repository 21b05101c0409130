/** Which states of an agent make a sound. */
import { effect } from '@preact/signals';
import { me } from '../live/live.js';
import { chime } from '../parts/chime.js';
import { serverNowMs } from '../parts/clock.js';
import { heldTooLongMs } from './situation.js';

const againMs = 20_000;

export function startSounds(): () => void {
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
    const offered = before === 'reserved' || before === 'ringing';
    before = state;
    window.clearTimeout(timer);
    // With a headset nothing else rings.
    if ((state === 'reserved' || state === 'ringing') && !offered) chime('offer');
    if (state === 'held') timer = window.setTimeout(remind, heldTooLongMs - (serverNowMs() - (agent?.since ?? 0)));
  });
  return () => {
    stop();
    window.clearTimeout(timer);
  };
}
