/**
 * What each fault of a trunk means, whose it is, and what to do, in the words of screens.md 3. Codes are stable: pages
 * and the wizard know them.
 */
import type { Words } from '../../terms/cause-words.js';
import type { FaultSide } from '../../terms/diagnosis.js';

export interface FaultWords {
  readonly side: FaultSide;
  readonly words: Words;
  /** First things first. */
  readonly next: readonly Words[];
  /** What the carrier is asked for; null: he is not to be asked. */
  readonly ask: Words | null;
}

const w = (zh: string, en: string): Words => ({ zh, en });
const fault = (side: FaultSide, words: Words, next: readonly Words[], ask: Words | null = null): FaultWords => ({
  side,
  words,
  next,
  ask,
});

const checkWires = w(
  '检查我方接收线：插头、巴伦、配线架；把收发两对线对调试一次',
  'check our receive pair: plug, balun, patch panel; swap the two pairs once to try',
);
const callCarrier = w('把下面的文字发给运营商', 'send the text below to the carrier');

export const trunkFaults: Readonly<Record<string, FaultWords>> = {
  looped: fault(
    'ours',
    w('此中继被我方设为环回，期间没有电话能通。', 'This span is looped here; no call can pass while it is.'),
    [w('在中继页解除环回，再诊断一次', 'take the loop off on the trunks page, then examine again')],
  ),
  'no-clock': fault(
    'ours',
    w('板卡没有时钟：驱动没有送来语音块。', 'The card has no clock: its driver brings no sound.'),
    [
      w(
        '在板卡页看驱动是否装载、中断是否在走',
        'see on the cards page whether the driver is loaded and interrupts come',
      ),
      w('关机，把卡重新插好或换一个插槽', 'switch off and seat the card anew, or in another slot'),
    ],
  ),
  'no-signal': fault(
    'cable',
    w(
      '什么都没收到：线没接好、收发接反，或运营商端口关着。',
      'Nothing is received: a wire, crossed pairs, or the carrier’s port is off.',
    ),
    [
      checkWires,
      w(
        '看运营商设备上此端口的灯；灯不亮就请运营商打开端口',
        'look at the lamp of this port on the carrier’s equipment; if it is dark, have it switched on',
      ),
    ],
    w('请确认贵方端口已打开并在发送信号。', 'Please confirm that your port is open and sends a signal.'),
  ),
  'signal-comes-and-goes': fault(
    'cable',
    w('信号时有时无：接触不良。', 'The signal comes and goes: a bad contact.'),
    [w('重新压接或更换插头、巴伦、跳线', 'make the plug, balun and patch cord anew'), callCarrier],
    w('贵方信号时有时无，请检查贵方线路与端口。', 'Your signal comes and goes; please check your line and port.'),
  ),
  'no-framing': fault(
    'unknown',
    w(
      '有信号但对不上帧：线路码或成帧不同，或线路极差。',
      'A signal that cannot be framed: another line code or framing, or a very bad line.',
    ),
    [
      w('在开通向导里换一次 CRC4 再试', 'try the other CRC4 setting in the wizard'),
      w('问运营商：E1 成帧、HDB3、是否为 75 欧或 120 欧', 'ask the carrier: framed E1, HDB3, 75 or 120 ohm'),
    ],
    w(
      '请告知贵方的成帧方式（应为 E1 成帧、HDB3）以及是否启用 CRC4。',
      'Please tell us your framing (we expect framed E1, HDB3) and whether CRC4 is on.',
    ),
  ),
  'framing-comes-and-goes': fault(
    'cable',
    w('帧同步时有时无：线路质量差。', 'Framing comes and goes: a bad line.'),
    [w('检查线长、接地和接头', 'check cable length, earthing and connectors'), callCarrier],
    w('我方多次失帧，请检查线路质量。', 'We lose framing again and again; please check the line.'),
  ),
  'crc4-mismatch': fault(
    'ours',
    w('帧能对上，但对端不用 CRC4，而我方设为使用。', 'Framed, but the far end has no CRC4 and we expect it.'),
    [
      w('把此中继的 CRC4 关掉（只影响此中继）', 'turn CRC4 off on this span (no other is touched)'),
      w('或请运营商打开 CRC4，以合同为准', 'or have the carrier turn it on, whichever the order says'),
    ],
    w(
      '请告知合同约定是否启用 CRC4；目前我方收不到 CRC4 复帧。',
      'Please tell us whether CRC4 is part of the order; we receive no CRC4 multiframe.',
    ),
  ),
  ais: fault(
    'carrier',
    w(
      '对端设备在告诉我们它的上游断了；我方无需改动。',
      'The carrier’s equipment tells us that its own source is gone; nothing is to be changed here.',
    ),
    [callCarrier],
    w(
      '我方收到 AIS（全 1），说明贵方上游中断，请恢复。',
      'We receive AIS (all ones): your equipment has lost its source. Please restore it.',
    ),
  ),
  'far-end-hears-nothing': fault(
    'cable',
    w(
      '我们能收到对端，对端收不到我们：查我方发送线。',
      'We hear the far end, it does not hear us: look at our transmit pair.',
    ),
    [
      w('检查我方发送线：插头、巴伦、配线架', 'check our transmit pair: plug, balun, patch panel'),
      w('核对 CRC4：两端须相同', 'compare CRC4: both ends must have the same'),
    ],
    w(
      '贵方向我方发送 RAI，请告知贵方收到的信号状态及 CRC4 设置。',
      'You send us RAI; please tell us what you receive and your CRC4 setting.',
    ),
  ),
  'alarm-comes-and-goes': fault(
    'unknown',
    w('告警时有时无：线路或对端设备不稳。', 'An alarm comes and goes: the line or the far equipment is not steady.'),
    [w('看中继页 24 小时图上的时刻', 'see the times on the 24 h chart of the span'), callCarrier],
    w('线路告警时有时无，请检查贵方设备。', 'The alarm comes and goes; please check your equipment.'),
  ),
  'line-errors': fault(
    'cable',
    w('线路有误码：电话里会有咔嗒声，传真会失败。', 'The line makes bit errors: clicks in calls, failed faxes.'),
    [
      w(
        '检查线长、屏蔽接地、接头、巴伦是否半接触',
        'check cable length, the earth of its screen, connectors, a half-open balun',
      ),
      w('换一根跳线，再诊断一次', 'change the patch cord and examine again'),
      callCarrier,
    ],
    w(
      '我方接收有误码，请在贵方端口核对误码计数并做环回测试。',
      'We receive bit errors; please compare your counters and run a loop test from your port.',
    ),
  ),
  'far-end-errors': fault(
    'cable',
    w(
      '对端收我们时有误码（E 位）：查我方发送线。',
      'The far end sees bit errors from us (E bits): look at our transmit pair.',
    ),
    [w('检查我方发送线的接头与接地', 'check the connectors and the earth of our transmit pair'), callCarrier],
    w(
      '贵方通过 E 位报告误码，请告知贵方接收电平与误码计数。',
      'Your E bits report errors; please tell us your receive level and counters.',
    ),
  ),
  'clock-not-from-line': fault(
    'ours',
    w(
      '两端时钟不同步：我方用自己的时钟，应取自运营商。',
      'The clocks differ: we run on our own, and should take the carrier’s.',
    ),
    [w('在此中继的设置里把时钟源次序改为 1', 'make this span clock source number 1 in its setup')],
  ),
  slips: fault(
    'unknown',
    w(
      '时钟不同步，有滑码：声音有咔嗒声，传真会失败。',
      'The clocks differ and the line slips: clicks in calls, failed faxes.',
    ),
    [
      w(
        '只应有一个时钟源：以运营商的第一条中继为 1',
        'there should be one clock source: the carrier’s first span as number 1',
      ),
      w('两条中继来自不同运营商时，问谁的时钟可靠', 'with spans of two carriers, ask whose clock is good'),
      callCarrier,
    ],
    w('线路有滑码，请确认贵方时钟由网络主钟提供。', 'The line slips; please confirm that your clock is the network’s.'),
  ),
  'd-channel-errors': fault(
    'cable',
    w('信令帧被破坏：呼叫会慢、会失败。', 'Signalling frames are spoilt: calls are slow or fail.'),
    [w('先排除线路误码（接头、接地）', 'rule out bit errors of the line first (connectors, earth)'), callCarrier],
    w(
      '时隙 16 的 HDLC 帧校验错误很多，请检查线路和 D 信道。',
      'Many HDLC frames on timeslot 16 have a wrong check sequence; please check line and D-channel.',
    ),
  ),
  'timeslot-16-idle': fault(
    'carrier',
    w(
      '语音线好，但时隙 16 没有信令：运营商未开通 D 信道。',
      'The line is good, but timeslot 16 carries no signalling: the carrier has not opened the D-channel.',
    ),
    [callCarrier],
    w(
      '时隙 16 只有全 1。请开通 DSS1 (ISDN PRI) 的 D 信道。',
      'Timeslot 16 carries only ones. Please open the D-channel for DSS1 (ISDN PRI).',
    ),
  ),
  'no-answer-to-sabme': fault(
    'carrier',
    w(
      '收到光/电信号正常，但对端没有应答我们的 SABME。',
      'The signal is well, but the far end does not answer our SABME.',
    ),
    [
      callCarrier,
      w('核对合同：应为 DSS1 (PRI)，不是中国一号', 'look at the order: it should be DSS1 (PRI), not China No. 1'),
    ],
    w(
      '请检查 16 时隙是否按 DSS1 开通，并答复我方的 SABME。',
      'Please check that timeslot 16 is opened for DSS1 and answers our SABME.',
    ),
  ),
  'link-not-answered': fault(
    'carrier',
    w(
      '对端在时隙 16 上有帧，但不应答我们的 SABME。',
      'The far end sends frames on timeslot 16, but does not answer our SABME.',
    ),
    [callCarrier, w('核对信令：DSS1、TEI 0', 'compare the signalling: DSS1, TEI 0')],
    w(
      '贵方有 D 信道帧，但不应答 SABME，请核对 DSS1、TEI 0。',
      'You send D-channel frames but do not answer SABME; please check DSS1 and TEI 0.',
    ),
  ),
  'd-channel-not-heard': fault(
    'unknown',
    w(
      '对端的信令到得了我们，我们的到不了它：时隙 16 只通单方向。',
      'The far end’s signalling reaches us, ours does not reach it: timeslot 16 passes one way only.',
    ),
    [
      callCarrier,
      w(
        '中间有复用或交叉设备时，检查时隙 16 的发送方向',
        'with a multiplexer between, check timeslot 16 in our direction of sending',
      ),
    ],
    w(
      '贵方重复发送 SABME，说明收不到我方的 UA；请检查时隙 16 的接收方向。',
      'You repeat your SABME, so our UA does not reach you; please check timeslot 16 in your receive direction.',
    ),
  ),
  'both-user-side': fault(
    'ours',
    w('对端也是用户侧(CPE)，两边都在等。', 'The far end is the user side (CPE) too; both wait for a network.'),
    [
      w('对端是交换机：请运营商把此口设为网络侧', 'towards a carrier: have his port set to the network side'),
      w('对端是用户交换机：把我方此中继设为网络侧', 'towards a PBX: set this span to the network side here'),
    ],
    w(
      '贵方端口目前是用户侧，请改为网络侧（我方为用户侧）。',
      'Your port is set to the user side; please set it to the network side (ours is the user side).',
    ),
  ),
  'both-network-side': fault('ours', w('两端都是网络侧。', 'Both ends are the network side.'), [
    w('把我方此中继设为用户侧', 'set this span to the user side here'),
  ]),
  'link-refused': fault(
    'carrier',
    w('收到 DM：链路被对端拒绝。', 'DM received: the far end refuses the link.'),
    [callCarrier, w('核对用户侧/网络侧与 TEI 0', 'compare user and network side, and TEI 0')],
    w(
      '贵方以 DM 拒绝我方 SABME，请启用此 D 信道。',
      'You refuse our SABME with DM; please put this D-channel into service.',
    ),
  ),
  'link-disconnected': fault(
    'carrier',
    w('对端主动拆除了链路 (DISC)。', 'The far end has taken the link down (DISC).'),
    [callCarrier],
    w('贵方发送 DISC，请说明原因并恢复 D 信道。', 'You send DISC; please tell us why and restore the D-channel.'),
  ),
  'link-unstable': fault(
    'unknown',
    w('信令链路时断时续。', 'The signalling link breaks and comes back.'),
    [
      w(
        '看中继页图上 SABME、DISC 的时刻，与误码、滑码对照',
        'compare the times of SABME and DISC on the chart with errors and slips',
      ),
      callCarrier,
    ],
    w('D 信道时断时续，请检查。', 'The D-channel breaks again and again; please check it.'),
  ),
  'restart-not-acknowledged': fault(
    'carrier',
    w(
      '链路通，但对端不确认 RESTART：呼叫控制没有启用。',
      'The link is up, but RESTART is not acknowledged: call control is not in service.',
    ),
    [callCarrier],
    w(
      '贵方不确认 RESTART，请检查此群的呼叫控制是否启用。',
      'You do not acknowledge RESTART; please check that call control of this group is in service.',
    ),
  ),
  'status-received': fault(
    'unknown',
    w('对端不接受我方的某些消息。', 'The far end does not accept some of our messages.'),
    [w('核对协议：EuroISDN 或 QSIG', 'compare the protocol: EuroISDN or QSIG'), callCarrier],
    w('贵方回 STATUS，请告知贵方的协议版本。', 'You answer with STATUS; please tell us your protocol.'),
  ),
  'blocked-here': fault(
    'ours',
    w('话路被我方闭塞，打不出也打不进。', 'The channels are blocked here: no call in or out.'),
    [w('在话路页解除闭塞', 'unblock them on the channels page')],
  ),
  'blocked-by-far-end': fault(
    'carrier',
    w('话路被运营商闭塞。', 'The channels are blocked by the carrier.'),
    [callCarrier],
    w('贵方闭塞了此中继的话路，请解除。', 'You have blocked the channels of this span; please unblock them.'),
  ),
  'stuck-channels': fault(
    'unknown',
    w(
      '许多话路卡住：两端对哪些话路在用看法不同。',
      'Many channels are stuck: the two ends differ on which are in use.',
    ),
    [w('在话路页逐个复位 (RESTART)', 'restart them on the channels page'), callCarrier],
    w('许多话路状态不一致，请复位此中继。', 'Many channels are out of step; please reset this span.'),
  ),
  'numbers-refused': fault(
    'carrier',
    w(
      '线路通，但运营商拒绝这样的号码或业务：多为主叫号码未开通。',
      'The line is well, but the carrier refuses such numbers or services: most often our caller’s number is not opened.',
    ),
    [
      w(
        '核对此中继显示的主叫号码是否为运营商所分配',
        'compare the number that this trunk shows with those the carrier has assigned',
      ),
      w(
        '核对号码类型与区号（在号码页试一个号码）',
        'compare number type and area code (try a number on the numbers page)',
      ),
      callCarrier,
    ],
    w(
      '贵方拒绝我方呼叫，请核对我方主叫号码、号码类型及业务权限。',
      'You refuse our calls; please check our caller’s number, number type and rights.',
    ),
  ),
  'no-caller-numbers': fault(
    'carrier',
    w('来话都没有主叫号码。', 'Calls come in without the caller’s number.'),
    [callCarrier],
    w('请开通来电显示（主叫号码）。', 'Please open calling line identification for us.'),
  ),
  'network-full': fault(
    'carrier',
    w('运营商没有空闲电路或网络拥塞。', 'The carrier has no free circuit, or its network is congested.'),
    [w('过几分钟再试', 'try again in some minutes'), callCarrier],
    w('贵方以“无电路/拥塞”拒绝呼叫，请检查。', 'You refuse calls for want of a circuit; please check.'),
  ),
  'call-refused': fault(
    'unknown',
    w('线路通，但测试电话被拒。', 'The line is well, but the test call was refused.'),
    [w('换一个测试号码再试', 'try another test number'), w('看此呼叫的梯形图', 'see the ladder of this call')],
    w('测试电话被拒，请查原因。', 'Our test call was refused; please look into it.'),
  ),
  'nothing-heard': fault(
    'carrier',
    w(
      '电话接通了，但听不到任何声音：语音时隙没有接通。',
      'The call was answered, but nothing is heard: the speech timeslot is not put through.',
    ),
    [
      w(
        '换一个时隙再打测试电话：若都无声，时隙编号与对端不同',
        'test another timeslot: if all are silent, the two ends number them differently',
      ),
      callCarrier,
    ],
    w(
      '测试电话接通后无声，请核对时隙编号与语音通路。',
      'Our test call is silent after the answer; please check timeslot numbering and the speech path.',
    ),
  ),
  'wrong-level': fault(
    'unknown',
    w('声音过大或过小。', 'The sound is too loud or too quiet.'),
    [w('在线路实验室调整增益', 'adjust the gain in the line lab')],
    null,
  ),
};

export const well: FaultWords = fault('none', w('此中继一切正常。', 'This span is well.'), [
  w(
    '若仍有问题，请用“打不通”或“没声音”检查整机',
    'if trouble goes on, let “cannot call” or “no sound” look at the box',
  ),
]);
