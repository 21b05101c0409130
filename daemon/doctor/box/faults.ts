/** What each fault of the box means and what to do. Codes are stable. */
import type { Words } from '../../terms/cause-words.js';
import type { FaultSide } from '../../terms/diagnosis.js';

interface BoxFault {
  readonly side: FaultSide;
  readonly words: Words;
  readonly next: readonly Words[];
}

const w = (zh: string, en: string): Words => ({ zh, en });
const examine = w('在中继页按“诊断”', 'press “doctor” on the trunks page');

export const boxFaults: Readonly<Record<string, BoxFault>> = {
  'telephone-off-hook': {
    side: 'ours',
    words: w(
      '座席的话机没挂好或没插线，电话到不了它，它也不能重新拨号。',
      'The agent’s telephone is off its hook or not plugged in: it can neither be rung nor dial anew.',
    ),
    next: [
      w(
        '挂好听筒；仍不行就换一根电话线、换一个端口',
        'lay the handset down; if that does not help, another cord, another port',
      ),
    ],
  },
  'not-signed-in': {
    side: 'ours',
    words: w(
      '话机上没有座席签入，只能拨紧急号码。',
      'Nobody is signed in at the telephone, so it may call emergency services only.',
    ),
    next: [w('在页面上签入，或在话机上用签入码', 'sign in on the page, or with the code at the telephone')],
  },
  'no-number': {
    side: 'ours',
    words: w('所拨的不是可以呼叫的号码。', 'What was dialled is no number that can be called.'),
    next: [w('在号码页试这个号码', 'try the number on the numbers page')],
  },
  'international-closed': {
    side: 'ours',
    words: w('该座席没有国际长途权限。', 'This agent may not call abroad.'),
    next: [w('管理员可在座席设置里打开国际权限', 'an administrator can allow it in the agent’s settings')],
  },
  'no-route': {
    side: 'ours',
    words: w('没有路由通向这个号码。', 'No route leads to this number.'),
    next: [w('在路由页为它的前缀加一条路由', 'add a route for its prefix on the routes page')],
  },
  'span-alarm': {
    side: 'unknown',
    words: w('中继有告警或环回，电话通不过。', 'The spans have an alarm or are looped: no call passes.'),
    next: [examine],
  },
  'd-channel-down': {
    side: 'unknown',
    words: w('线路有信号，但信令 (D 信道) 中断。', 'The line has a signal, but its signalling (D-channel) is down.'),
    next: [examine],
  },
  'trunk-blocked': {
    side: 'ours',
    words: w('这些话路全部闭塞或正在退出服务。', 'All of these channels are blocked or being drained.'),
    next: [w('在话路页解除闭塞', 'unblock them on the channels page')],
  },
  'all-busy': {
    side: 'ours',
    words: w('所有话路都在通话中。', 'All channels are in calls.'),
    next: [
      w('等一个空闲；或在路由里加第二个中继群', 'wait for one to be idle, or give the route a second trunk'),
      w('常常如此：向运营商加线', 'if this is often so, order more lines'),
    ],
  },
  'caller-number-refused': {
    side: 'carrier',
    words: w(
      '运营商拒绝了呼叫：多为我方主叫号码或业务没有开通。',
      'The carrier refused the call: most often our caller’s number or the service is not opened.',
    ),
    next: [
      w(
        '核对中继群显示的主叫号码是否由运营商分配',
        'compare the number that the trunk shows with those the carrier has assigned',
      ),
      w('把原因码告诉运营商', 'tell the carrier the cause'),
    ],
  },
  'no-such-number': {
    side: 'ours',
    words: w('网络说没有这个号码或没有去那里的路。', 'The network says that there is no such number, or no way to it.'),
    next: [w('核对号码，以及前面该不该加 0', 'check the number, and whether it needs a 0 before it')],
  },
  'network-full': {
    side: 'carrier',
    words: w('网络没有空闲电路或拥塞。', 'The network has no free circuit, or is congested.'),
    next: [w('过几分钟再试；持续如此请联系运营商', 'try again in some minutes; call the carrier if it goes on')],
  },
  'sounds-missing': {
    side: 'ours',
    words: w(
      '语音文件缺失或不能播放：来电者听到的是沉默。',
      'Prompts are missing or cannot be played: callers hear silence.',
    ),
    next: [
      w(
        '把文件放回语音文件夹（8 kHz 单声道 WAV），或在流程里换掉',
        'put the files back into the sounds folder (8 kHz mono WAV), or change the flow',
      ),
    ],
  },
  'gain-absurd': {
    side: 'ours',
    words: w(
      '话路的增益设得离谱：声音听不见或被削顶。',
      'The gain of a channel is set beyond reason: its sound is lost or cut off.',
    ),
    next: [w('在线路实验室把增益设回 0 dB', 'set the gain back to 0 dB in the line lab')],
  },
  'nothing-from-customer': {
    side: 'carrier',
    words: w('单通：从客户一侧什么也没收到。', 'One-way audio: nothing at all is received from the customer’s side.'),
    next: [examine, w('换一个时隙打测试电话', 'make a test call over another timeslot')],
  },
  'nothing-from-agent': {
    side: 'ours',
    words: w('单通：从座席话机什么也没收到。', 'One-way audio: nothing at all is received from the agent’s telephone.'),
    next: [w('检查话筒、静音键、耳麦线；换一部话机', 'look at microphone, mute key and cord; try another telephone')],
  },
  'echo-at-telephone': {
    side: 'ours',
    words: w(
      '座席话机把客户的声音送了回去：客户听到自己。',
      'The agent’s telephone sends the customer’s voice back: customers hear themselves.',
    ),
    next: [
      w(
        '打开该话机端口的回声抵消；把免提音量调小',
        'switch echo cancelling on for this port; turn its loudspeaker down',
      ),
    ],
  },
  'echo-from-network': {
    side: 'carrier',
    words: w(
      '网络把座席的声音送了回来：座席听到自己。',
      'The network sends the agent’s voice back: agents hear themselves.',
    ),
    next: [w('打开该中继话路的回声抵消', 'switch echo cancelling on for these channels')],
  },
  'disk-full': {
    side: 'ours',
    words: w(
      '录音磁盘已满：通话照常，但不再录音。',
      'The disk of the recordings is full: calls go on, but nothing is recorded.',
    ),
    next: [w('缩短录音保存天数，或换更大的磁盘', 'keep recordings for fewer days, or fit a larger disk')],
  },
  'recordings-fail': {
    side: 'ours',
    words: w('录音写不下去。', 'Recordings cannot be written.'),
    next: [w('看磁盘是否只读、太慢或有坏道', 'see whether the disk is read-only, too slow or failing')],
  },
};

export const boxIsWell: BoxFault = {
  side: 'none',
  words: w(
    '没有发现原因：能查的都正常，没查的写着为什么。',
    'No cause was found: what could be checked is well; of the rest it is said why not.',
  ),
  next: [w('给出打不通的号码和座席，再查一次', 'name the number and the agent, and look again'), examine],
};

/** Sound is heard only while somebody talks. */
export const soundIsWell: BoxFault = {
  ...boxIsWell,
  next: [
    w(
      '请座席打一个正在录音的电话，在听不到声音的时候再按一次',
      'have the agent make a call that is recorded, and press again while nothing is heard',
    ),
    examine,
  ],
};
