/** Telephone numbers as people paste them: one a line, or with commas, semicolons or spaces between them. */

/** Of one request: maxLeadsAtOnce. */
export const maxNumbers = 1_000;
const maxCharacters = 200;

export interface PastedNumbers {
  /** Each once, as written but without blanks and hyphens. */
  readonly numbers: readonly string[];
  readonly repeated: number;
}

/** "138 0000 0001" on a line of its own is one number; between two numbers of a line a blank parts them. */
export function pastedNumbers(text: string): PastedNumbers {
  const pieces = text.split(/[\n\r\t,;，；、]+/).flatMap(piecesOf);
  const all = pieces.map((piece) => piece.slice(0, maxCharacters)).filter((piece) => piece !== '');
  const numbers = [...new Set(all)];
  return { numbers, repeated: all.length - numbers.length };
}

function piecesOf(line: string): string[] {
  const joined = line.replace(/[\s()（）-]/g, '');
  const words = line.trim().split(/\s+/);
  // A word that is a number by itself is one; shorter ones are parts of one.
  if (words.length > 1 && words.every((word) => word.replace(/\D/g, '').length >= 7)) {
    return words.map((word) => word.replace(/[()（）-]/g, ''));
  }
  return [joined];
}
