/** Why a configuration cannot be what somebody means, in his words. */
import type { CardProblem } from '../../daemon/terms/cards.js';

function refusal(code: string, zh: string, en: string, nextZh: string, nextEn: string): CardProblem {
  return { code, words: { zh, en }, next: { zh: nextZh, en: nextEn } };
}

export const nothingUsed = (): CardProblem =>
  refusal(
    'nothing-used',
    '没有选用任何端口',
    'No span and no line is used',
    '至少选一条 E1 或一个模拟口',
    'Choose at least one span or one analog port',
  );

export const spanTwice = (span: number): CardProblem =>
  refusal(
    'span-twice',
    `驱动的第 ${span} 条中继用了两次`,
    `The driver’s span ${span} is used twice`,
    '每条中继只写一次',
    'Name each span once',
  );

export const unknownSpan = (span: number, there: string): CardProblem =>
  refusal(
    'unknown-span',
    `驱动没有第 ${span} 条中继；现有：${there || '无'}`,
    `The driver has no span ${span}; there are: ${there || 'none'}`,
    '重新扫描板卡，选现有的中继；新插的卡先加载驱动',
    'Look at the cards again and choose one that is there; load the driver of a new card first',
  );

export const noE1 = (span: number, kind: string): CardProblem =>
  refusal(
    'no-e1',
    `驱动的第 ${span} 条中继是 ${kind}，不是 E1`,
    `The driver’s span ${span} is ${kind}, not E1`,
    kind === 't1' ? '把卡改成 E1 方式后重新加载驱动' : '模拟口按通道号作为话机或外线使用',
    kind === 't1' ? 'Set the card to E1 and load its driver again' : 'Use its ports as telephones or exchange lines',
  );

export const channelTwice = (channel: number): CardProblem =>
  refusal(
    'channel-twice',
    `驱动的通道 ${channel} 用了两次`,
    `The driver’s channel ${channel} is used twice`,
    '每个通道只写一次',
    'Name each channel once',
  );

export const unknownChannel = (channel: number): CardProblem =>
  refusal(
    'unknown-channel',
    `驱动没有通道 ${channel}`,
    `The driver has no channel ${channel}`,
    '重新扫描板卡，选现有的模拟口',
    'Look at the cards again and choose a port that is there',
  );

export const notAnalog = (channel: number, span: number): CardProblem =>
  refusal(
    'not-analog',
    `通道 ${channel} 属于第 ${span} 条数字中继，不能接话机或外线`,
    `Channel ${channel} belongs to the digital span ${span}: no telephone or exchange line can hang there`,
    '选模拟卡的端口',
    'Choose a port of an analog card',
  );

export const wrongModule = (channel: number, wanted: 'fxs' | 'fxo', found: string): CardProblem =>
  refusal(
    'wrong-module',
    `通道 ${channel} 上是 ${found === 'none' ? '空插座' : found.toUpperCase()}，${wanted === 'fxs' ? '接话机要 FXS' : '接外线要 FXO'} 模块`,
    `Channel ${channel} has ${found === 'none' ? 'no module' : `an ${found.toUpperCase()} module`}; ${wanted === 'fxs' ? 'a telephone needs FXS' : 'an exchange line needs FXO'}`,
    '换模块，或改用途；FXS 口接到外线会烧坏',
    'Change the module or the use; an FXS port on an exchange line is destroyed',
  );

export const twoMasters = (spans: string): CardProblem =>
  refusal(
    'two-masters',
    `中继 ${spans} 都设为第一时钟源：板卡只能跟一个`,
    `The spans ${spans} are both the first source of the clock: a board follows one`,
    '只留一条为 1，其余改为 2、3… 作备用，或 0 不取',
    'Leave 1 on one of them; make the others 2, 3 … as reserves, or 0',
  );

export const noSuchOwnSpan = (span: number): CardProblem =>
  refusal(
    'no-such-span',
    `站点没有第 ${span} 条 E1`,
    `The site has no span ${span}`,
    '选站点现有的 E1',
    'Choose one that the site has',
  );

export const noCards = (): CardProblem =>
  refusal(
    'no-cards',
    '站点用的是虚拟板卡，没有驱动可配置',
    'The site runs on the virtual board: there is no driver to configure',
    '在请求中给出要用的中继和通道，或把站点的 board 改为 dahdi',
    'Say which spans and channels shall be used, or make the site’s board dahdi',
  );

export const unfitFile = (file: string): CardProblem =>
  refusal(
    'unfit-file',
    `${file} 太大或不是普通文件，不能改`,
    `${file} is too large or no plain file: it cannot be changed`,
    '请人工检查此文件；移开后再试',
    'Look at it by hand; move it away and try again',
  );
