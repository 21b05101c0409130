/** Figures of a queue with the formula and the counts they are made of (china.md 5): nobody has to guess what is counted. */
import type { LiveQueue, QueueCounts } from '../../../daemon/terms/live.js';
import {
  answerRate,
  averageWaitMs,
  lossRate,
  percentText,
  type Share,
  serviceLevel,
  usualServiceLevel,
} from '../../../daemon/terms/metrics.js';
import { formatDuration } from '../parts/time.js';
import type { FloorWords } from './floor-words.js';

export function serviceLevelOf(queue: LiveQueue): Share | null {
  const { formula } = queue.serviceLevel ?? usualServiceLevel;
  return queue.today === undefined ? null : serviceLevel(queue.today, formula);
}

export function goalOf(queue: LiveQueue): {
  readonly withinMs: number;
  readonly percent: number;
  readonly formula: string;
} {
  return queue.serviceLevel ?? usualServiceLevel;
}

function counted(f: FloorWords, share: Share): string {
  return share.whole === 0 ? f.formulas.nothing : `${share.part} ÷ ${share.whole} = ${percentText(share)} %`;
}

function seconds(ms: number): string {
  return String(ms / 1000);
}

export function serviceLevelLines(f: FloorWords, queue: LiveQueue): readonly string[] {
  const { withinMs, percent, formula } = queue.serviceLevel ?? usualServiceLevel;
  const share = serviceLevelOf(queue);
  return [
    `${formula} = ${f.formulas.serviceLevel[formula]}`,
    `${f.formulas.within(seconds(withinMs))} · ${share === null ? f.formulas.nothing : counted(f, share)}`,
    f.queues.goal(percent, withinMs / 1000),
  ];
}

export function answeredLines(f: FloorWords, counts: QueueCounts): readonly string[] {
  const wait = averageWaitMs(counts);
  return [
    f.formulas.answered,
    `${f.formulas.answerRate} = ${counted(f, answerRate(counts))}`,
    f.formulas.averageWait(wait === null ? '—' : formatDuration(wait)),
  ];
}

export function abandonedLines(f: FloorWords, counts: QueueCounts): readonly string[] {
  return [
    f.formulas.abandoned,
    `${f.formulas.lossRate} = ${counted(f, lossRate(counts))}`,
    `${f.formulas.shortAbandon}: ${counts.abandonedIn5s}`,
  ];
}

export function overflowedLines(f: FloorWords, counts: QueueCounts, waiting: number): readonly string[] {
  const { offered, answered, abandoned, overflowed } = counts;
  return [
    f.formulas.overflowed,
    f.formulas.identity,
    `${offered} = ${answered} + ${abandoned} + ${overflowed} + ${waiting}`,
  ];
}
