/** Layer 2 and layer 1 in the time of a call: frames that take its link away, alarms, RESTART of its channel. */
import { type AlarmCode, alarmWords } from '../terms/alarms.js';
import type { Words } from '../terms/cause-words.js';
import type { SpanEventRow } from '../terms/rows.js';
import type { Drawn, Finding } from './drawn.js';
import type { Q921Kind } from './q921.js';

const say = (zh: string, en: string): Words => ({ zh, en });

const trunkDoctor = say('对这条 E1 运行“线路体检”。', 'Run the trunk doctor on this span.');
const findings: Partial<Readonly<Record<Q921Kind, (sent: boolean) => Finding>>> = {
  SABME: (sent) => ({
    words: sent
      ? say('通话中信令链路断了，本机在请求重建。', 'The signalling link broke in mid-call; the box asks for it anew.')
      : say(
          '通话中对端重建了信令链路：它重启过，或收不到我们。',
          'The far end asked for the link anew in mid-call: it was restarted, or does not hear us.',
        ),
    next: trunkDoctor,
  }),
  DM: (sent) => ({
    words: sent
      ? say('本机拒绝了信令链路。', 'The box refused the signalling link.')
      : say('对端拒绝了信令链路（DM）。', 'The far end refused the signalling link (DM).'),
    next: say(
      '请运营商检查 16 时隙是否按 DSS1 开通、有没有被闭塞。',
      'Ask the carrier whether timeslot 16 is in service as DSS1 and not blocked.',
    ),
  }),
  DISC: (sent) => ({
    words: sent
      ? say('本机断开了信令链路。', 'The box took the signalling link down.')
      : say('对端断开了信令链路（DISC）。', 'The far end took the signalling link down (DISC).'),
    next: say('问运营商是否在维护。', 'Ask the carrier whether somebody works on the line.'),
  }),
  FRMR: () => ({
    words: say(
      '一端收到了无法理解的帧（FRMR），链路将重建。',
      'A frame made no sense to one end (FRMR); the link is made anew.',
    ),
    next: say(
      '两端的 Q.921 不一致或误码多：核对协议，看误码计数。',
      'The two ends differ in Q.921, or there are errors: compare protocols, look at the counters.',
    ),
  }),
};

export function linkFinding(kind: Q921Kind, sent: boolean): Finding | null {
  return findings[kind]?.(sent) ?? null;
}

export function restartFinding(sent: boolean): Finding {
  return {
    words: sent
      ? say('本机复位了这个时隙。', 'The box restarted this channel.')
      : say(
          '通话中对端复位了这个时隙（RESTART），呼叫被清除。',
          'The far end restarted this channel in mid-call; the call is cleared.',
        ),
    next: say(
      '问运营商是否重启或维护过；偶尔一次不必处理。',
      'Ask the carrier whether it was restarted or worked on; once in a while it needs nothing.',
    ),
  };
}

/** Alarms and D-channel of the call's spans while it was on. */
export function spanRows(events: readonly SpanEventRow[], fromUs: number, toUs: number): Drawn[] {
  return events.flatMap((event) => {
    const atUs = event.at * 1_000;
    if (atUs < fromUs - 1_000_000 || atUs > toUs || event.what === 'started') return [];
    const code: AlarmCode = event.alarm ?? 'd-channel';
    const { meaning, lookFirst } = alarmWords[code];
    const off = event.what === 'alarm-off' || event.what === 'd-channel-up';
    const span = { zh: `E1-${event.span}`, en: `E1-${event.span}` };
    return [
      {
        atUs,
        layer: 'q921',
        ...{ from: 'channel', to: 'channel' },
        name: event.alarm ?? event.what,
        words: off
          ? say(`${span.zh} 告警消失`, `${span.en} is well again`)
          : say(`${span.zh} ${meaning.zh}`, `${span.en}: ${meaning.en}`),
        fields: [{ name: { zh: '线路', en: 'span' }, value: span }],
        frame: null,
        finding: off
          ? null
          : { words: say(`${span.zh}：${meaning.zh}。`, `${span.en}: ${meaning.en}.`), next: lookFirst },
      } satisfies Drawn,
    ];
  });
}
