/**
 * Incidents in words: repairs, refusals, limits that were hit, and what people did to the lines. A code stands in the
 * database as long as its row, so it is never given another meaning; a test holds this list to what the daemon raises.
 */
import type { Words } from './cause-words.js';

/** 'fault' needs a look; 'limit' was refused or cut for want of room; 'mended' repaired itself; 'order' somebody's deed. */
export type IncidentKind = 'fault' | 'limit' | 'mended' | 'order';

export interface IncidentWords extends Words {
  readonly kind: IncidentKind;
}

const of =
  (kind: IncidentKind) =>
  (zh: string, en: string): IncidentWords => ({ kind, zh, en });
const fault = of('fault');
const limit = of('limit');
const mended = of('mended');
const order = of('order');

const lines = {
  'span-alarm': fault('中继告警', 'alarm on a span'),
  'd-channel-down': fault('D 信道断了', 'D-channel down'),
  'no-channel': limit('没有空闲时隙，来电被拒 (34)', 'no idle channel, a call in was refused (34)'),
  'channel-busy': fault(
    '对方指定的时隙正忙，来电被拒 (44)',
    'the channel asked for was busy, a call in was refused (44)',
  ),
  'call-refused': fault('来电被拒', 'a call in was refused'),
  'channel-stuck': fault('时隙卡住，正在自动重启', 'a channel is stuck and being restarted'),
  'channel-restarted': order('重启时隙', 'channel restarted'),
  'channels-blocked': order('闭塞话路', 'channels blocked'),
  'channels-unblocked': order('解除闭塞', 'channels unblocked'),
  'channels-draining': order('腾空话路', 'channels draining'),
  'channel-adjusted': order('调整增益或回声抵消', 'gain or echo cancelling changed'),
  'blocked-by-far-end': fault('对端闭塞了时隙', 'the far end blocked a channel'),
  'unblocked-by-far-end': mended('对端解除了闭塞', 'the far end unblocked a channel'),
  'span-loopback': order('环回', 'loopback'),
  'line-no-battery': fault('外线没有馈电：线断了', 'an exchange line has no battery: the wire is cut'),
  'line-battery-back': mended('外线馈电恢复', 'an exchange line has its battery back'),
  'bit-test-started': order('误码测试开始', 'bit-error test begun'),
  'bit-test-ended': order('误码测试结束', 'bit-error test ended'),
  'test-call': order('试呼', 'test call'),
  'hangup-learning': order('学习挂机音', 'learning a hang-up tone'),
  'hangup-learned': order('学到挂机音', 'hang-up tone learned'),
  'hangup-not-learned': fault('没有学到挂机音', 'no hang-up tone learned'),
  'hangup-tone-set': order('设定挂机音', 'hang-up tone set'),
  'unknown-channel': fault('来自未知话路的事件', 'an event of an unknown channel'),
  'ring-failed': fault('话机振不了铃', 'a telephone could not be rung'),
  'command-failed': fault('线路没有执行命令', 'the lines did not carry out a command'),
  'trunk-full': limit('中继群占满', 'a trunk is full'),
  'trunk-refused': fault('中继群拒绝了呼出', 'a trunk refused a call out'),
  'caller-number-refused': fault('显示的主叫号码被拒', 'the caller’s number shown was refused'),
  'card-missing': fault('板卡打不开', 'the card cannot be opened'),
  'card-blink': order('点亮板卡端口', 'a port of a card blinked'),
  'driver-configured': order('配置板卡驱动', 'the card’s driver configured'),
} as const;

const spans = {
  'span-held': order('中继停止接新通话', 'span held: no new calls'),
  'span-given-back': order('中继恢复接通话', 'span given back'),
  'span-set-up': order('中继按新设置打开', 'span set up anew'),
  'span-calls-cleared': order('改设置时切断了通话', 'calls cleared to set up a span'),
  'span-change-waiting': order('中继改动：等通话结束', 'span change: waiting for calls'),
  'span-change-applying': order('中继改动：正在应用', 'span change: applying'),
  'span-change-watching': order('中继改动：观察中', 'span change: watching'),
  'span-change-kept': order('中继改动：已保留', 'span change: kept'),
  'span-change-rolling-back': fault('中继改动：正在改回', 'span change: going back'),
  'span-change-rolled-back': mended('中继改动：已自动改回', 'span change: taken back by itself'),
  'span-change-refused': order('中继改动：没有应用', 'span change: not applied'),
  'span-change-cancelled': order('中继改动：已取消', 'span change: cancelled'),
  'span-change-stuck': fault('中继改动改不回去', 'a span change cannot be taken back'),
  'span-change-unexpected': fault('中继改动中出现意外', 'something unexpected in a span change'),
  'span-not-given-back': fault('中继没能恢复接通话', 'a span could not be given back'),
  'span-not-restored': fault('中继没能恢复原设置', 'a span could not be restored'),
  'commissioning-check-failed': fault('开通检查出错', 'a check of the wizard failed'),
  'commissioning-ended': order('开通结束', 'commissioning ended'),
} as const;

const calls = {
  'emergency-call': order('拨打了紧急号码', 'an emergency number was called'),
  'unknown-number': fault('来电拨的号码没有登记', 'a number that is not listed was called'),
  'forward-loop': limit('前转绕圈，已停', 'call forwarding in a circle, stopped'),
  'remote-number-refused': fault('外部话机号码被拒', 'the number of a remote telephone was refused'),
  'call-back-impossible': fault('回电打不出去', 'a call-back cannot be made'),
  'call-backs-full': limit('回电已满', 'too many call-backs'),
  'call-data-full': limit('随路数据已满', 'the data of a call is full'),
  'call-full': limit('通话方已满', 'a call has all the parties it may have'),
  'prompt-unplayable': fault('语音播不了', 'a prompt cannot be played'),
  'flow-missing': fault('流程不存在', 'a flow is missing'),
  'flow-node-missing': fault('流程缺少步骤', 'a step of a flow is missing'),
  'flow-loop': limit('流程绕圈，已停', 'a flow runs in a circle, stopped'),
  'flow-too-long': limit('流程步骤太多，已停', 'a flow has too many steps, stopped'),
  'queue-full': limit('队列已满', 'a queue is full'),
  'queue-missing': fault('队列不存在', 'a queue is missing'),
  'queue-too-often': limit('一通电话进出队列太多次', 'a call has been in queues too often'),
  'overflow-loop': limit('队列互相溢出，已停', 'queues overflow into each other, stopped'),
  'rule-wrong': fault('路由规则有误', 'a rule is wrong'),
  'rules-too-many': limit('路由规则太多', 'too many rules'),
  'schedule-missing': fault('时间表不存在', 'a schedule is missing'),
  'double-reservation': fault('一名座席被预占两次', 'an agent was reserved twice'),
  'switch-loop': limit('处理绕圈，已停', 'handling went in a circle, stopped'),
  'mishandled-event': fault('一个事件处理出错', 'an event was mishandled'),
  'lookup-failed': fault('客户资料查不到', 'customer data could not be looked up'),
} as const;

const repairs = {
  'repair-answer-missed': mended('补记漏掉的应答', 'a missed answer was put right'),
  'repair-channel-moved': mended('更正话路移动', 'a moved channel was put right'),
  'repair-channel-reused': mended('更正被重用的话路', 'a reused channel was put right'),
  'repair-drained': mended('更正已腾空的话路', 'a drained channel was put right'),
  'repair-hook': mended('更正摘挂机状态', 'a hook was put right'),
  'repair-lift-missed': mended('补记漏掉的摘机', 'a missed lift was put right'),
  'repair-seizure-gone': mended('清掉已结束的占用', 'a use that had ended was cleared'),
  'repair-unknown-seizure': mended('清掉未知的占用', 'an unknown use was cleared'),
} as const;

const recordings = {
  storage: fault('录音磁盘', 'the recordings’ disk'),
  'recording-disk-full': fault('磁盘满，录音中断', 'disk full, a recording broke off'),
  'recording-write-error': fault('录音写不进去', 'a recording could not be written'),
  'recording-file-exists': fault('录音文件已存在', 'the file of a recording exists already'),
  'recording-too-slow': fault('磁盘太慢，录音中断', 'disk too slow, a recording broke off'),
  'recording-too-long': limit('录音太长，另起一段', 'a recording was too long, another one begun'),
  'recording-pause-too-long': limit('录音暂停太久，已继续', 'a recording was paused too long and goes on'),
  'recording-end-missing': fault('录音没有收尾', 'a recording’s end is missing'),
  'recording-changed': fault('录音文件被改动', 'a recording’s file was changed'),
  'recording-unsealed': fault('录音没有封存', 'a recording was not sealed'),
  'recording-not-deleted': fault('到期录音没删掉', 'a recording due for deletion was not deleted'),
  'recording-not-encrypted': fault('录音没有加密', 'a recording was not encrypted'),
  'recording-key-missing': fault('缺少录音密钥', 'the key of recordings is missing'),
  'recordings-unchecked': fault('录音没有核对', 'recordings were not checked'),
  'recordings-differ': fault('录音与台账不一致', 'recordings differ from their ledger'),
  'trace-lost': fault('信令跟踪丢了帧（磁盘满或太慢）', 'frames of the trace were lost (disk full or slow)'),
  'trace-recovered': mended('信令跟踪恢复', 'the trace goes on'),
  'trace-mended': mended('截掉了跟踪文件末尾写了一半的记录', 'a record cut short at the end of a trace was cut off'),
  'store-degraded': fault('数据库写不进去', 'the database cannot be written'),
  'store-recovered': mended('数据库恢复写入', 'the database is written again'),
  'store-backlog': fault('待写入的记录积压', 'rows wait to be written'),
  'store-overflow': fault('记录太多，丢了一部分', 'too many rows, some were lost'),
  'rows-redone': mended('补写了上次没写完的记录', 'rows that were cut off were written again'),
  'redo-failed': fault('上次没写完的记录补不回来', 'rows that were cut off could not be written again'),
  'row-refused': fault('数据库拒绝了一条记录', 'the database refused a row'),
} as const;

const box = {
  'clock-set-back': fault(
    '系统时间被往回拨了：计时照常，记录的时间比钟快，直到无人签入时电话进程重启',
    'the time of day was set back: durations stay right, the times of records are ahead of it until the telephone process starts anew with nobody signed in',
  ),
} as const;

const outbound = {
  'attempt-left-waiting': fault('一次外呼没有收尾', 'an attempt was left waiting'),
  'campaign-calls-emergency': limit(
    '外呼活动要拨紧急号码，已拒绝',
    'a campaign wanted to call an emergency number: refused',
  ),
  'campaign-ended-itself': order('外呼活动自动结束', 'a campaign ended by itself'),
  'too-many-campaigns': limit('外呼活动太多', 'too many campaigns'),
} as const;

export const incidentWords: Readonly<Record<string, IncidentWords>> = {
  ...lines,
  ...spans,
  ...calls,
  ...repairs,
  ...recordings,
  ...box,
  ...outbound,
};
