/** Parts of sentences about campaigns, in the reader's language. */
import type { Campaign, CampaignRow, CampaignState, LiveCampaign } from '../../../../daemon/terms/outbound.js';
import { localInput } from '../../agent/local-time.js';
import { nowMs } from '../../parts/clock.js';
import { formatMoment } from '../../parts/time.js';
import { language, words } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { whyNow } from './campaign-figures.js';
import { site } from './campaign-store.js';

/** "25 s", "40 min", "2.5 h". */
export function lengthText(ms: number): string {
  const t = outboundWords.value.duration;
  const text = (value: number): string => value.toLocaleString(words.value.locale, { maximumFractionDigits: 1 });
  if (ms < 90_000) return t.seconds(text(Math.round(ms / 1_000)));
  return ms < 5_400_000 ? t.minutes(text(ms / 60_000)) : t.hours(text(ms / 3_600_000));
}

/** "every day", "Mon–Sat", "Mon, Wed, Fri–Sun". */
export function daysText(days: readonly number[]): string {
  const t = outboundWords.value;
  const name = (day: number): string => t.days[day - 1] ?? '';
  if (new Set(days).size === 7) return t.daySpans.all;
  const texts = runsOf(days).flatMap(([first, last]) =>
    last - first >= 2
      ? [t.daySpans.to(name(first), name(last))]
      : first === last
        ? [name(first)]
        : [name(first), name(last)],
  );
  return texts.join(language.value === 'zh' ? '、' : ', ');
}

/** Days that follow each other, as first and last. */
export function runsOf(days: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const runs: [number, number][] = [];
  for (const day of [...days].sort()) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

/** ISO weekday and time of day of the site; of this machine where the site is not known. */
function clockNow(): { atMs: number; day: number; time: string } {
  const atMs = nowMs.value;
  const local = localInput(atMs, site.value?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  return { atMs, day: new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay() || 7, time: local.slice(11) };
}

/** Why it stands as it does, in a sentence. */
export function whyText(
  row: Pick<CampaignRow, 'why' | 'changedAt' | 'changedBy'> & { readonly campaign: Campaign },
  state: CampaignState,
  live: LiveCampaign | null,
): string {
  const t = outboundWords.value;
  const { campaign } = row;
  if (state === 'running') {
    if (live === null) return '';
    const why = whyNow(campaign, live, clockNow());
    if (why === 'hours') return t.nowWhys.hours(campaign.hours.from, campaign.hours.to);
    if (why === 'notYet') return t.nowWhys.notYet(formatMoment(campaign.startAt ?? 0, nowMs.value));
    return t.nowWhys[why];
  }
  const why = live?.why ?? row.why;
  if (why === '') return t.whys.person(row.changedBy, formatMoment(row.changedAt, nowMs.value));
  const known: Readonly<Record<string, string>> = {
    trunk: t.whys.trunk,
    'end-time': t.whys['end-time'],
    target: t.whys.target,
    exhausted: t.whys.exhausted,
  };
  return known[why] ?? t.whys.other(why);
}
