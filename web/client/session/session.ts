/** Who is logged in on this page. */
import { signal } from '@preact/signals';
import type { Session } from '../../../daemon/contract/pages.js';
import type { Right } from '../../../daemon/terms/rights.js';

/** undefined: not known yet; null: nobody. */
export const session = signal<Session | null | undefined>(undefined);

export function may(right: Right): boolean {
  return session.value?.rights.includes(right) ?? false;
}
