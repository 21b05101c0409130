/** "No sound": what stands between two people who are connected and don't hear each other, or hear it badly. */
import { bad, good, type Judged, skipped, unsure } from '../judged.js';
import type { BoxCheck } from './cannot-call.js';
import type { BoxObservations, TalkHeard } from './observations.js';

export const noSoundChecks: readonly BoxCheck[] = [
  { id: 'prompts', name: { zh: '语音文件', en: 'Prompts' }, judge: judgePrompts },
  { id: 'gain', name: { zh: '增益', en: 'Gain' }, judge: judgeGain },
  { id: 'spans', name: { zh: '中继告警', en: 'Alarms' }, judge: judgeAlarms },
  { id: 'from-customer', name: { zh: '来自客户的声音', en: 'Sound from customers' }, judge: judgeFromCustomer },
  { id: 'from-agent', name: { zh: '来自座席的声音', en: 'Sound from agents' }, judge: judgeFromAgent },
  { id: 'echo', name: { zh: '回声', en: 'Echo' }, judge: judgeEcho },
  { id: 'disk', name: { zh: '录音磁盘', en: 'Disk of recordings' }, judge: judgeDisk },
];

/** Beyond this a voice is cut off or lost: no line needs it (ITU-T G.111: some dB of correction). */
const absurdDb = 12;
/** Nothing at all; a quiet room at a telephone is above it. */
const nothingDbm0 = -60;
/** Somebody speaks. */
const speechDbm0 = -40;
/** Who has not spoken yet may listen. */
const listenedMs = 4_000;
/** An echo nearer to the voice than this is heard (ITU-T G.131). */
const heardEchoDb = 30;
const namedAtMost = 5;

function judgePrompts({ missingSounds, promptsUsed }: BoxObservations): Judged {
  if (missingSounds.length === 0) return good(`${promptsUsed} 个语音文件都在`, `all ${promptsUsed} prompts are there`);
  const names = missingSounds.slice(0, namedAtMost).join(', ');
  const more = missingSounds.length > namedAtMost ? ' …' : '';
  const [zh, en] = [
    `${promptsUsed} 个语音文件缺 ${missingSounds.length} 个：${names}${more}`,
    `${missingSounds.length} of ${promptsUsed} prompts cannot be played: ${names}${more}`,
  ];
  return bad('sounds-missing', zh, en);
}

function judgeGain({ settings }: BoxObservations): Judged {
  const absurd = settings.filter(({ receiveDb, sendDb }) => {
    return Math.abs(receiveDb ?? 0) >= absurdDb || Math.abs(sendDb ?? 0) >= absurdDb;
  });
  if (absurd.length === 0) return good('增益设置都在常理之内', 'all gains are within reason');
  const names = absurd
    .slice(0, namedAtMost)
    .map(({ channel, receiveDb, sendDb }) => `${channel} ${receiveDb ?? 0}/${sendDb ?? 0} dB`)
    .join(', ');
  return bad('gain-absurd', `增益不合常理（收/发）：${names}`, `gains beyond reason (receive/send): ${names}`);
}

function judgeAlarms({ live }: BoxObservations): Judged {
  const wrong = live.spans.filter(({ alarms, loopback }) => alarms.length > 0 || loopback !== undefined);
  if (wrong.length === 0) return good('没有告警', 'no alarm');
  const names = wrong.map(({ name, alarms }) => `${name} (${alarms.join(' ') || 'loop'})`).join(', ');
  const calls = live.channels.filter((channel) => {
    return channel.state === 'answered' && wrong.some(({ span }) => span === channel.span);
  }).length;
  const [zh, en] = [`${names}：其上有 ${calls} 个通话`, `${names}: ${calls} calls are on them`];
  return calls > 0 ? bad('span-alarm', zh, en) : unsure(zh, en);
}

function judgeFromCustomer({ talks }: BoxObservations): Judged {
  const heard = talks.filter(({ sound }) => sound.lengthMs >= listenedMs);
  const silent = heard.filter(({ sound }) => sound.customerDbm0 < nothingDbm0);
  // Of a conversation where nobody speaks nothing is known; where one speaks, the other's line is dead.
  const oneWay = silent.filter(({ sound }) => sound.sentDbm0 > speechDbm0);
  return oneWayJudged('nothing-from-customer', heard, silent, oneWay);
}

function judgeFromAgent({ talks }: BoxObservations): Judged {
  const heard = talks.filter(({ sound }) => sound.lengthMs >= listenedMs);
  const silent = heard.filter(({ sound }) => sound.sentDbm0 < nothingDbm0);
  const oneWay = silent.filter(({ sound }) => sound.customerDbm0 > speechDbm0);
  return oneWayJudged('nothing-from-agent', heard, silent, oneWay);
}

function oneWayJudged(
  fault: string,
  heard: readonly TalkHeard[],
  silent: readonly TalkHeard[],
  oneWay: readonly TalkHeard[],
): Judged {
  if (heard.length === 0)
    return skipped('没有正在录音的通话可听', 'no conversation is being recorded that could be listened to');
  const zh = `${heard.length} 个通话中 ${silent.length} 个毫无声音`;
  const en = `${silent.length} of ${heard.length} conversations have no sound at all from there`;
  if (oneWay.length > 0) {
    const who = oneWay.map(({ agentId }) => agentId).join(', ');
    return bad(fault, `${zh}（座席 ${who}）`, `${en} (agents ${who})`);
  }
  return silent.length === 0 ? good(zh, en) : unsure(zh, en, fault);
}

function judgeEcho({ talks }: BoxObservations): Judged {
  const near = talks.flatMap(({ agentId, sound }) => {
    const worst = Math.min(sound.echoOfSentDb ?? 99, sound.echoOfCustomerDb ?? 99);
    if (worst >= heardEchoDb) return [];
    const where = (sound.echoOfCustomerDb ?? 99) <= (sound.echoOfSentDb ?? 99) ? 'telephone' : 'network';
    return [{ agentId, worst, where }];
  });
  if (talks.length === 0) return skipped('没有通话可听', 'there is no conversation to listen to');
  const [first] = near;
  if (first === undefined) return good('没有听得出的回声', 'no echo that can be heard');
  const zh = `座席 ${first.agentId}：回声只低 ${first.worst.toFixed(0)} dB（来自${first.where === 'telephone' ? '话机' : '网络'}）`;
  const en = `agent ${first.agentId}: an echo only ${first.worst.toFixed(0)} dB below the voice (from the ${first.where})`;
  return bad(first.where === 'telephone' ? 'echo-at-telephone' : 'echo-from-network', zh, en);
}

function judgeDisk({ storage, live }: BoxObservations): Judged {
  const failed = live.alarms.find(({ code }) => code === 'recording-failed');
  if (storage === null) return unsure('还没有看过磁盘', 'the disk was not looked at yet');
  const gb = (storage.freeBytes / 1e9).toFixed(1);
  const [zh, en] = [
    `已用 ${storage.usedPercent.toFixed(0)} %，剩 ${gb} GB，失败的录音 ${storage.failures}`,
    `${storage.usedPercent.toFixed(0)} % used, ${gb} GB left, ${storage.failures} recordings failed`,
  ];
  if (storage.usedPercent >= 99.5) return bad('disk-full', zh, en);
  if (failed !== undefined) return bad('recordings-fail', zh, en);
  return storage.usedPercent >= 95 ? unsure(zh, en, 'disk-full') : good(zh, en);
}
