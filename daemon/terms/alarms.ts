/**
 * Alarms of a span in plain words, and what to look at first (screens.md 3.3). LOS, LOF, AIS and RAI
 * are those of ITU-T G.775 and G.706.
 */
import type { Words } from './cause-words.js';

/** 'd-channel': the line is good, the signalling on timeslot 16 is not. */
export type AlarmCode = 'LOS' | 'LOF' | 'AIS' | 'RAI' | 'd-channel';

export interface AlarmWords {
  /** The colour technicians call it by; '' if it has none. */
  readonly colour: Words;
  readonly meaning: Words;
  readonly lookFirst: Words;
}

export const alarmWords: Readonly<Record<AlarmCode, AlarmWords>> = {
  LOS: {
    colour: { zh: '红', en: 'red' },
    meaning: { zh: '什么都没收到', en: 'nothing received' },
    lookFirst: {
      zh: '我方接收线、巴伦、配线架；再问运营商端口是否关闭',
      en: 'our receive wire, balun and patch panel; then whether the carrier has switched the port off',
    },
  },
  LOF: {
    colour: { zh: '红', en: 'red' },
    meaning: { zh: '有信号但对不上帧', en: 'signal but no framing' },
    lookFirst: {
      zh: 'CRC4 设置，然后线路码，最后线路质量',
      en: 'the CRC4 setting, then the line code, then a very bad line',
    },
  },
  AIS: {
    colour: { zh: '蓝', en: 'blue' },
    meaning: { zh: '对端发全 1：它的上游断了', en: 'the far end is alive, its source is not' },
    lookFirst: { zh: '联系运营商；我方无需改动', en: 'call the carrier; nothing is to be changed here' },
  },
  RAI: {
    colour: { zh: '黄', en: 'yellow' },
    meaning: { zh: '对端收不到我们，我们能收到它', en: 'they cannot hear us, we hear them' },
    lookFirst: { zh: '我方发送线', en: 'our transmit wire' },
  },
  'd-channel': {
    colour: { zh: '', en: '' },
    meaning: { zh: '语音线好，信令不通', en: 'the line is good, signalling is not' },
    lookFirst: {
      zh: '时隙 16 是否按 DSS1 开通、用户侧与网络侧是否相反、TEI、HDLC 是否反相',
      en: 'whether timeslot 16 is opened for DSS1, user and network side, TEI, inverted HDLC',
    },
  },
};
