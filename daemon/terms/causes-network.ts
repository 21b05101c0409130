/** ITU-T Q.850 causes 32 to 127: the network's or the signalling's doing. */
import { type CauseWords, words } from './cause-words.js';

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

export const networkCauses: Readonly<Record<number, CauseWords>> = {
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
  39: words(
    '永久帧方式连接中断',
    'permanent frame mode connection out of service',
    '数据用的永久连接断了，与语音无关：联系运营商。',
    'A permanent data connection is down, which voice does not need: tell the carrier.',
  ),
  40: words(
    '永久帧方式连接正常',
    'permanent frame mode connection operational',
    '数据用的永久连接已恢复，无需处理。',
    'A permanent data connection is up again; nothing is to be done.',
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
  43: words(
    '接入信息被丢弃',
    'access information discarded',
    '网络没有传递随呼叫附带的信息（如子地址）：去掉这些信息再试。',
    'The network dropped what was sent along, such as a subaddress: try without it.',
  ),
  44: words(
    '指定的时隙不可用',
    'requested channel unavailable',
    '对端不接受所选的时隙：核对两端的时隙状态，必要时 RESTART。',
    'The far end does not accept the channel chosen: compare channel states, restart the channel if needed.',
  ),
  46: words(
    '优先呼叫受阻',
    'precedence call blocked',
    '没有可让给优先呼叫的线路：稍后再试。',
    'No circuit could be freed for a call of precedence: try again later.',
  ),
  47: words(
    '资源不足',
    'resource unavailable',
    '网络缺少资源，未说明是哪一种：联系运营商。',
    'The network lacks a resource it does not name: ask the carrier.',
  ),
  49: words(
    '达不到所要求的服务质量',
    'quality of service not available',
    '网络现在给不了所要求的质量：稍后再试。',
    'The network cannot give the quality asked for now: try again later.',
  ),
  50: notSubscribed,
  53: words(
    '用户群禁止呼出',
    'outgoing calls barred within the closed user group',
    '线路属于闭合用户群，不许向群外呼出：请运营商解除。',
    'The line belongs to a closed user group that may not call out: ask the carrier to lift it.',
  ),
  55: words(
    '用户群禁止呼入',
    'incoming calls barred within the closed user group',
    '对方属于闭合用户群，不接群外来电：换别的号码。',
    'The called line belongs to a closed user group and takes no calls from outside: use another number.',
  ),
  57: bearerNotAvailable,
  58: bearerNotAvailable,
  62: words(
    '接入信息与用户类别不符',
    'outgoing access information and subscriber class disagree',
    '送出的接入信息与线路的类别不一致：检查号码类型和运营商开通的业务。',
    'What is sent about the access does not fit the class of the line: check number types and what the carrier has opened.',
  ),
  63: words(
    '服务不可用',
    'service not available',
    '所要求的服务现在没有：联系运营商。',
    'The service asked for is not available now: ask the carrier.',
  ),
  65: notImplemented,
  66: words(
    '不支持的通道类型',
    'channel type not implemented',
    '对端不支持所要求的通道类型：检查通道设置，只用 B 通道。',
    'The far end does not know the kind of channel asked for: check the channel settings, use B-channels only.',
  ),
  69: words(
    '不支持的补充业务',
    'facility not implemented',
    '对端设备不支持所要求的补充业务：关掉该业务再试。',
    'The far end does not know the facility asked for: switch that facility off and try again.',
  ),
  70: words(
    '只有受限数字承载',
    'only restricted digital information is available',
    '线路只能传受限的数字信息：改用语音或 3.1 kHz 音频。',
    'Only restricted digital information can be carried here: use speech or 3.1 kHz audio.',
  ),
  79: notImplemented,
  81: outOfStep,
  82: words(
    '时隙不存在',
    'identified channel does not exist',
    '对端没有所指的时隙：核对开通的时隙范围，必要时 RESTART。',
    'The far end has no such channel: compare which timeslots are opened, restart the channel if needed.',
  ),
  83: words(
    '有挂起的呼叫，但不是这一个',
    'a suspended call exists, but not this one',
    '要恢复的呼叫标识不对：重新呼叫。',
    'The identity of the call to be resumed is wrong: call again.',
  ),
  84: words(
    '呼叫标识已被使用',
    'call identity in use',
    '同一标识已有挂起的呼叫：换一个标识。',
    'A suspended call has this identity already: use another.',
  ),
  85: words(
    '没有挂起的呼叫',
    'no call suspended',
    '没有可以恢复的呼叫：重新呼叫。',
    'There is no suspended call to resume: call again.',
  ),
  86: words(
    '要恢复的呼叫已释放',
    'the suspended call has been cleared',
    '挂起的呼叫已经结束：重新呼叫。',
    'The suspended call has ended meanwhile: call again.',
  ),
  87: words(
    '不是用户群的成员',
    'user not a member of the closed user group',
    '对方只接闭合用户群的来电：请运营商加入该群。',
    'The called line takes calls of its closed user group only: ask the carrier to add this line.',
  ),
  88: words(
    '不兼容的目的',
    'incompatible destination',
    '对方不能接这种呼叫，例如用语音打了传真机。',
    'The far end cannot take this kind of call, such as speech to a fax machine.',
  ),
  90: words(
    '用户群不存在',
    'non-existent closed user group',
    '网络不认识所指的闭合用户群：检查该设置。',
    'The network does not know the closed user group named: check that setting.',
  ),
  91: words(
    '转接网络选择无效',
    'invalid transit network selection',
    '转接网络的写法不对：去掉运营商选择前缀。',
    'The transit network is not written as the exchange wants it: drop the carrier prefix.',
  ),
  95: words(
    '无效消息',
    'invalid message',
    '信令消息有误，未说明哪里：检查交换机类型设置，并把呼叫梯形图发给技术支持。',
    'A message was invalid in a way not told: check the switch type, and send the call ladder to support.',
  ),
  96: words(
    '缺少必需的信息单元',
    'mandatory information element missing',
    '信令消息缺了必需的内容：检查交换机类型设置，并把呼叫梯形图发给技术支持。',
    'A message lacks what it must have: check the switch type, and send the call ladder to support.',
  ),
  97: words(
    '不认识的消息',
    'message type unknown',
    '对端不认识这种信令消息：检查交换机类型（EuroISDN、QSIG）。',
    'The far end does not know this kind of message: check the switch type (EuroISDN, QSIG).',
  ),
  98: words(
    '消息与呼叫状态不符',
    'message does not fit the call state',
    '两端的呼叫状态不一致：若常出现，对该时隙做 RESTART。',
    'The two ends are at different points of the call: if it happens often, restart the channel.',
  ),
  99: words(
    '不认识的信息单元',
    'information element unknown',
    '对端不认识消息中的一项内容，多半无妨：若呼叫失败，检查交换机类型。',
    'The far end does not know a part of the message, mostly harmless: if calls fail, check the switch type.',
  ),
  100: protocolError,
  101: words(
    '消息与呼叫状态不符',
    'message not compatible with the call state',
    '两端的呼叫状态不一致：若常出现，对该时隙做 RESTART。',
    'The two ends are at different points of the call: if it happens often, restart the channel.',
  ),
  102: words(
    '等待超时',
    'recovery on timer expiry',
    '对端没有及时应答信令：检查 D 信道的质量。',
    'The far end did not answer a message in time: look at the quality of the D-channel.',
  ),
  103: words(
    '参数不认识，已转送',
    'unknown parameter passed on',
    '网络不认识一个参数但已转送，无需处理。',
    'The network passed on a parameter that it does not know; nothing is to be done.',
  ),
  110: words(
    '参数不认识，消息被丢弃',
    'message with an unknown parameter discarded',
    '网络丢弃了带有不认识参数的消息：检查交换机类型，并把呼叫梯形图发给技术支持。',
    'The network dropped a message with a parameter it does not know: check the switch type, and send the call ladder to support.',
  ),
  111: words(
    '协议错误',
    'protocol error, unspecified',
    '信令出错，未说明是哪一种：查看呼叫梯形图，并发给技术支持。',
    'A protocol error that is not told more closely: look at the call ladder and send it to support.',
  ),
  127: interworking,
};
