/** The form in which a cause is put into words. */

export interface CauseWords {
  readonly name: Words;
  /** What it means and what to do next. */
  readonly advice: Words;
}

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export function words(zhName: string, enName: string, zhAdvice: string, enAdvice: string): CauseWords {
  return { name: { zh: zhName, en: enName }, advice: { zh: zhAdvice, en: enAdvice } };
}
