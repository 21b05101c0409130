/** Server time on this page: one tick a second for every timer, and only while someone looks. */
import { signal } from '@preact/signals';

/** Server's epoch ms minus this machine's, learned at each hello. */
export const clockOffsetMs = signal(0);
/** Server's epoch ms, moved on once a second. */
export const nowMs = signal(Date.now());

export function serverNowMs(): number {
  return Date.now() + clockOffsetMs.value;
}

export function startClock(): void {
  let timer = 0;
  const tick = (): void => {
    nowMs.value = Date.now() + clockOffsetMs.peek();
    window.clearTimeout(timer);
    if (document.visibilityState === 'visible') timer = window.setTimeout(tick, 1000 - (nowMs.value % 1000) + 5);
  };
  document.addEventListener('visibilitychange', tick);
  clockOffsetMs.subscribe(tick);
}
