/** Which numbers of a page can be dialled. */
import type { PageMessage } from '../../../daemon/contract/pages.js';

/** Whose number it is: the way to dial one that this login sees only masked (CRM-23). */
export type HiddenOf = Extract<PageMessage, { do: 'dial-hidden' }>['of'];

export function isMasked(number: string): boolean {
  return number.includes('****');
}

/** A masked number alone says nothing that could be dialled. */
export function mayDial(number: string, of: HiddenOf | undefined): boolean {
  return isMasked(number) ? of !== undefined : /^\+?[0-9*#]{3,31}$/.test(number);
}
