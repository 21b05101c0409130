/** When everybody would have been called, in the site's time: the usual day, and the best and worst. */
import type { Forecast } from '../../../../daemon/contract/pages-forecast.js';
import { localInput } from '../../agent/local-time.js';
import { nowMs } from '../../parts/clock.js';
import { words } from '../../words/words.js';
import { site } from '../campaigns/campaign-store.js';
import { outboundWords } from '../outbound-words.js';

export function ForecastTime({ forecast }: { readonly forecast: Forecast }) {
  const t = outboundWords.value.forecast;
  const { doneAt, startsAt, leads, left, daysLookedAt } = forecast;
  if (leads === 0) return <span class="problem">{t.nobody}</span>;
  if (startsAt === null) return <span class="problem">{t.never}</span>;
  const begins = startsAt > nowMs.value + 60_000 ? ` ${t.begins(moment(startsAt))}` : '';
  if (doneAt.usual === null) {
    return (
      <>
        <b class="problem">{t.notDone(left.toLocaleString(words.value.locale), daysLookedAt)}</b>
        {begins}
      </>
    );
  }
  const early = doneAt.early === null ? '' : moment(doneAt.early, doneAt.usual);
  const late = doneAt.late === null ? t.later : moment(doneAt.late, doneAt.usual);
  return (
    <>
      <b>{t.done(moment(doneAt.usual))}</b> <span class="muted">{t.between(early, late)}</span>
      {begins}
    </>
  );
}

/** Of today, or of the day of `beside`: the time alone. */
function moment(atMs: number, beside = nowMs.value): string {
  const zone = site.value?.timeZone ?? 'UTC';
  const text = localInput(atMs, zone);
  const time = text.slice(11);
  if (text.slice(0, 10) === localInput(beside, zone).slice(0, 10)) return time;
  const day = new Intl.DateTimeFormat(words.value.locale, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: zone,
  });
  return `${day.format(atMs)} ${time}`;
}
