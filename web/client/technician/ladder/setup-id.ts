/** How a SETUP that never became a call is named in the address of a page: its span, and when it came. Pure. */
import type { RefusedSetup } from '../../../../daemon/terms/line-trace.js';

export function setupId({ span, atUs }: Pick<RefusedSetup, 'span' | 'atUs'>): string {
  return `setup-${span}-${atUs}`;
}

/** Where its ladder is read; null: this is the id of a call. */
export function setupPath(id: string): string | null {
  const found = /^setup-([1-8])-(\d{1,16})$/.exec(id);
  return found === null ? null : `/refused-setups/ladder?span=${found[1]}&at=${found[2]}`;
}
