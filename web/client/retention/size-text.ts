import { words } from '../words/words.js';

const units = ['KB', 'MB', 'GB', 'TB'] as const;

/** "1.4 GB"; in steps of 1000, as disks are sold. */
export function sizeText(bytes: number): string {
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value >= 100 || value === 0 ? 0 : 1;
  return `${new Intl.NumberFormat(words.value.locale, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}
