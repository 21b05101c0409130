import { type CallingTimes, mayCallAt, nextCallable, zonesOfNumber } from '../calling-hours.js';

const stepMs = 300_000;
const minuteMs = 60_000;

/** When a campaign may call numbers of the site's own country: the next stretches of open hours from `fromMs` on. */
export function openStretches(
  fromMs: number,
  times: CallingTimes,
  country: Parameters<typeof zonesOfNumber>[1],
  stretches: number,
): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const zones = zonesOfNumber('1', country);
  const open: { fromMs: number; toMs: number }[] = [];
  let atMs = fromMs;
  while (open.length < stretches) {
    const opens = nextCallable(atMs, times, zones);
    if (opens === null) break;
    let closes = opens;
    for (const step of [stepMs, minuteMs]) {
      while (mayCallAt(closes + step, times, zones) && closes - opens < 86_400_000) closes += step;
    }
    closes += minuteMs;
    open.push({ fromMs: opens, toMs: closes });
    atMs = closes;
  }
  return open;
}
