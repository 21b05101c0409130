/** Dropped calls against the cap: bar, figure and a word, so that no one needs the colour. */

import { words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { dropLevel, dropShare, percentOf } from './campaign-figures.js';

export function DropMeter(props: {
  readonly span: 'today' | 'thirtyDays';
  readonly counts: { readonly live: number; readonly dropped: number };
  /** 0-1. */
  readonly cap: number;
}) {
  const t = outboundWords.value.drops;
  const { counts, cap, span } = props;
  const level = dropLevel(counts, cap);
  const share = dropShare(counts);
  // The cap stands at three quarters of the bar.
  const filled = share === null ? 0 : cap === 0 ? (share > 0 ? 100 : 0) : Math.min(100, (share / cap) * 75);
  return (
    <div class={`drop-meter drop-${level}`} data-testid={`drops-${span}`} data-level={level}>
      <p>
        <span class="muted">{t[span]}</span>{' '}
        <b class="drop-figure">{share === null ? words.value.none : percentOf(share, words.value.locale)}</b>{' '}
        <span class="drop-word">{t.levels[level]}</span>
      </p>
      <div class="drop-bar" aria-hidden="true">
        <i style={{ width: `${filled}%` }} />
        <u />
      </div>
      <p class="small muted">
        {t.of(counts.dropped, counts.live)} · {t.cap(percentOf(cap, words.value.locale))}
      </p>
    </div>
  );
}
