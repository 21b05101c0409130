/** What each fault found while a line is brought up means and what to do, in the words of screens.md 3. Codes are stable. */
import type { Words } from '../terms/cause-words.js';

export interface FaultWords {
  readonly words: Words;
  /** First things first. */
  readonly next: readonly Words[];
}

const w = (zh: string, en: string): Words => ({ zh, en });
const fault = (words: Words, ...next: readonly Words[]): FaultWords => ({ words, next });
const again = w('处理好后再检查一次', 'then check again');
const take = w(
  '按一个键采用下面的建议，会自动再检查一次',
  'take the proposal below with one key; it is checked again by itself',
);
const toLine = w('回到"线路"一步，先把线路弄好', 'go back to the step "line" and bring the line up first');

export const commissioningFaults: Readonly<Record<string, FaultWords>> = {
  // before
  'order-incomplete': fault(
    w('订单还没填完：至少要写运营商和号码。', 'The order is not complete: carrier and numbers at least.'),
    w('照运营商的单子填；不知道的写"不知道"', 'fill it in from the carrier’s paper; what is not known is marked so'),
  ),
  'signalling-not-in-version': fault(
    w('中国一号（R2）信令不在本版本内。', 'China No.1 (R2) signalling is not in this version.'),
    w('请运营商改开 DSS1（PRI）', 'ask the carrier for DSS1 (PRI)'),
  ),
  'order-differs': fault(
    w('订单和现在的设置不一样。', 'The order is not as the span is set up now.'),
    take,
    w('或者改正订单', 'or correct the order'),
  ),
  // card
  'card-gone': fault(
    w(
      '找不到这条 E1 的板卡：被拔出了，或驱动不在了。',
      'The card of this span is not there: taken out, or its driver is gone.',
    ),
    w('看卡是否插好，驱动是否装载', 'see whether the card sits well and its driver is loaded'),
    w('关机后重新插卡，再启动', 'switch off, seat the card anew, start again'),
  ),
  'no-driver': fault(
    w('卡已识别，但没有驱动。', 'The card is known but no driver is loaded.'),
    w('在板卡页装载驱动', 'load the driver on the cards page'),
    again,
  ),
  'driver-not-configured': fault(
    w('卡在，但驱动还没有按本机的设置配置。', 'The card is there, but its driver is not configured for this box yet.'),
    w(
      '看下面要写的内容，按一个键写入；电话进程会重新启动',
      'read below what would be written and take it with one key; the telephone process starts anew',
    ),
    w('启动后再检查一次', 'then check again'),
  ),
  'card-not-opened': fault(
    w('驱动已配置，但打不开这张卡。', 'The driver is configured, but the card cannot be opened.'),
    w('看下面的原因；权限见 /dev/dahdi 的组', 'see the reason below; rights: the group of /dev/dahdi'),
    w('是否有别的程序占着这些通道', 'see whether another program holds its channels'),
  ),
  'timing-bad': fault(
    w('卡的时钟不准：中断丢失或太晚。', 'The card’s timing is bad: interrupts are lost or late.'),
    w('换插槽，或在 BIOS 关闭省电', 'use another slot, or switch off power saving in the BIOS'),
    again,
  ),
  'cards-unreadable': fault(
    w('查不到板卡。', 'The cards could not be looked at.'),
    w('稍后再检查一次；再不行请看日志', 'check again in a moment; if it stays so look at the log'),
  ),
  // line
  'no-signal': fault(
    w('收不到信号：什么都没有收到。', 'No signal: nothing is received.'),
    w('检查收发是否接反、巴伦、配线架', 'see whether the two pairs are swapped; check balun and patch panel'),
    w('问运营商端口是否已开通', 'ask the carrier whether his port is switched on'),
  ),
  ais: fault(
    w('对端设备在告诉我们它的上游断了（全 1）。', 'The far end tells us that its own source is gone (all ones).'),
    w('线缆没有问题：请运营商查传输', 'the cable is fine: ask the carrier to check his transmission'),
  ),
  'far-end-hears-nothing': fault(
    w('我们能收，对端收不到我们。', 'We hear the far end; it cannot hear us.'),
    w('查发送线：插头、巴伦、配线架', 'check the send pair: plug, balun, patch panel'),
  ),
  'crc4-mismatch': fault(
    w('CRC4 两端不一致：对端和我们设得不一样。', 'CRC4 differs: one end has it on, the other off.'),
    take,
    w('或请运营商改他那一端', 'or ask the carrier to change his end'),
  ),
  'no-framing': fault(
    w('有信号但对不上帧，CRC4 开关都不行。', 'A signal that cannot be framed, with CRC4 or without.'),
    w('查线路编码（应为 HDB3）、线缆质量', 'check the line code (HDB3) and the cable'),
    w('问运营商这条是不是 2 Mbit/s 成帧', 'ask the carrier whether this is a framed 2 Mbit/s line'),
  ),
  'line-errors': fault(
    w('收到误码。', 'Bits arrive wrong.'),
    w('查线缆长度、接地、插头、巴伦', 'check cable length, earthing, plugs, balun'),
    again,
  ),
  'far-end-errors': fault(
    w('对端收我们的有误码（E 比特）。', 'The far end receives us with errors (E bits).'),
    w('查发送线', 'check the send pair'),
    again,
  ),
  'line-unstable': fault(
    w('线路时好时坏，没能连续 30 秒正常。', 'The line comes and goes: never 30 s without an alarm.'),
    w('查接头和巴伦是否松动', 'see whether a plug or the balun is loose'),
  ),
  'line-not-told': fault(
    w(
      '没有告警；但此卡不报成帧、CRC4 和误码，这些没有检查。',
      'No alarm; but this card does not tell framing, CRC4 and bit errors: they were not checked.',
    ),
    w('软件中继上没有线路可查：带说明继续', 'a span wired by software has no line to check: go on with a note'),
    w('接运营商的线路请用 E1 卡', 'for a carrier’s line use an E1 card'),
  ),
  // signalling
  'line-down': fault(w('线路有告警，信令无从谈起。', 'The line has an alarm: signalling cannot be judged.'), toLine),
  'both-user-side': fault(
    w('对端也是用户侧(CPE)，两边都在等。', 'The far end is user side too: both ask, neither answers.'),
    w('请运营商把他那端设为网络侧', 'ask the carrier to set his end to network side'),
    w('如果对端是你自己的交换机，采用下面的建议', 'if the far end is a PBX of your own, take the proposal below'),
  ),
  'both-network-side': fault(w('两端都是网络侧。', 'Both ends are the network side.'), take),
  'timeslot-16-idle': fault(
    w('16 时隙没有开通：对端没有人在发。', 'Timeslot 16 is not opened: nobody sends on it.'),
    w('请运营商在 16 时隙开通 DSS1 信令', 'ask the carrier to open DSS1 signalling on timeslot 16'),
  ),
  'no-answer-to-sabme': fault(
    w(
      '时隙16有HDLC但无应答：运营商未开通D信道。',
      'Timeslot 16 carries HDLC, but nobody answers our SABME: the D-channel is not opened.',
    ),
    w('请运营商检查 16 时隙是否按 DSS1 开通', 'ask the carrier whether timeslot 16 is opened for DSS1'),
  ),
  'link-refused': fault(
    w('收到 DM：链路被对端拒绝。', 'DM received: the far end refuses the link.'),
    w('请运营商解开这条的信令链路（可能被闭塞）', 'ask the carrier to unblock the signalling link of this line'),
  ),
  'link-not-answered': fault(
    w('信令链路起不来。', 'The data link does not come up.'),
    w('请运营商对照 Q.921 跟踪', 'ask the carrier to compare traces of Q.921'),
    w('看呼叫梯形图里的 SABME 和 UA', 'look at SABME and UA in the trace'),
  ),
  'link-unstable': fault(
    w('信令链路时通时断。', 'The data link comes and goes.'),
    w('查误码和时钟', 'check bit errors and clock'),
    w('请运营商看他那端的 Q.921 记录', 'ask the carrier for his log of Q.921'),
  ),
  'restart-not-acknowledged': fault(
    w('链路已通，但对端不应答 RESTART。', 'The link is up but the far end does not acknowledge RESTART.'),
    w('请运营商确认是 DSS1（EuroISDN）', 'ask the carrier whether it is DSS1 (EuroISDN)'),
    w(
      '有的交换机不应答 RESTART：试呼通过后可以带说明继续',
      'some switches never do: go on with a note once a test call works',
    ),
  ),
  // clock
  'two-masters': fault(
    w(
      '两个主时钟：我们用内部时钟，应取自运营商。',
      'Two masters: we run on our own clock, it should be taken from the carrier.',
    ),
    take,
  ),
  slips: fault(
    w(
      '有滑码：运营商的时钟不稳，或他那端取我们的时钟。',
      'Slips: the carrier’s clock is not steady, or his end takes ours.',
    ),
    w('请运营商确认这条由他给时钟', 'ask the carrier whether his end gives the clock'),
    w('另一家运营商的 E1 可设为第一时钟源', 'or make another carrier’s span the first source'),
  ),
  'clocks-differ': fault(
    w(
      '这条和作时钟源的那条不同步（来自不同运营商）。',
      'This span and the one that gives the clock are not in step (two carriers).',
    ),
    w('请两家运营商都接到同一基准，或只留一家', 'ask both carriers for one reference, or keep one of them'),
    w('滑码很少时只影响传真：可以带说明继续', 'few slips only harm faxes: go on with a note'),
  ),
  'clock-not-told': fault(
    w(
      '此卡不报滑码，也没有自己的时钟：没有检查。',
      'This card tells no slips and has no clock of its own: nothing was checked.',
    ),
    w('软件中继上没有时钟可查：带说明继续', 'a span wired by software has no clock to check: go on with a note'),
  ),
  // numbers
  'no-call-seen': fault(
    w('还没有来电，看不到运营商送什么号码。', 'No call has come in: what the carrier sends is not known.'),
    w('用手机拨一次这条上的号码', 'dial a number of this line from a mobile'),
  ),
  'called-number-short': fault(
    w('运营商只送被叫号码的后几位。', 'The carrier sends only the last digits of the called number.'),
    take,
  ),
  'called-number-unknown': fault(
    w('运营商送来的被叫号码没有配置。', 'The called number the carrier sends is not among the box’s numbers.'),
    take,
    w('或在号码页给它选一个去处', 'or choose where it goes on the numbers page'),
  ),
  'called-digits-differ': fault(
    w('被叫号码的位数和订单不同。', 'The called number has another length than ordered.'),
    w('问运营商送几位', 'ask the carrier how many digits he sends'),
  ),
  'caller-number-missing': fault(
    w('来电没有主叫号码。', 'Calls come without the caller’s number.'),
    w('请运营商开通来电显示', 'ask the carrier to send caller numbers (CLIP)'),
  ),
  'caller-without-area-code': fault(w('来电号码缺区号。', 'Callers’ numbers lack their area code.'), take),
  'caller-with-zero': fault(w('手机号前多了一个 0 或 86。', 'Mobiles come with a 0 or 86 in front.'), take),
  'caller-format-unknown': fault(
    w('认不出来电号码的格式。', 'The format of callers’ numbers is not known.'),
    w('在号码页看"这个号码会怎样"', 'see "what would happen to this number" on the numbers page'),
    w('问运营商主叫号码的格式', 'ask the carrier for the format of calling numbers'),
  ),
  // test call
  'no-call-in': fault(
    w('三分钟内没有打进来的电话。', 'No call came in within three minutes.'),
    w('用手机拨这条上的号码，再检查一次', 'dial a number of this line from a mobile and check again'),
  ),
  'call-in-failed': fault(
    w('打进来的电话没有接通。', 'The call in was not connected.'),
    w('看这次呼叫的梯形图', 'look at the ladder of this call'),
  ),
  'call-out-failed': fault(
    w('打出去没有接通。', 'The call out was not connected.'),
    w('看原因和梯形图；换号码类型（国内/本地）再试', 'see the cause and the ladder; try another number type'),
  ),
  'test-call-refused': fault(
    w('试呼没能开始。', 'The test call could not be started.'),
    w('按提示处理后再检查一次', 'do as it says and check again'),
  ),
  'nothing-heard': fault(
    w('接通了但听不到声音。', 'Connected, but no sound is heard.'),
    w('请对方说话；再不行对时隙做误码测试', 'let the other person speak; then test the timeslot for bit errors'),
  ),
  'wrong-level': fault(
    w('音量不在 −20…−10 dBm0 之间。', 'The level is not between −20 and −10 dBm0.'),
    w('在通道页调整增益，再试一次', 'adjust the gain on the channels page and try again'),
  ),
  'echo-heard': fault(
    w('我们发出的按键音又回来了：有回声或环回。', 'The keys that were sent came back: an echo, or a loop.'),
    w(
      '请运营商查环回和混合线圈；也可能拨到了回声测试号码',
      'ask the carrier about loops and hybrids; or the number was an echo test',
    ),
  ),
  'release-not-noticed': fault(
    w('对方没有先挂机，没能看到远端释放。', 'The far end did not hang up first, so its release was not seen.'),
    w('再打一次，请对方先挂机', 'call again and let the other person hang up first'),
  ),
  interrupted: fault(
    w('检查被打断了（系统重新启动）。', 'The check was interrupted: the telephone process was started anew.'),
    w('再检查一次', 'check again'),
  ),
  'check-failed': fault(
    w('检查没有做完。', 'The check could not be finished.'),
    w('再检查一次；再不行请看日志', 'check again; if it stays so look at the log'),
  ),
};

export function faultWords(fault: string): FaultWords {
  return commissioningFaults[fault] ?? { words: { zh: fault, en: fault }, next: [] };
}
