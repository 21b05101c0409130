/** The seconds of wrap-up that are left, as a ring and a number. */
import { nowMs } from '../parts/clock.js';
import { words } from '../words/words.js';

const radius = 15;
const around = 2 * Math.PI * radius;

export function WrapUpRing({ since, until }: { readonly since: number; readonly until: number }) {
  // The clock ticks once a second: a wrap-up that began since must not show more than it has.
  const leftMs = Math.min(until - since, Math.max(0, until - nowMs.value));
  const seconds = Math.ceil(leftMs / 1000);
  const share = until > since ? Math.min(1, leftMs / (until - since)) : 0;
  return (
    <span class="ring" role="timer" aria-label={words.value.wrapUp.left(seconds)} data-testid="wrap-up-ring">
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle class="ring-back" cx="18" cy="18" r={radius} />
        <circle
          class="ring-left"
          cx="18"
          cy="18"
          r={radius}
          stroke-dasharray={around}
          stroke-dashoffset={around * (1 - share)}
        />
      </svg>
      <b>{seconds}</b>
    </span>
  );
}
