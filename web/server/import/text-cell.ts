/** What a spreadsheet program would carry out as a formula when it opens the cell (CWE-1236). */
const formula = /^[=+\-@\t\r]/;
const amount = /^[+-]?\d+(?:[.,]\d+)*%?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Whether a spreadsheet program would take this text for a formula; a plain amount is none. */
export function isFormula(text: string): boolean {
  return formula.test(text) && !amount.test(text);
}

/** Text that nothing carries out, whatever opens it: ' stands before what begins like a formula. */
export function safeText(text: string): string {
  return isFormula(text) ? `'${text}` : text;
}

/** A cell as it is kept: without control characters and blanks around it. */
export function cleanCell(text: string): string {
  return text.replace(control, '').trim();
}

/** One cell of a CSV that we write: safe, and in quotes where RFC 4180 wants them. */
export function csvCell(text: string): string {
  const safe = safeText(text);
  return /[",\r\n\t;]/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
