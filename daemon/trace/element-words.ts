/** Elements of a Q.931 message in words (§4.5), for the fields of a ladder. */
import type { Words } from '../terms/cause-words.js';
import { causeWords } from '../terms/causes.js';
import {
  callStateOf,
  causeOf,
  channelOf,
  elementId,
  hexOf,
  ia5,
  type NumberFact,
  numberOf,
  progressOf,
  signs,
} from './elements.js';
import { callStateWords, messageName } from './message-words.js';
import type { Q931Element } from './q931.js';

export interface Field {
  readonly name: Words;
  readonly value: Words;
}

type Pair = readonly [zh: string, en: string];
type Table = Readonly<Record<number, Pair>>;
const pair = ([zh, en]: Pair): Words => ({ zh, en });
const same = (text: string): Words => ({ zh: text, en: text });
const joined = (parts: readonly Words[]): Words => ({
  zh: parts.map(({ zh }) => zh).join('，'),
  en: parts.map(({ en }) => en).join(', '),
});
const of = (table: Table, code: number): Words =>
  pair(table[code] ?? [`第 ${code} 种（标准保留）`, `${code} (reserved)`]);

/** Q.850 §2.2.3. */
const locations: Table = {
  0: ['用户', 'user'],
  1: ['本地专网', 'private network serving the local user'],
  2: ['本地公网', 'public network serving the local user'],
  3: ['转接网络', 'transit network'],
  4: ['对方公网', 'public network serving the remote user'],
  5: ['对方专网', 'private network serving the remote user'],
  7: ['国际网络', 'international network'],
  10: ['互通点以外', 'network beyond the interworking point'],
};
const types: Table = {
  0: ['类型未知', 'type unknown'],
  1: ['国际', 'international'],
  2: ['国内', 'national'],
  3: ['网络专用', 'network-specific'],
  4: ['本地用户', 'subscriber'],
  6: ['缩位', 'abbreviated'],
};
const plans: Table = {
  0: ['编号计划未知', 'plan unknown'],
  1: ['ISDN 编号', 'ISDN plan'],
  3: ['数据网编号', 'data plan'],
  4: ['电传编号', 'telex plan'],
  8: ['国家标准编号', 'national plan'],
  9: ['专网编号', 'private plan'],
};
const presentations: Table = {
  0: ['允许显示', 'may be shown'],
  1: ['不许显示', 'withheld'],
  2: ['没有号码', 'not available'],
};
const screenings: Table = {
  0: ['未核对', 'not screened'],
  1: ['已核对', 'verified'],
  2: ['核对未通过', 'failed the check'],
  3: ['网络提供', "the network's own"],
};
/** Q.952, EN 300 207-1. */
const reasons: Table = {
  0: ['原因未知', 'reason unknown'],
  1: ['遇忙转移', 'forwarded on busy'],
  2: ['无应答转移', 'forwarded on no reply'],
  4: ['拒接转移', 'deflected'],
  9: ['话机故障', 'out of order'],
  10: ['被叫转移', 'forwarded by the called'],
  15: ['无条件转移', 'forwarded always'],
};
const capabilities: Table = {
  0: ['话音', 'speech'],
  8: ['不受限数据', 'unrestricted data'],
  9: ['受限数据', 'restricted data'],
  16: ['3.1 kHz 音频', '3.1 kHz audio'],
  17: ['带信号音的数据', 'data with tones'],
  24: ['视频', 'video'],
};
const layer1: Table = { 1: ['V.110', 'V.110'], 2: ['μ 律', 'µ-law'], 3: ['A 律', 'A-law'], 8: ['V.120', 'V.120'] };
const progresses: Table = {
  1: ['不全程是 ISDN，可能有提示音', 'not ISDN all the way; there may be tones'],
  2: ['被叫不是 ISDN', 'the called side is not ISDN'],
  3: ['主叫不是 ISDN', 'the calling side is not ISDN'],
  4: ['回到 ISDN', 'back in the ISDN'],
  5: ['业务改变', 'the service has changed'],
  8: ['有提示音，请听', 'tones or an announcement: listen'],
};
const restarts: Table = {
  0: ['所指的时隙', 'the channels named'],
  6: ['一个接口', 'one interface'],
  7: ['全部接口', 'all interfaces'],
};
const notifications: Table = {
  0: ['用户已暂停', 'user suspended'],
  1: ['用户已恢复', 'user resumed'],
  2: ['业务改变', 'bearer service changed'],
  96: ['已转移', 'diverting'],
  121: ['已保持', 'held'],
  122: ['已取回', 'retrieved'],
};
const signals: Table = {
  0: ['拨号音', 'dial tone'],
  1: ['回铃音', 'ring-back'],
  2: ['拦截音', 'intercept tone'],
  3: ['拥塞音', 'congestion tone'],
  4: ['忙音', 'busy tone'],
  5: ['证实音', 'confirm tone'],
  7: ['呼叫等待音', 'call-waiting tone'],
  63: ['停音', 'tones off'],
  79: ['停止提醒', 'alerting off'],
};
const highLayers: Table = {
  1: ['电话', 'telephony'],
  4: ['传真（三类）', 'fax group 3'],
  33: ['传真（四类）', 'fax group 4'],
  49: ['智能用户电报', 'teletex'],
  96: ['可视电话', 'video telephony'],
};

export function locationWords(location: number): Words {
  return of(locations, location);
}

const names: Table = {
  [elementId.bearer]: ['承载能力', 'bearer capability'],
  [elementId.cause]: ['原因', 'cause'],
  [elementId.callState]: ['呼叫状态', 'call state'],
  [elementId.channel]: ['时隙', 'channel'],
  [elementId.facility]: ['附加业务', 'facility'],
  [elementId.progress]: ['接续情况', 'progress'],
  [elementId.networkFacilities]: ['网络专用业务', 'network-specific facilities'],
  [elementId.notification]: ['通知', 'notification'],
  [elementId.display]: ['显示', 'display'],
  [elementId.dateTime]: ['日期时间', 'date and time'],
  [elementId.keypad]: ['按键', 'keypad'],
  [elementId.signal]: ['信号音', 'signal'],
  [elementId.connected]: ['接通号码', 'connected number'],
  [elementId.calling]: ['主叫号码', 'calling number'],
  [elementId.callingSubaddress]: ['主叫子地址', 'calling subaddress'],
  [elementId.called]: ['被叫号码', 'called number'],
  [elementId.calledSubaddress]: ['被叫子地址', 'called subaddress'],
  [elementId.redirecting]: ['转移方号码', 'redirecting number'],
  [elementId.redirection]: ['转移去的号码', 'redirection number'],
  [elementId.restart]: ['复位范围', 'restart'],
  [elementId.lowLayer]: ['低层兼容性', 'low layer compatibility'],
  [elementId.highLayer]: ['高层兼容性', 'high layer compatibility'],
  [elementId.userUser]: ['用户间信息', 'user-user'],
  [elementId.sendingComplete]: ['号码发完', 'sending complete'],
};

/** One element, as a field of a row; one that is unknown or cannot be read is told in hex. */
export function fieldOf(element: Q931Element): Field {
  const named = element.codeset === 0 ? names[element.id] : undefined;
  const number = element.id.toString(16).padStart(2, '0');
  const name: Words = named
    ? pair(named)
    : { zh: `信息单元 ${element.codeset}:0x${number}`, en: `element ${element.codeset}:0x${number}` };
  const value = (named && readValue(element)) ?? same(hexOf(element.contents) || '–');
  return { name, value };
}

function readValue(element: Q931Element): Words | null {
  const { contents } = element;
  switch (element.id) {
    case elementId.bearer:
      return bearer(contents);
    case elementId.cause:
      return cause(element);
    case elementId.callState:
      return wordsIf(callStateOf(element), callStateWords);
    case elementId.channel:
      return channel(element);
    case elementId.progress:
      return wordsIf(progressOf(element), (told) =>
        joined([of(progresses, told.description), locationWords(told.location)]),
      );
    case elementId.calling:
    case elementId.called:
    case elementId.connected:
    case elementId.redirecting:
    case elementId.redirection:
      return wordsIf(numberOf(element), numberWords);
    case elementId.display:
      // §4.5.16; some send the character set first, which is no text.
      return same(signs(contents.subarray((contents[0] ?? 0) >= 0x80 ? 1 : 0)) || '–');
    case elementId.keypad:
      return same(ia5(contents) || '–');
    case elementId.signal:
      return wordsIf(contents[0] ?? null, (code) => of(signals, code));
    case elementId.notification:
      return wordsIf(contents[0] ?? null, (code) => of(notifications, code & 0x7f));
    case elementId.restart:
      return wordsIf(contents[0] ?? null, (code) => of(restarts, code & 7));
    case elementId.highLayer:
      return wordsIf(contents[1] ?? null, (code) => of(highLayers, code & 0x7f));
    case elementId.sendingComplete:
      return { zh: '是', en: 'yes' };
    default:
      return null;
  }
}

function wordsIf<T>(value: T | null, say: (value: T) => Words): Words | null {
  return value === null ? null : say(value);
}

/** §4.5.5. */
function bearer(contents: Uint8Array): Words | null {
  const [first, second] = contents;
  if (first === undefined || second === undefined) return null;
  const capability = of(capabilities, first & 0x1f);
  const [, , third] = contents;
  return third === undefined || (third & 0x60) !== 0x20 ? capability : joined([capability, of(layer1, third & 0x1f)]);
}

function cause(element: Q931Element): Words | null {
  const told = causeOf(element);
  if (told === null) return null;
  const { name } = causeWords(told.cause);
  const parts = [{ zh: `${told.cause} ${name.zh}`, en: `${told.cause} ${name.en}` }, locationWords(told.location)];
  const wrong = diagnosticsOf(told.cause, told.diagnostics);
  return joined(wrong === null ? parts : [...parts, wrong]);
}

/** Q.850 table 1, notes: which message or elements were not understood. */
export function diagnosticsOf(code: number, diagnostics: Uint8Array): Words | null {
  if (diagnostics.length === 0) return null;
  if (code === 97 || code === 98 || code === 101) return same(messageName(diagnostics[0] ?? 0));
  if (code === 96 || code === 99 || code === 100) return joined([...diagnostics].map((id) => of(names, id)));
  return same(hexOf(diagnostics));
}

function channel(element: Q931Element): Words | null {
  const told = channelOf(element);
  if (told === null) return null;
  const which: Words =
    told.which === 'slots'
      ? { zh: `时隙 ${told.slots.join('、')}`, en: `timeslot ${told.slots.join(', ')}` }
      : pair(
          told.which === 'any'
            ? ['任意时隙', 'any']
            : told.which === 'none'
              ? ['不用时隙', 'none']
              : ['整个接口', 'the whole interface'],
        );
  return joined([which, told.exclusive ? { zh: '必须', en: 'exclusive' } : { zh: '首选', en: 'preferred' }]);
}

function numberWords(told: NumberFact): Words {
  const parts = [same(told.digits || '–'), of(types, told.type), of(plans, told.plan)];
  if (told.presentation !== null) parts.push(of(presentations, told.presentation));
  if (told.screening !== null) parts.push(of(screenings, told.screening));
  if (told.reason !== null) parts.push(of(reasons, told.reason));
  return joined(parts);
}
