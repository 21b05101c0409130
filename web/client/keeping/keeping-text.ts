/** Sizes, days and the two languages of a command's line. */
import type { Language } from '../words/words.js';

const dayMs = 86_400_000;
const units = ['KB', 'MB', 'GB', 'TB'] as const;

/** 512 B, 1.5 MB, 23 GB; powers of 1024, as Debian's tools have them. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
}

/** Whole days until then; 0: today or over. */
export function daysUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((atMs - nowMs) / dayMs));
}

/** Commands say a thing in Chinese and then, behind a stroke, in English: the reader's half, or all if there is but one. */
export function ownHalf(line: string, language: Language): string {
  const halves = line.split(' / ');
  const [zh, en] = halves;
  if (halves.length !== 2 || zh === undefined || en === undefined || !/\p{Script=Han}/u.test(zh)) return line;
  // What a program said stands behind both.
  return language === 'zh' ? zh : en;
}

/** How the machine calls itself: of no use to anybody else. */
const ownOnly = /^(localhost|127\..*|::1|(0:){7}1)$/;

/** The names of a certificate that colleagues can use: "DNS:box, IP Address:10.0.0.5" → box, 10.0.0.5. */
export function plainNames(names: readonly string[]): readonly string[] {
  return names
    .map((name) => name.replace(/^(DNS|IP Address):/, '').toLowerCase())
    .filter((name) => name !== '' && !ownOnly.test(name));
}
