/** Numbers as they are spoken: single digits of the sounds catalogue. */

export type SpokenLanguage = 'zh' | 'en';

/** The language of prompts: the folder of the first one that tells. */
export function languageOf(prompts: readonly string[]): SpokenLanguage {
  return prompts.some((prompt) => prompt.startsWith('zh/')) || !prompts.some((prompt) => prompt.startsWith('en/'))
    ? 'zh'
    : 'en';
}

/**
 * Of an agent, a telephone or a parking place. In such numbers 1 is 幺 in Chinese (china.md 1). Letters are left out:
 * there are no sounds of them.
 */
export function spokenNumber(language: SpokenLanguage, number: string): readonly string[] {
  return [...number]
    .filter((digit) => digit >= '0' && digit <= '9')
    .map((digit) => (language === 'zh' && digit === '1' ? 'zh/digit-yao' : `${language}/digit-${digit}`));
}
