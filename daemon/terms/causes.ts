/**
 * ITU-T Q.850 causes in plain words (screens.md 3.4; the wording is ours). The numbers are the
 * recommendation's; what to do is what helped on real trunks.
 */

export interface CauseWords {
  readonly name: Words;
  /** What it means and what to do next. */
  readonly advice: Words;
}
interface Words {
  readonly zh: string;
  readonly en: string;
}

function words(zhName: string, enName: string, zhAdvice: string, enAdvice: string): CauseWords {
  return { name: { zh: zhName, en: enName }, advice: { zh: zhAdvice, en: enAdvice } };
}

const noRoute = words(
  '找不到去那里的路',
  'no route',
  '网络不知道怎样到达该号码：检查号码类型，以及运营商是否开通了长途权限。',
  'The network knows no way to this number: check the number type, and whether the carrier has opened long distance.',
);
const notSubscribed = words(
  '该业务未开通',
  'facility rejected or not subscribed',
  '这条线路没有开通所要求的业务：请向运营商申请。',
  'This trunk has not been given the service asked for: ask the carrier.',
);
const bearerNotAvailable = words(
  '没有该业务权限',
  'bearer not authorised or not available',
  '对方不接受所要求的承载类型：改用语音或 3.1 kHz 音频。',
  'The bearer asked for is not allowed here: use speech or 3.1 kHz audio.',
);
const notImplemented = words(
  '不支持的业务',
  'service not implemented',
  '对端设备不支持所要求的承载或补充业务：检查承载类型和补充业务设置。',
  'The far end does not know the bearer or facility asked for: check both settings.',
);
const outOfStep = words(
  '呼叫标识或时隙不对',
  'invalid call reference or channel',
  '两端的呼叫记录不一致：对该时隙做一次 RESTART。',
  'Both ends disagree about a call: restart the channel.',
);
const protocolError = words(
  '信令消息不合规范',
  'protocol error',
  '两端的信令规范不一致：检查交换机类型设置，并把呼叫梯形图发给技术支持。',
  'The two ends speak different variants: check the switch type, and send the call ladder to support.',
);
const interworking = words(
  '互通错误',
  'interworking',
  '呼叫经过了其他网络，真正的原因没有传回来：查看呼叫梯形图和录到的提示音。',
  'The call went through another network, which did not pass on the real cause: look at the ladder and listen to the announcement.',
);

export const causes: Readonly<Record<number, CauseWords>> = {
  1: words(
    '号码不存在（空号）',
    'unallocated number',
    '没有这个号码：核对号码，试试加上或去掉开头的 0。',
    'There is no such number: check it, try with or without the leading 0.',
  ),
  2: noRoute,
  3: noRoute,
  16: words('正常挂机', 'normal clearing', '一方挂了机，一切正常。', 'One side hung up; nothing is wrong.'),
  17: words('对方占线', 'user busy', '对方正在通话：稍后再试。', 'The number is engaged: try again later.'),
  18: words(
    '对方没有响应',
    'no user responding',
    '对方的设备没有应答网络：稍后再试。',
    "The far end's equipment did not answer the network: try again.",
  ),
  19: words('振铃无人接', 'no answer', '电话响了但没人接：稍后再试。', 'It rang and nobody answered: try again later.'),
  20: words(
    '对方手机不在服务区或关机',
    'subscriber absent',
    '对方手机不在服务区或已关机：稍后再试。',
    'The mobile is off or out of reach: try again later.',
  ),
  21: words(
    '对方或网络拒绝',
    'call rejected',
    '被对方或网络拒绝：主叫号码是否允许送出？对方是否设了黑名单？',
    'The far end or the network refused: may this calling number be sent, is there a blacklist?',
  ),
  22: words('号码已改', 'number changed', '对方换了号码：询问新号码。', 'The number was changed: ask for the new one.'),
  27: words(
    '对方线路故障',
    'destination out of order',
    '对方的线路有故障：稍后再试。',
    "The far end's line is faulty: try again later.",
  ),
  28: words(
    '号码格式不对',
    'invalid number format',
    '号码位数不全或号码类型不对：检查位数和号码类型。',
    'Digits are missing or the number type is wrong: check both.',
  ),
  29: notSubscribed,
  31: words(
    '普通，未说明',
    'normal, unspecified',
    '网络没有说明原因：听一听录到的提示音。',
    'The network gave no reason: listen to its announcement.',
  ),
  34: words(
    '没有空闲线路',
    'no circuit available',
    '所有通道都在用或被运营商闭塞：等待空闲，或增加线路。',
    'Every channel is busy or blocked by the carrier: wait for one, or order more.',
  ),
  38: words(
    '网络故障',
    'network out of order',
    '网络有较长时间的故障：运行中继诊断，并联系运营商。',
    'The network has a lasting fault: run the trunk doctor and call the carrier.',
  ),
  41: words(
    '暂时故障',
    'temporary failure',
    '暂时的故障，多半很快恢复：再试一次。',
    'A fault that will probably pass: try once more.',
  ),
  42: words(
    '网络拥塞',
    'switching equipment congestion',
    '运营商的设备太忙：放慢呼叫，稍后再试。',
    "The carrier's equipment is overloaded: slow down and try later.",
  ),
  44: words(
    '指定的时隙不可用',
    'requested channel unavailable',
    '对端不接受所选的时隙：核对两端的时隙状态，必要时 RESTART。',
    'The far end does not accept the channel chosen: compare channel states, restart the channel if needed.',
  ),
  47: words(
    '资源不足',
    'resource unavailable',
    '网络缺少资源，未说明是哪一种：联系运营商。',
    'The network lacks a resource it does not name: ask the carrier.',
  ),
  50: notSubscribed,
  57: bearerNotAvailable,
  58: bearerNotAvailable,
  63: words(
    '服务不可用',
    'service not available',
    '所要求的服务现在没有：联系运营商。',
    'The service asked for is not available now: ask the carrier.',
  ),
  65: notImplemented,
  69: notSubscribed,
  79: notImplemented,
  81: outOfStep,
  82: outOfStep,
  88: words(
    '不兼容的目的',
    'incompatible destination',
    '对方不能接这种呼叫，例如用语音打了传真机。',
    'The far end cannot take this kind of call, such as speech to a fax machine.',
  ),
  96: protocolError,
  100: protocolError,
  101: protocolError,
  102: words(
    '等待超时',
    'recovery on timer expiry',
    '对端没有及时应答信令：检查 D 信道的质量。',
    'The far end did not answer a message in time: look at the quality of the D-channel.',
  ),
  111: interworking,
  127: interworking,
};

/** Words for any number 0-127; a cause without an entry of its own says so. */
export function causeWords(cause: number): CauseWords {
  return (
    causes[cause] ??
    words(
      `原因 ${cause}`,
      `cause ${cause}`,
      '少见的原因：查看呼叫梯形图，并把它发给技术支持。',
      'A rare cause: look at the call ladder and send it to support.',
    )
  );
}
