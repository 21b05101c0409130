/** The level of what comes, on a scale with the right part marked (ITU-T G.223: speech near -15 dBm0). */
import { doctorWords } from './doctor-words.js';

const from = -50;
const to = 3;
const goodFrom = -20;
const goodTo = -10;
const percent = (level: number): number => ((Math.min(Math.max(level, from), to) - from) / (to - from)) * 100;

export function LevelMeter({ levelDbm0 }: { readonly levelDbm0: number | null }) {
  const w = doctorWords.value.test;
  // As it is shown: -9.98 is read as -10.0 and must not be called more.
  const level = levelDbm0 === null ? null : Math.round(levelDbm0 * 10) / 10;
  const verdict =
    level === null ? w.noLevel : level < goodFrom ? w.levelLow : level > goodTo ? w.levelHigh : w.levelGood;
  return (
    <div class="level" data-testid="level">
      <p class="small">
        <span class="muted">{w.level}</span>{' '}
        <b class="number">{levelDbm0 === null ? '' : w.levelUnit(levelDbm0.toFixed(1))}</b> <span>{verdict}</span>
      </p>
      <div class="level-scale" aria-hidden="true">
        <i
          class="level-right"
          style={{ left: `${percent(goodFrom)}%`, width: `${percent(goodTo) - percent(goodFrom)}%` }}
        />
        {levelDbm0 === null ? null : <i class="level-now" style={{ width: `${percent(levelDbm0)}%` }} />}
      </div>
    </div>
  );
}
