/** What a waiting caller is told (ACD-24), in sounds of the catalogue. */

export type Spoken = 'zh' | 'en';

/** Further back nobody is told a number that he would only be afraid of. */
export const maxSpokenPosition = 99;
export const maxSpokenMinutes = 60;

/** The language of a queue is that of its first prompt; Chinese if it has none. */
export function languageOf(prompts: readonly string[]): Spoken {
  return prompts[0]?.startsWith('en/') === true ? 'en' : 'zh';
}

/** "You are number 3." */
export function positionPrompts(position: number, language: Spoken): readonly string[] {
  if (position < 1 || position > maxSpokenPosition) return [`${language}/queue-many-before-you`];
  if (position === 1) return [`${language}/queue-you-are-next`];
  const number = spokenAmount(position, language);
  return language === 'zh' ? ['zh/queue-position', ...number, 'zh/queue-place'] : ['en/queue-position', ...number];
}

/** "About 2 minutes." */
export function waitPrompts(waitMs: number, language: Spoken): readonly string[] {
  if (waitMs <= 60_000) return [`${language}/queue-wait-below-a-minute`];
  const minutes = Math.min(Math.ceil(waitMs / 60_000), maxSpokenMinutes);
  return [`${language}/queue-wait`, ...spokenAmount(minutes, language, true), `${language}/queue-minutes`];
}

/** 1-99 as an amount. Before a measure word 2 is 两 in Chinese. */
export function spokenAmount(amount: number, language: Spoken, counted = false): readonly string[] {
  const tens = Math.floor(amount / 10);
  const ones = amount % 10;
  if (language === 'en') {
    if (amount < 10) return [`en/digit-${amount}`];
    if (amount < 20) return [`en/number-${amount}`];
    return [`en/number-${tens * 10}`, ...(ones === 0 ? [] : [`en/digit-${ones}`])];
  }
  if (amount === 2 && counted) return ['zh/number-liang'];
  if (amount < 10) return [`zh/digit-${amount}`];
  return [...(tens === 1 ? [] : [`zh/digit-${tens}`]), 'zh/number-10', ...(ones === 0 ? [] : [`zh/digit-${ones}`])];
}
