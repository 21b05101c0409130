/** "Cannot call": what stands between an agent's telephone and the network. */
import type { Words } from '../../terms/cause-words.js';
import { causeWords } from '../../terms/causes.js';
import type { LiveChannel, LiveSpan } from '../../terms/live.js';
import type { NumberRefusal } from '../../terms/trunks.js';
import { timeslotsOf } from '../../terms/trunks.js';
import { bad, good, type Judged, skipped, unsure } from '../judged.js';
import { numberCauses } from '../trunk/calls.js';
import type { BoxObservations } from './observations.js';

export interface BoxCheck {
  readonly id: string;
  readonly name: Words;
  judge(seen: BoxObservations): Judged;
}

/** In the order of a call: telephone, number, line, network. The first that is bad names the verdict. */
export const cannotCallChecks: readonly BoxCheck[] = [
  { id: 'telephone', name: { zh: '座席话机', en: 'Telephone' }, judge: judgeTelephone },
  { id: 'number', name: { zh: '号码与路由', en: 'Number and route' }, judge: judgeNumber },
  { id: 'spans', name: { zh: '中继告警', en: 'Alarms' }, judge: judgeSpans },
  { id: 'd-channels', name: { zh: 'D 信道', en: 'D-channels' }, judge: judgeDChannels },
  { id: 'blocked', name: { zh: '闭塞', en: 'Blocked channels' }, judge: judgeBlocked },
  { id: 'free', name: { zh: '空闲话路', en: 'Idle channels' }, judge: judgeFree },
  { id: 'network', name: { zh: '网络的回答', en: 'What the network said' }, judge: judgeNetwork },
];

function judgeTelephone({ live, site, agentId }: BoxObservations): Judged {
  const own = live.agents.filter(({ id }) => agentId === '' || id === agentId);
  const unreachable = own.filter(({ state, offHook, callId, headset }) => {
    return state === 'unreachable' || (agentId !== '' && offHook && callId === null && headset !== true);
  });
  if (unreachable.length > 0) {
    const names = unreachable.map(({ id, station }) => `${id} ${station ?? ''}`.trim()).join(', ');
    return bad('telephone-off-hook', `听筒没挂好或没插线：${names}`, `off the hook, or not plugged in: ${names}`);
  }
  if (agentId === '') return good('已签入座席的话机都在位', 'the telephones of all who are signed in are there');
  const agent = own.find(({ id }) => id === agentId);
  if (agent === undefined || agent.state === 'signed-out') {
    const line = site.agents.find(({ id }) => id === agentId)?.line ?? 0;
    return bad(
      'not-signed-in',
      `座席 ${agentId}（话机 ${line}）没有签入`,
      `agent ${agentId} (telephone ${line}) is not signed in`,
    );
  }
  return good(`座席 ${agentId} 的话机在位`, `the telephone of agent ${agentId} is there`);
}

const refusals: Readonly<Record<NumberRefusal, readonly [fault: string, zh: string, en: string]>> = {
  'no-number': ['no-number', '不是可以拨的号码', 'is no number that can be dialled'],
  'international-closed': ['international-closed', '该座席没有国际权限', 'this agent may not call abroad'],
  'not-signed-in': ['not-signed-in', '话机上没有座席签入', 'nobody is signed in at the telephone'],
  'no-route': ['no-route', '没有适合它的路由', 'no route fits it'],
  'no-trunk': ['no-route', '它的路由没有可用的中继群', 'its route names no trunk that exists'],
};

function judgeNumber({ explained, agentId, site }: BoxObservations): Judged {
  if (explained === null) {
    if ((site.routes ?? []).length > 0)
      return skipped(
        '半小时内没有失败的呼叫，也没有给出号码',
        'no call failed in half an hour, and no number was given',
      );
    return bad('no-route', '站点没有任何路由', 'the site has no route at all');
  }
  const { number, refused, route, trunks } = explained;
  if (refused !== null) {
    const [fault, zh, en] = refusals[refused];
    // Nobody in particular has asked: whether he may call abroad is his own matter.
    if (refused === 'international-closed' && agentId === '')
      return unsure(`${number}：${zh}`, `${number}: ${en}`, fault);
    return bad(fault, `${number}：${zh}`, `${number}: ${en}`);
  }
  const names = trunks.map(({ trunk }) => trunk).join(', ');
  const [zh, en] = route ? [`路由“${route}”`, `route "${route}"`] : ['路由“所有号码”', 'the route for all numbers'];
  return good(`${number}：${zh}，中继群 ${names}`, `${number}: ${en}, trunks ${names}`);
}

/** Channels over which the call could go: of its route's trunks, else all. */
function channelsMeant({ live, site, explained }: BoxObservations): readonly LiveChannel[] {
  const wanted = new Set((explained?.trunks ?? []).map(({ trunk }) => trunk));
  const parts = (site.trunks ?? [])
    .filter(({ id }) => wanted.size === 0 || wanted.has(id))
    .flatMap(({ channels }) => channels);
  const outside = live.channels.filter(({ kind }) => kind !== 'fxs');
  if (parts.length === 0) return outside;
  return outside.filter((channel) =>
    parts.some((part) =>
      'line' in part
        ? channel.kind === 'fxo' && channel.line === part.line
        : channel.span === part.span && (timeslotsOf(part.timeslots) ?? []).includes(channel.timeslot),
    ),
  );
}

function spansMeant(seen: BoxObservations): readonly LiveSpan[] {
  const spans = new Set(channelsMeant(seen).map(({ span }) => span));
  return seen.live.spans.filter(({ span }) => spans.has(span));
}

/** All of them bad: no call. Some: calls take the others. */
function judged(fault: string, all: number, wrong: readonly string[], zh: string, en: string): Judged {
  if (wrong.length === 0) return good(`没有${zh}`, `none has ${en}`);
  const [seenZh, seenEn] = [`${zh}：${wrong.join('、')}`, `${en}: ${wrong.join(', ')}`];
  return wrong.length >= all ? bad(fault, seenZh, seenEn) : unsure(seenZh, seenEn);
}

function judgeSpans(seen: BoxObservations): Judged {
  const spans = spansMeant(seen);
  const wrong = spans.flatMap(({ name, alarms, loopback }) => {
    if (loopback !== undefined) return [`${name} (loop)`];
    return alarms.length > 0 ? [`${name} (${alarms.join(' ')})`] : [];
  });
  return judged('span-alarm', spans.length, wrong, '告警', 'alarms');
}

function judgeDChannels(seen: BoxObservations): Judged {
  const spans = spansMeant(seen);
  const wrong = spans.filter(({ dChannel }) => dChannel === 'down').map(({ name }) => name);
  return judged('d-channel-down', spans.length, wrong, '信令中断', 'signalling down');
}

function judgeBlocked(seen: BoxObservations): Judged {
  const channels = channelsMeant(seen);
  const wrong = channels.filter(({ service, blockedByFarEnd, stuck }) => {
    return service !== undefined || blockedByFarEnd === true || stuck === true;
  });
  const there = wrong.filter(({ blockedByFarEnd }) => blockedByFarEnd === true).length;
  const zh = `${channels.length} 个话路中 ${wrong.length} 个闭塞（对端 ${there}）`;
  const en = `${wrong.length} of ${channels.length} channels are blocked (${there} by the far end)`;
  if (channels.length > 0 && wrong.length === channels.length) return bad('trunk-blocked', zh, en);
  return wrong.length === 0 ? good(zh, en) : unsure(zh, en);
}

function judgeFree(seen: BoxObservations): Judged {
  const usable = channelsMeant(seen).filter(({ service, blockedByFarEnd, stuck, noBattery }) => {
    return service === undefined && blockedByFarEnd !== true && stuck !== true && noBattery !== true;
  });
  const idle = usable.filter(({ state }) => state === 'idle').length;
  const [zh, en] = [
    `${usable.length} 个可用话路中 ${idle} 个空闲`,
    `${idle} of ${usable.length} usable channels are idle`,
  ];
  if (usable.length === 0) return skipped('没有可用的话路', 'no channel is usable');
  return idle === 0 ? bad('all-busy', zh, en) : good(zh, en);
}

/** By the last call that the network refused. */
function judgeNetwork({ failed, number }: BoxObservations): Judged {
  const last = failed.find((call) => !call.byBox && (number === '' || sameEnd(call.number, number)));
  if (last === undefined) return good('半小时内网络没有拒绝呼叫', 'the network refused no call in half an hour');
  const words = causeWords(last.cause);
  const zh = `${last.number}：原因 ${last.cause}（${words.name.zh}）`;
  const en = `${last.number}: cause ${last.cause} (${words.name.en})`;
  if (numberCauses.has(last.cause)) return bad('caller-number-refused', zh, en);
  if (last.cause === 1 || last.cause === 2 || last.cause === 3) return bad('no-such-number', zh, en);
  return last.cause >= 32 && last.cause <= 47 ? bad('network-full', zh, en) : unsure(zh, en);
}

function sameEnd(one: string, other: string): boolean {
  return one.endsWith(other.slice(-8)) || other.endsWith(one.slice(-8));
}
