/** How well this page and the server hear each other: by word, by bars and by colour. */
import { useComputed } from '@preact/signals';
import { link, pingTimesMs } from '../live/live.js';
import { words } from '../words/words.js';
import './link-quality.css';

const slowMs = 250;
const badMs = 1_000;

export function LinkQuality() {
  const w = words.value.linkQuality;
  // The middle one of the last few: one slow answer is no slow line.
  const middleMs = useComputed(() => {
    const sorted = [...pingTimesMs.value].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }).value;
  const quality =
    link.value !== 'up'
      ? link.value
      : middleMs === null || middleMs < slowMs
        ? 'good'
        : middleMs < badMs
          ? 'slow'
          : 'bad';
  const bars = { good: 3, slow: 2, bad: 1, away: 0, starting: 0 }[quality];
  const text = middleMs === null || link.value !== 'up' ? w[quality] : `${w[quality]} · ${w.ms(Math.round(middleMs))}`;
  return (
    <span
      class={`link-quality ${quality}`}
      role="img"
      aria-label={text}
      title={text}
      data-testid="link-quality"
      data-quality={quality}
    >
      {[1, 2, 3].map((bar) => (
        <i key={bar} class={bar <= bars ? 'on' : ''} />
      ))}
      {quality === 'good' ? null : <span class="small">{w[quality]}</span>}
    </span>
  );
}
