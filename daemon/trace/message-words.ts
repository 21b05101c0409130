/** Messages of ITU-T Q.931 table 4-2 and frames of Q.921 table 5: names, and words for who has never read them. */
import type { Words } from '../terms/cause-words.js';
import type { Q921Kind } from './q921.js';

type Named = readonly [name: string, zh: string, en: string];

const messages: Readonly<Record<number, Named>> = {
  0: ['ESCAPE', '转到另一套消息', 'a message of another set follows'],
  1: ['ALERTING', '对方正在振铃', 'the called telephone rings'],
  2: ['CALL PROCEEDING', '号码收全，正在接续', 'the number is complete, the call is on its way'],
  3: ['PROGRESS', '接续途中的情况（可能有提示音）', 'news on the way; perhaps an announcement'],
  5: ['SETUP', '请求建立呼叫', 'asks for a call'],
  7: ['CONNECT', '应答', 'answered'],
  13: ['SETUP ACKNOWLEDGE', '请继续发号码', 'wants more digits'],
  15: ['CONNECT ACKNOWLEDGE', '确认应答', 'the answer is acknowledged'],
  32: ['USER INFORMATION', '用户信息', 'information between users'],
  33: ['SUSPEND REJECT', '拒绝暂停', 'will not suspend the call'],
  34: ['RESUME REJECT', '拒绝恢复', 'will not resume the call'],
  36: ['HOLD', '请求保持', 'asks to hold the call'],
  37: ['SUSPEND', '请求暂停', 'asks to suspend the call'],
  38: ['RESUME', '请求恢复', 'asks to resume the call'],
  40: ['HOLD ACKNOWLEDGE', '同意保持', 'holds the call'],
  45: ['SUSPEND ACKNOWLEDGE', '已暂停', 'the call is suspended'],
  46: ['RESUME ACKNOWLEDGE', '已恢复', 'the call is resumed'],
  48: ['HOLD REJECT', '拒绝保持', 'will not hold the call'],
  49: ['RETRIEVE', '请求取回', 'asks to retrieve the call'],
  51: ['RETRIEVE ACKNOWLEDGE', '已取回', 'the call is retrieved'],
  55: ['RETRIEVE REJECT', '拒绝取回', 'will not retrieve the call'],
  69: ['DISCONNECT', '请求挂断', 'hangs up'],
  70: ['RESTART', '请求复位时隙', 'asks to restart channels'],
  77: ['RELEASE', '请求释放', 'gives the call up and asks to free it'],
  78: ['RESTART ACKNOWLEDGE', '时隙已复位', 'the channels are restarted'],
  90: ['RELEASE COMPLETE', '已释放', 'the call is freed'],
  96: ['SEGMENT', '长消息的一段', 'a part of a longer message'],
  98: ['FACILITY', '附加业务', 'a supplementary service'],
  100: ['REGISTER', '登记附加业务', 'registers a supplementary service'],
  110: ['NOTIFY', '通知', 'a notification'],
  117: ['STATUS ENQUIRY', '询问呼叫状态', 'asks for the state of the call'],
  121: ['CONGESTION CONTROL', '流量控制', 'controls the flow'],
  123: ['INFORMATION', '后续号码或信息', 'more digits or information'],
  125: ['STATUS', '报告呼叫状态', 'tells the state of the call'],
};

export function messageName(type: number): string {
  return messages[type]?.[0] ?? `message 0x${type.toString(16).padStart(2, '0')}`;
}

export function messageWords(type: number): Words {
  const named = messages[type];
  if (named !== undefined) return { zh: named[1], en: named[2] };
  return { zh: '标准里没有的消息', en: 'no message of the standard' };
}

export const messageType = {
  alerting: 0x01,
  proceeding: 0x02,
  progress: 0x03,
  setup: 0x05,
  connect: 0x07,
  setupAcknowledge: 0x0d,
  connectAcknowledge: 0x0f,
  disconnect: 0x45,
  restart: 0x46,
  release: 0x4d,
  restartAcknowledge: 0x4e,
  releaseComplete: 0x5a,
  statusEnquiry: 0x75,
  information: 0x7b,
  status: 0x7d,
} as const;

export const frameWords: Readonly<Record<Q921Kind, Words>> = {
  I: { zh: '带消息的帧', en: 'carries a message' },
  RR: { zh: '已收到，可以继续', en: 'received; ready for more' },
  RNR: { zh: '暂时收不了', en: 'cannot take more now' },
  REJ: { zh: '丢了一帧，请重发', en: 'a frame was lost; send it again' },
  SABME: { zh: '请求建立信令链路', en: 'asks for the signalling link' },
  UA: { zh: '同意', en: 'agreed' },
  DM: { zh: '拒绝建立信令链路', en: 'refuses the signalling link' },
  DISC: { zh: '请求断开信令链路', en: 'takes the signalling link down' },
  UI: { zh: '不编号的信息', en: 'information without a number' },
  FRMR: { zh: '收到无法理解的帧', en: 'a frame made no sense' },
  XID: { zh: '协商参数', en: 'negotiates parameters' },
};

/** ITU-T Q.931 table 4-9: call states of either side, as STATUS tells them. */
const callStates: Readonly<Record<number, readonly [zh: string, en: string]>> = {
  0: ['空闲', 'null'],
  1: ['已发起呼叫', 'call initiated'],
  2: ['正在发号', 'overlap sending'],
  3: ['去话接续中', 'outgoing call proceeding'],
  4: ['去话振铃', 'call delivered'],
  6: ['来话已到', 'call present'],
  7: ['来话振铃', 'call received'],
  8: ['请求应答', 'connect request'],
  9: ['来话接续中', 'incoming call proceeding'],
  10: ['通话', 'active'],
  11: ['请求挂断', 'disconnect request'],
  12: ['收到挂断', 'disconnect indication'],
  15: ['请求暂停', 'suspend request'],
  17: ['请求恢复', 'resume request'],
  19: ['请求释放', 'release request'],
  25: ['正在收号', 'overlap receiving'],
  61: ['请求复位', 'restart request'],
  62: ['正在复位', 'restart'],
};

export function callStateWords(state: number): Words {
  const [zh, en] = callStates[state] ?? ['未知', 'unknown'];
  return { zh: `${zh}（${state}）`, en: `${en} (${state})` };
}
