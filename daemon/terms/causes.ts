/**
 * ITU-T Q.850 causes in plain words (screens.md 3.4; the wording is ours). The numbers are the
 * recommendation's; what to do is what helped on real trunks.
 */
import { type CauseWords, type Words, words } from './cause-words.js';
import { networkCauses } from './causes-network.js';
import { normalCauses } from './causes-normal.js';

export type { CauseWords } from './cause-words.js';

/** Every cause that ITU-T Q.850 (05/98, table 1) defines. */
export const causes: Readonly<Record<number, CauseWords>> = { ...normalCauses, ...networkCauses };

/** ITU-T Q.850 §2.2.6: the upper three of a cause's seven bits are its class. */
const classes: readonly Words[] = [
  { zh: '普通事件', en: 'normal event' },
  { zh: '普通事件', en: 'normal event' },
  { zh: '没有资源', en: 'resource unavailable' },
  { zh: '业务或选项不可用', en: 'service or option not available' },
  { zh: '业务或选项不支持', en: 'service or option not implemented' },
  { zh: '消息无效', en: 'invalid message' },
  { zh: '协议错误', en: 'protocol error' },
  { zh: '互通', en: 'interworking' },
];

/** Words for any number; one that Q.850 leaves open is told by its class. */
export function causeWords(cause: number): CauseWords {
  const known = causes[cause];
  if (known !== undefined) return known;
  const group = Number.isInteger(cause) && cause >= 0 && cause <= 127 ? classes[cause >> 4] : undefined;
  if (group === undefined) {
    return words(
      `原因 ${cause}`,
      `cause ${cause}`,
      '不是标准里的原因：查看呼叫梯形图，并把它发给技术支持。',
      'No cause of the standard: look at the call ladder and send it to support.',
    );
  }
  return words(
    `${group.zh}（${cause}）`,
    `${group.en} (${cause})`,
    `标准没有给这个原因命名，它属于“${group.zh}”一类：查看呼叫梯形图，并把它发给技术支持。`,
    `The standard gives this cause no name; it belongs to the class "${group.en}": look at the call ladder and send it to support.`,
  );
}
