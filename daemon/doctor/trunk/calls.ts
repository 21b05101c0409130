/** Judgements of what calls need: channels, numbers, and a call itself. */
import type { Words } from '../../terms/cause-words.js';
import { causeWords } from '../../terms/causes.js';
import type { TestCall } from '../../terms/diagnosis.js';
import { bad, good, type Judged, skipped, unsure } from '../judged.js';
import type { RecentCalls, TrunkObservations } from './observations.js';

/** What a carrier answers to a caller's number, or a service, that it has not opened (Q.850). */
export const numberCauses: ReadonlySet<number> = new Set([21, 28, 29, 50, 57, 63, 69]);
/** What a network without room answers. */
const fullCauses: ReadonlySet<number> = new Set([34, 38, 42, 44, 47]);
/** So many refusals of one kind are no chance, if they are this share of all calls. */
const manyRefusals = 3;
const manyPercent = 30;

export function judgeChannels({ channels }: TrunkObservations): Judged {
  const all = channels.length;
  const here = channels.filter(({ service }) => service !== undefined).length;
  const there = channels.filter(({ blockedByFarEnd }) => blockedByFarEnd === true).length;
  const stuck = channels.filter((channel) => channel.stuck === true).length;
  const zh = `${all} 个时隙：我方闭塞 ${here}，对端闭塞 ${there}，卡住 ${stuck}`;
  const en = `${all} channels: ${here} blocked here, ${there} by the far end, ${stuck} stuck`;
  if (all === 0) return unsure('此中继没有话路', 'this span has no channel');
  if (here === all) return bad('blocked-here', zh, en);
  if (there === all) return bad('blocked-by-far-end', zh, en);
  if (here + there >= all) return bad(there > here ? 'blocked-by-far-end' : 'blocked-here', zh, en);
  if (stuck * 2 >= all) return bad('stuck-channels', zh, en);
  return here + there + stuck === 0 ? good(zh, en) : unsure(zh, en);
}

export function judgeNumbers({ recent }: TrunkObservations): Judged {
  if (recent === null) return unsure('没有可查的呼叫记录', 'there are no calls to look at');
  const { calls, callsIn, withoutNumber } = recent;
  const [zh, en] = told(recent);
  const ofNumbers = total(recent, numberCauses);
  const full = total(recent, fullCauses);
  const isMany = (count: number): boolean => count >= manyRefusals && count * 100 >= manyPercent * calls;
  if (isMany(ofNumbers)) return bad('numbers-refused', zh, en);
  if (isMany(full)) return bad('network-full', zh, en);
  if (callsIn >= manyRefusals && withoutNumber === callsIn) {
    return unsure(
      `${zh}；${callsIn} 个来话都没有主叫号码`,
      `${en}; none of ${callsIn} calls in had the caller's number`,
      'no-caller-numbers',
    );
  }
  return good(zh, en);
}

function told({ calls, answered, refused }: RecentCalls): readonly [string, string] {
  if (calls === 0) return ['近 24 小时没有呼叫', 'no call in the last 24 h'];
  const worst = [...refused].sort((a, b) => b.count - a.count).slice(0, 3);
  const zh = worst.map(({ cause, count }) => `，原因 ${cause}（${causeWords(cause).name.zh}）${count} 次`).join('');
  const en = worst.map(({ cause, count }) => `, ${count} with cause ${cause} (${causeWords(cause).name.en})`).join('');
  return [`近 24 小时 ${calls} 个呼叫，接通 ${answered}${zh}`, `${calls} calls in 24 h, ${answered} answered${en}`];
}

function total({ refused }: RecentCalls, causes: ReadonlySet<number>): number {
  return refused.reduce((sum, { cause, count }) => sum + (causes.has(cause) ? count : 0), 0);
}

/** Null: the call still goes on. */
export function judgeTestCall({ test }: TrunkObservations, isOver: boolean): Judged | null {
  if (test.is === 'skipped') return skipped(test.why.zh, test.why.en);
  if (test.is === 'not-begun') return isOver ? skipped('没有打测试电话', 'no test call was made') : null;
  const { call } = test;
  if (call.state !== 'ended' && !isOver) return null;
  const { zh, en } = course(call);
  switch (call.problem) {
    case '':
      if (call.state === 'ended' || call.answeredAfterMs !== null) return good(zh, en);
      return unsure(zh, en);
    case 'not-answered':
      // It rang: the line has done its part.
      return unsure(zh, en);
    case 'refused':
      return bad(refusalOf(call.cause ?? 31), zh, en);
    case 'silence':
      return bad('nothing-heard', zh, en);
    case 'too-quiet':
    case 'too-loud':
      return bad('wrong-level', zh, en);
    default:
      return unsure(zh, en);
  }
}

/** What a refusal with this cause means for the line. */
function refusalOf(cause: number): string {
  if (numberCauses.has(cause)) return 'numbers-refused';
  if (fullCauses.has(cause)) return 'network-full';
  return 'call-refused';
}

function course({ number, timeslot, answeredAfterMs, cause, levelDbm0, problem, endedBy }: TestCall): Words {
  const [whoZh, whoEn] = [`时隙 ${timeslot} 呼叫 ${number}`, `timeslot ${timeslot} called ${number}`];
  if (answeredAfterMs === null) {
    if (problem !== 'refused') return { zh: `${whoZh}：尚未应答`, en: `${whoEn}: not answered in this time` };
    const words = causeWords(cause ?? 31).name;
    return {
      zh: `${whoZh}：被拒，原因 ${cause}（${words.zh}）`,
      en: `${whoEn}: refused with cause ${cause} (${words.en})`,
    };
  }
  const afterS = (answeredAfterMs / 1_000).toFixed(1);
  const [heardZh, heardEn] =
    levelDbm0 === null
      ? ['什么也没听到', 'nothing was heard']
      : [`听到 ${levelDbm0.toFixed(1)} dBm0`, `heard at ${levelDbm0.toFixed(1)} dBm0`];
  const [endZh, endEn] = endedBy === 'far-end' ? ['；对端挂机', '; the far end hung up'] : ['', ''];
  return {
    zh: `${whoZh}：${afterS} 秒后应答，${heardZh}${endZh}`,
    en: `${whoEn}: answered after ${afterS} s, ${heardEn}${endEn}`,
  };
}
