/** Digits to search for, from three on; null: the server would refuse them. */
export function numberAsked(text: string): string | null {
  const digits = text.replace(/[\s()-]/g, '');
  return /^\+?\d{3,24}$/.test(digits) ? digits : null;
}
