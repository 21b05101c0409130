/** Slips and sources of the clock (screens.md 3.1, step 4). */
import type { Words } from '../../terms/cause-words.js';
import type { SpanSetup } from '../../terms/span-setup.js';
import { failed, type Judged, seconds, waiting, well } from '../judged.js';
import type { SpanSeen } from '../span-seen.js';

/** No slip in two minutes is good. */
export const clockGoodAfterMs = 120_000;
/** So many say enough. */
const enoughSlips = 3;
const hourMs = 3_600_000;

export interface Clocks {
  /** Of all spans of the board, the first one's first. */
  readonly setups: readonly SpanSetup[];
  /** 1-based. */
  readonly span: number;
  /** What the order says; null: not known. */
  readonly fromCarrier: boolean | null;
}

export function judgeClock(seen: SpanSeen, clocks: Clocks): Judged {
  const told = clockWords(seen, clocks);
  if (!seen.isThere) return failed('card-gone', told);
  const setup = clocks.setups[clocks.span - 1];
  const masters = clocks.setups.filter(({ clockPriority }) => clockPriority === 1).length;
  if (setup === undefined) return failed('card-gone', told);
  const proposal = { setup: { ...setup, clockPriority: lowestFree(clocks) } };
  if (masters > 1) return failed('two-masters', told, proposal);
  if (setup.clockPriority === 0 && clocks.fromCarrier === true) return failed('two-masters', told, proposal);
  if (seen.meters?.hasLine === false) return failed('clock-not-told', told);
  const isOver = seen.slipsOverMs >= clockGoodAfterMs;
  if (seen.slips >= enoughSlips || (isOver && seen.slips > 0)) {
    if (setup.clockPriority === 0) return failed('two-masters', told, proposal);
    const source = seen.meters?.givesClock ?? setup.clockPriority === 1;
    return failed(source ? 'slips' : 'clocks-differ', told);
  }
  if (isOver) return well(told);
  if (seen.inFrameForMs === 0 && seen.alarmedForMs >= 5_000) return failed('line-down', told);
  return waiting(told, seen.slipsOverMs / clockGoodAfterMs, seen.inFrameForMs > 0 && seen.slips === 0);
}

/** The first choice if nobody has it. */
function lowestFree({ setups, span }: Clocks): number {
  const taken = setups.filter((_, at) => at !== span - 1).map(({ clockPriority }) => clockPriority);
  return [1, 2, 3, 4, 5, 6, 7, 8].find((priority) => !taken.includes(priority)) ?? 0;
}

function clockWords(seen: SpanSeen, { setups, span }: Clocks): Words {
  const priority = setups[span - 1]?.clockPriority ?? 0;
  const order = setups
    .map((setup, at) => ({ at: at + 1, priority: setup.clockPriority }))
    .filter((each) => each.priority > 0)
    .sort((a, b) => a.priority - b.priority)
    .map(({ at }) => `E1-${at}`);
  const perHour = seen.slipsOverMs === 0 ? 0 : Math.round((seen.slips * hourMs) / seen.slipsOverMs);
  const rate = {
    zh: seen.slips === 0 ? '' : `（每小时约 ${perHour} 次）`,
    en: seen.slips === 0 ? '' : ` (about ${perHour} an hour)`,
  };
  const gives = seen.meters?.givesClock;
  const from: Words =
    priority === 0
      ? { zh: '这条不作时钟源，用板卡自己的时钟', en: 'the board’s own clock, never this span’s' }
      : {
          zh: `时钟源第 ${priority} 选${gives === true ? '，正在用' : ''}`,
          en: `clock source number ${priority}${gives === true ? ', in use' : ''}`,
        };
  if (seen.meters?.hasLine === false) {
    return {
      zh: '软件中继没有自己的时钟；滑码和时钟源：此卡不报',
      en: 'wired by software, without a clock of its own; slips and the source of the clock: this card does not tell',
    };
  }
  return {
    zh: `${seconds(seen.slipsOverMs)} 内滑码 ${seen.slips} 次${rate.zh}；${from.zh}；顺序 ${order.join('、') || '无'}`,
    en: `${seen.slips} slips in ${seconds(seen.slipsOverMs)}${rate.en}; ${from.en}; order ${order.join(', ') || 'none'}`,
  };
}
