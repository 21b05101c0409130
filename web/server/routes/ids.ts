import { z } from 'zod';
import { checked } from '../http/body.js';

/** SortableIds: 26 characters of Crockford's base 32. */
const id = z.string().regex(/^[0-9a-z]{26}$/, 'is no id');

/** @throws CallboxError bad-request */
export function checkedCallId(value: string | undefined): string {
  return checked(id, value);
}

/** @throws CallboxError bad-request */
export function checkedCustomerId(value: string | undefined): string {
  return checked(id, value);
}

/** @throws CallboxError bad-request */
export function checkedId(value: string | undefined): string {
  return checked(id, value);
}
