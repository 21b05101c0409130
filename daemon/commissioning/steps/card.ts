/** The card of a span: known, its driver up, its timing good (screens.md 3.1, step 1). */
import { type CardPlan, type CardScan, type TimingTest, timingPassesFromPercent } from '../../terms/cards.js';
import type { Words } from '../../terms/cause-words.js';
import { failed, type Judged, waiting, well } from '../judged.js';

export const timingTestMs = 10_000;
const blocksPerSecond = 100;
/** The virtual board shares the machine with everything else: it is late now and then without any harm. */
const virtualPassesFromPercent = 99;

export interface VirtualCardSeen {
  readonly isThere: boolean;
  readonly forMs: number;
  /** Blocks that came late since the check began. */
  readonly lateBlocks: number;
}

/** A card made of software: no interrupts, but blocks that come in time or late. */
export function judgeVirtualCard({ isThere, forMs, lateBlocks }: VirtualCardSeen): Judged {
  const expected = Math.max(1, (forMs / 1_000) * blocksPerSecond);
  const percent = Math.max(0, 100 - (lateBlocks * 100) / expected);
  const told: Words = {
    zh: `虚拟板卡；${Math.round(expected)} 块中 ${lateBlocks} 块迟到（${percent.toFixed(2)} %）`,
    en: `virtual board; ${lateBlocks} of ${Math.round(expected)} blocks late (${percent.toFixed(2)} %)`,
  };
  if (!isThere) return failed('card-gone', told);
  if (forMs < timingTestMs) return waiting(told, forMs / timingTestMs, true);
  return percent < virtualPassesFromPercent ? failed('timing-bad', told) : well(told);
}

/** The box runs without its lines. */
export interface Unopened {
  readonly reason: string;
  /** What would be written. */
  readonly plan: CardPlan;
}
/** Lines of a difference that are shown. */
const shownChanges = 40;

/** `driverSpan`: the driver's number of this span; null: the site names none. */
export function judgeCard(
  scan: CardScan,
  driverSpan: number | null,
  timing: TimingTest | null,
  unopened: Unopened | null = null,
): Judged {
  const card = scan.cards.find(({ spans }) => driverSpan !== null && spans.includes(driverSpan));
  if (card === undefined) {
    const found = scan.cards.map(({ vendor, model, ids }) => `${vendor} ${model} (${ids})`).join(', ') || '–';
    return failed('card-gone', { zh: `找到的卡：${found}`, en: `cards found: ${found}` });
  }
  const told = cardWords(`${card.vendor} ${card.model}, ${card.place}, ${card.driver}`, timing);
  if (!card.driverLoaded) return failed('no-driver', told);
  const [problem] = card.problems;
  if (problem !== undefined) {
    const words = { zh: `${told.zh}；${problem.words.zh}`, en: `${told.en}; ${problem.words.en}` };
    return { ...failed(problem.code, words), explained: { words: problem.words, next: [problem.next] } };
  }
  if (unopened !== null) return judgeUnopened(unopened, told);
  if (timing === null || timing.state === 'running') return waiting(told, timing?.progress ?? 0, true);
  const passed = timing.passed ?? (timing.meanPercent ?? 0) >= timingPassesFromPercent;
  return passed ? well(told) : failed('timing-bad', told);
}

function judgeUnopened({ reason, plan }: Unopened, card: Words): Judged {
  const [refused] = plan.refused;
  if (refused !== undefined) {
    return { ...failed(refused.code, card), explained: { words: refused.words, next: [refused.next] } };
  }
  const changes = plan.files.flatMap(({ diff }) => diff.filter(({ mark }) => mark !== ' ')).slice(0, shownChanges);
  if (changes.length === 0) {
    return failed('card-not-opened', { zh: `${card.zh}；${reason}`, en: `${card.en}; ${reason}` });
  }
  const files = plan.files.filter(({ diff }) => diff.length > 0).map(({ file }) => file);
  const byHand = plan.files.some(({ diff, writtenByHand }) => diff.length > 0 && writtenByHand);
  const told = {
    zh: `${card.zh}；要写 ${files.join('、')}${byHand ? '（有人手工写过，请看差异）' : ''}`,
    en: `${card.en}; to be written: ${files.join(', ')}${byHand ? ' (somebody has written in it by hand: read the difference)' : ''}`,
  };
  return failed('driver-not-configured', told, { driver: { plan: plan.plan, changes } });
}

function cardWords(card: string, timing: TimingTest | null): Words {
  if (timing?.meanPercent == null) return { zh: card, en: card };
  const percent = `${timing.meanPercent.toFixed(3)} %`;
  return { zh: `${card}；时钟 ${percent}`, en: `${card}; timing ${percent}` };
}
