/** A call in and a call out, as far as they can be judged without ears (screens.md 3.1, step 6). */
import type { Words } from '../../terms/cause-words.js';
import { causeWords } from '../../terms/causes.js';
import type { TestCall } from '../../terms/diagnosis.js';
import { failed, type Judged, seconds, waiting, well } from '../judged.js';

/** What speech at a trunk should have. */
export const leastDbm0 = -20;
export const mostDbm0 = -10;
/** What a test call sends as keys (daemon/calls/test-calls): heard again, they came back as an echo. */
export const keysSent = '1470';

export interface TestCalls {
  /** Null: not begun. */
  readonly in: TestCall | null;
  readonly out: TestCall | null;
  /** A call out is wanted. */
  readonly wantsOut: boolean;
  /** Why one could not be started; '' it could. */
  readonly refused: string;
}

export function judgeTestCalls(calls: TestCalls): Judged {
  const told = callsWords(calls);
  if (calls.refused !== '') return failed('test-call-refused', told);
  const begun = [calls.in, calls.out].filter((call) => call !== null);
  if (calls.out !== null) {
    const fault = faultOf(calls.out, 'call-out-failed');
    if (fault !== null) return failed(fault, told);
  }
  if (calls.in !== null) {
    const fault = faultOf(
      calls.in,
      calls.in.callingNumber === '' && calls.in.callId === null ? 'no-call-in' : 'call-in-failed',
    );
    if (fault !== null) return failed(fault, told);
    if (calls.in.endedAt !== null && calls.in.callingNumber === '') return failed('caller-number-missing', told);
  }
  const areOver = calls.in?.endedAt != null && (!calls.wantsOut || calls.out?.endedAt != null);
  if (!areOver) return waiting(told, begun.filter(({ endedAt }) => endedAt !== null).length / (calls.wantsOut ? 2 : 1));
  if (!begun.some(({ endedBy }) => endedBy === 'far-end')) return failed('release-not-noticed', told);
  return well(told);
}

/** Of a call that is over; null: nothing wrong, or not over. */
function faultOf(call: TestCall, failedAs: string): string | null {
  if (call.endedAt === null) return null;
  if (call.answeredAfterMs === null) return failedAs;
  if (call.levelDbm0 === null) return 'nothing-heard';
  if (call.digits.includes(keysSent)) return 'echo-heard';
  // As it is shown: the measuring tone of exactly -10 dBm0 (ITU-T O.22) is no fault when it is measured as -9.98.
  const shownDbm0 = Math.round(call.levelDbm0 * 10) / 10;
  return shownDbm0 < leastDbm0 || shownDbm0 > mostDbm0 ? 'wrong-level' : null;
}

function callsWords({ in: callIn, out, wantsOut, refused }: TestCalls): Words {
  const parts: Words[] = [];
  if (out !== null) parts.push(callWords(out));
  if (callIn !== null && callIn.state !== 'waiting') parts.push(callWords(callIn));
  else if (callIn !== null) {
    parts.push({
      zh: '请用手机拨进来，说几句话，然后先挂机',
      en: 'dial in from a mobile, say something, then hang up first',
    });
  }
  if (!wantsOut && callIn?.endedAt != null) parts.push({ zh: '没有试打出', en: 'no call out was tried' });
  if (refused !== '') parts.push({ zh: refused, en: refused });
  return { zh: parts.map(({ zh }) => zh).join('；'), en: parts.map(({ en }) => en).join('; ') };
}

function callWords(call: TestCall): Words {
  const { direction, callingNumber, number, answeredAfterMs } = call;
  const isIn = direction === 'in';
  const who = isIn ? callingNumber || '–' : number;
  const [zh, en] = [isIn ? `打入 ${who}` : `打出 ${who}`, isIn ? `in from ${who}` : `out to ${who}`];
  if (answeredAfterMs !== null) {
    const after = seconds(answeredAfterMs);
    const [heard, end] = [heardWords(call), endWords(call)];
    return {
      zh: `${zh}：${after} 后接通，${heard.zh}${end.zh}`,
      en: `${en}: answered after ${after}, ${heard.en}${end.en}`,
    };
  }
  if (call.endedAt !== null) {
    const end = endWords(call);
    return { zh: `${zh}：没有接通${end.zh}`, en: `${en}: not answered${end.en}` };
  }
  return isIn
    ? { zh: '等来电', en: 'waiting for a call in' }
    : {
        zh: `正在打 ${number}，请接听，说几句话，然后先挂机`,
        en: `calling ${number}: answer it, say something, then hang up first`,
      };
}

function heardWords({ levelDbm0, noiseDbm0, digits }: TestCall): Words {
  const keys = digits === '' ? { zh: '', en: '' } : { zh: `，按键 ${digits}`, en: `, keys ${digits}` };
  if (levelDbm0 === null) return { zh: `还没有听到声音${keys.zh}`, en: `nothing heard yet${keys.en}` };
  const level = `${levelDbm0.toFixed(1)} dBm0`;
  const noise = noiseDbm0 === null ? '–' : `${noiseDbm0.toFixed(1)} dBm0`;
  return { zh: `电平 ${level}，噪声 ${noise}${keys.zh}`, en: `level ${level}, noise ${noise}${keys.en}` };
}

const endings = {
  'far-end': { zh: '对方先挂', en: 'the far end hung up first' },
  'near-end': { zh: '我方先挂', en: 'we hung up first' },
  network: { zh: '网络拆线', en: 'the network ended it' },
} as const;

function endWords({ endedBy, cause }: TestCall): Words {
  if (endedBy === null) return { zh: '', en: '' };
  const { zh, en } = endings[endedBy];
  if (cause === null) return { zh: `，${zh}`, en: `, ${en}` };
  const why = causeWords(cause).name;
  return { zh: `，${zh}（原因 ${cause} ${why.zh}）`, en: `, ${en} (cause ${cause}, ${why.en})` };
}
