/**
 * How true a card's clock is against this machine's, and how its interrupts come (screens.md 3.1, step 1). The driver's
 * pseudo channel gives 8,000 octets a second by the clock of the card that is its master.
 */
import type { TimingTest } from '../../daemon/terms/cards.js';
import { timingPassesFromPercent } from '../../daemon/terms/cards.js';
import type { Words } from '../../daemon/terms/cause-words.js';
import type { Interrupt } from '../detect/interrupts.js';

/** About a second of ITU-T G.711 (8,000 octets a second), in whole blocks of the driver. */
const octetsPerStep = 8_192;
const stepMs = 1_024;

/** A source of the driver's octets. Rejects when there is no driver or no right to it. */
export interface ClockSource {
  /** Resolves when so many octets have come. */
  read(octets: number): Promise<void>;
  close(): Promise<void>;
}

export interface TimingNeeds {
  open(): Promise<ClockSource>;
  interrupts(): Promise<readonly Interrupt[]>;
  /** Never set; milliseconds, with fractions. */
  monotonicMs(): number;
  /** Names of the drivers whose interrupts matter. */
  readonly drivers: readonly string[];
  tell(progress: number): void;
}

export type Timing = Omit<TimingTest, 'id' | 'state' | 'progress'>;

export async function timingOf(seconds: number, needs: TimingNeeds): Promise<Timing> {
  const source = await needs.open();
  try {
    // What waited in the driver comes at once and says nothing of its pace.
    await source.read(octetsPerStep / 4);
    const before = await needs.interrupts();
    const startedAt = needs.monotonicMs();
    let last = startedAt;
    let worst = 100;
    for (let step = 1; step <= seconds; step++) {
      await source.read(octetsPerStep);
      const now = needs.monotonicMs();
      worst = Math.min(worst, percentOf(now - last, stepMs));
      last = now;
      needs.tell(step / seconds);
    }
    const tookMs = last - startedAt;
    const mean = percentOf(tookMs, seconds * stepMs);
    return result(mean, worst, interruptsBetween(before, await needs.interrupts(), tookMs, needs.drivers));
  } finally {
    await source.close();
  }
}

/** 100 for the time it should take, less for more and for less. */
function percentOf(tookMs: number, shouldMs: number): number {
  return Math.max(0, 100 - (Math.abs(tookMs - shouldMs) / shouldMs) * 100);
}

function interruptsBetween(
  before: readonly Interrupt[],
  after: readonly Interrupt[],
  tookMs: number,
  drivers: readonly string[],
): TimingTest['interrupts'] {
  return after.flatMap(({ number, count, names }) => {
    const own = names.find((name) => drivers.some((driver) => name.startsWith(driver)));
    if (own === undefined) return [];
    const first = before.find((each) => each.number === number)?.count ?? count;
    const perSecond = Math.round(((count - first) / tookMs) * 1_000);
    return [{ name: own, perSecond, sharedWith: names.filter((name) => name !== own).join(', ') }];
  });
}

function result(mean: number, worst: number, interrupts: TimingTest['interrupts']): Timing {
  const silent = interrupts.find(({ perSecond }) => perSecond === 0);
  const passed = mean >= timingPassesFromPercent && silent === undefined;
  const { words, next } = wordsOf(mean, silent?.name ?? null, interrupts);
  const rounded = (percent: number): number => Math.round(percent * 10_000) / 10_000;
  return { meanPercent: rounded(mean), worstPercent: rounded(worst), interrupts, passed, words, next };
}

function wordsOf(
  mean: number,
  silent: string | null,
  interrupts: TimingTest['interrupts'],
): { readonly words: Words; readonly next: Words } {
  const figure = mean.toFixed(3);
  if (silent !== null) {
    return {
      words: { zh: `${silent} 没有中断`, en: `${silent} gives no interrupts` },
      next: {
        zh: '换插槽，或在 BIOS 关闭占用它的设备',
        en: 'Move the card to another slot, or switch off in the BIOS what has its interrupt',
      },
    };
  }
  if (mean >= timingPassesFromPercent) {
    return { words: { zh: `时钟准确 ${figure} %`, en: `The clock is true: ${figure} %` }, next: { zh: '', en: '' } };
  }
  const shared = interrupts.find(({ sharedWith }) => sharedWith !== '')?.sharedWith;
  return {
    words: {
      zh: `时钟只有 ${figure} %，应不低于 ${timingPassesFromPercent} %`,
      en: `The clock gives ${figure} %; it should give ${timingPassesFromPercent} % or more`,
    },
    next:
      shared === undefined
        ? {
            zh: '关掉机器上的其他工作再测；仍不行则换插槽',
            en: 'Test again without other work; if it stays so, use another slot',
          }
        : { zh: `与 ${shared} 共用中断：换插槽`, en: `Its interrupt is shared with ${shared}: use another slot` },
  };
}
