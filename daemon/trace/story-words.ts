/** Events of a call (call_events) as arrows and words. What isn't listed is a note in the box's column by its own name. */
import type { Direction } from '../terms/calls.js';
import type { LadderColumn } from '../terms/line-trace.js';

export interface StoryWords {
  readonly from: LadderColumn;
  readonly to: LadderColumn;
  readonly zh: string;
  readonly en: string;
}

type Row = readonly [from: LadderColumn, to: LadderColumn, zh: string, en: string];
const rows: Readonly<Record<string, Row>> = {
  'service-number': ['switch', 'switch', '对外服务号码', 'the number callers know'],
  'number-complete': ['switch', 'switch', '号码收全', 'the number is complete'],
  'caller-id': ['channel', 'switch', '来电显示到了', 'the caller ID came'],
  answered: ['switch', 'channel', '应答', 'answered'],
  'flow-node': ['switch', 'switch', '流程走到', 'the flow is at'],
  'flow-timeout': ['switch', 'switch', '流程等待超时', 'the flow waited in vain'],
  digit: ['channel', 'switch', '来话人按键', 'the caller pressed a key'],
  heard: ['switch', 'channel', '提示音听完', 'the prompt was heard'],
  queued: ['switch', 'queue', '进入队列', 'waits in the queue'],
  announced: ['queue', 'switch', '播报排队位置', 'the place in the queue is told'],
  overflowed: ['queue', 'switch', '离开队列（溢出）', 'leaves the queue by its rule'],
  'preferred-absent': ['queue', 'queue', '指定座席不在', 'the preferred agent is absent'],
  rules: ['queue', 'queue', '按规则处理', 'a rule applies'],
  voicemail: ['queue', 'switch', '转留言', 'to voicemail'],
  offered: ['queue', 'agent', '分给座席', 'given to the agent'],
  'offer-withdrawn': ['queue', 'agent', '撤回分配', 'taken back from the agent'],
  'pop-shown': ['agent', 'switch', '来电弹屏已显示', 'the page shows the customer'],
  ringing: ['switch', 'agent', '座席话机振铃', "the agent's telephone rings"],
  'ring-timeout': ['agent', 'switch', '座席没有接听', 'the agent did not answer'],
  'ring-failed': ['switch', 'agent', '座席话机不能振铃', "the agent's telephone cannot ring"],
  'not-reached': ['switch', 'agent', '没有找到人', 'nobody was reached'],
  talking: ['channel', 'agent', '双方通话', 'they talk'],
  left: ['agent', 'switch', '一方离开', 'somebody left'],
  'laid-on-hold': ['agent', 'switch', '保持', 'on hold'],
  hold: ['agent', 'switch', '保持', 'on hold'],
  retrieve: ['agent', 'switch', '取回', 'back from hold'],
  transfer: ['agent', 'switch', '转接', 'a transfer'],
  consult: ['agent', 'switch', '咨询', 'a consultation'],
  consulting: ['agent', 'switch', '正在咨询', 'in consultation'],
  complete: ['agent', 'switch', '完成转接', 'the transfer is done'],
  parked: ['agent', 'switch', '驻留', 'parked'],
  'park-return': ['switch', 'agent', '驻留超时返回', 'back from parking'],
  'picked-up': ['agent', 'switch', '代接', 'picked up'],
  supervision: ['agent', 'agent', '班长介入', 'a supervisor'],
  disposition: ['agent', 'switch', '话务小结', 'the outcome'],
  dialled: ['switch', 'channel', '外呼', 'dials out'],
  'dialled-too': ['switch', 'channel', '加呼一方', 'dials one more'],
  alerting: ['channel', 'switch', '对方振铃', 'the called telephone rings'],
  progress: ['channel', 'switch', '接续途中的情况', 'news on the way'],
  tone: ['channel', 'switch', '听到信号音', 'a tone is heard'],
  fax: ['channel', 'switch', '听到传真音', 'a fax tone is heard'],
  modem: ['channel', 'switch', '听到调制解调器音', 'a modem tone is heard'],
  flash: ['agent', 'switch', '拍叉簧', 'the hook was tapped'],
  answerer: ['channel', 'switch', '判断应答者', 'who has answered'],
  judged: ['switch', 'switch', '判断应答者', 'who has answered'],
  'not-dialled': ['switch', 'switch', '没有拨出', 'not dialled'],
  'trunk-full': ['switch', 'switch', '中继没有空闲时隙', 'the trunk has no free channel'],
  'trunk-refused': ['channel', 'switch', '中继拒绝', 'the trunk refused'],
  forwarded: ['switch', 'switch', '前转', 'forwarded'],
  'forward-loop': ['switch', 'switch', '前转成环', 'forwards lead in a circle'],
  repaired: ['switch', 'switch', '本机修复了状态', 'the box repaired its state'],
  ended: ['switch', 'channel', '通话结束', 'the call is over'],
};

const inbound: Row = ['channel', 'switch', '来话', 'a call comes in'];
const outbound: Row = ['agent', 'switch', '去话', 'a call goes out'];

export function storyWords(what: string, direction: Direction): StoryWords {
  const row = what === 'started' ? (direction === 'inbound' ? inbound : outbound) : rows[what];
  const [from, to, zh, en] = row ?? ['switch', 'switch', what, what];
  // Outbound it is the far end that answers.
  if (what === 'answered' && direction !== 'inbound') return { from: 'channel', to: 'switch', zh, en };
  return { from, to, zh, en };
}

/** Keys of an event's detail, in words; others by their own name. */
const details: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  agent: ['座席', 'agent'],
  queue: ['队列', 'queue'],
  channel: ['时隙', 'channel'],
  trunk: ['中继', 'trunk'],
  cause: ['原因', 'cause'],
  node: ['节点', 'node'],
  flow: ['流程', 'flow'],
  why: ['原因', 'why'],
  endedBy: ['挂机方', 'ended by'],
  ending: ['结果', 'ending'],
  tone: ['信号音', 'tone'],
  callerId: ['来显方式', 'caller ID by'],
  sentCallingNumber: ['网络送来的主叫', 'calling number as sent'],
  sent: ['送来的号码', 'as sent'],
  calledNumber: ['被叫号码', 'called number'],
  serviceNumber: ['服务号码', 'service number'],
  callingName: ['主叫名称', "caller's name"],
  digit: ['按键', 'key'],
  position: ['位置', 'place'],
  purpose: ['用途', 'purpose'],
  line: ['线路', 'line'],
  dialled: ['所拨号码', 'dialled'],
  kind: ['号码种类', 'kind of number'],
  route: ['路由', 'route'],
  ticket: ['排队号', 'ticket'],
  points: ['优先分', 'points'],
  visit: ['第几次排队', 'visit'],
  waitMs: ['已等毫秒', 'waited, ms'],
  strategy: ['分配方式', 'strategy'],
  metric: ['比较值', 'compared by'],
  idleMs: ['空闲毫秒', 'idle, ms'],
  rank: ['名次', 'rank'],
  of: ['候选人数', 'of so many'],
  level: ['级别', 'level'],
  next: ['下一位座席', 'next agent'],
  nextMetric: ['下一位的比较值', 'the next one’s'],
  afterMs: ['过后毫秒', 'after, ms'],
  missedInRow: ['连续未接', 'missed in a row'],
  party: ['第几方', 'party'],
  role: ['身份', 'role'],
  side: ['哪一侧', 'side'],
  bridge: ['通话桥', 'bridge'],
  inband: ['带内有声音', 'sound in band'],
  attempt: ['第几次', 'attempt'],
  slot: ['驻留位', 'slot'],
  tries: ['次数', 'times'],
  percent: ['听到百分之', 'heard, %'],
  judge: ['判断依据', 'judged by'],
  who: ['应答者', 'who'],
  when: ['何时前转', 'when'],
  to: ['转到', 'to'],
  way: ['经过', 'way'],
  what: ['做法', 'what'],
  by: ['由谁', 'by'],
  direction: ['方向', 'direction'],
  problem: ['问题', 'problem'],
  disposition: ['小结', 'outcome'],
  callBack: ['回拨', 'call-back'],
};

export function detailName(key: string): { readonly zh: string; readonly en: string } {
  const [zh, en] = details[key] ?? [key, key];
  return { zh, en };
}

/** Values that are codes of this program, in Chinese; in English the code itself reads well. */
const values: Readonly<Record<string, string>> = {
  true: '是',
  false: '否',
  none: '无',
  system: '系统',
  caller: '来话人',
  called: '被叫',
  agent: '座席',
  network: '网络',
  customer: '客户',
  outside: '外部',
  supervisor: '班长',
  in: '来话',
  out: '去话',
  'near-end': '我方',
  'far-end': '对端',
  completed: '已完成',
  abandoned: '客户放弃',
  unanswered: '无人应答',
  refused: '被拒',
  interrupted: '中断',
  'not-answered': '没有应答',
  mobile: '手机',
  local: '本地',
  national: '国内长途',
  international: '国际',
  service: '特服',
  emergency: '紧急',
  'no-route': '没有路由',
  'international-closed': '没有国际权限',
  'longest-idle': '空闲最久者',
  'no-page': '座席没有打开网页',
  person: '真人',
  machine: '答录机',
  busy: '忙音',
  congestion: '拥塞音',
  dial: '拨号音',
  ringback: '回铃音',
  vacant: '空号音',
  howler: '催挂音',
  sit: '特殊信息音',
};
/** Keys whose value is somebody's own name, never a code. */
const named: ReadonlySet<string> = new Set(['queue', 'flow', 'node', 'trunk', 'channel', 'line', 'by', 'callingName']);

export function detailValue(key: string, value: string): { readonly zh: string; readonly en: string } {
  return {
    zh: (named.has(key) && value !== 'near-end' && value !== 'far-end' ? undefined : values[value]) ?? value,
    en: value,
  };
}
