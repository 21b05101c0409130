/** Further numbers of a trunk as people type them: one a line, or with blanks or commas between. */

/** As the site takes them (contract/site-schema). */
export const maxFurtherNumbers = 100;
const number = /^[0-9]{1,20}$/;

export type FurtherProblem =
  | { readonly problem: 'no-number'; readonly text: string }
  | { readonly problem: 'shown-already'; readonly text: string }
  | { readonly problem: 'too-many' };

export interface Typed {
  /** As they were typed, each once; what is wrong with them the server would refuse too. */
  readonly numbers: readonly string[];
  readonly problem: FurtherProblem | null;
}

/** `shown`: the number that the trunk shows without being asked; it needs no second place. */
export function furtherNumbersOf(text: string, shown: string): Typed {
  const parts = text.split(/[\s,，;；、]+/).filter((part) => part !== '');
  // Brackets and dashes are how people write numbers down.
  const numbers = [...new Set(parts.map((part) => part.replace(/[-()（）]/g, '')).filter((part) => part !== ''))];
  return { numbers, problem: problemOf(numbers, shown) };
}

function problemOf(numbers: readonly string[], shown: string): FurtherProblem | null {
  const wrong = numbers.find((each) => !number.test(each));
  if (wrong !== undefined) return { problem: 'no-number', text: wrong };
  if (shown !== '' && numbers.includes(shown)) return { problem: 'shown-already', text: shown };
  return numbers.length > maxFurtherNumbers ? { problem: 'too-many' } : null;
}
