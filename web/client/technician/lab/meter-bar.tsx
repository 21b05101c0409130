/** A level that moves, on a scale with the right part marked (ITU-T G.223: speech near -15 dBm0). */
import { labWords } from './lab-words.js';

const from = -60;
const to = 3;
const goodFrom = -25;
const goodTo = -8;
const percent = (level: number): number => ((Math.min(Math.max(level, from), to) - from) / (to - from)) * 100;

export function MeterBar({ label, levelDbm0 }: { readonly label: string; readonly levelDbm0: number | null }) {
  const w = labWords.value.live;
  return (
    <div class="meter-bar">
      <div class="level-scale" aria-hidden="true">
        <i
          class="level-right"
          style={{ left: `${percent(goodFrom)}%`, width: `${percent(goodTo) - percent(goodFrom)}%` }}
        />
        {levelDbm0 === null ? null : <i class="level-now" style={{ width: `${percent(levelDbm0)}%` }} />}
      </div>
      <span class="number small">
        <span class="muted">{label}</span>{' '}
        {levelDbm0 === null ? '' : levelDbm0 <= from ? w.below(from) : w.dbm0(levelDbm0.toFixed(1))}
      </span>
    </div>
  );
}
