/** Six or more digits in a row that are no part of a longer word, such as an id: a telephone number. */
const telephoneNumber = /(?<![0-9A-Za-z])\+?\d{6,}(?![0-9A-Za-z])/g;

/** Telephone numbers in `text` with all but their last two digits hidden: "13800138000" → "…00". */
export function maskNumbers(text: string): string {
  return text.replace(telephoneNumber, (number) => `…${number.slice(-2)}`);
}

/** The same for each text among the values of a log entry; other values are left as they are. */
export function maskNumbersIn<T extends object>(entry: T): T {
  const masked = Object.entries(entry).map(([key, value]) => [
    key,
    typeof value === 'string' ? maskNumbers(value) : value,
  ]);
  return Object.fromEntries(masked) as T;
}
