/** ITU-T Q.850 causes 1 to 31: normal events, the called side's doing. */
import { type CauseWords, words } from './cause-words.js';

const noRoute = words(
  '找不到去那里的路',
  'no route',
  '网络不知道怎样到达该号码：检查号码类型，以及运营商是否开通了长途权限。',
  'The network knows no way to this number: check the number type, and whether the carrier has opened long distance.',
);

export const normalCauses: Readonly<Record<number, CauseWords>> = {
  1: words(
    '号码不存在（空号）',
    'unallocated number',
    '没有这个号码：核对号码，试试加上或去掉开头的 0。',
    'There is no such number: check it, try with or without the leading 0.',
  ),
  2: words(
    '找不到转接网络',
    'no route to transit network',
    '号码里指定的转接网络到不了：去掉运营商选择前缀，或让运营商开通。',
    'The transit network asked for cannot be reached: drop the carrier prefix, or have it opened by the carrier.',
  ),
  3: noRoute,
  4: words(
    '播放特别信号音',
    'send special information tone',
    '号码长期打不通，网络在播特别信号音：听录到的提示音，核对号码。',
    'The number cannot be reached for a lasting reason and the network says so by tone: listen to it, check the number.',
  ),
  5: words(
    '长途冠字拨错',
    'misdialled trunk prefix',
    '号码前多了或少了冠字（0、9 等）：检查中继的号码规则。',
    'A prefix such as 0 or 9 is there that should not be, or is missing: check the number rules of the trunk.',
  ),
  6: words(
    '时隙不可接受',
    'channel unacceptable',
    '对端不能用所选的时隙收这个呼叫：核对两端的时隙，必要时 RESTART。',
    'The far end cannot take the call on this channel: compare channels at both ends, restart it if needed.',
  ),
  7: words(
    '已在现有通道上送达',
    'call awarded, delivered in an established channel',
    '呼叫被并入已有的通道，一切正常。',
    'The call goes over a channel that is up already; nothing is wrong.',
  ),
  8: words(
    '被优先呼叫抢占',
    'preemption',
    '线路让给了更优先的呼叫（如应急）：稍后再试。',
    'The circuit was taken for a call of higher precedence, such as an emergency: try again later.',
  ),
  9: words(
    '被抢占，线路保留',
    'preemption, circuit reserved for reuse',
    '线路被更优先的呼叫抢占并保留：稍后再试。',
    'The circuit was taken and is kept for a call of higher precedence: try again later.',
  ),
  14: words(
    '号码已携转',
    'ported number',
    '号码已转到另一家运营商：请运营商按携号转网的结果接续。',
    'The number has moved to another carrier: ask yours to route ported numbers.',
  ),
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
  23: words(
    '转向新的目的地',
    'redirection to new destination',
    '对方把呼叫转到了别处：拨新号码。',
    'The called side points to another destination: dial that one.',
  ),
  24: words(
    '因对方的业务功能被拒',
    'rejected by a feature at the destination',
    '对方设置了匿名拒接等功能：送出主叫号码后再试。',
    'A feature of the called line refuses this call, such as refusing anonymous callers: send a calling number.',
  ),
  25: words(
    '交换机选路错误',
    'exchange routing error',
    '网络里的选路绕了圈：请运营商检查路由数据。',
    'Routing in the network goes in circles: ask the carrier to check its routing data.',
  ),
  26: words(
    '未被选中的用户释放',
    'non-selected user clearing',
    '同组的另一部电话已接听，一切正常。',
    'Another telephone of the same group has answered; nothing is wrong.',
  ),
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
  29: words(
    '业务被拒绝',
    'facility rejected',
    '网络不提供所要求的补充业务：向运营商确认是否开通。',
    'The network does not give the supplementary service asked for: ask the carrier whether it is opened.',
  ),
  30: words(
    '对状态询问的回答',
    'response to STATUS ENQUIRY',
    '只是信令对状态询问的回答，不是故障。',
    'An answer to a status enquiry between the two ends; nothing is wrong.',
  ),
  31: words(
    '普通，未说明',
    'normal, unspecified',
    '网络没有说明原因：听一听录到的提示音。',
    'The network gave no reason: listen to its announcement.',
  ),
};
