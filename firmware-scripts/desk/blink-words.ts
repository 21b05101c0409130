import type { FoundCard, FoundSpan } from '../../daemon/terms/cards.js';
import type { Words } from '../../daemon/terms/cause-words.js';

export const blinking: Words = { zh: '端口灯在闪', en: 'The lamps of the port are blinking' };
export const noLongerBlinking: Words = { zh: '端口灯已恢复', en: 'The lamps are as ever again' };

/** How to tell the ports apart on cards whose drivers have no order for their lamps. */
export function otherWays(card: FoundCard, span: FoundSpan | undefined): Words {
  if (card.kind === 'dynamic') return { zh: '软件中继没有灯', en: 'A span wired by software has no lamps' };
  if (card.kind === 'analog') {
    return {
      zh: '此卡驱动不能控制灯：用 FXS 口接话机提机，看页面哪一线变为提机；FXO 口插上外线，看哪一线有电',
      en: 'The driver of this card has no order for its lamps: lift a telephone on the port and see which line the page shows lifted; plug an exchange line in and see which one gets battery',
    };
  }
  const names = span === undefined ? '' : ` (${span.name})`;
  return {
    zh: `此卡驱动不能控制灯${names}：拔下网线，页面上变红的那条就是它；卡上该口的灯同时变红`,
    en: `The driver of this card has no order for its lamps${names}: pull the cable out, and the span that turns red on the page is the one; so does the port’s own lamp`,
  };
}
