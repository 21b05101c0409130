/** One row while a ladder is being drawn. */
import type { Words } from '../terms/cause-words.js';
import type { DChannelFrame, LadderColumn, LadderLayer } from '../terms/line-trace.js';
import type { Field } from './element-words.js';

/** What went wrong and what to try next. */
export interface Finding {
  readonly words: Words;
  readonly next: Words;
}

export interface Drawn {
  readonly atUs: number;
  readonly layer: LadderLayer;
  readonly from: LadderColumn;
  readonly to: LadderColumn;
  readonly name: string;
  readonly words: Words;
  readonly fields: readonly Field[];
  readonly frame: DChannelFrame | null;
  /** null: as it should be. */
  finding: Finding | null;
}

export function fieldsOf(pairs: readonly (readonly [zh: string, en: string, value: string | Words])[]): Field[] {
  return pairs.flatMap(([zh, en, value]) => {
    const words = typeof value === 'string' ? { zh: value, en: value } : value;
    return words.zh === '' ? [] : [{ name: { zh, en }, value: words }];
  });
}
